"""Districts, units and water → the outlines that the page draws, and where their names stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from poliskarta.coverage.analysis import Analysis
from poliskarta.project.bounds import unwrap
from poliskarta.project.polygon_repair import unite
from poliskarta.project.region import Region
from poliskarta.project.schema import WGS84
from poliskarta.project.thresholds import plain_km

STEPS_PER_DEGREE = 100_000

# For what is only looked at and was simplified by more than this, some ten metres.
COARSE_STEPS = 10_000
_LETTERS = np.frombuffer(
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", dtype="S1"
)
_SHIFTS = np.arange(0, 30, 5)

# More steps than there are from pole to pole: a vertex is one number, x times this plus y.
_SPAN = 1 << 26
Vertex = tuple[int, int]
Path = tuple[Vertex, ...]


class Arcs:
    """The distinct pieces of border of a set of polygons, in the order they were met.

    `nodes` are the vertices where pieces end: where more than two edges meet.
    """

    def __init__(self, polygons: Iterable[shapely.Geometry]) -> None:
        self._number: dict[Path, int] = {}
        self._nodes = _find_nodes([ring for polygon in polygons for ring in _steps(polygon)])

    def refer(self, geometry: shapely.Geometry) -> list[list[list[int]]]:
        """Return `geometry` as polygons of rings of arc numbers; `~n` is arc n backwards."""
        return [
            [[self._refer(piece) for piece in self._cut(ring)] for ring in _rings(part)]
            for part in shapely.get_parts(geometry)
        ]

    def written(self) -> list[str]:
        """Return every arc in letters."""
        return write_paths([np.array(path) for path in self._number])

    def _refer(self, path: Path) -> int:
        backwards = path[::-1]
        if backwards < path:
            return ~self._number.setdefault(backwards, len(self._number))
        return self._number.setdefault(path, len(self._number))

    def _cut(self, ring: Path) -> list[Path]:
        ends = [index for index, vertex in enumerate(ring[:-1]) if vertex in self._nodes]
        start = ends[0] if ends else ring.index(min(ring[:-1]))
        turned = ring[start:-1] + ring[: start + 1]
        marks = [index - start for index in ends] or [0]
        return [turned[i : j + 1] for i, j in zip(marks, [*marks[1:], len(ring) - 1], strict=True)]


def write_path(path: np.ndarray) -> str:
    """Return a path in letters: x, y of its start, then the steps to each next vertex.

    Each number is split into groups of five bits, the lowest first; its sign is the lowest bit
    of all. A letter is such a group plus 32 when another one follows, as in source maps.
    """
    return write_paths([path])[0]


def write_paths(paths: Sequence[np.ndarray]) -> list[str]:
    """Return each of `paths` as `write_path` does: many at once take a tenth of the time."""
    if not paths:
        return []
    vertices = np.concatenate(paths)
    ends = np.cumsum([len(path) for path in paths])
    starts = np.append(0, ends[:-1])
    steps = np.diff(vertices, axis=0, prepend=0)
    steps[starts] = vertices[starts]
    letters, counts = _letters(steps.ravel())
    cuts = np.cumsum(counts)[2 * ends - 1].tolist()
    return [letters[i:j] for i, j in zip([0, *cuts], cuts, strict=False)]


def write_numbers(numbers: np.ndarray) -> str:
    """Return whole numbers in letters, as `write_path` writes its steps: less than 2**29 each."""
    return _letters(numbers)[0]


def outlines(geometry: shapely.Geometry | np.ndarray) -> list[list[str]]:
    """Return polygons as rings of COARSE_STEPS in letters, each ring closed; tiny ones left out.

    `geometry` is a polygon, a multipolygon, or an array of them.
    """
    rings, part = shapely.get_rings(shapely.get_parts(geometry), return_index=True)
    numbered = _numbered_steps(rings, COARSE_STEPS)
    written = write_paths([path for _, path in numbered])
    polygons: dict[int, list[str]] = {}
    for (number, _), path in zip(numbered, written, strict=True):
        polygons.setdefault(part[number], []).append(path)
    return [*polygons.values()]


def _letters(numbers: np.ndarray) -> tuple[str, np.ndarray]:
    """Return `numbers` in letters, and how many letters each took."""
    bits = np.abs(numbers) * 2 + (numbers < 0)
    rest = bits[:, None] >> _SHIFTS
    kept = rest > 0
    kept[:, 0] = True  # zero is one letter, too
    followed = rest >> 5 > 0
    letters = _LETTERS[((rest & 31) | (followed << 5))[kept]].tobytes().decode("ascii")
    return letters, kept.sum(axis=1)


def _find_nodes(rings: list[np.ndarray]) -> set[Vertex]:
    """Return the vertices that have another number of neighbours than two."""
    if not rings:
        return set()
    vertices = np.concatenate(rings)
    keys, first, of_vertex = np.unique(
        vertices @ (_SPAN, 1), return_index=True, return_inverse=True
    )
    starts = np.cumsum([len(ring) for ring in rings])[:-1]
    pairs = np.delete(np.column_stack([of_vertex[:-1], of_vertex[1:]]), starts - 1, axis=0)
    both_ways = np.concatenate([pairs, pairs[:, ::-1]]) @ (len(keys), 1)
    neighbours = np.bincount(np.unique(both_ways) // len(keys), minlength=len(keys))
    return set(map(tuple, vertices[first[neighbours != 2]].tolist()))  # noqa: PLR2004


def _rings(geometry: shapely.Geometry) -> list[Path]:
    return [tuple(map(tuple, ring.tolist())) for ring in _steps(geometry)]


def _steps(geometry: shapely.Geometry) -> list[np.ndarray]:
    return [path for _, path in _numbered_steps(shapely.get_rings(geometry), STEPS_PER_DEGREE)]


def _numbered_steps(rings: np.ndarray, per_degree: int) -> list[tuple[int, np.ndarray]]:
    """Return the rings in whole steps, no vertex twice in a row, each with its number.

    Those without an area are left out.
    """
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    steps = np.rint(xy * per_degree).astype(int)
    moved = np.ones(len(steps), dtype=bool)
    moved[1:] = (steps[1:] != steps[:-1]).any(axis=1) | (ring[1:] != ring[:-1])
    numbers, starts = np.unique(ring[moved], return_index=True)
    paths = np.split(steps[moved], starts)[1:]
    pairs = zip(numbers.tolist(), paths, strict=True)
    return [(number, path) for number, path in pairs if len(path) > 3]  # noqa: PLR2004


def on_one_side(analysis: Analysis) -> Analysis:
    """Return `analysis` with all that lies across the antimeridian at longitudes beyond 180.

    So a map shows it beside the rest. Anything else stays as it is.
    """
    bounds, located, dataset = analysis.region.bounds, analysis.located, analysis.dataset
    if analysis.region.frame == bounds:
        return analysis

    def turned(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        shapes = unwrap(np.asarray(frame.geometry.array), bounds)
        return frame.set_geometry(gpd.GeoSeries(shapes, frame.index, frame.crs))

    west = dataset.gazetteer["longitude"]
    names = dataset.gazetteer.assign(longitude=west.where(west >= bounds[0], west + 360))
    dataset = replace(
        dataset,
        units=turned(dataset.units),
        backdrop=turned(dataset.backdrop),
        gazetteer=names,
    )
    located = replace(
        located,
        dataset=dataset,
        offices=turned(located.offices),
        stops=turned(located.stops),
        districts=turned(located.districts),
    )
    return replace(analysis, located=located, districts=turned(analysis.districts))


Spot = tuple[float, float, float]


def draw_shapes(
    districts: gpd.GeoDataFrame, units: gpd.GeoDataFrame, backdrop: gpd.GeoDataFrame
) -> dict[str, Any]:
    """Return the outlines of all three (EPSG:4326) in the order of their ids.

    `districts` and `units` refer to `arcs`; `water` has its own rings. Names stand at the
    latitudes and longitudes of `districtLabels` and `unitLabels`.
    """
    districts = districts.sort_values("district_id")
    units = units.sort_values("unit_id")
    arcs = Arcs([*units.geometry, *districts.geometry])
    water = backdrop.geometry[backdrop["kind"] == "water"]
    spots = name_spots(units.geometry, backdrop.geometry[backdrop["kind"] == "land"])
    return {
        "units": [arcs.refer(unit) for unit in units.geometry],
        "districts": [arcs.refer(district) for district in districts.geometry],
        "arcs": arcs.written(),
        "water": outlines(water.array),
        "unitLabels": [spot[:2] for spot in spots],
        "districtLabels": _district_labels(districts["district_id"], units["district_id"], spots),
        "steps": STEPS_PER_DEGREE,
        "coarseSteps": COARSE_STEPS,
    }


def name_spots(
    polygons: Iterable[shapely.Geometry], land: Iterable[shapely.Geometry]
) -> list[Spot]:
    """Return for each of `polygons` where its name stands: latitude, longitude, room.

    It is the middle of the widest stretch of its land, or of itself when there is no land;
    the room is that stretch's radius in degrees.
    """
    tree = shapely.STRtree(shapely.get_parts(list(land)))
    return [_name_spot(polygon, tree) for polygon in polygons]


def _name_spot(polygon: shapely.Geometry, tree: shapely.STRtree) -> Spot:
    largest = _largest_land(polygon, tree)
    circle = shapely.maximum_inscribed_circle(largest, tolerance=0.005)
    (x, y), _ = shapely.get_coordinates(circle)
    return round(y, 4), round(x, 4), circle.length


def _largest_land(polygon: shapely.Geometry, tree: shapely.STRtree) -> shapely.Geometry:
    near = tree.geometries[np.sort(tree.query(polygon))]
    near = shapely.clip_by_rect(near, *polygon.bounds)  # what is small is cheap to cut
    largest = shapely.Polygon()
    for piece in near[np.argsort(-shapely.area(near), kind="stable")]:
        if piece.area <= largest.area:
            break
        largest = max(largest, shapely.intersection(polygon, piece), key=shapely.area)
    return polygon if largest.is_empty else largest


def _district_labels(
    districts: Iterable[str], district_of_unit: Iterable[str], spots: Sequence[Spot]
) -> list[Sequence[float] | None]:
    """Return where each district's name stands: in the roomiest of its units."""
    roomiest = sorted(zip(district_of_unit, spots, strict=True), key=lambda item: item[1][2])
    best = dict(roomiest)
    return [best[district][:2] if district in best else None for district in districts]


