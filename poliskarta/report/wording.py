"""The words of the report in one language: its messages, and figures as people write them.

Messages are in report/locale/, one file a language; what the page says already, in the page's.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from poliskarta.errors import DataError, Problem
from poliskarta.i18n import Texts, Words, message, say_amount
from poliskarta.project.region import Region

LOCALES = Path(__file__).parent / "locale"
NBSP = "\N{NO-BREAK SPACE}"
DASH = "\N{EN DASH}"
_UNIT = re.compile(r"\D+$")


@dataclass(frozen=True)
class Wording:
    """Says things in `language`; texts of `region` are in its first one where it lacks this."""

    language: str
    region: Region

    def say(self, key: str, **values: float | str) -> str:
        """Return the report's message `key` with `values` put in, numbers as `number` does.

        With a whole number `n` it may have two forms, `key.one` and `key.other`.
        """
        messages = read_messages(self.language)
        if f"{key}.other" in messages:
            key = f"{key}.one" if values["n"] == 1 else f"{key}.other"
        shown = {k: v if isinstance(v, str) else self.number(v) for k, v in values.items()}
        return messages[key].format(**shown)

    def page(self, key: str) -> str:
        """Return a message of the page that has nothing to put in."""
        return message(self.language, key)

    def number(self, value: float, decimals: int = 0) -> str:
        """Return `value` with its thousands grouped, "unknown" in words for NaN."""
        if math.isnan(value):
            return self.page("number.unknown")
        return Words((self.language,)).number(value, decimals)[self.language]

    def amount(self, value: float, form: str) -> str:
        """Return `value` as the page writes it; `form` is one of `amounts.say_amount`."""
        if math.isnan(value):
            return self.number(value)
        return say_amount(Words((self.language,)), value, form)[self.language]

    def span(self, low: float, high: float, form: str) -> str:
        """Return the amounts between which one lies; empty when they are written the same."""
        first, last = self.amount(low, form), self.amount(high, form)
        return "" if first == last else f"{_UNIT.sub('', first)}{DASH}{last}"

    def percent(self, share: float) -> str:
        """Return a share in whole per cent, for where there is no room for more."""
        return self.say("percent", figures=self.number(100 * share))

    def date(self, iso: str) -> str:
        """Return an ISO date of any precision in words."""
        return Words((self.language,)).date(iso)[self.language]

    def pick(self, texts: Texts) -> str:
        """Return the words of `texts`."""
        return Words(self.region.languages).pick(texts, self.language)

    def column(self, row: Mapping[str, Any], name: str) -> str:
        """Return the localised column `name` of a table's row, "" when it says nothing."""
        return self.pick(Words(self.region.languages).column(row, name))

    def kinds(self, *, fixed: bool) -> str:
        """Return the kinds of office that are counted in coverage, or the others, in words."""
        named = [self.pick(kind.plural) for kind in self.region.kinds if kind.fixed == fixed]
        return f" {self.say('and')} ".join(named)


def require_language(language: str, region: Region) -> None:
    """Raise DataError unless the report and `region` both have words in `language`."""
    known = [name for name in region.languages if (LOCALES / f"{name}.json").is_file()]
    if language not in known:
        what = "the report has no words in this language"
        remedy = f"There are: {', '.join(known)}."
        raise DataError([Problem("--lang", None, None, language, what, remedy)])


@cache
def read_messages(language: str) -> dict[str, str]:
    """Return the report's messages in `language`."""
    return json.loads((LOCALES / f"{language}.json").read_text(encoding="utf-8"))
