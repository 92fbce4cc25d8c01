"""Who is to be covered: points with a number of people each.

The default is an estimate: the known totals of units and of groups of areas, shared out among
the areas by what is known of them (see `demand_weights`) and evenly over the land of each. A file
of the user's own, points or cells, replaces it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from poliskarta.coverage.demand_weights import NOTHING_KNOWN, AreaPeople, divide_units
from poliskarta.project.schema import POPULATIONS
from poliskarta.project.vocabularies import ESTIMATES

log = logging.getLogger("poliskarta")

# An area gets the widest of these grids that puts at least so many points on its land. With 16
# a district's mean distance is within 35 m, and its shares within half a percentage point, of
# what 2 000 points an area give: far less than the estimate itself may be wrong.
_SPACINGS_M = (1600, 800, 400, 200, 100, 50)
_POINTS_PER_AREA = 16

# Where districts as a whole are measured, whose shares follow from these points alone.
_POINTS_PER_DISTRICT = 100


def build_demand(
    areas: gpd.GeoDataFrame, land: shapely.Geometry, points: int = _POINTS_PER_AREA
) -> pd.DataFrame:
    """Return the points that stand for `areas`: `area_id`, `unit_id`, `x_m`, `y_m`.

    `areas` has `area_id` and `unit_id`, `land` is a geometry, both in the region's CRS. The
    points of an area lie on its land in the middle of square cells, aligned to the CRS's own
    grid, of a size that gives `points` or more where the land is large enough. An area without
    such a point gets one on its land, or in it if it has none. Sorted by area_id, y and x.
    """
    shapely.prepare(land)
    ordered = areas.sort_values("area_id", kind="stable")
    shapes = shapely.intersection(ordered.geometry.array, land)
    pairs = zip(shapes, ordered.geometry, strict=True)
    coordinates = [
        _spread(dry, points) if dry.area > 0 else _on_surface(area) for dry, area in pairs
    ]
    table = ordered[["area_id", "unit_id"]].iloc[_repeat(coordinates)].reset_index(drop=True)
    table[["x_m", "y_m"]] = np.concatenate(coordinates)
    return pd.DataFrame(table)


def spread_land(areas: gpd.GeoDataFrame, land: shapely.Geometry) -> pd.DataFrame:
    """Return the points of `build_demand`, `unit_id` being `district_id`, with their `land_km2`.

    That is an equal part of the land of the point's area, so that those of an area sum up to it.
    """
    points = build_demand(areas, land, _POINTS_PER_DISTRICT)
    points = points.rename(columns={"unit_id": "district_id"})
    shapes = areas.set_index("area_id").geometry.array
    dry = shapely.area(shapely.intersection(shapes, land)) / 1e6
    of_area = pd.Series(dry, index=areas["area_id"])
    counts = points["area_id"].map(points["area_id"].value_counts())
    return points.assign(land_km2=points["area_id"].map(of_area) / counts)


def weigh_by_land(demand: pd.DataFrame) -> pd.DataFrame:
    """Return `demand` with the land that each point stands for as its `population`, if unknown.

    For what weighs places, whatever by. A message says so.
    """
    if "population" in demand:
        return demand
    log.info("no population is known: square kilometres of land count instead of people")
    return demand.assign(population=demand["land_km2"])


def populate(
    points: pd.DataFrame, units: pd.DataFrame, known: AreaPeople = NOTHING_KNOWN
) -> pd.DataFrame:
    """Return `points` with `district_id`, `population` and `later_population`: same rows.

    People are shared out within the cells of `divide_units`, in proportion to its weights, and
    evenly over the points of an area. The populations are whole persons (NaN where the unit's is
    unknown) and sum up to those of the cells, exactly: each point gets the whole part of its
    share, and the points that lose most by that get the persons left over (the largest
    remainder; of several the first).
    """
    unit, unit_ids = pd.factorize(points["unit_id"])
    area, area_ids = pd.factorize(points["area_id"])
    pairs, place, counts = np.unique(
        unit * max(len(area_ids), 1) + area, return_inverse=True, return_counts=True
    )
    codes = np.divmod(pairs, max(len(area_ids), 1))
    areas = pd.DataFrame({"unit_id": unit_ids[codes[0]], "area_id": area_ids[codes[1]]})
    districts = units.set_index("unit_id")["district_id"].reindex(unit_ids)
    populated = points.assign(district_id=districts.to_numpy()[unit])
    for name in POPULATIONS:
        cell, weights, people = divide_units(areas, units, known, name)
        shares = np.bincount(cell, weights=weights, minlength=len(people))[cell] * counts
        populated[name] = _share_out(people, weights[place], shares[place], cell[place])
    return populated


def _spread(shape: shapely.Geometry, least: int = _POINTS_PER_AREA) -> np.ndarray:
    """Return the middles of square cells that lie on `shape`, by rows from the south."""
    for spacing_m in _SPACINGS_M:
        points = _lattice(shape, spacing_m)
        if len(points) >= least:
            return points
    return points if len(points) else _on_surface(shape)


def _lattice(shape: shapely.Geometry, spacing_m: float) -> np.ndarray:
    minx, miny, maxx, maxy = np.array(shapely.bounds(shape)) / spacing_m
    columns = (np.arange(np.floor(minx), np.ceil(maxx)) + 0.5) * spacing_m
    rows = (np.arange(np.floor(miny), np.ceil(maxy)) + 0.5) * spacing_m
    x, y = (axis.ravel() for axis in np.meshgrid(columns, rows))
    shapely.prepare(shape)
    inside = shapely.contains_xy(shape, x, y)
    return np.column_stack([x[inside], y[inside]])


def _on_surface(shape: shapely.Geometry) -> np.ndarray:
    return shapely.get_coordinates(shapely.point_on_surface(shape)).round()


def _repeat(coordinates: Iterable[np.ndarray]) -> np.ndarray:
    counts = [len(points) for points in coordinates]
    return np.repeat(np.arange(len(counts)), counts)


def _share_out(
    population: np.ndarray, weights: np.ndarray, shares: np.ndarray, cell: np.ndarray
) -> np.ndarray:
    """Return the whole persons of each point: `weights` of `shares` parts of its cell's people.

    `cell` says which of the populations that is.
    """
    parts = population[cell] * weights
    whole = np.floor_divide(parts, shares)
    remainder = (parts - whole * shares) / shares
    left = population - np.bincount(cell, weights=whole, minlength=len(population))
    order = np.lexsort([-remainder, cell])
    counts = np.bincount(cell, minlength=len(population))
    rank = np.empty(len(cell), dtype=int)
    rank[order] = np.arange(len(cell)) - np.repeat(np.cumsum(counts) - counts, counts)
    return whole + (rank < left[cell])


def summarize_errors(errors: pd.DataFrame) -> pd.DataFrame:
    """Return the share of the people that each estimate puts in the wrong place, a row a test.

    Index `test`; columns `by_equal_shares`, `by_land_area` and `by_area_people`, 0 to 1: half the
    sum of absolute differences, over the sum of the known populations; NaN where an estimate is
    missing. `places` counts what was estimated.
    """
    tests = errors.groupby("test")
    known = tests["known"].sum()
    differences = errors.reindex(columns=[*ESTIMATES]).sub(errors["known"], axis=0).abs()
    misplaced = {
        name: differences[name].groupby(errors["test"]).sum(skipna=False) / 2 / known
        for name in ESTIMATES
    }
    return pd.DataFrame({"places": tests.size(), **misplaced})
