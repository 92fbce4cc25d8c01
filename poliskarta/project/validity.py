"""What was there on a date: offices and stops by the dates that the tables give."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from poliskarta.errors import Problem, require_no_problems
from poliskarta.project.csv_tables import is_date

if TYPE_CHECKING:
    from poliskarta.project.dataset import Dataset

# What a year lacks to be its first day or its last; of a month the end of that. No month is
# longer, and days are only compared.
_FIRST, _LAST = "-01-01", "-12-31"
_YEAR = 4


@dataclass(frozen=True)
class Validity:
    """What a date left out of a dataset, and what it couldn't tell.

    `date` is the ISO date of any precision, `offices` and `stops` the rows of their tables that
    weren't there then. Of the offices that stay, `undated` are the names of those with neither
    date, `unsure` of those whose dates are too rough to tell; `ceased` are the names of the
    districts that weren't there. Names are in file order.
    """

    date: str
    offices: pd.DataFrame
    stops: pd.DataFrame
    undated: tuple[str, ...]
    unsure: tuple[str, ...]
    ceased: tuple[str, ...]


def on_date(dataset: Dataset, as_of: str = "") -> Dataset:
    """Return `dataset` as it was on a date: the region's, if none is given; all without either.

    A date of any precision is a span: 2010 is the whole year. An office is left out if it surely
    wasn't there at any time of the span: if the span of `closed` ends before it begins, or that of
    `opened` begins after it ends. So is a stop by `valid_from` and `valid_to`, and each stop of an
    office that is left out. What has no date stays. Districts stay, since figures need some;
    `validity` names those that weren't there. The region's date becomes `as_of`.

    Raises DataError when `as_of` is no date.
    """
    require_no_problems(_date_problems(as_of))
    date = as_of or dataset.region.date
    if not date:
        return dataset
    offices, stops, districts = dataset.offices, dataset.stops, dataset.districts
    absent = is_absent(offices["opened"], offices["closed"], date)
    gone = is_absent(stops["valid_from"], stops["valid_to"], date)
    gone |= stops["office_id"].isin(offices.loc[absent, "office_id"])
    here = offices[~absent]
    undated = (here["opened"] == "") & (here["closed"] == "")
    unsure = _is_unsure(here["opened"], here["closed"], date)
    ceased = is_absent(districts["valid_from"], districts["valid_to"], date)
    validity = Validity(
        date,
        offices[absent],
        stops[gone],
        tuple(here.loc[undated, "name"]),
        tuple(here.loc[unsure, "name"]),
        tuple(districts.loc[ceased, "name"]),
    )
    region = replace(dataset.region, date=date)
    return replace(dataset, region=region, offices=here, stops=stops[~gone], validity=validity)


def is_absent(first: pd.Series, last: pd.Series, date: str) -> pd.Series:
    """Return which rows surely weren't there on `date`: first came after it, or last before it.

    All are ISO dates of any precision, each a span of days; "" rules nothing out.
    """
    after = (first != "") & (_first_days(first) > date + _LAST[len(date) - _YEAR :])
    before = (last != "") & (_last_days(last) < date + _FIRST[len(date) - _YEAR :])
    return after | before


def known_dates(dataset: Dataset) -> list[str]:
    """Return the dates on which an office or a stop comes or goes, as the tables give them."""
    offices, stops = dataset.offices, dataset.stops
    columns = (offices["opened"], offices["closed"], stops["valid_from"], stops["valid_to"])
    return sorted(set(pd.concat(columns)) - {""})


def check_dates(file: str, validity: Validity) -> Iterator[Problem]:
    """Yield the offices that weren't there on the region's own date, and so are on no map of it."""
    remedy = (
        "Right if the list holds other times too; else correct the date, here or in region.toml."
    )
    for row, office in validity.offices.iterrows():
        name = "opened" if is_absent(*_alone(office["opened"]), validity.date).all() else "closed"
        what = f"{office['name']} isn't shown: the region's date is {validity.date}"
        yield Problem(file, int(row), name, str(office[name]), what, remedy)


def _alone(opened: str) -> tuple[pd.Series, pd.Series]:
    return pd.Series([opened]), pd.Series([""])


def _is_unsure(first: pd.Series, last: pd.Series, date: str) -> pd.Series:
    """Return which rows may have come after `date` or gone before it, their dates being rough."""
    after = (first != "") & (_last_days(first) > date + _LAST[len(date) - _YEAR :])
    before = (last != "") & (_first_days(last) < date + _FIRST[len(date) - _YEAR :])
    return after | before


def _first_days(dates: pd.Series) -> pd.Series:
    return _days(dates, _FIRST)


def _last_days(dates: pd.Series) -> pd.Series:
    return _days(dates, _LAST)


def _days(dates: pd.Series, rest: str) -> pd.Series:
    days = {text: text + rest[len(text) - _YEAR :] for text in set(dates) if text}
    return dates.map(days).fillna("")


def _date_problems(as_of: str) -> list[Problem]:
    if not as_of or is_date(as_of):
        return []
    remedy = "Write 2006, 2006-10 or 2006-10-22."
    return [Problem("--as-of", None, None, as_of, "not a date", remedy)]
