"""The figures that a project can't have, since nobody knows what they would be made of."""

from __future__ import annotations

import pandas as pd

from poliskarta.coverage.method_cards import Method
from poliskarta.project.dataset import Dataset
from poliskarta.project.indicators import LATER


def unknown_columns(
    districts: pd.DataFrame, offices: pd.DataFrame, dataset: Dataset, demand: pd.DataFrame
) -> list[str]:
    """Return the figures of `districts` that this project can't have, so that none is spoken of.

    They are those about people where nobody's number is known, those of a later year without
    one (`demand`, what was measured, may have none though the districts do), how sure all is
    where no table says so, how old where no source has a date, and whose offices aren't placed
    where nothing says which district they belong to.
    """
    tables = (offices, dataset.districts, dataset.units)
    of_units = dataset.units.reindex(columns=["population", "later_population"])
    no_year = of_units["later_population"].isna().all()
    measured = "later_population" in demand
    later = (name for name in districts if name.startswith(LATER))
    unknown = [
        name
        for name in later
        if no_year or districts[name].isna().all() or not (measured or name in _LATER_OF_UNITS)
    ]
    if of_units["population"].isna().all():
        unknown += _OF_UNITS_PEOPLE
    if not any((table["certainty"] != "").any() for table in tables):
        unknown += ["weakest_certainty", "share_inferred", "uncertain_offices"]
    if (districts["oldest_source"] == "").all():
        unknown += ["oldest_source", "undated_sources"]
    if districts["offices_not_placed"].sum() == 0 and not offices["placed"].all():
        own = offices.get("own_district_id", pd.Series(dtype="str"))
        told = (dataset.units["municipality"] != "").any() or (own != "").any()
        unknown += [] if told else ["offices_not_placed"]
    if districts["land_km2"].isna().all():
        unknown += ["land_km2"]
    return [name for name in dict.fromkeys(unknown) if name in districts]


_LATER_OF_UNITS = tuple(
    LATER + name
    for name in ("population", "population_year", "population_per_office", "offices_per_100000")
)
_OF_UNITS_PEOPLE = (
    *("population", "population_year", "population_per_office"),
    *("offices_per_100000", "share_inferred"),
)


def is_mute(method: Method, known: pd.DataFrame, *, by_ways: bool = False) -> bool:
    """Tell whether `method` only explains figures that this project can't have.

    Or one that is of straight lines only, where distances are `by_ways`.
    """
    if by_ways and method.id in _STRAIGHT_ONLY:
        return True
    return bool(method.columns) and not any(name in known for name in method.columns)


_STRAIGHT_ONLY = ("suggestions", "comparison")
