"""What the page needs to try other offices by itself: people, positions and the projection.

The page measures as `coverage` and `indicators` do. Here is only what it measures, in few
letters: nothing is rounded that could move a person from one figure to another.
"""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.polynomial import chebyshev

from poliskarta.coverage.analysis import Analysis
from poliskarta.page.geometry import write_numbers
from poliskarta.project.region import Region
from poliskarta.project.schema import WGS84
from poliskarta.project.thresholds import NOTICED_M, plain_km

# Above these a change would take a phone longer than a blink, or the page too many letters.
MOST_OFFICES = 500
MOST_POINTS = 60_000
UNKNOWN = -1  # people of a unit whose population nobody knows
_OFFICE_DECIMALS = 4  # a tenth of a millimetre
_PARTS = 100


def describe_what_if(analysis: Analysis) -> dict[str, Any]:
    """Return what a reader needs to try other offices, in plain JSON types; {} if it can't be.

    It can't be where distances aren't straight lines, without people, with more offices or points
    than a phone can measure at once, with a part of a person or of a metre in a point, or where
    no polynomial follows the region's projection to a centimetre. See `describe_demand` and
    `fit_projection`; the projection holds for the region's bounds and all of its districts.
    """
    demand, facilities, region = analysis.demand, analysis.facilities, analysis.region
    if region.by_ways or not _is_tryable(demand, facilities):
        return {}
    projection = fit_projection(_extent(region, analysis.districts), region.crs)
    if not projection:
        return {}
    places = facilities.sort_values("office_id")[["office_id", "x_m", "y_m"]]
    return {
        "demand": describe_demand(demand),
        "offices": places.round(_OFFICE_DECIMALS).to_numpy().tolist(),
        "projection": projection,
        "bandsKm": [plain_km(km) for km in region.limits.bands_km],
        "catchmentKm": plain_km(region.limits.catchment_km),
        "noticedM": NOTICED_M,
        "shoreM": region.shore_tolerance_m,
    }


