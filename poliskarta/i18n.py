"""Words for people: messages, numbers and dates as each language writes them.

A text in several languages is a plain dict from language to words, called Texts here.
"""

from __future__ import annotations

import re
import unicodedata
from collections import ChainMap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal, localcontext
from pathlib import Path
from typing import Any

from poliskarta.locales import CONDITION, RIGHT_TO_LEFT, TERMS, Sections, read_words

Texts = Mapping[str, str]
Value = Texts | float | str

DISTANCES, CLOCKS, PAPERS = ("km", "mi"), (12, 24), ("A4", "Letter")


@dataclass(frozen=True)
class Habits:
    """What people are used to: lengths in km or miles, a clock of 24 or 12 hours, their paper.

    One each of DISTANCES, CLOCKS and PAPERS. What is measured and kept stays metric.
    """

    distance: str = "km"
    clock: int = 24
    paper: str = "A4"

    @property
    def in_miles(self) -> bool:
        """Whether lengths are said in miles."""
        return self.distance == DISTANCES[1]


USUAL = Habits()


@dataclass(frozen=True)
class Words:
    """Makes Texts in each of `languages`, the first one being the default.

    `own` is a project's folder of locales, whose words come before the package's; `terms` is what
    the force calls its `district` and its `districts`, a language each; `has` tells whether it has
    `mobile` offices, several `kinds` of office, and `ways` in place of straight lines, see
    `say_of`; lengths and times are said by `habits`. Words are read when they are first asked for,
    and kept.
    """

    languages: tuple[str, ...]
    own: Path | None = None
    terms: Mapping[str, Texts] = field(default_factory=dict)
    has: Mapping[str, bool] = field(
        default_factory=lambda: {"mobile": True, "kinds": True, "ways": False}
    )
    habits: Habits = USUAL
    _kept: dict[str, dict[str, Sections]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def direction(self, language: str) -> str:
        """Return which way a language is written: "ltr" or "rtl"."""
        return self.message(language, "language.direction")

    def having(self, traits: Mapping[str, bool]) -> Words:
        """Return the words of a force of which more is known that it has, or has not."""
        return replace(self, has={**self.has, **traits})

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
        """Return `value` rounded to `decimals`, halves up, its thousands grouped."""
        return {language: self._number(language, value, decimals) for language in self.languages}

    def date(self, iso: str) -> dict[str, str]:
        """Return an ISO date of any precision in words; anything else as it is."""
        return {language: self._date(language, iso) for language in self.languages}

    def clock(self, hour: int, minute: int) -> dict[str, str]:
        """Return a time of day as the force's people tell it: 15:05, or 3:05 pm."""
        minutes = f"{minute:02d}"
        if self.habits.clock in CLOCKS[1:]:
            return self.say("hours.clock", hour=f"{hour:02d}", minute=minutes)
        half = self.say("hours.am" if hour < _NOON else "hours.pm")
        return self.say(
            "hours.clock_12", hour=str(hour % _NOON or _NOON), minute=minutes, half=half
        )

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
        if isinstance(value, (int, float)):
            return self._number(language, value, 0)
        text = self.pick(value, language) if isinstance(value, Mapping) else value
        return _isolate(text) if self.direction(language) == RIGHT_TO_LEFT else text

    def _number(self, language: str, value: float, decimals: int) -> str:
        with localcontext(rounding=ROUND_HALF_UP):  # as browsers do, or card and table differ
            text = f"{Decimal(repr(float(value))):,.{decimals}f}"
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


def _isolate(text: str) -> str:
    """Return `text` apart from the words around it, which run from right to left, if it doesn't."""
    runs_otherwise = any(unicodedata.bidirectional(char) == "L" for char in text)
    return f"\u2068{text}\u2069" if runs_otherwise else text


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
_NOON = 12
_METRES = {"km": 1000, "mi": 1609.344}
_KM2_PER_MI2 = (_METRES["mi"] / _METRES["km"]) ** 2
_UNIT = re.compile(r"\D*$")
# A number, or several with what stands between them: 5; 1, 2, 5 and 10; 2 to 5.
_LISTED = r"\d+(?:(?:, ?|[-\u2013]| [^\W\d]{1,3}[ -]?)\d+)*"


def say_amount(words: Words, value: float, form: str) -> dict[str, str]:
    """Return `value` in words.

    `form` is people (whole numbers), share (0 to 1, said in per cent), distance (metres, said in
    kilometres or miles), area (km², said in them or in square miles) or rate (two decimals).
    """
    unit = words.habits.distance
    if form == "people":
        return words.number(value)
    if form == "share":
        return words.say("amount.share", n=_tenths(words, 100 * value))
    if form == "distance":
        return words.say(f"distance.{unit}", n=_rounded(words, value / _METRES[unit]))
    if form == "area":
        return words.say(f"area.{unit}2", n=words.number(land_area(words, value)))
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


def metres_of(words: Words) -> float:
    """Return how many metres the unit has in which lengths are said."""
    return _METRES[words.habits.distance]


def land_area(words: Words, km2: float) -> float:
    """Return square kilometres in the unit that areas are said in, square miles where it is."""
    return km2 / _KM2_PER_MI2 if words.habits.in_miles else km2


def say_length(words: Words, length: float) -> dict[str, str]:
    """Return so many kilometres in words, or so many miles where people say those."""
    decimals = 0 if float(length).is_integer() else 1
    return words.say(f"distance.{words.habits.distance}", n=words.number(length, decimals))


def say_limit(words: Words, km: float | str) -> dict[str, str]:
    """Return a limit that is set in kilometres in words: in metres unless it is whole."""
    if isinstance(km, str) or float(km).is_integer():
        return words.say("distance.km", n=km)
    return words.say("distance.m", n=km * _METRES["km"])


def say_kilometres(words: Words, km: float | str) -> dict[str, str]:
    """Return a limit that is set in kilometres, and where people say miles, in those too."""
    return with_miles(words, say_limit(words, km))


def with_miles(words: Words, texts: Texts) -> dict[str, str]:
    """Return `texts`, each number of kilometres followed by the miles where people say those.

    "within 5 km" becomes "within 5 km (3.1 mi)"; areas in km² stay.
    """
    if not words.habits.in_miles:
        return dict(texts)
    return {language: _with_miles(words.only(language), text) for language, text in texts.items()}


def _with_miles(words: Words, text: str) -> str:
    [language] = words.languages
    unit = words.message(language, "distance.km").format(n="")

    def miles(found: re.Match[str]) -> str:
        listed = _NUMBER.sub(lambda km: _in_miles(words, float(km[0])), found[1])
        return f"{found[0]} ({words.say('distance.mi', n=listed)[language]})"

    return re.sub(rf"({_LISTED})\s?{re.escape(unit.strip())}(?![²\w])", miles, text)


def _in_miles(words: Words, km: float) -> str:
    return _rounded(words, km * _METRES["km"] / _METRES["mi"])[words.languages[0]]


def _tenths(words: Words, value: float) -> dict[str, str]:
    """Return two digits, one below 1: no estimate bears hundredths of a per cent."""
    return words.number(value, 0 if value >= _TEN else 1)


def _rounded(words: Words, value: float) -> dict[str, str]:
    """Return at least two digits: 0.85, 4.3, 17."""
    return words.number(value, 0 if value >= _TEN else 1 if value >= _ONE or value == 0 else 2)
