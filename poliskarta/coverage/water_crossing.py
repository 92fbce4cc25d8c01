"""What a straight line to an office hides: water on it, and a border nearer than the office."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
import shapely

from poliskarta.project.dataset import Dataset
from poliskarta.project.polygon_repair import unite
from poliskarta.project.thresholds import WATER_M

Array = np.ndarray

# Lines are taken so many at a time, so that what they cross never stands in memory all at once.
_LINES = 500_000


def mark_obstacles(
    demand: pd.DataFrame, facilities: pd.DataFrame, dataset: Dataset
) -> pd.DataFrame:
    """Return `demand` with what its straight lines to the nearest office hide: same rows and order.

    `demand` and `facilities` are those of `assign_demand`. Adds:

    - `across_water`, whether more than WATER_M of the line lie on none of the backdrop's land;
      not added where the project has no such land: nobody knows then where there is water;
    - `border_nearer`, whether the outer border of all districts, a shore too if it is one, is at
      most as far away as the nearest office.

    Both are False where there is no office.
    """
    land, border = _land_of(dataset), _border_of(dataset)
    x, y, distance_m = (demand[name].to_numpy() for name in ("x_m", "y_m", "distance_m"))
    known = np.isfinite(distance_m)
    shapely.prepare(border)
    near = np.zeros(len(demand), dtype=bool)
    near[known] = shapely.dwithin(border, shapely.points(x[known], y[known]), distance_m[known])
    columns = {"border_nearer": near}
    if len(land):
        office = facilities["office_id"].reset_index(drop=True)
        position = pd.Index(office).get_indexer(demand["office_id"].astype("object"))
        far = np.flatnonzero(known & (distance_m > WATER_M))  # a shorter line can't cross so much
        across = np.zeros(len(demand), dtype=bool)
        sites = facilities[["x_m", "y_m"]].to_numpy()
        across[far] = measure_water(x[far], y[far], sites, position[far], land) > WATER_M
        columns = {"across_water": across} | columns
    return demand.assign(**columns)


def _land_of(dataset: Dataset) -> Array:
    """Return the land that is known, around the region too, in its CRS."""
    shown = dataset.backdrop.geometry[dataset.backdrop["kind"] == "land"]
    return np.asarray(shapely.make_valid(shown.to_crs(dataset.region.crs).array))


def _border_of(dataset: Dataset) -> shapely.Geometry:
    projected = dataset.districts.geometry.to_crs(dataset.region.crs)
    return shapely.boundary(unite(np.asarray(projected.array), tiling=False))


def measure_water(x: Array, y: Array, offices: Array, position: Array, land: Array) -> Array:
    """Return how many metres of the straight line from each point to its office lie on no land.

    All coordinates are metres in one projected CRS. `offices` has a row an office, x and y;
    `position` says which is a point's. `land` are valid polygons, any number, which may touch or
    overlap. What runs just along a shore may count as either.
    """
    edges = _edges_of(land)
    shapely.prepare(land)
    water_m = np.empty(len(x))
    order = np.argsort(position, kind="stable")
    starts = np.flatnonzero(np.diff(position[order], prepend=-1))
    for office_points in np.split(order, starts[1:]):
        for first in range(0, len(office_points), _LINES):
            part = office_points[first : first + _LINES]
            origin = offices[position[part[0]]]
            water_m[part] = _water_from(origin, x[part], y[part], edges, land)
    return water_m


class _Edges(NamedTuple):
    """Edges of land, which lies to the left of each: from `start` on by `step`, so long."""

    start: Array
    step: Array
    length_m: Array


def _edges_of(land: Array) -> _Edges:
    polygons = shapely.orient_polygons(shapely.get_parts(land))
    rings = shapely.get_rings(polygons)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    joined = ring[1:] == ring[:-1]
    step = np.diff(points, axis=0)[joined]
    return _Edges(points[:-1][joined], step, np.hypot(*step.T))


class _Crossings(NamedTuple):
    """Where lines cross edges: which line, at what part of it, and whether to land (1) or off."""

    line: Array
    part: Array
    sign: Array


def _water_from(origin: Array, x: Array, y: Array, edges: _Edges, land: Array) -> Array:
    """Return the metres on no land of the lines that run from `origin` to each point.

    A line is cut where it crosses an edge. How many of the polygons lie under a stretch follows
    from the signs of the cuts before it, but for a number that the whole line shares; the middle
    of the longest stretch tells that, since it lies farthest from every edge.
    """
    lines = np.column_stack([x, y]) - origin
    length_m = np.hypot(*lines.T)
    crossings = _cross(lines, _edges_within(edges, origin, length_m.max()))
    line, part, sign = _with_beginnings(crossings, len(lines))
    last = np.append(line[1:] != line[:-1], [True])
    stretch = np.where(last, 1.0, np.append(part[1:], [1.0])) - part
    depth = np.cumsum(sign)
    longest = np.lexsort([stretch, line])[last]
    middle = origin + lines * (part + stretch / 2)[longest, np.newaxis]
    there = sum(shapely.intersects_xy(shape, *middle.T).astype(int) for shape in land)
    depth += (there - depth[longest])[line]
    return np.bincount(line, stretch * (depth <= 0), len(lines)) * length_m


def _with_beginnings(crossings: _Crossings, count: int) -> tuple[Array, Array, Array]:
    """Return the cuts of each line in order, its beginning first."""
    line = np.concatenate([np.arange(count), crossings.line])
    part = np.concatenate([np.zeros(count), crossings.part])
    sign = np.concatenate([np.zeros(count, dtype=int), crossings.sign])
    order = np.lexsort([part, line])
    return line[order], part[order], sign[order]


def _edges_within(edges: _Edges, origin: Array, reach_m: float) -> _Edges:
    """Return the edges that may lie within `reach_m` of `origin`, seen from there."""
    start = edges.start - origin
    near = (start**2).sum(axis=1) <= (reach_m + edges.length_m) ** 2
    return _Edges(start[near], edges.step[near], edges.length_m[near])


def _cross(lines: Array, edges: _Edges) -> _Crossings:
    """Return where `lines`, which all begin at 0, cross `edges`.

    Seen from 0, an edge covers the directions between its ends, the first one counting and the
    last one not: so a line through a corner crosses one of its two edges, or both, or none, and
    is on the right side behind it. The lines it crosses follow each other by direction.
    """
    direction = np.arctan2(lines[:, 1], lines[:, 0])
    order = np.argsort(direction)
    twice = np.concatenate([direction[order], direction[order] + _TURN])
    end = edges.start + edges.step
    ends = np.sort([np.arctan2(edges.start[:, 1], edges.start[:, 0]), np.arctan2(*end.T[::-1])], 0)
    wraps = ends[1] - ends[0] > np.pi
    low = np.where(wraps, ends[1], ends[0])
    high = np.where(wraps, ends[0] + _TURN, ends[1])
    first, beyond = np.searchsorted(twice, low), np.searchsorted(twice, high)
    edge, place = _pairs(first, beyond - first)
    line = order[place % len(order)]
    start, step = edges.start[edge], edges.step[edge]
    along = _turn(lines[line], step)
    with np.errstate(divide="ignore", invalid="ignore"):  # an edge that runs along the line
        part = _turn(start, step) / along
    crossed = (part > 0) & (part < 1)
    # Land is to the left of an edge that runs anticlockwise: the line comes from it.
    sign = np.where(along > 0, -1, 1)
    return _Crossings(line[crossed], part[crossed], sign[crossed])


_TURN = 2 * np.pi


def _pairs(first: Array, counts: Array) -> tuple[Array, Array]:
    """Return each edge as often as it has lines, and the places of those: `first` and following."""
    edge = np.repeat(np.arange(len(counts)), counts)
    return edge, np.arange(len(edge)) + np.repeat(first - np.cumsum(counts) + counts, counts)


def _turn(a: Array, b: Array) -> Array:
    """Return the cross product: above zero where `b` is turned anticlockwise from `a`."""
    return a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]