def describe_demand(demand: pd.DataFrame) -> dict[str, Any]:
    """Return the points with their people, exactly, as whole numbers in letters.

    Sorted by area, y and x. `districts` are the ids that `areas` counts in; "" is none. Of
    each area: its district, the step of its grid in metres, how much x and y of its first point
    are beyond those of the area before, and how many rows it has. Of each row: how many steps
    x and y of its first point are beyond the first of the row before (or of the area), and its
    number of points, a step apart. `people` are runs: how many more a point than in the run
    before, and how many points.
    """
    area, _ = pd.factorize(demand["area_id"], sort=True)
    x, y = (demand[name].to_numpy().astype(np.int64) for name in ("x_m", "y_m"))
    district, ids = pd.factorize(demand["district_id"].astype("str"), sort=True)
    people = demand["population"].fillna(UNKNOWN).to_numpy().astype(np.int64)
    order = np.lexsort([people, x, y, district, area])
    area, x, y, district, people = (part[order] for part in (area, x, y, district, people))
    starts = np.flatnonzero(_changes(area) | _changes(district))
    steps = _steps(x, y, starts)
    rows, lengths = _rows(x, y, starts, steps)
    counts = np.diff(np.searchsorted(rows, [*starts, len(x)]))
    corner = np.diff(np.column_stack([x, y])[starts], axis=0, prepend=[[0, 0]])
    of_row = np.repeat(np.arange(len(starts)), counts)
    moves = np.diff(np.column_stack([x, y])[rows], axis=0, prepend=[[0, 0]])
    moves[np.searchsorted(rows, starts)] = 0
    runs = np.flatnonzero(_changes(people))
    return {
        "districts": ids.tolist(),
        "areas": _write(district[starts], steps, corner, counts),
        "rows": _write(moves // steps[of_row, None], lengths),
        "people": _write(np.diff(people[runs], prepend=0), np.diff(runs, append=len(people))),
    }


def _is_tryable(demand: pd.DataFrame, facilities: pd.DataFrame) -> bool:
    if "population" not in demand:
        return False
    people = demand["population"].fillna(0).to_numpy(dtype="float64")
    numbers = [people, demand["x_m"].to_numpy(), demand["y_m"].to_numpy()]
    whole = all((part == np.rint(part)).all() for part in numbers)
    known = "area_id" in demand and people.sum() > 0
    return whole and known and len(demand) <= MOST_POINTS and len(facilities) <= MOST_OFFICES


def _changes(values: np.ndarray) -> np.ndarray:
    """Return where a value differs from the one before; true for the first."""
    return np.append(True, values[1:] != values[:-1])


def _steps(x: np.ndarray, y: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Return the widest step that leads from an area's first point to all its others."""
    away = np.repeat(starts, np.diff(starts, append=len(x)))
    common = np.gcd(x - x[away], y - y[away])
    return np.maximum(np.gcd.reduceat(common, starts), 1)


def _rows(
    x: np.ndarray, y: np.ndarray, starts: np.ndarray, steps: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the first point of each row of an area's grid, and the row's number of points."""
    step = np.repeat(steps, np.diff(starts, append=len(x)))
    new = np.ones(len(x), dtype=bool)
    new[1:] = (np.diff(x) != step[1:]) | (np.diff(y) != 0)
    new[starts] = True
    first = np.flatnonzero(new)
    return first, np.diff(first, append=len(x))


def _write(*columns: np.ndarray) -> str:
    return write_numbers(np.column_stack(columns).ravel())


def _extent(region: Region, districts: gpd.GeoDataFrame) -> Bounds:
    """Return bounds that hold the region's and all districts, on hundredths of degrees."""
    west, south, east, north = districts.total_bounds * _PARTS
    wide = np.array([np.floor(west), np.floor(south), np.ceil(east), np.ceil(north)]) / _PARTS
    low, high = np.fmin(wide, region.frame)[:2], np.fmax(wide, region.frame)[2:]
    return tuple(np.append(low, high).tolist())


# Enough for a country; a small region gets by with less.
_DEGREE = 14
_DEGREES = range(2, _DEGREE + 1)
_GOOD_M = 0.0002
_ACCEPTED_M = 0.01
_DECIMALS = 5
_CHECKED = 25  # a side
Bounds = tuple[float, float, float, float]


def fit_projection(bounds: Bounds, crs: str) -> dict[str, Any]:
    """Return the polynomial that turns degrees within `bounds` into a projected CRS.

    Chebyshev polynomials T of the longitude u and the latitude v, each stretched from the
    `bounds` (west, south, east, north) to -1 … 1: `x` and `y` list the coefficients of
    T_i(u) T_j(v), in metres, for each i from 0 to `degree` those of j from 0 to `degree` - i.
    `error_m` is the greatest difference found on a grid that includes the bounds. Of all
    degrees the lowest that is as good as it need be; {} when none is within a centimetre.
    """
    nodes = np.cos(np.pi * (np.arange(_DEGREE + 1) + 0.5) / (_DEGREE + 1))
    checked = np.linspace(-1, 1, _CHECKED)
    known, wanted = (_project(*np.meshgrid(axis, axis), bounds, crs) for axis in (nodes, checked))
    basis = chebyshev.chebvander(nodes, _DEGREE).T * (2 / len(nodes))
    basis[0] /= 2
    # known[axis, v, u] → full[axis, i, j]
    full = np.round(np.einsum("iu,avu,jv->aij", basis, known, basis), _DECIMALS)
    values = chebyshev.chebvander(checked, _DEGREE)
    total = np.add.outer(np.arange(_DEGREE + 1), np.arange(_DEGREE + 1))
    for degree in _DEGREES:
        kept = np.where(total <= degree, full, 0)
        found = np.einsum("ui,aij,vj->avu", values, kept, values)
        error_m = float(np.hypot(*(found - wanted)).max())
        if error_m <= _GOOD_M or (degree == _DEGREE and error_m <= _ACCEPTED_M):
            lists = [[float(c) for c in axis[total <= degree]] for axis in full]
            return {
                "bounds": list(bounds),
                "degree": degree,
                "x": lists[0],
                "y": lists[1],
                "error_m": round(error_m, 6),
            }
    return {}


def _project(u: np.ndarray, v: np.ndarray, bounds: Bounds, crs: str) -> np.ndarray:
    """Return x and y of longitudes and latitudes stretched to -1 … 1."""
    west, south, east, north = bounds
    longitudes = ((west + east) + (east - west) * u) / 2
    latitudes = ((south + north) + (north - south) * v) / 2
    points = gpd.points_from_xy(longitudes.ravel(), latitudes.ravel(), crs=WGS84)
    projected = points.to_crs(crs)
    return np.array([projected.x, projected.y]).reshape(2, *u.shape)
