"""Ways by a network of roads, paths and ferries: read, joined at its vertices, solved.

The shortest ways are those of scipy's csgraph: on a grid of a million edges it took 0.4 s to find
the nearest of 31 offices from every node, igraph 2.8 s and 3 s to be filled; pandana's
contraction took minutes. benchmarks/networks.py measures the whole: ten million points joined to
such a grid and solved in 23 seconds of two cores together, 0.9 GB at the peak.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from poliskarta.coverage.ways import METRES, MINUTES, Ways
from poliskarta.errors import Problem, missing_packages, require_no_problems
from poliskarta.project.files import understood
from poliskarta.project.schema import WGS84
from poliskarta.project.thresholds import SNAP_M, WALK_KMH
from poliskarta.project.vector_files import read_features

if TYPE_CHECKING:
    from scipy.sparse import csr_array

log = logging.getLogger("poliskarta")
Array = np.ndarray

# A vertex at least so often: who lives beside a street is joined to it at most half of this aside.
_VERTEX_M = 50.0

# Ends that are nearer than this are one: as files round.
_JOINED_M = 0.01

# So much farther is an office than the one before it: of several as near the first wins.
_TIE = 1e-6

_FERRY_COLUMNS = ("route", "highway", "fclass", "type", "class")
_YES = {"yes", "true", "1", "ferry"}
_POINTS = 1_000_000  # snapped at a time


@dataclass(frozen=True)
class Network:
    """Nodes, x and y in metres, and the edges between them, each once and passable both ways.

    `start` and `end` are positions of nodes, `cost` is in `unit`. Only at an `open_` node may one
    get in or out: not in the middle of a ferry's way.
    """

    path: Path
    unit: str
    nodes: Array
    open_: Array
    start: Array
    end: Array
    cost: Array


def read_network(path: Path, crs: str, speed: str = "") -> Network:
    """Return the network in `path`: lines in any file that GDAL reads, or OpenStreetMap's PBF.

    Lines are joined where they have a vertex in common, in `crs`, and nowhere else: a bridge over
    a road isn't. A line is a ferry, which one boards and leaves at its ends only, where its column
    `ferry` says yes, or `route`, `highway`, `fclass`, `type` or `class` says ferry. Costs are
    metres, or minutes with `speed`, the column of km/h. One-way streets are passable both ways.

    Raises DataError with every problem: what `read_features` raises, features that are no lines,
    no such column, speeds that are not above 0, a package that isn't installed.
    """
    require_no_problems(_missing_packages(path))
    frame = _read_pbf(path, speed) if Path(path).suffix.lower() == ".pbf" else read_features(path)
    require_no_problems([*_line_problems(path, frame), *_speed_problems(path, frame, speed)])
    lines = frame.explode(ignore_index=True).to_crs(crs)
    ferry = _are_ferries(lines)
    per_metre = np.ones(len(lines))
    if speed:
        per_metre = 60 / (lines[speed].to_numpy(dtype="float64") * 1000)
    shapes = np.where(ferry, _ends(lines.geometry.array), _split(lines.geometry.array))
    points, line = shapely.get_coordinates(shapes, return_index=True)
    node, where = _join(points)
    first = np.flatnonzero(line[1:] == line[:-1])
    start, end, of_line = where[first], where[first + 1], line[first]
    length_m = np.hypot(*(points[first + 1] - points[first]).T)
    length_m[ferry[of_line]] = shapely.length(lines.geometry.array)[of_line[ferry[of_line]]]
    open_ = np.zeros(len(node), dtype=bool)
    open_[where[~ferry[line]]] = True
    edges = _shortest(start, end, length_m * per_metre[of_line])
    return Network(Path(path), MINUTES if speed else METRES, node, open_, *edges)


def _ends(lines: Array) -> Array:
    ends = [shapely.get_coordinates(shapely.get_point(lines, n)) for n in (0, -1)]
    return shapely.linestrings(np.stack(ends, axis=1))


def _split(lines: Array) -> Array:
    return shapely.segmentize(np.asarray(lines), _VERTEX_M)


def _join(points: Array) -> tuple[Array, Array]:
    """Return the nodes, and which of them each point is."""
    x, y = (np.round((axis - axis.min()) / _JOINED_M).astype(np.int64) for axis in points.T)
    _, first, where = np.unique(x << 32 | y, return_index=True, return_inverse=True)
    return points[first], where


def _shortest(start: Array, end: Array, cost: Array) -> tuple[Array, Array, Array]:
    """Return each pair of nodes once, by its least cost; no edge from a node to itself."""
    low, high = np.minimum(start, end), np.maximum(start, end)
    order = np.lexsort([cost, high, low])
    order = order[low[order] != high[order]]
    low, high, cost = low[order], high[order], cost[order]
    new = np.ones(len(low), dtype=bool)
    new[1:] = (low[1:] != low[:-1]) | (high[1:] != high[:-1])
    return low[new], high[new], cost[new]


def ways_of_network(network: Network, demand: pd.DataFrame, facilities: pd.DataFrame) -> Ways:
    """Return the ways by `network` from the points of `demand` to the offices that count.

    Each point and office is joined in a straight line to the nearest node, at most SNAP_M away;
    beyond, it isn't reached. In minutes that line is walked, at WALK_KMH. Of offices as near the
    first counts.
    """
    roads = _Roads(network)
    office_node, office_cost = roads.snap(facilities)
    lost = facilities["name"].to_numpy()[office_node < 0]
    if len(lost):
        what = "%s: farther than %d m from the network, which leads nobody there"
        log.warning(what, "; ".join(lost), SNAP_M)
    solved = _Solved(roads, office_node, office_cost, *roads.snap(demand))
    position, cost = solved.nearest()
    return Ways(network.path.name, network.unit, position, cost, solved.within, network=True)


class _Roads:
    """A network to get into from points."""

    def __init__(self, network: Network) -> None:
        from scipy.spatial import cKDTree  # noqa: PLC0415  # an extra

        self.network = network
        self._open = np.flatnonzero(network.open_)
        self._tree = cKDTree(network.nodes[self._open]) if len(self._open) else None
        self._per_metre = 1.0 if network.unit == METRES else 60 / (WALK_KMH * 1000)

    def snap(self, places: pd.DataFrame) -> tuple[Array, Array]:
        """Return the node of each place, -1 for none, and what it costs to get there."""
        node, cost = np.full(len(places), -1), np.full(len(places), np.inf)
        xy = places[["x_m", "y_m"]].to_numpy()
        for first in range(0, len(xy) if self._tree else 0, _POINTS):
            part = slice(first, first + _POINTS)
            reach_m = np.nextafter(SNAP_M, np.inf)
            far_m, found = self._tree.query(xy[part], distance_upper_bound=reach_m, workers=-1)
            near = np.isfinite(far_m)
            node[part][near] = self._open[found[near]]
            cost[part][near] = far_m[near] * self._per_metre
        return node, cost

    def graph(self, office_node: Array, office_cost: Array) -> csr_array:
        """Return the network and, as nodes that one only leaves, the offices after its own."""
        from scipy.sparse import csr_array  # noqa: PLC0415

        network, count = self.network, len(self.network.nodes)
        near = np.flatnonzero(office_node >= 0)
        start = np.concatenate([network.start, network.end, count + near])
        end = np.concatenate([network.end, network.start, office_node[near]])
        cost = np.concatenate([network.cost] * 2 + [office_cost[near] + _TIE * (near + 1)])
        size = count + len(office_node)
        return csr_array((cost, (start, end)), shape=(size, size))


@dataclass
class _Solved:
    """The ways from offices to points, by the nodes that they are joined to."""

    roads: _Roads
    office_node: Array
    office_cost: Array
    point_node: Array
    point_cost: Array

    @cached_property
    def _graph(self) -> csr_array:
        return self.roads.graph(self.office_node, self.office_cost)

    @cached_property
    def _by_node(self) -> tuple[Array, Array]:
        """Return the points in the order of their nodes, and where those of each begin."""
        order = np.argsort(self.point_node, kind="stable")
        nodes = np.arange(len(self.roads.network.nodes) + 1)
        return order, np.searchsorted(self.point_node[order], nodes)

    def nearest(self) -> tuple[Array, Array]:
        """Return the nearest office of each point, -1 for none, and what it costs to get there."""
        from scipy.sparse.csgraph import dijkstra  # noqa: PLC0415

        count = len(self.roads.network.nodes)
        offices = count + np.flatnonzero(self.office_node >= 0)
        if not len(offices):
            nobody = len(self.point_node)
            return np.full(nobody, -1), np.full(nobody, np.inf)
        found = dijkstra(self._graph, indices=offices, min_only=True, return_predecessors=True)
        cost, _, source = (part[:count] for part in found)
        reached = np.isfinite(cost)
        office = np.where(reached, source - count, -1)
        cost = np.where(reached, np.maximum(cost - _TIE * (office + 1), 0), np.inf)
        joined = self.point_node >= 0
        position = np.where(joined, office[self.point_node], -1)
        return position, np.where(joined, cost[self.point_node] + self.point_cost, np.inf)

    def within(self, office: int, limit: float) -> Array:
        """Return the points that have at most `limit` to the office."""
        from scipy.sparse.csgraph import dijkstra  # noqa: PLC0415

        if self.office_node[office] < 0:
            return np.array([], dtype=int)
        count, tie = len(self.roads.network.nodes), _TIE * (office + 1)
        cost = dijkstra(self._graph, indices=count + office, limit=limit + tie)[:count] - tie
        near = np.flatnonzero(np.isfinite(cost))
        order, starts = self._by_node
        sizes = starts[near + 1] - starts[near]
        steps = np.arange(sizes.sum()) + np.repeat(starts[near] - np.cumsum(sizes) + sizes, sizes)
        points = order[steps]
        return points[np.repeat(cost[near], sizes) + self.point_cost[points] <= limit]


def _read_pbf(path: Path, speed: str) -> gpd.GeoDataFrame:
    """Return the ways of OpenStreetMap that are roads, paths or ferries."""
    import osmium  # noqa: PLC0415  # an extra

    lines, tags = [], []
    with understood(path, "can't be read", "Download it again, or convert it."):
        source = osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY)
        for way in source.with_locations().with_filter(osmium.filter.KeyFilter(*_WAY_KEYS)):
            if not way.is_way() or not _is_passable(way.tags):
                continue
            places = [(node.lon, node.lat) for node in way.nodes if node.location.valid()]
            if len(places) > 1:
                lines.append(shapely.linestrings(places))
                tags.append({key: way.tags.get(key, "") for key in (*_WAY_KEYS, "maxspeed")})
    frame = pd.DataFrame(tags, columns=[*_WAY_KEYS, "maxspeed"])
    if speed in frame:
        frame[speed] = pd.to_numeric(frame[speed], errors="coerce")
    return gpd.GeoDataFrame(frame, geometry=lines, crs=WGS84)


_WAY_KEYS = ("highway", "route")
_CLOSED = {"construction", "proposed", "abandoned", "razed", "raceway", "platform", "no"}


def _is_passable(tags: object) -> bool:
    road = tags.get("highway", "")
    return (road != "" and road not in _CLOSED) or tags.get("route", "") == "ferry"


def _are_ferries(lines: gpd.GeoDataFrame) -> Array:
    ferry = np.zeros(len(lines), dtype=bool)
    for column in lines.columns.drop(lines.geometry.name):
        name = str(column).casefold()
        words = lines[column].astype("str").str.strip().str.casefold()
        if name == "ferry":
            ferry |= words.isin(_YES).to_numpy()
        elif name in _FERRY_COLUMNS:
            ferry |= (words == "ferry").to_numpy()
    return ferry


def _line_problems(path: Path, frame: gpd.GeoDataFrame) -> list[Problem]:
    shapes = frame.geometry.array
    lines = np.isin(frame.geom_type, ("LineString", "MultiLineString")) & ~shapely.is_empty(shapes)
    bad = np.flatnonzero(~lines)
    if len(bad):
        what = f"{len(bad)} features are no lines, the first is number {bad[0] + 1}"
        return [Problem(str(path), None, None, None, what, "A network is lines: remove them.")]
    if not len(frame):
        what, remedy = "there is no line in it", "Name a file of roads and paths."
        return [Problem(str(path), None, None, None, what, remedy)]
    return []


def _speed_problems(path: Path, frame: gpd.GeoDataFrame, speed: str) -> list[Problem]:
    if not speed:
        return []
    if speed not in frame.columns.drop(frame.geometry.name):
        there = f"The file has: {', '.join(map(str, frame.columns))}."
        return [Problem(str(path), None, speed, None, "no such column of speeds", there)]
    values = pd.to_numeric(frame[speed], errors="coerce").to_numpy(dtype="float64")
    bad = np.flatnonzero(~(np.isfinite(values) & (values > 0)))
    if not len(bad):
        return []
    what = f"{len(bad)} lines have no speed above 0, the first is number {bad[0] + 1}"
    value, remedy = str(frame[speed].iloc[bad[0]]), "Fill it in: kilometres an hour."
    return [Problem(str(path), None, speed, value, what, remedy)]


def _missing_packages(path: Path) -> list[Problem]:
    needed = ["scipy", *(["osmium"] if Path(path).suffix.lower() == ".pbf" else [])]
    return missing_packages("--network", "network", needed)
