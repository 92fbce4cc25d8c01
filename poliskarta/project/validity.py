"""What was there on a date: offices and stops by the dates that the tables give."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from poliskarta.errors import Problem, require_no_problems
from poliskarta.project.cell_rules import is_date
from poliskarta.project.dataset import Dataset
from poliskarta.project.periods import Validity, is_absent, is_unsure, next_date


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
    unsure = is_unsure(here["opened"], here["closed"], date)
    ceased = is_absent(districts["valid_from"], districts["valid_to"], date)
    validity = Validity(
        date,
        offices[absent],
        stops[gone],
        len(here),
        tuple(here.loc[undated, "name"]),
        tuple(here.loc[unsure, "name"]),
        tuple(districts.loc[ceased, "name"]),
    )
    region = replace(dataset.region, date=date)
    return replace(dataset, region=region, offices=here, stops=stops[~gone], validity=validity)


def whole(dataset: Dataset) -> Dataset:
    """Return `dataset` with what `on_date` left out, as it was read; its date stays."""
    if dataset.validity is None:
        return dataset
    both = {
        name: pd.concat([getattr(dataset, name), getattr(dataset.validity, name)]).sort_index()
        for name in ("offices", "stops")
    }
    return replace(dataset, validity=None, **both)


def known_dates(dataset: Dataset) -> list[str]:
    """Return the dates from which on other offices are there, and the region's own, in order.

    `dataset` has the offices of all dates. An office comes on the date `opened`, is there on that
    of `closed`, and gone on the year, month or day after. Of dates in a row with the same offices
    the first is meant, or the region's. [] if the region has no date.
    """
    offices, usual = dataset.offices, dataset.region.date
    told = set(offices["opened"]) | set(offices["closed"]) | {usual}
    told |= {next_date(text) for text in set(offices["closed"]) if text}
    dates = sorted(told - {""}) if usual else []
    kept: list[str] = []
    shown: set[str] = set()
    for date in dates:
        here = ~is_absent(offices["opened"], offices["closed"], date)
        before, shown = shown, set(offices.loc[here, "office_id"])
        if not kept or shown != before:
            kept.append(date)
        elif date == usual:
            kept[-1] = date
    return kept


def _date_problems(as_of: str) -> list[Problem]:
    if not as_of or is_date(as_of):
        return []
    remedy = "Write 2006, 2006-10 or 2006-10-22."
    return [Problem("--as-of", None, None, as_of, "not a date", remedy)]
