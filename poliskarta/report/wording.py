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

from poliskarta.i18n import Texts, Words, choose, say_amount
from poliskarta.project.region import Region

NBSP = "\N{NO-BREAK SPACE}"
DASH = "\N{EN DASH}"
_UNIT = re.compile(r"\D+$")


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
