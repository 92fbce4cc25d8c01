"""Small statistical areas: read as a coverage, each given to the unit that it is a part of."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from poliskarta.errors import Problem, require_no_problems
from poliskarta.project.columns import Column, Table
from poliskarta.project.csv_tables import empty_table, read_table
from poliskarta.project.region import BoundarySources
from poliskarta.project.schema import CERTAINTY, SOURCE, UNITS
from poliskarta.project.vector_files import read_polygons

AREA_UNITS = Table(
    "area_units.csv",
    ("area_id",),
    (
        Column("area_id", "An area of a municipality that has several units.", required=True),
        Column("unit_id", "The unit it belongs to.", "id", required=True),
    ),
)
CHANNELS = Table(
    "channels.csv",
    ("area_id", "other_id"),
    (
        Column("area_id", "An area whose border with another runs in water.", required=True),
        Column("other_id", "The other area.", required=True),
        Column("name", "The water's name."),
        CERTAINTY,
        SOURCE,
    ),
)


def read_areas(path: Path, sources: BoundarySources, crs: str) -> gpd.GeoDataFrame:
    """Return the areas of `path` in `crs`, sorted by area_id (and name, municipality_code).

    They share their vertices, see `read_polygons`. Raises DataError when the file lacks a column
    or the areas overlap.
    """
    areas = read_polygons(path, sources.area_id, crs).to_crs(crs)
    names = {
        "area_id": sources.area_id,
        "name": sources.area_name,
        "municipality_code": sources.municipality_code,
    }
    require_no_problems(
        Problem(str(path), None, name, None, "the attribute is missing", "Correct region.toml.")
        for name in names.values()
        if name not in areas
    )
    texts = {new: areas[name].astype("str") for new, name in names.items()}
    return gpd.GeoDataFrame(texts, geometry=areas.geometry.array, crs=crs)


def assign_units(
    areas: gpd.GeoDataFrame, units: pd.DataFrame, area_file: Path, part_file: Path | None
) -> pd.Series:
    """Return the unit_id of each of `areas`: its municipality's unit.

    `part_file`, a CSV of area_id and unit_id, decides where a municipality has several units.

    Raises DataError with every area without a unit, unit without areas and unknown id.
    """
    parts = read_table(part_file, AREA_UNITS) if part_file else empty_table(AREA_UNITS)
    whole = units.drop_duplicates("municipality_code", keep=False)
    of_code = whole.set_index("municipality_code")["unit_id"].to_dict()
    of_area = parts.set_index("area_id")["unit_id"].to_dict()
    by_code, by_area = areas["municipality_code"].map(of_code), areas["area_id"].map(of_area)
    unit_ids = by_code.where(by_code.notna(), by_area)
    problems = [
        *_area_problems(areas[unit_ids.isna()], units, str(area_file)),
        *_part_problems(parts, areas, units, str(part_file)),
    ]
    if not problems:
        remedy = "Correct its municipality_code, or name its areas in area_units.csv."
        bare = units["unit_id"][~units["unit_id"].isin(unit_ids)]
        problems = [
            Problem(UNITS.file, row, "unit_id", unit_id, "no area belongs to it", remedy)
            for row, unit_id in bare.items()
        ]
    require_no_problems(problems)
    return unit_ids


def read_channels(path: Path, areas: gpd.GeoDataFrame) -> shapely.Geometry:
    """Return the borders between the pairs of `areas` in `path`: lines that run in water.

    Raises DataError with every unknown area and pair that shares no border.
    """
    pairs = read_table(path, CHANNELS)
    shapes = areas.set_index("area_id").geometry
    problems = [
        Problem(str(path), row, column, area_id, "no such area", "Correct it.")
        for column in ("area_id", "other_id")
        for row, area_id in pairs[column][~pairs[column].isin(shapes.index)].items()
    ]
    require_no_problems(problems)
    sides = (shapes[pairs[column]].array for column in ("area_id", "other_id"))
    borders = shapely.intersection(*sides)
    apart = pairs[shapely.length(borders) == 0]
    require_no_problems(
        Problem(str(path), row, "other_id", other, "shares no border with area_id", "Correct it.")
        for row, other in apart["other_id"].items()
    )
    return shapely.union_all(borders)


def _area_problems(lost: gpd.GeoDataFrame, units: pd.DataFrame, file: str) -> list[Problem]:
    split = lost["municipality_code"].isin(units["municipality_code"])
    remedy = "Say in area_units.csv which of them the area belongs to."
    problems = [
        Problem(file, None, "area_id", area_id, "its municipality has several units", remedy)
        for area_id in lost["area_id"][split]
    ]
    remedy = "Add the unit to units.csv, or leave these areas out of the file."
    counts = lost["municipality_code"][~split].value_counts()
    return problems + [
        Problem(file, None, "municipality_code", code, f"no unit has this code ({n} areas)", remedy)
        for code, n in counts.items()
    ]


def _part_problems(
    parts: pd.DataFrame, areas: gpd.GeoDataFrame, units: pd.DataFrame, file: str
) -> list[Problem]:
    of_area = areas.set_index("area_id")["municipality_code"]
    of_unit = units.set_index("unit_id")["municipality_code"]

    def wrong(row: pd.Series) -> tuple[str, str] | None:
        if row["area_id"] not in of_area:
            return "area_id", "no such area"
        if row["unit_id"] not in of_unit:
            return "unit_id", f"{UNITS.file} has no such unit"
        if of_area[row["area_id"]] != of_unit[row["unit_id"]]:
            return "unit_id", "the unit lies in another municipality than the area"
        return None

    found = {number: wrong(row) for number, row in parts.iterrows()}
    return [
        Problem(file, number, what[0], parts.loc[number, what[0]], what[1], "Correct it.")
        for number, what in found.items()
        if what
    ]
