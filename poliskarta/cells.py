"""What a cell of each column type must be, and the problem with one that isn't."""

from __future__ import annotations

import calendar
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from poliskarta.errors import Problem
from poliskarta.schema import Column

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DATE = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(\d{2}))?)?")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_THOUSANDS = re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d{3}\b)")


@dataclass(frozen=True)
class Rule:
    """A column type's rule: whether a text fits, and what to say of one that doesn't."""

    fits: Callable[[str, Column], bool]
    what: str
    remedy: str


def check(path: Path, frame: pd.DataFrame, column: Column) -> Iterator[Problem]:
    """Yield the problem of every cell of `column` that is empty but required, or malformed."""
    values = frame[column.name]
    rule = _RULES[column.type]
    # Values repeat: each is judged once, however many rows hold it.
    bad = {text for text in set(values) if text and not rule.fits(text, column)}
    if column.required and (values == "").any():
        for row in values.index[values == ""]:
            yield Problem(str(path), row, column.name, "", "the cell is empty", "Fill it in.")
    if bad:
        remedy = rule.remedy.format(choices=", ".join(column.choices))
        for row, value in values[values.isin(bad)].items():
            yield Problem(str(path), row, column.name, value, rule.what, remedy)


def to_numbers(values: pd.Series) -> pd.Series:
    """Return the cells as float64; NaN where empty or not a finite number."""
    return pd.Series([to_number(text) for text in values], index=values.index, dtype="float64")


def to_number(text: str) -> float:
    """Return the number that `text` is, NaN if it is none or not finite.

    A decimal comma and spaces between thousands are read as a Swedish spreadsheet writes them.
    """
    try:
        number = float(text)
    except ValueError:
        try:
            number = float(_THOUSANDS.sub("", text).replace(",", "."))
        except ValueError:
            return math.nan
    return number if math.isfinite(number) else math.nan


def is_date(text: str) -> bool:
    """Tell whether `text` is an ISO date that exists: a year, a month or a day."""
    match = _DATE.fullmatch(text)
    if not match or match[1] == "0000":
        return False
    day = int(match[3] or 1)
    return 1 <= day <= calendar.monthrange(int(match[1]), int(match[2] or 1))[1]


def _within(low: float, high: float, what: str) -> Rule:
    remedy = f"Write decimal degrees between {low} and {high}."
    return Rule(lambda text, _: low <= to_number(text) <= high, what, remedy)


_RULES = {
    "text": Rule(
        lambda text, _: not _CONTROL.search(text), "holds control characters", "Type it anew."
    ),
    "id": Rule(
        lambda text, _: bool(_ID.fullmatch(text)),
        "not a slug",
        "Use a-z, 0-9 and hyphens: hasselby-gard.",
    ),
    "choice": Rule(
        lambda text, column: text in column.choices, "not one of the choices", "Choose: {choices}."
    ),
    "date": Rule(lambda text, _: is_date(text), "not a date", "Write 2006, 2006-10 or 2006-10-22."),
    "latitude": _within(-90, 90, "not a latitude"),
    "longitude": _within(-180, 180, "not a longitude"),
    "number": Rule(
        lambda text, _: not math.isnan(to_number(text)),
        "not a number",
        "Write digits, with a decimal point.",
    ),
    "count": Rule(
        lambda text, _: to_number(text) >= 0 and to_number(text) % 1 == 0,
        "not a whole number",
        "Write digits only, 0 or more.",
    ),
}