_M_PER_KM = 1000

# Far below what the eye sees at the closest zoom that the background carries.
_TOLERANCE_M = 20.0

# Straight in the plane is not straight on the page: no chord is longer than this.
_CHORD_M = 20_000.0
_QUARTER = 16


def draw_nearness(
    offices: gpd.GeoDataFrame, districts: gpd.GeoDataFrame, region: Region
) -> dict[str, Any]:
    """Return `cells`, the lines between service areas, and `bands`, the ground within each limit.

    `cells` are paths; each of `bands` has its limit `km` and `polygons` of rings of paths, in
    letters (see `write_path`), the farthest limit first. Only placed offices of a fixed
    kind count; without any both are empty, as they are where distances aren't straight lines.
    """
    fixed = offices[offices["placed"] & offices["kind"].isin(region.fixed_kinds)]
    points = np.unique(shapely.get_coordinates(fixed.geometry.to_crs(region.crs)), axis=0)
    if region.by_ways or not len(points):
        return {"cells": [], "bands": []}
    ordered = districts.sort_values("district_id")
    ground = unite(np.asarray(ordered.geometry.to_crs(region.crs).array))
    bands = [
        (km, _band(points, km, ground)) for km in map(plain_km, reversed(region.limits.bands_km))
    ]
    lines, *shapes = _degrees([_cells(points, ground), *(shape for _, shape in bands)], region)
    return {
        "cells": [_path(line) for line in shapely.get_parts(lines) if not line.is_empty],
        "bands": [
            {"km": km, "polygons": outlines(shape)}
            for (km, _), shape in zip(bands, shapes, strict=True)
        ],
    }


