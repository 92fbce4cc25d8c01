"""Land and water: several imperfect sources → what the map draws, and what is measured on.

Geometry only, in one projected CRS, metres. Where sources disagree about what is land the
majority decides; the outcome is then generalised for drawing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS

from poliskarta.project.bounds import Bounds, box_of
from poliskarta.project.schema import WGS84

# Twice is enough: a third iteration moves no vertex by a pixel at zoom 12.
_ITERATIONS = 2

# Corners of longer segments than this many tolerances are cut no further from the corner.
_LONGEST_SEGMENT = 20

# What smoothing adds may go again where it is less than a quarter of the tolerance.
_SECOND_TOLERANCE = 0.25

# Water is drawn this far beyond what is asked for, and cut afterwards: that edge is smoothed too.
_MARGIN_M = 3000

# Drawn land and water lie on a grid of 1e-5 degrees, about a metre, which is the page's.
DECIMALS = 5
_GRID = 10.0**-DECIMALS


@dataclass(frozen=True)
class LandSources:
    """What the sources say, in the region's CRS; `land`, `water` and `coast` may be unknown.

    `land` without `water` is what is measured on. What is drawn as land is what the majority of
    it and `others` have as land, except that `channels` and the largest body of `water` are
    always water: the first are too narrow for any source, the second is where `water` knows the
    most.

    `coast` is land with its lakes filled in, by a source that knows the sea's shore best. With
    it the sea is what isn't `coast`, not the largest body of `water`, and an island in the sea
    is drawn as it is measured on: the others lack most of them.
    """

    land: shapely.Geometry | None
    water: shapely.Geometry | None
    others: Sequence[shapely.Geometry] = ()
    channels: shapely.Geometry = field(default_factory=shapely.Polygon)
    coast: shapely.Geometry | None = None


@dataclass(frozen=True)
class Shoreline:
    """Land in the region's CRS: `land` to measure on, `majority` as most sources have it.

    `extent` is the part of the world that they are known for.
    """

    land: shapely.Geometry
    majority: shapely.Geometry
    extent: shapely.Geometry
    crs: CRS


@dataclass(frozen=True)
class Generalisation:
    """How much the shoreline is generalised: the tolerance, the smallest island and lake drawn."""

    tolerance_m: float
    island_m2: float
    lake_m2: float


def combine_sources(sources: LandSources, areas: gpd.GeoSeries, bounds: Bounds) -> Shoreline | None:
    """Return the land within `bounds` and `areas` (a coverage in a projected CRS).

    None when there is no source. Without a `land` the `coast` stands in for it, or the first of
    the `others`, or else all that isn't `water`.
    """
    known = [land for land in (sources.land, sources.coast) if land is not None][:1]
    known += sources.others
    if not known and sources.water is None:
        return None
    around = gpd.GeoSeries([shapely.segmentize(box_of(bounds), 0.1)], crs=WGS84)
    region = shapely.coverage_union_all(areas.array)
    extent = shapely.union(around.to_crs(areas.crs).iloc[0], region).buffer(_MARGIN_M)
    sea, lakes = _find_water(sources, extent)
    first, *others = [shapely.intersection(land, extent) for land in known] or [extent]
    land = shapely.difference(first, shapely.union(sea, lakes))
    drawn = majority_land([land, *others], shapely.union(sea, sources.channels))
    if sources.coast is not None:
        islands = shapely.difference(sources.coast, largest_part(sources.coast))
        islands = shapely.difference(shapely.intersection(islands, land), sources.channels)
        drawn = _areal(shapely.union(drawn, islands))
    return Shoreline(land, drawn, extent, areas.crs)


def _find_water(
    sources: LandSources, extent: shapely.Geometry
) -> tuple[shapely.Geometry, shapely.Geometry]:
    """Return the sea within `extent` and all other water; without `water` there are no lakes."""
    water = shapely.Polygon() if sources.water is None else sources.water
    largest = largest_part(water)
    lakes = shapely.difference(water, largest)
    return (largest if sources.coast is None else shapely.difference(extent, sources.coast)), lakes


def draw_backdrop(
    shoreline: Shoreline | None, units: gpd.GeoDataFrame, bounds: Bounds, settings: Generalisation
) -> gpd.GeoDataFrame:
    """Return land and water to draw, EPSG:4326: up to three MultiPolygons, `kind` and `inside`.

    Inside the region, the union of `units`, land and water complement each other; outside,
    within `bounds`, there is only the neighbours' land. No rows when `shoreline` is None.
    """
    if shoreline is None:
        return gpd.GeoDataFrame({"kind": [], "inside": []}, geometry=[], crs=WGS84)
    drawn = generalise_water(shapely.difference(shoreline.extent, shoreline.majority), settings)
    degrees = gpd.GeoSeries([drawn], crs=shoreline.crs).to_crs(WGS84).make_valid().iloc[0]
    water = shapely.set_precision(degrees, _GRID)
    region = shapely.set_precision(shapely.coverage_union_all(units.geometry.array), _GRID)
    around = shapely.difference(box_of(bounds), region, grid_size=_GRID)
    shapes = [
        shapely.difference(region, water, grid_size=_GRID),
        shapely.difference(around, water, grid_size=_GRID),
        shapely.intersection(region, water, grid_size=_GRID),
    ]
    shapes = [shapely.normalize(_areal(shape)) for shape in shapes]
    kinds = {"kind": ["land", "land", "water"], "inside": [True, False, True]}
    backdrop = gpd.GeoDataFrame(kinds, geometry=shapes, crs=WGS84)
    return backdrop[~backdrop.is_empty].reset_index(drop=True)


def merge_land(shapes: gpd.GeoDataFrame) -> shapely.Geometry:
    """Return the union of `shapes`, polygons in a projected CRS, in any order.

    A column `level` is read as GSHHG's: 1 land, 2 lakes in it, 3 islands in these, and so on.
    """
    if "level" not in shapes:
        return _union(shapes.geometry.array)
    land = shapely.MultiPolygon()
    for level, polygons in shapes.groupby("level").geometry:
        combine = shapely.union if level % 2 else shapely.difference
        land = combine(land, _union(polygons.array))
    return land


def majority_land(sources: Sequence[shapely.Geometry], water: shapely.Geometry) -> shapely.Geometry:
    """Return what more than half of `sources` have as land, without `water`."""
    quorum = len(sources) // 2 + 1
    agreed = (shapely.intersection_all(together) for together in combinations(sources, quorum))
    land = shapely.union_all([_areal(shape) for shape in agreed])
    return _areal(shapely.difference(land, water))


def largest_part(geometry: shapely.Geometry) -> shapely.Geometry:
    """Return the largest polygon of `geometry`, an empty one when it has none."""
    return max(_polygons(geometry), key=shapely.area, default=shapely.Polygon())


def generalise_water(water: shapely.Geometry, settings: Generalisation) -> shapely.Geometry:
    """Return `water` as it is drawn: simplified, its corners smoothed, small parts left out.

    Corners are cut as by Chaikin (An algorithm for high speed curve generation, 1974); every
    island keeps its area. Water is generalised and not land, so that narrow channels stay open.
    """
    coarse = _without_small_parts(shapely.normalize(water), settings)
    coarse = shapely.simplify(coarse, settings.tolerance_m)
    segment_m = settings.tolerance_m * _LONGEST_SEGMENT
    smooth = _union(_smoothed(part, segment_m) for part in _polygons(coarse))
    smooth = _without_small_parts(smooth, settings)
    fine = shapely.simplify(shapely.normalize(smooth), settings.tolerance_m * _SECOND_TOLERANCE)
    return shapely.normalize(shapely.make_valid(fine))


def _union(shapes: Iterable[shapely.Geometry]) -> shapely.Geometry:
    """Return the union of `shapes`, the same to the last bit whatever their order."""
    valid = shapely.make_valid(np.array(list(shapes), dtype=object))
    return shapely.union_all(valid[np.argsort(shapely.to_wkb(valid), kind="stable")])


def _polygons(geometry: shapely.Geometry) -> list[shapely.Polygon]:
    parts = shapely.get_parts(shapely.get_parts(geometry))
    return [part for part in parts if part.geom_type == "Polygon" and not part.is_empty]


def _areal(shape: shapely.Geometry) -> shapely.MultiPolygon:
    """Return the polygons of `shape`: what only touches leaves points and lines behind."""
    return shapely.MultiPolygon(_polygons(shape))


def _without_small_parts(water: shapely.Geometry, settings: Generalisation) -> shapely.Geometry:
    return shapely.MultiPolygon(
        [
            (lake.exterior, [hole for hole in lake.interiors if _area(hole) >= settings.island_m2])
            for lake in _polygons(water)
            if _area(lake.exterior) >= settings.lake_m2
        ]
    )


def _area(ring: shapely.LinearRing) -> float:
    return shapely.area(shapely.Polygon(ring))


def _smoothed(water: shapely.Polygon, segment_m: float) -> shapely.Geometry:
    islands = _union(_smooth_island(hole, segment_m) for hole in water.interiors)
    return shapely.difference(_smooth_ring(water.exterior, segment_m), islands)


def _smooth_island(ring: shapely.LinearRing, segment_m: float) -> shapely.Geometry:
    smooth = _smooth_ring(ring, segment_m)
    lost_m = (_area(ring) - shapely.area(smooth)) / shapely.length(smooth)
    return shapely.buffer(smooth, lost_m, join_style="mitre", mitre_limit=2)


def _smooth_ring(ring: shapely.LinearRing, segment_m: float) -> shapely.Geometry:
    corners = shapely.get_coordinates(shapely.segmentize(ring, segment_m))[:-1]
    for _ in range(_ITERATIONS):
        following = np.roll(corners, -1, axis=0)
        cuts = np.stack([0.75 * corners + 0.25 * following, 0.25 * corners + 0.75 * following], 1)
        corners = cuts.reshape(-1, 2)
    return shapely.make_valid(shapely.Polygon(corners), method="structure")
