"""Where a position is: district, municipality, small area, and the offices nearest to it.

The rules are those of `coverage`: the same tolerance at the shore, the same offices, the same
straight-line distance in the region's CRS, the same order of ties.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from poliskarta.coverage.analysis import Located
from poliskarta.coverage.assignment import assign_polygons, select_facilities
from poliskarta.errors import require_no_problems
from poliskarta.project.files import understood
from poliskarta.project.gdal_files import gdal_path
from poliskarta.project.region import BoundarySources, Region
from poliskarta.project.schema import WGS84
from poliskarta.project.validation import check_positions

DIRECTIONS = (
    *("north", "north-east", "east", "south-east"),
    *("south", "south-west", "west", "north-west"),
)


@dataclass(frozen=True)
class Office:
    """An office as seen from a position: straight-line metres, and where to turn."""

    office_id: str
    name: str
    distance_m: float
    direction: str


@dataclass(frozen=True)
class PositionInfo:
    """What lies at a position; "" where nothing does. `flag` is that of `assign_polygons`."""

    district: str
    unit: str
    municipality: str
    area: str
    area_id: str
    flag: str
    offices: tuple[Office, ...]


def look_up(located: Located, latitude: float, longitude: float) -> PositionInfo:
    """Return what lies at a position in degrees, WGS 84, and which offices are nearest.

    Raises DataError when it is none, swapped, or outside the region.
    """
    typed = pd.DataFrame({"latitude": [latitude], "longitude": [longitude]})
    require_no_problems(
        replace(problem, row=None)
        for problem in check_positions("LAT LON", typed, located.region.bounds)
    )
    position = (latitude, longitude)
    areas = areas_at(position, located.dataset.project.data, located.region.boundaries)
    return describe_position(position, located, areas)


def describe_position(
    position: tuple[float, float],
    located: Located,
    areas: gpd.GeoDataFrame,
    count: int = 3,
) -> PositionInfo:
    """Return what lies at `position` (latitude, longitude in degrees, WGS 84).

    `areas` is what `areas_at` returns. The nearest `count` placed offices of a fixed kind are
    told, nearest first, of several as near the smallest office_id.
    """
    region, districts, units = located.region, located.districts, located.units
    latitude, longitude = position
    point = gpd.GeoSeries([shapely.Point(longitude, latitude)], crs=WGS84)
    tolerance_m = region.shore_tolerance_m
    by_district = assign_polygons(point, districts, "district_id", region.crs, tolerance_m).iloc[0]
    by_unit = assign_polygons(point, units, "unit_id", region.crs, tolerance_m).iloc[0]
    names = units.set_index("unit_id")[["name", "municipality"]]
    unit, municipality = names.T.get(by_unit["unit_id"], ("", ""))
    district = districts.set_index("district_id")["name"].get(by_district["district_id"], "")
    area = areas.iloc[0] if len(areas) else {"name": "", "area_id": ""}
    return PositionInfo(
        district,
        unit,
        municipality,
        area["name"],
        area["area_id"],
        by_district["flag"],
        _nearest(point, select_facilities(located.offices, region), region, count),
    )


def areas_at(
    position: tuple[float, float], folder: Path, sources: BoundarySources | None
) -> gpd.GeoDataFrame:
    """Return the small statistical areas at `position`: `area_id`, `name`, sorted by area_id.

    None where region.toml names no file of them, or the file isn't in `folder`.
    """
    path = folder / sources.areas if sources else folder
    if not path.is_file():
        return gpd.GeoDataFrame({"area_id": [], "name": []})
    latitude, longitude = position
    mask = gpd.GeoSeries([shapely.Point(longitude, latitude)], crs=WGS84)
    names = {sources.area_id: "area_id", sources.area_name: "name"}
    remedy = "Name another file in region.toml: boundaries.areas."
    with understood(path, "not a readable layer", remedy), gdal_path(path) as readable:
        found = gpd.read_file(readable, mask=mask).rename(columns=names)
    return found.sort_values("area_id", ignore_index=True)


def _nearest(
    point: gpd.GeoSeries, facilities: pd.DataFrame, region: Region, count: int
) -> tuple[Office, ...]:
    here = point.to_crs(region.crs).iloc[0]
    east, north = facilities["x_m"] - here.x, facilities["y_m"] - here.y
    distance_m = np.hypot(east, north)
    turns = np.round(np.arctan2(east, north) / (2 * np.pi) * len(DIRECTIONS)).astype(int)
    seen = facilities.assign(distance_m=distance_m, turn=turns % len(DIRECTIONS))
    nearest = seen.sort_values("distance_m", kind="stable").head(count)
    return tuple(
        Office(row.office_id, row.name, row.distance_m, DIRECTIONS[row.turn])
        for row in nearest.itertuples(index=False)
    )