def _cells(points: np.ndarray, ground: shapely.Geometry) -> shapely.Geometry:
    if len(points) < 2:  # noqa: PLR2004  # one office serves all: no line to draw
        return shapely.MultiLineString()
    edges = shapely.voronoi_polygons(shapely.multipoints(points), extend_to=ground, only_edges=True)
    inside = shapely.get_parts(shapely.intersection(edges, ground))
    lines = inside[(shapely.length(inside) > 0)]  # none where water lies between all
    return shapely.segmentize(shapely.multilinestrings(lines), _CHORD_M)


def _band(points: np.ndarray, km: float, ground: shapely.Geometry) -> shapely.Geometry:
    discs = shapely.buffer(shapely.points(points), km * _M_PER_KM, quad_segs=_QUARTER)
    inside = shapely.intersection(shapely.union_all(discs), ground)
    return shapely.simplify(inside, _TOLERANCE_M)


def _degrees(shapes: list[shapely.Geometry], region: Region) -> np.ndarray:
    degrees = np.asarray(gpd.GeoSeries(shapes, crs=region.crs).to_crs(WGS84).array)
    return unwrap(degrees, region.bounds)


def _path(line: shapely.Geometry) -> str:
    return write_path(np.rint(shapely.get_coordinates(line) * COARSE_STEPS).astype(int))
