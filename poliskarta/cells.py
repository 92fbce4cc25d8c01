"""What a cell of each column type must be, and the problem with one that isn't."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from poliskarta.errors import Problem
from poliskarta.schema import Column

_ID = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_DATE = r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?"
_DAY = len("2006-10-22")

Check = Callable[[pd.Series, Column], tuple["pd.Series[bool]", str, str]]


def check(path: Path, frame: pd.DataFrame, column: Column) -> Iterator[Problem]:
    """Yield the problem of every cell of `column` that is empty but required, or malformed."""
    values = frame[column.name]
    empty = values == ""
    if column.required:
        for row in values.index[empty]:
            yield Problem(str(path), row, column.name, "", "the cell is empty", "Fill it in.")
    bad, what, remedy = _CHECKS[column.type](values, column)
    wrong = bad & ~empty
    for row, value in values[wrong].items():
        yield Problem(str(path), row, column.name, value, what, remedy)


def to_numbers(values: pd.Series) -> pd.Series:
    """Return the cells as float64; NaN where empty or not a finite number.

    A decimal comma and spaces between thousands are read as a Swedish spreadsheet writes them.
    """
    plain = values.str.replace(r"(?<=\d)[ \u00a0\u202f](?=\d{3}\b)", "", regex=True)
    plain = plain.str.replace(",", ".", regex=False).where(values != "", "nan")
    return (
        pd.to_numeric(plain, errors="coerce").astype("float64").replace([np.inf, -np.inf], np.nan)
    )


def is_date(text: str) -> bool:
    """Tell whether `text` is an ISO date that exists; its pattern has been checked before."""
    if len(text) < _DAY:
        return text != "0000"
    year, month, day = map(int, text.split("-"))
    return year > 0 and day <= calendar.monthrange(year, month)[1]


def _text(values: pd.Series, _column: Column) -> tuple[pd.Series, str, str]:
    control = values.str.contains(r"[\x00-\x08\x0b-\x1f\x7f]", regex=True)
    return control, "holds control characters", "Type the text anew."


def _id(values: pd.Series, _column: Column) -> tuple[pd.Series, str, str]:
    remedy = "Use a-z, 0-9 and hyphens: hasselby-gard."
    return ~values.str.fullmatch(_ID), "not a slug", remedy


def _choice(values: pd.Series, column: Column) -> tuple[pd.Series, str, str]:
    return (
        ~values.isin(column.choices),
        "not one of the choices",
        f"Choose: {', '.join(column.choices)}.",
    )


def _date(values: pd.Series, _column: Column) -> tuple[pd.Series, str, str]:
    shaped = values.str.fullmatch(_DATE)
    bad = ~shaped
    bad[shaped] = ~values[shaped].map(is_date).astype(bool)
    return bad, "not a date", "Write 2006, 2006-10 or 2006-10-22."


def _within(low: float, high: float, what: str) -> Check:
    def bad(values: pd.Series, _column: Column) -> tuple[pd.Series, str, str]:
        outside = ~to_numbers(values).between(low, high)
        return outside, what, f"Write decimal degrees between {low} and {high}."

    return bad


def _number(values: pd.Series, _column: Column) -> tuple[pd.Series, str, str]:
    return to_numbers(values).isna(), "not a number", "Write digits, with a decimal point."


def _count(values: pd.Series, _column: Column) -> tuple[pd.Series, str, str]:
    numbers = to_numbers(values)
    return (
        ~((numbers >= 0) & (numbers % 1 == 0)),
        "not a whole number",
        "Write digits only, 0 or more.",
    )


_CHECKS: dict[str, Check] = {
    "text": _text,
    "id": _id,
    "choice": _choice,
    "date": _date,
    "latitude": _within(-90, 90, "not a latitude"),
    "longitude": _within(-180, 180, "not a longitude"),
    "number": _number,
    "count": _count,
}
