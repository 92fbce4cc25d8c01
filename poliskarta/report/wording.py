"""The words of the report in one language: its messages, and figures as people write them.

Messages are in the language's report.json; what the page says already, in its page.json.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from poliskarta.i18n import (
    Texts,
    Words,
    choose,
    land_area,
    say_amount,
    say_kilometres,
    say_length,
    with_miles,
)
from poliskarta.project.region import Region

NBSP = "\N{NO-BREAK SPACE}"
DASH = "\N{EN DASH}"
_UNIT = re.compile(r"\D+$")
_UNIT_SPACE = re.compile(r"(?<=\d) (?=[^\W\d])")


@dataclass(frozen=True)
class Wording:
    """Says things in `language`; texts of `region` are in its first one where it lacks this."""

    language: str
    region: Region

    @cached_property
    def words(self) -> Words:
        """What says numbers, dates and the page's messages in this language only."""
        return self.region.words.only(self.language)

    def say(self, key: str, **values: float | str) -> str:
        """Return the report's message `key` with `values` put in, numbers as `number` does.

        With a whole number `n` it may have two forms, `key.one` and `key.other`.
        """
        count = values.get("n")
        message = choose(self._messages, key, None if isinstance(count, str) else count)
        shown = {k: v if isinstance(v, str) else self.number(v) for k, v in values.items()}
        return message.format(**shown)

    def page(self, key: str) -> str:
        """Return a message of the page that has nothing to put in."""
        return self.words.message(self.language, key)

    def number(self, value: float, decimals: int = 0) -> str:
        """Return `value` with its thousands grouped, "unknown" in words for NaN."""
        if math.isnan(value):
            return self.page("number.unknown")
        return self.words.number(value, decimals)[self.language]

    def amount(self, value: float, form: str) -> str:
        """Return `value` as the page writes it; `form` is one of `i18n.say_amount`."""
        if math.isnan(value):
            return self.number(value)
        return say_amount(self.words, value, form)[self.language]

    def span(self, low: float, high: float, form: str) -> str:
        """Return the amounts between which one lies; empty when they are written the same."""
        first, last = self.amount(low, form), self.amount(high, form)
        return "" if first == last else f"{_UNIT.sub('', first)}{DASH}{last}"

    def length(self, length: float) -> str:
        """Return so many kilometres, or miles where people say those."""
        return self._unbroken(say_length(self.words, length))

    def kilometres(self, km: float | str) -> str:
        """Return a limit set in kilometres, and in miles too where people say those."""
        return self._unbroken(say_kilometres(self.words, km))

    def with_miles(self, texts: Texts) -> str:
        """Return the words of `texts`, kilometres in miles too where people say those."""
        return with_miles(self.words, {self.language: self.pick(texts)})[self.language]

    def area(self, km2: float) -> str:
        """Return a bare number of square kilometres, or of square miles where people say those."""
        return self.number(land_area(self.words, km2))

    @property
    def in_miles(self) -> bool:
        """Whether lengths are said in miles."""
        return self.words.habits.in_miles

    @property
    def longest_curve(self) -> int:
        """How far the curves of a district go: 10 km or 6 miles."""
        return 6 if self.in_miles else 10

    def _unbroken(self, texts: Texts) -> str:
        return _UNIT_SPACE.sub(NBSP, texts[self.language])

    def percent(self, share: float) -> str:
        """Return a share in whole per cent, for where there is no room for more."""
        return self.say("percent", figures=self.number(100 * share))

    def date(self, iso: str) -> str:
        """Return an ISO date of any precision in words."""
        return self.words.date(iso)[self.language]

    def pick(self, texts: Texts) -> str:
        """Return the words of `texts`."""
        return self.region.words.pick(texts, self.language)

    def column(self, row: Mapping[str, Any], name: str) -> str:
        """Return the localised column `name` of a table's row, "" when it says nothing."""
        return self.pick(self.region.words.column(row, name))

    def kinds(self, *, fixed: bool) -> str:
        """Return the kinds of office that are counted in coverage, or the others, in words."""
        named = [self.pick(kind.plural) for kind in self.region.kinds if kind.fixed == fixed]
        return f" {self.say('and')} ".join(named)

    @cached_property
    def _messages(self) -> Mapping[str, str]:
        return self.words.read("report.json")[self.language][""]
