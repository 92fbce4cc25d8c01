"""Words for people: messages, numbers and dates as each language writes them.

A text in several languages is a plain dict from language to words, called Texts here.
"""

from __future__ import annotations

import re
import unicodedata
from collections import ChainMap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from poliskarta.locales import CONDITION, TERMS, Sections, read_words

Texts = Mapping[str, str]
Value = Texts | float | str


@dataclass(frozen=True)
class Words:
    """Makes Texts in each of `languages`, the first one being the default.

    `own` is a project's folder of locales, whose words come before the package's; `terms` is what
    the force calls its `district` and its `districts`, a language each; `has` tells whether it has
    `mobile` offices and several `kinds` of office, see `say_of`. Words are read when they are
    first asked for, and kept.
    """

    languages: tuple[str, ...]
    own: Path | None = None
    terms: Mapping[str, Texts] = field(default_factory=dict)
    has: Mapping[str, bool] = field(default_factory=lambda: {"mobile": True, "kinds": True})
    _kept: dict[str, dict[str, Sections]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def only(self, language: str) -> Words:
        """Return the words of one language."""
        return replace(self, languages=(language,))

    def read(self, file: str) -> dict[str, Sections]:
        """Return one of `locales.FILES` in each language, by section and key, its terms said.

        Raises DataError when a language has no words.
        """
        if file not in self._kept:
            self._kept[file] = {
                language: self._with_terms(language, read_words(file, language, self.own))
                for language in self.languages
            }
        return self._kept[file]

    def _with_terms(self, language: str, sections: Sections) -> Sections:
        """Return messages with `locales.TERMS` in the force's own words, or else in ours."""
        package = read_words("page.json", language, self.own)["page"]
        said = {}
        for name, key in TERMS.items():
            term = self.terms.get(key, {}).get(language) or package[f"term.{key}"]
            said[f"{{{name}}}"] = term if name == key else term[:1].upper() + term[1:]
        return {
            section: {key: say_of(_fill(text, said), self.has) for key, text in messages.items()}
            for section, messages in sections.items()
        }

    def message(self, language: str, key: str, count: float | None = None) -> str:
        """Return the page's message of `key`: its `.one` or `.other` form where it has two.

        Raises KeyError when the language has no such message.
        """
        sections: Any = self.read("page.json")[language]
        return choose(ChainMap(sections["page"], sections["script"]), key, count)

    def say(self, key: str, **values: Value) -> dict[str, str]:
        """Return the message `key` with `values` (Texts, numbers or words) put in.

        A message with a whole number `n` may have two forms, `key.one` and `key.other`.
        """
        return {language: self._say(language, key, values) for language in self.languages}

    def number(self, value: float, decimals: int = 0) -> dict[str, str]:
        """Return `value` rounded to `decimals`, its thousands grouped."""
        return {language: self._number(language, value, decimals) for language in self.languages}

    def date(self, iso: str) -> dict[str, str]:
        """Return an ISO date of any precision in words; anything else as it is."""
        return {language: self._date(language, iso) for language in self.languages}

    def same(self, text: str) -> dict[str, str]:
        """Return a text that is the same in all languages, such as a name."""
        return dict.fromkeys(self.languages, text)

    def join(self, parts: Iterable[Texts], separator: str) -> dict[str, str]:
        """Return `parts` put together."""
        listed = list(parts)
        return {
            language: separator.join(self.pick(part, language) for part in listed)
            for language in self.languages
        }

    def pick(self, texts: Texts, language: str) -> str:
        """Return the words in `language`, or in the first language when it has none."""
        return texts.get(language) or texts.get(self.languages[0], "")

    def column(self, row: Mapping[str, Any], name: str) -> dict[str, str]:
        """Return the localised column `name` of a table's row; empty when it says nothing."""
        first, *others = self.languages
        cells = {first: name} | {language: f"{name}_{language}" for language in others}
        return {language: row[cell] for language, cell in cells.items() if row.get(cell)}

    def sort_key(self, text: str) -> str:
        """Return a key that sorts names as the first language does, and numbers in them by value.

        Swedish has å ä ö last; "Precinct 2" comes before "Precinct 10".
        """
        after_z = self.message(self.languages[0], "alphabet.after_z")
        order = {ord(letter): chr(ord("z") + 1 + n) for n, letter in enumerate(after_z)}
        kept = text.casefold().translate(order)
        decomposed = unicodedata.normalize("NFD", kept)
        plain = "".join(char for char in decomposed if not unicodedata.combining(char))
        return by_number(plain)

    def _say(self, language: str, key: str, values: Mapping[str, Value]) -> str:
        shown = {name: self._shown(language, value) for name, value in values.items()}
        return self.message(language, key, values.get("n")).format(**shown)

    def _shown(self, language: str, value: Value) -> str:
        if isinstance(value, Mapping):
            return self.pick(value, language)
        return value if isinstance(value, str) else self._number(language, value, 0)

    def _number(self, language: str, value: float, decimals: int) -> str:
        text = f"{value:,.{decimals}f}"
        group, point = (self.message(language, f"number.{name}") for name in ("group", "decimal"))
        return text.replace(",", "\0").replace(".", point).replace("\0", group)

    def _date(self, language: str, iso: str) -> str:
        parts = iso.split("-")
        if len(parts) > 3 or not all(part.isdigit() for part in parts):  # noqa: PLR2004
            return iso
        names = ("year", "month", "day")[: len(parts)]
        values = {name: str(int(part)) for name, part in zip(names, parts, strict=True)}
        if "month" in values and not 1 <= int(values["month"]) <= 12:  # noqa: PLR2004
            return iso
        if "month" in values:
            values["month"] = self.message(language, f"month.{values['month']}")
        return self.message(language, f"date.{names[-1]}").format(**values)


def by_number(text: str) -> str:
    """Return a key that sorts numbers in texts by value: "A7" comes before "A15"."""
    return _NUMBER.sub(lambda found: found[0].lstrip("0").zfill(_LONGEST_NUMBER), text)


def _fill(text: str, said: Mapping[str, str]) -> str:
    for name, term in said.items():
        text = text.replace(name, term)
    return text


def say_of(text: str, has: Mapping[str, bool]) -> str:
    """Return `text` as it is true of a force: with "[mobile:…]" said only if it has that.

    "[no mobile:…]" is said if it hasn't. One may stand in another. What `has` doesn't name is
    left as it is.
    """

    def keep(found: re.Match[str]) -> str:
        negated, name, words = found.groups()
        if name not in has:
            return found[0]
        return words if has[name] != bool(negated) else ""

    said = CONDITION.sub(keep, text) if "[" in text else text
    return said if said == text else say_of(said, has)  # those around others


def choose(messages: Mapping[str, str], key: str, count: float | None = None) -> str:
    """Return the message of `key`, for a `count` in the form `.one` or `.other` if it has them."""
    if count is None or f"{key}.other" not in messages:
        return messages[key]
    other = messages[f"{key}.other"]
    return messages.get(f"{key}.one", other) if count == 1 else other


_NUMBER = re.compile(r"[0-9]+")
_LONGEST_NUMBER = 20
_TEN, _ONE = 10, 1
_M_PER_KM = 1000
_UNIT = re.compile(r"\D*$")


def say_amount(words: Words, value: float, form: str) -> dict[str, str]:
    """Return `value` in words.

    `form` is people (whole numbers), share (0 to 1, said in per cent), distance (metres, said in
    kilometres), area (km²) or rate (two decimals).
    """
    if form == "people":
        return words.number(value)
    if form == "share":
        return words.say("amount.share", n=_rounded(words, 100 * value))
    if form == "distance":
        return words.say("distance.km", n=_rounded(words, value / _M_PER_KM))
    if form == "area":
        return words.say("area.km2", n=words.number(value))
    return words.number(value, 2)


def say_range(words: Words, low: float, high: float, form: str) -> dict[str, str]:
    """Return the range from `low` to `high` in words, a unit that both have said once.

    Ends that are said alike are one.
    """
    ends = say_amount(words, low, form), say_amount(words, high, form)
    if ends[0] == ends[1]:
        return ends[0]
    units = {language: _UNIT.search(text)[0] for language, text in ends[0].items()}
    bare = {
        language: text.removesuffix(units[language])
        if ends[1][language].endswith(units[language])
        else text
        for language, text in ends[0].items()
    }
    return words.say("legend.range", low=bare, high=ends[1])


def _rounded(words: Words, value: float) -> dict[str, str]:
    """Return at least two digits: 0.85, 4.3, 17."""
    return words.number(value, 0 if value >= _TEN else 1 if value >= _ONE or value == 0 else 2)
