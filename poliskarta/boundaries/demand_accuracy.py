"""How wrong the estimated demand is: known populations, estimated as if nobody knew them.

Run when the areas or the populations change; the outcome is a table of data/, which the method
cards quote.
"""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import shapely

from poliskarta.coverage.demand_weights import NOTHING_KNOWN, AreaPeople, weigh_areas
from poliskarta.project.schema import DEMAND_ERRORS
from poliskarta.project.vocabularies import AREA_PEOPLE, EQUAL_SHARES, ERROR_TESTS, LAND_AREA

MUNICIPALITIES, PARTS, GROUPS = ERROR_TESTS


def measure_errors(
    areas: gpd.GeoDataFrame,
    land: shapely.Geometry,
    units: pd.DataFrame,
    known: AreaPeople = NOTHING_KNOWN,
) -> pd.DataFrame:
    """Return the table schema.DEMAND_ERRORS: known and estimated populations, side by side.

    `areas` has `area_id`, `unit_id` and geometry, in the CRS of `land`. Three tests, as far as
    the populations are known:

    - `municipalities`: the region's population shared out to its municipalities;
    - `parts`: a municipality's, if it has several units, to these;
    - `groups`: a unit's to the groups of its areas that `known` has, as if it hadn't them.

    `by_area_people` is NaN where the weight of any area that takes part isn't known.
    """
    unit = units.set_index("unit_id").reindex(areas["unit_id"])
    table = pd.DataFrame({"area_id": areas["area_id"].array})
    table["land_m2"] = shapely.area(shapely.intersection(areas.geometry.array, land))
    years = unit["population_year"].to_numpy(dtype="float64")
    table["people"] = weigh_areas(table["area_id"].to_numpy(), years, known.area_populations)
    table["unit"], table["municipality"] = areas["unit_id"].array, unit["municipality"].array
    municipal = units.groupby("municipality")["population"].sum(skipna=False)
    split = units["municipality"].duplicated(keep=False)
    parts = table[table["municipality"].isin(units.loc[split, "municipality"])]
    by_unit = units.set_index("unit_id")["population"]
    names = units.set_index("unit_id")["name"]
    of_group = known.group_populations.set_index("group")["population"]
    group = table["area_id"].map(known.area_groups.set_index("area_id")["group"])
    grouped = table.assign(name=group, within=table["unit"].map(names)).dropna(subset="name")
    tests = [
        _compare(table.assign(within="", name=table["municipality"]), municipal, MUNICIPALITIES),
        _compare(
            parts.assign(within=parts["municipality"], name=parts["unit"]), by_unit, PARTS
        ).replace({"name": names.to_dict()}),
        _compare(grouped, of_group, GROUPS),
    ]
    return pd.concat([test for test in tests if len(test)], ignore_index=True)


def _compare(table: pd.DataFrame, known: pd.Series, test: str) -> pd.DataFrame:
    """Return a row a name of `table` whose `known` population is shared out within `within`."""
    groups = table.groupby(["within", "name"])
    found = groups[["land_m2", "people"]].sum(skipna=False)
    found = found.assign(areas=groups.size()).reset_index()
    found["known"] = found["name"].map(known)
    found = found.dropna(subset="known")
    basis = {EQUAL_SHARES: "areas", LAND_AREA: "land_m2", AREA_PEOPLE: "people"}
    sums = found.groupby("within")[["known", *basis.values()]].transform("sum", skipna=False)
    for estimate, column in basis.items():
        found[estimate] = (sums["known"] * found[column] / sums[column]).round()
    columns = [column.name for column in DEMAND_ERRORS.columns]
    return found.assign(test=test)[columns].sort_values(["within", "name"], ignore_index=True)
