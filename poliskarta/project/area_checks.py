"""What the tables of areas must be to the units and to each other. Pure: frames → problems."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from poliskarta.errors import Problem
from poliskarta.project.folder import Project
from poliskarta.project.schema import (
    AREA_GROUPS,
    AREA_POPULATIONS,
    DEMAND,
    GROUP_POPULATIONS,
    UNITS,
)

# Of more missing areas than this a message names the first.
_NAMED = 5

# Small areas' figures may be published with noise, so their sum isn't quite that of the unit.
_NOISE = 0.01


def check_area_tables(
    project: Project,
    tables: Mapping[str, pd.DataFrame],
    units: pd.DataFrame,
    demand: pd.DataFrame | None,
) -> Iterator[Problem]:
    """Yield what is wrong with `area_groups`, `group_populations` and `area_populations`.

    Areas, groups and units that don't exist; a group that reaches into another unit than its
    own, has no areas or another year than its unit; groups that have more people than their
    unit, or all of its areas and fewer; a unit some of whose areas have no people in a year, or
    whose areas' sum isn't its own number of that year, but for one per cent of noise. The areas
    are those of `demand`, the points; the units, where there are none.
    """
    if all(table.empty for table in tables.values()):
        return
    if demand is None:
        homes, where = units.set_index("unit_id").index.to_series(), UNITS.file
    else:
        homes = demand.drop_duplicates("area_id").set_index("area_id")["unit_id"]
        where = DEMAND.file
    groups, totals, people = (
        tables[name] for name in ("area_groups", "group_populations", "area_populations")
    )
    files = [str(project.table(t.file)) for t in (AREA_GROUPS, GROUP_POPULATIONS, AREA_POPULATIONS)]
    for file, rows in ((files[0], groups), (files[2], people)):
        strangers = rows[~rows["area_id"].isin(homes.index)]
        remedy = f"Correct it, or add it to {where}."
        yield from _each(file, strangers, "area_id", f"not in {where}", remedy)
    yield from _check_groups(files[0], groups, totals, homes)
    yield from _check_totals(files[1], groups, totals, homes, units)
    yield from _check_people(files[2], people, homes, units)


def _check_groups(
    file: str, groups: pd.DataFrame, totals: pd.DataFrame, homes: pd.Series
) -> Iterator[Problem]:
    of_group = totals.drop_duplicates("group").set_index("group")["unit_id"]
    unknown = groups[~groups["group"].isin(of_group.index)]
    remedy = f"Correct it, or add it to {GROUP_POPULATIONS.file}."
    yield from _each(file, unknown, "group", f"not in {GROUP_POPULATIONS.file}", remedy)
    own, due = groups["area_id"].map(homes), groups["group"].map(of_group)
    strays = groups[own.notna() & due.notna() & (own != due)]
    remedy = "Correct one of them: a group lies within one unit."
    yield from _each(file, strays, "area_id", "lies in another unit than its group", remedy)


def _check_totals(
    file: str, groups: pd.DataFrame, totals: pd.DataFrame, homes: pd.Series, units: pd.DataFrame
) -> Iterator[Problem]:
    unit = units.drop_duplicates("unit_id").set_index("unit_id")
    unknown = totals[~totals["unit_id"].isin(unit.index)]
    remedy = f"Correct it, or add it to {UNITS.file}."
    yield from _each(file, unknown, "unit_id", f"not in {UNITS.file}", remedy)
    bare = totals[~totals["group"].isin(groups["group"])]
    remedy = f"Name its areas in {AREA_GROUPS.file}, or remove the row."
    yield from _each(file, bare, "group", "no area belongs to it", remedy)
    years = totals["unit_id"].map(unit["population_year"])
    other = totals[years.notna() & (totals["population_year"] != years)]
    remedy = f"Give the number of the unit's year in {UNITS.file}, or leave the group out."
    yield from _each(file, other, "population_year", "another year than its unit's", remedy)
    loose = set(homes[~homes.index.isin(groups["area_id"])])
    for unit_id, total in totals.groupby("unit_id")["population"].sum().items():
        have = unit["population"].get(unit_id)
        if pd.isna(have) or total == have or (total < have and unit_id in loose):
            continue
        what = f"its groups have {total:.0f} people, the unit {have:.0f}"
        remedy = f"Correct one of them, here or in {UNITS.file}."
        yield Problem(file, None, "unit_id", str(unit_id), what, remedy)


def _check_people(
    file: str, people: pd.DataFrame, homes: pd.Series, units: pd.DataFrame
) -> Iterator[Problem]:
    unit = units.drop_duplicates("unit_id").set_index("unit_id")
    sizes = homes.value_counts()
    for (unit_id, year), rows in people.groupby([people["area_id"].map(homes), "year"]):
        if len(rows) < sizes[unit_id]:
            lacking = sorted(set(homes.index[homes == unit_id]) - set(rows["area_id"]))
            what = f"no people of {year:.0f} in {len(lacking)} of its {sizes[unit_id]} areas"
            remedy = (
                f"Add them: {', '.join(lacking[:_NAMED])}{' …' if len(lacking) > _NAMED else ''}."
            )
            yield Problem(file, None, "unit_id", str(unit_id), what, remedy)
            continue
        for name in ("population", "later_population"):
            same_year = unit[f"{name}_year"].get(unit_id) == year
            have, total = unit[name].get(unit_id), rows["population"].sum()
            if same_year and abs(total - have) > _NOISE * have:
                what = f"its areas have {total:.0f} people in {year:.0f}, the unit {have:.0f}"
                remedy = f"Correct one of them, here or in {UNITS.file}."
                yield Problem(file, None, "unit_id", str(unit_id), what, remedy)


def _each(file: str, rows: pd.DataFrame, column: str, what: str, remedy: str) -> Iterator[Problem]:
    for row, value in rows[column].items():
        text = f"{value:g}" if isinstance(value, float) else str(value)
        yield Problem(file, int(row), column, text, what, remedy)
