"""How wrong the estimated demand is: known populations, estimated as if nobody knew them.

Run when the areas or the populations change; the outcome is a table of data/, which the method
cards quote.
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from poliskarta.errors import DataError, Problem
from poliskarta.project.columns import Column, Table
from poliskarta.project.csv_tables import read_table
from poliskarta.project.schema import DEMAND_ERRORS
from poliskarta.project.vocabularies import ERROR_TESTS

AREA_GROUPS = Table(
    "area_groups.csv",
    ("area_id",),
    (
        Column("area_id", "A statistical area.", required=True),
        Column("group", "The group of areas it belongs to.", required=True),
    ),
)
GROUP_POPULATIONS = Table(
    "group_populations.csv",
    ("group",),
    (
        Column("group", "A group of areas whose population is known.", required=True),
        Column("unit_id", "The unit that it is a part of.", "id", required=True),
        Column("population", "Inhabitants.", "count", required=True),
        Column("population_year", "31 December of this year.", "count", required=True),
        Column("population_source", "Where the population comes from.", required=True),
        Column("areas_source", "Where it comes from what belongs to the group.", required=True),
    ),
)
MUNICIPALITIES, PARTS, GROUPS = ERROR_TESTS


def measure_errors(
    areas: gpd.GeoDataFrame, land: shapely.Geometry, units: pd.DataFrame, folder: Path | None = None
) -> pd.DataFrame:
    """Return the table schema.DEMAND_ERRORS: known and estimated populations, side by side.

    `areas` has `area_id`, `unit_id` and geometry, in the CRS of `land`; `folder` may hold
    AREA_GROUPS and GROUP_POPULATIONS. Three tests, as far as the populations are known:

    - `municipalities`: the region's population shared out to its municipalities;
    - `parts`: a municipality's, if it has several units, to these;
    - `groups`: a unit's to groups of its areas, what the default demand really does.

    Raises DataError when a group of one of the two files isn't in the other.
    """
    unit = units.set_index("unit_id").reindex(areas["unit_id"])
    land_m2 = shapely.area(shapely.intersection(areas.geometry.array, land))
    table = pd.DataFrame({"area_id": areas["area_id"].array, "land_m2": land_m2})
    table["unit"], table["municipality"] = areas["unit_id"].array, unit["municipality"].array
    municipal = units.groupby("municipality")["population"].sum(skipna=False)
    split = units["municipality"].duplicated(keep=False)
    parts = table[table["municipality"].isin(units.loc[split, "municipality"])]
    by_unit = units.set_index("unit_id")["population"]
    names = units.set_index("unit_id")["name"]
    tests = [
        _compare(table.assign(within="", name=table["municipality"]), municipal, MUNICIPALITIES),
        _compare(
            parts.assign(within=parts["municipality"], name=parts["unit"]), by_unit, PARTS
        ).replace({"name": names.to_dict()}),
    ]
    if folder is not None and (folder / AREA_GROUPS.file).exists():
        group, known = _read_groups(folder)
        grouped = table.assign(name=table["area_id"].map(group)).dropna(subset="name")
        within = grouped["unit"].map(names)
        tests.append(_compare(grouped.assign(within=within), known, GROUPS))
    return pd.concat(tests, ignore_index=True)


def _compare(table: pd.DataFrame, known: pd.Series, test: str) -> pd.DataFrame:
    """Return a row a name of `table` whose `known` population is shared out within `within`."""
    groups = table.groupby(["within", "name"])
    found = groups.agg(areas=("area_id", "size"), land_m2=("land_m2", "sum")).reset_index()
    found["known"] = found["name"].map(known)
    found = found.dropna(subset="known")
    sums = found.groupby("within")[["known", "areas", "land_m2"]].transform("sum")
    found["by_equal_shares"] = (sums["known"] * found["areas"] / sums["areas"]).round()
    found["by_land_area"] = (sums["known"] * found["land_m2"] / sums["land_m2"]).round()
    columns = [column.name for column in DEMAND_ERRORS.columns]
    return found.assign(test=test)[columns].sort_values(["within", "name"], ignore_index=True)


def _read_groups(folder: Path) -> tuple[pd.Series, pd.Series]:
    """Return the group of each area, and the population of each group."""
    path = folder / AREA_GROUPS.file
    group = read_table(path, AREA_GROUPS).set_index("area_id")["group"]
    known = read_table(folder / GROUP_POPULATIONS.file, GROUP_POPULATIONS).set_index("group")
    odd = sorted(set(group) ^ set(known.index))
    if odd:
        what, remedy = "only one of the two files has it", f"Add it to {GROUP_POPULATIONS.file}."
        raise DataError([Problem(str(path), None, "group", name, what, remedy) for name in odd])
    return group, known["population"]
