"""How old a map's data can be at most: the newest date that any of its files states."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from poliskarta.project.dataset import Dataset
from poliskarta.project.days import first_day


def newest_date(dataset: Dataset) -> dt.date | None:
    """Return the newest day that anything in `dataset` is of; None if nothing says one.

    What is made of it can't be older. Counted are the dates of sources, of geocodes and of the
    areas that the polygons are built of, each by its first day, and 31 December of the years of
    population: the later one too, which the layers have.
    """
    return max((day for day in _days(dataset) if day), default=None)


def _days(dataset: Dataset) -> Iterator[dt.date | None]:
    texts = [*dataset.sources["published"], *dataset.geocodes["retrieved_on"]]
    built = dataset.region.boundaries
    texts += [built.area_date] if built else []
    for year in ("population_year", "later_population_year"):
        texts += [f"{int(known):04}-12-31" for known in dataset.units[year].dropna().unique()]
    yield from map(first_day, texts)
