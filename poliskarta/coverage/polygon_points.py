"""Points that stand for polygons, evenly over each: arrays in and out."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely

# A polygon gets points at most this far apart, and more closely until it has so many; but not
# more than the most, of which a county's shares within a kilometre don't differ any more.
_SPACING_M = 200
_FEWEST, _MOST = 16, 10_000

# Of a grid over a polygon's bounds this many points are tried: a thin one fills little of them.
_MOST_TRIED = 100_000
_AT_ONCE = 2_000_000

# By so much a CRS may draw a cell larger or smaller than another one does.
_SPARE = 1.01


def spread_over(polygons: np.ndarray, small_m: float) -> tuple[np.ndarray, np.ndarray]:
    """Return points on `polygons`, and the position of the polygon that each one is on.

    `polygons` are valid and in a projected CRS. One as large as a square of `small_m` metres or
    smaller (by its smallest enclosing circle, with 1 % to spare for the CRS) gets one point on its
    surface. A larger one gets the middles of square cells that lie in it, aligned to the CRS's own
    grid: 200 m or less apart, halved until its area holds 16 or more, doubled while it holds more
    than 10 000. One without such a middle gets a point on its surface. Coordinates are an array of
    x and y; sorted by polygon, y and x.
    """
    large = np.flatnonzero(_is_larger(polygons, small_m))
    parts = [*_parts(polygons, large)]
    found = [_middles(polygons[part], _spacings(polygons[part])) for part in parts]
    points = np.concatenate([np.empty((0, 2)), *(at for at, _ in found)])
    positions = [part[of] for part, (_, of) in zip(parts, found, strict=True)]
    of = np.concatenate([np.empty(0, dtype=np.int64), *positions])
    others = np.setdiff1d(np.arange(len(polygons)), of)
    single = shapely.get_coordinates(shapely.point_on_surface(polygons[others]))
    points, of = np.concatenate([points, single]), np.concatenate([of, others])
    order = np.argsort(of, kind="stable")
    return points[order], of[order]


def _is_larger(polygons: np.ndarray, small_m: float) -> np.ndarray:
    limit_m = small_m * _SPARE
    larger = shapely.area(polygons) > limit_m**2
    left = np.flatnonzero(~larger)  # a thin one may be long
    larger[left] = shapely.minimum_bounding_radius(polygons[left]) * np.sqrt(2) > limit_m
    return larger & (shapely.area(polygons) > 0)


def _spacings(polygons: np.ndarray) -> np.ndarray:
    """Return how far apart the points of each polygon are, metres: 200 times a power of two."""
    area = shapely.area(polygons)
    minx, miny, maxx, maxy = shapely.bounds(polygons).T
    tried = (maxx - minx) * (maxy - miny)
    finest_m = np.sqrt(np.maximum(area / _MOST, tried / _MOST_TRIED))
    halved = np.floor(np.log2(np.sqrt(area * _SPARE / _FEWEST) / _SPACING_M).clip(max=0))
    doubled = np.ceil(np.log2(finest_m / _SPACING_M))
    return _SPACING_M * 2.0 ** np.maximum(halved, doubled)


def _counts(polygons: np.ndarray, spacing_m: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return the first column and row of each polygon's grid, and how many there are."""
    minx, miny, maxx, maxy = shapely.bounds(polygons).T
    column, row = np.floor(minx / spacing_m), np.floor(miny / spacing_m)
    columns = (np.ceil(maxx / spacing_m) - column).astype(np.int64)
    rows = (np.ceil(maxy / spacing_m) - row).astype(np.int64)
    return column, row, columns, rows


def _parts(polygons: np.ndarray, chosen: np.ndarray) -> Iterator[np.ndarray]:
    """Yield `chosen` in parts whose grids together are few enough to be held in memory."""
    if not len(chosen):
        return
    _, _, columns, rows = _counts(polygons[chosen], _spacings(polygons[chosen]))
    part = np.cumsum(columns * rows) // _AT_ONCE
    yield from np.split(chosen, np.flatnonzero(np.diff(part)) + 1)


def _middles(polygons: np.ndarray, spacing_m: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    column, row, columns, rows = _counts(polygons, spacing_m)
    counts = columns * rows
    of = np.repeat(np.arange(len(polygons)), counts)
    place = np.arange(len(of)) - np.repeat(np.cumsum(counts) - counts, counts)
    x = (column[of] + place % columns[of] + 0.5) * spacing_m[of]
    y = (row[of] + place // columns[of] + 0.5) * spacing_m[of]
    shapely.prepare(polygons)
    inside = shapely.contains_xy(polygons[of], x, y)
    return np.column_stack([x, y])[inside], of[inside]
