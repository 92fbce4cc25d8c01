"""Many points at once: the polygon each one lies in, the office nearest to it. Arrays in and out.

Points are taken in blocks of neighbours, so that a block looks only at what lies near it. All
coordinates are metres in one projected CRS.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely

_BLOCK = 8192
_SORTED = 2_000_000  # at a time, so that the order of all points never stands in memory
_CELLS = 256  # a side; cells are numbered in 16 bits, which numpy sorts by radix

# A buffer is cut from chords: by this much wider it holds all that lies within the tolerance.
_SPARE = 1.05


def locate(
    x: np.ndarray, y: np.ndarray, polygons: np.ndarray, tolerance_m: float = 0.0
) -> np.ndarray:
    """Return the position in `polygons` of the one each point lies in, -1 for none.

    On a shared border the first polygon wins. A point outside every polygon gets the nearest
    within `tolerance_m` metres, of several as near the first.
    """
    position = _locate_inside(x, y, polygons)
    missed = np.flatnonzero(position < 0)
    if tolerance_m > 0 and len(missed):
        wide = shapely.buffer(polygons, tolerance_m * _SPARE)
        rim = missed[_locate_inside(x[missed], y[missed], wide) >= 0]
        position[rim] = snap(shapely.points(x[rim], y[rim]), polygons, tolerance_m)
    return position


def snap(points: np.ndarray, polygons: np.ndarray, tolerance_m: float) -> np.ndarray:
    """Return the position of the polygon nearest to each point, -1 if none is within reach.

    Of several as near the first wins; a point inside a polygon is at distance 0.
    """
    reach_m = np.nextafter(tolerance_m, np.inf)  # the tree wants a distance above zero
    point, near = shapely.STRtree(polygons).query_nearest(points, max_distance=reach_m)
    position = np.full(len(points), len(polygons))
    np.minimum.at(position, point, near)
    position[position == len(polygons)] = -1
    return position


def nearest(
    x: np.ndarray, y: np.ndarray, office_x: np.ndarray, office_y: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the position of the office nearest to each point, and the distance to it in metres.

    Of several as near the first wins. Without any office: -1 and infinity.
    """
    office_x, office_y = np.asarray(office_x), np.asarray(office_y)
    position = np.full(len(x), -1, dtype=np.int32)
    distance_m = np.full(len(x), np.inf)
    for index in _blocks(x, y) if len(office_x) else ():
        xs, ys = x[index], y[index]
        candidates = _in_reach(xs, ys, office_x, office_y)
        position[index], distance_m[index] = _nearest_of(xs, ys, office_x, office_y, candidates)
    return position, distance_m


def limit_distances(
    x: np.ndarray, y: np.ndarray, office_x: np.ndarray, office_y: np.ndarray, radius_m: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the least and the most that the distance to the nearest office can be, in metres.

    Each office is anywhere within its `radius_m` of its point. Without any office: infinity.
    """
    office_x, office_y, radius_m = map(np.asarray, (office_x, office_y, radius_m))
    low_m, high_m = np.full(len(x), np.inf), np.full(len(x), np.inf)
    for index, offices in block_reach(x, y, office_x, office_y, radius_m):
        xs, ys = x[index], y[index]
        low, high = low_m[index], high_m[index]
        for office in offices:
            distance_m = np.sqrt((xs - office_x[office]) ** 2 + (ys - office_y[office]) ** 2)
            np.minimum(low, distance_m - radius_m[office], out=low)
            np.minimum(high, distance_m + radius_m[office], out=high)
        low_m[index], high_m[index] = np.maximum(low, 0), high
    return low_m, high_m


def block_reach(
    x: np.ndarray, y: np.ndarray, office_x: np.ndarray, office_y: np.ndarray, radius_m: np.ndarray
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield blocks of the points, each with the offices that can be nearest to any point of it."""
    for index in _blocks(x, y) if len(office_x) else ():
        yield index, _in_reach(x[index], y[index], office_x, office_y, radius_m)


def _blocks(x: np.ndarray, y: np.ndarray) -> Iterator[np.ndarray]:
    """Yield indices of points that lie close together: along a Z curve through square cells."""
    for first in range(0, len(x), _SORTED):
        xs, ys = x[first : first + _SORTED], y[first : first + _SORTED]
        order = np.argsort(_spread(_cell(xs)) | (_spread(_cell(ys)) << 1), kind="stable")
        for start in range(0, len(order), _BLOCK):
            yield first + order[start : start + _BLOCK]


def _cell(values: np.ndarray) -> np.ndarray:
    low, high = values.min(), values.max()
    scaled = values - low
    scaled *= (_CELLS - 1) / max(high - low, 1.0)
    return scaled.astype(np.uint16)


def _spread(number: np.ndarray) -> np.ndarray:
    """Return the eight bits of `number` at every other place of sixteen."""
    number = (number | (number << 4)) & 0x0F0F
    number = (number | (number << 2)) & 0x3333
    return (number | (number << 1)) & 0x5555


def _locate_inside(x: np.ndarray, y: np.ndarray, polygons: np.ndarray) -> np.ndarray:
    shapely.prepare(polygons)
    tree = shapely.STRtree(polygons)
    position = np.full(len(x), -1, dtype=np.int32)
    for index in _blocks(x, y):
        xs, ys = x[index], y[index]
        box = shapely.box(xs.min(), ys.min(), xs.max(), ys.max())
        candidates = np.sort(tree.query(box, predicate="intersects"))
        if len(candidates) == 1 and shapely.contains_properly(polygons[candidates[0]], box):
            position[index] = candidates[0]
        else:
            position[index] = _first_of(xs, ys, polygons, candidates)
    return position


def _first_of(
    x: np.ndarray, y: np.ndarray, polygons: np.ndarray, candidates: np.ndarray
) -> np.ndarray:
    position = np.full(len(x), -1)
    left = np.arange(len(x))
    for candidate in candidates:
        xs, ys = x[left], y[left]
        minx, miny, maxx, maxy = shapely.bounds(polygons[candidate])
        inside = (minx <= xs) & (xs <= maxx) & (miny <= ys) & (ys <= maxy)
        inside[inside] = shapely.intersects_xy(polygons[candidate], xs[inside], ys[inside])
        position[left[inside]] = candidate
        left = left[~inside]
    return position


def _in_reach(
    x: np.ndarray,
    y: np.ndarray,
    office_x: np.ndarray,
    office_y: np.ndarray,
    radius_m: np.ndarray | float = 0.0,
) -> np.ndarray:
    """Return which offices can be nearest to a point of the block: those near enough to its box."""
    minx, maxx, miny, maxy = x.min(), x.max(), y.min(), y.max()
    outside_x = np.maximum(np.maximum(minx - office_x, office_x - maxx), 0)
    outside_y = np.maximum(np.maximum(miny - office_y, office_y - maxy), 0)
    across_x = np.maximum(maxx - office_x, office_x - minx)
    across_y = np.maximum(maxy - office_y, office_y - miny)
    farthest_m = (np.hypot(across_x, across_y) + radius_m).min()
    return np.flatnonzero(np.hypot(outside_x, outside_y) - radius_m <= farthest_m + 1)


def _nearest_of(
    x: np.ndarray,
    y: np.ndarray,
    office_x: np.ndarray,
    office_y: np.ndarray,
    candidates: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    position = np.full(len(x), -1)
    best = np.full(len(x), np.inf)
    for candidate in candidates:
        squared = (x - office_x[candidate]) ** 2 + (y - office_y[candidate]) ** 2
        closer = squared < best
        position[closer] = candidate
        np.minimum(best, squared, out=best)
    return position, np.sqrt(best)
