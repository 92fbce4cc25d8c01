"""Amounts in words, each form with its unit and with no more digits than it deserves.

The page's scripts have the same rules (page/amounts.js); a test compares the two.
"""

from __future__ import annotations

import re

from poliskarta.language import Words

FORMS = {"persons": "people", "share": "share", "m": "distance", "km²": "area"}
"""The form of a figure, by the unit that its field has in the layers."""

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
