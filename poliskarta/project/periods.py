"""Spans of days that dates of any precision stand for, and what they rule out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pandas as pd

from poliskarta.errors import Problem
from poliskarta.project.days import first_day, last_day


@dataclass(frozen=True)
class Validity:
    """What a date left out of a dataset, and what it couldn't tell.

    `date` is the ISO date of any precision, `offices` and `stops` the rows of their tables that
    weren't there then. Of the offices that stay, `shown` in number, `undated` are the names of
    those with neither date, `unsure` of those whose dates are too rough to tell; `ceased` are the
    names of the districts that weren't there. Names are in file order.
    """

    date: str
    offices: pd.DataFrame
    stops: pd.DataFrame
    shown: int
    undated: tuple[str, ...]
    unsure: tuple[str, ...]
    ceased: tuple[str, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many there are of each that is worth telling; {} where nobody gives dates."""
        if not (self.knows_any or self.ceased):
            return {}
        told = {
            "absent": self.offices,
            "undated": self.undated,
            "unsure": self.unsure,
            "ceased": self.ceased,
        }
        return {name: len(rows) for name, rows in told.items() if len(rows)}

    @property
    def knows_any(self) -> bool:
        """Whether the tables give any date that says something of the offices."""
        return bool(len(self.offices)) or len(self.undated) < self.shown


def is_absent(first: pd.Series, last: pd.Series, date: str) -> pd.Series:
    """Return which rows surely weren't there on `date`: first came after it, or last before it.

    All are ISO dates of any precision, each a span of days; "" rules nothing out.
    """
    after = (first != "") & (_days(first, first_day) > str(last_day(date)))
    before = (last != "") & (_days(last, last_day) < str(first_day(date)))
    return after | before


def is_unsure(first: pd.Series, last: pd.Series, date: str) -> pd.Series:
    """Return which rows may have come after `date` or gone before it, their dates being rough."""
    after = (first != "") & (_days(first, last_day) > str(last_day(date)))
    before = (last != "") & (_days(last, first_day) < str(first_day(date)))
    return after | before


def check_dates(file: str, validity: Validity) -> Iterator[Problem]:
    """Yield the offices that weren't there on the region's own date, and so are on no map of it."""
    remedy = (
        "Right if the list holds other times too; else correct the date, here or in region.toml."
    )
    for row, office in validity.offices.iterrows():
        name = "opened" if is_absent(*_alone(office["opened"]), validity.date).all() else "closed"
        what = f"{office['name']} isn't shown: the region's date is {validity.date}"
        yield Problem(file, int(row), name, str(office[name]), what, remedy)


def next_date(text: str) -> str:
    """Return the ISO date after `text`, of the same precision: the next year, month or day."""
    year, *rest = map(int, text.split("-"))
    if not rest:
        return f"{year + 1:04d}"
    if len(rest) == 1:
        return f"{year + rest[0] // 12:04d}-{rest[0] % 12 + 1:02d}"
    return (dt.date(year, *rest) + dt.timedelta(days=1)).isoformat()


def _alone(opened: str) -> tuple[pd.Series, pd.Series]:
    return pd.Series([opened]), pd.Series([""])


def _days(dates: pd.Series, day_of: Callable[[str], dt.date | None]) -> pd.Series:
    """Return the day of each date as a text, which compares as days do."""
    days = {text: str(day_of(text) or "") for text in dates.unique()}
    return dates.map(days).astype("str")
