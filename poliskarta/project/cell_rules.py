"""What a cell of each type must be: the rule, what is said of a cell that breaks it, the number."""

from __future__ import annotations

import calendar
import datetime as dt
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pandas as pd

from poliskarta.errors import Problem
from poliskarta.project.columns import Column

NUMERIC = frozenset({"latitude", "longitude", "number", "count"})
LONGEST_ID = 100
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DATE = re.compile(r"([0-9]{4})(?:-(0[1-9]|1[0-2])(?:-([0-9]{2}))?)?")
# What no XML may hold, and a carriage return.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
_THOUSANDS = re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d{3}\b)")
_UNSURE = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}")
_UNSURE_COUNT = re.compile(r"[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}")

# A clock that says less than this is wrong: these lines were written then.
_WRITTEN = dt.date(2026, 11, 25)
_LAST_YEAR = "2100"


@dataclass(frozen=True)
class Rule:
    """A column type's rule: whether a text fits, and what to say of one that doesn't."""

    fits: Callable[[str, Column], bool]
    what: str
    remedy: str


def check(path: Path, frame: pd.DataFrame, column: Column) -> Iterator[Problem]:
    """Yield the problem of every cell of `column` that is empty but required, or malformed."""
    values = frame[column.name]
    texts = values.tolist()
    if column.required and "" in texts:
        for row in values.index[values == ""]:
            yield Problem(str(path), row, column.name, "", "the cell is empty", "Fill it in.")
    # Values repeat: each is judged once, however many rows hold it.
    broken = {text: rule for text in set(texts) if text and (rule := broken_rule(text, column))}
    words = {"choices": ", ".join(column.choices), "within": column.within}
    said = {
        rule: (rule.what.format(**words), rule.remedy.format(**words))
        for rule in set(broken.values())
    }
    for row, text in zip(values.index, texts, strict=True) if broken else ():
        if text in broken:
            yield Problem(str(path), row, column.name, text, *said[broken[text]])


def broken_rule(text: str, column: Column) -> Rule | None:
    """Return the first rule of `column` that `text` doesn't keep; None if it keeps all."""
    return next((rule for rule in _RULES[column.type] if not rule.fits(text, column)), None)


def to_numbers(values: pd.Series) -> pd.Series:
    """Return the cells as float64; NaN where empty or not a finite number."""
    return pd.Series(
        [to_number(text) for text in values.tolist()], index=values.index, dtype="float64"
    )


def to_number(text: str) -> float:
    """Return the number that `text` is, NaN if it is none or not finite.

    A decimal comma and spaces between thousands are read as a Swedish spreadsheet writes them.
    """
    if "_" in text:  # Python's own notation
        return math.nan
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


def is_future(text: str) -> bool:
    """Tell whether the ISO date `text`, of any precision, begins later than tomorrow.

    Tomorrow, since it is that already east of Greenwich.
    """
    now = max(dt.datetime.now(tz=dt.UTC).date(), _WRITTEN)
    return text > (now + dt.timedelta(days=1)).isoformat()[: len(text)]


def is_text(text: str) -> bool:
    """Tell whether `text` holds no control characters but tabs and line breaks."""
    return not _CONTROL.search(text)


def is_id(text: str) -> bool:
    """Tell whether `text` can be an id: any force's own, on one line, without semicolons."""
    plain = is_text(text) and not set(text) & {";", "\n", "\t", "\u2028", "\u2029"}
    return plain and text == text.strip() and 0 < len(text) <= LONGEST_ID


def is_slug(text: str) -> bool:
    """Tell whether `text` is a slug: a-z and 0-9, with single hyphens between."""
    return _SLUG.fullmatch(text) is not None


def _within(low: float, high: float, what: str) -> Rule:
    remedy = f"Write decimal degrees between {low} and {high}."
    return Rule(lambda text, _: low <= to_number(text) <= high, what, remedy)


def _is_sure(pattern: re.Pattern[str], text: str, _column: Column) -> bool:
    return not pattern.fullmatch(text)


_DAY = Rule(lambda text, _: is_date(text), "not a date", "Write 2006, 2006-10 or 2006-10-22.")
_SENSE = Rule(
    lambda text, column: column.within[0] <= to_number(text) <= column.within[1],
    "beyond sense: not between {within[0]:,.15g} and {within[1]:,.15g}",
    "Correct the number, or its unit.",
)
_EITHER = "thousands or decimals: it can't be told which"
_RULES: dict[str, tuple[Rule, ...]] = {
    "text": (Rule(lambda text, _: is_text(text), "holds control characters", "Type it anew."),),
    "id": (
        Rule(
            lambda text, _: is_id(text),
            "not an id",
            f"Use no semicolons or line breaks, and {LONGEST_ID} characters at most.",
        ),
    ),
    "choice": (
        Rule(
            lambda text, column: text in column.choices,
            "not one of the choices",
            "Choose: {choices}.",
        ),
    ),
    "date": (
        _DAY,
        Rule(
            lambda text, _: not is_future(text),
            "a date in the future",
            "Correct the year, or leave it empty until then.",
        ),
    ),
    "plan": (
        _DAY,
        Rule(
            lambda text, _: text[:4] <= _LAST_YEAR,
            f"a date after the year {_LAST_YEAR}",
            "Correct the year.",
        ),
    ),
    "latitude": (_within(-90, 90, "not a latitude"),),
    "longitude": (_within(-180, 180, "not a longitude"),),
    "number": (
        Rule(
            lambda text, _: not math.isnan(to_number(text)),
            "not a number",
            "Write digits, with a decimal point.",
        ),
        Rule(partial(_is_sure, _UNSURE), _EITHER, "Write 12000, or 12.000 with a point."),
        _SENSE,
    ),
    "count": (
        Rule(
            lambda text, _: to_number(text) % 1 == 0,
            "not a whole number",
            "Write digits only, 0 or more.",
        ),
        Rule(partial(_is_sure, _UNSURE_COUNT), _EITHER, "Write digits only: 12000."),
        _SENSE,
    ),
}
