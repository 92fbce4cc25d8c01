"""Land and water: several imperfect sources → what the map draws, and what is measured on.

Geometry only, in one projected CRS, metres. Where sources disagree about what is land they vote;
the outcome is then generalised for drawing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS

from poliskarta.project.region import Bounds
from poliskarta.project.schema import WGS84

# Twice is enough: a third round moves no vertex by a pixel at zoom 12.
_ROUNDS = 2

# Corners of longer stretches than this many tolerances are cut no further from the corner.
_STRETCH = 20

# What rounding adds may go again where it is less than a quarter of the tolerance.
_FINISH = 0.25

# Water is drawn this far beyond what is asked for, and cut afterwards: its cut edge is rounded too.
_MARGIN_M = 3000

# Drawn land and water lie on a grid of 1e-5 degrees, about a metre, which is the page's.
DECIMALS = 5
_GRID = 10.0**-DECIMALS


@dataclass(frozen=True)
class Opinions:
    """What the sources say, in the region's CRS; `land` and `water` may be unknown.

    `land` without `water` is what is measured on. It and each of `others` have a vote on what
    is drawn, except that `channels` and the largest body of `water` are water whatever the
    vote: the first are too narrow for any source, the second is where `water` knows the most.
    """

    land: shapely.Geometry | None
    water: shapely.Geometry | None
    others: Sequence[shapely.Geometry] = ()
    channels: shapely.Geometry = field(default_factory=shapely.Polygon)


@dataclass(frozen=True)
class Shores:
    """Land in the region's CRS: `land` to measure on, `agreed` as most sources have it.

    `frame` is the part of the world that they are known for.
    """

    land: shapely.Geometry
    agreed: shapely.Geometry
    frame: shapely.Geometry
    crs: CRS


@dataclass(frozen=True)
class Detail:
    """How much of the shore is drawn: metres and square metres."""

    tolerance_m: float
    island_m2: float
    lake_m2: float


def find_shores(opinions: Opinions, areas: gpd.GeoSeries, bounds: Bounds) -> Shores | None:
    """Return the land within `bounds` and `areas` (a coverage in a projected CRS).

    None when there is no opinion. Without a `land` the first of the `others` stands in for it,
    or else all that isn't `water`.
    """
    known = [] if opinions.land is None else [opinions.land]
    known += opinions.others
    if not known and opinions.water is None:
        return None
    around = gpd.GeoSeries([shapely.segmentize(shapely.box(*bounds), 0.1)], crs=WGS84)
    region = shapely.coverage_union_all(areas.array)
    frame = shapely.union(around.to_crs(areas.crs).iloc[0], region).buffer(_MARGIN_M)
    water = shapely.Polygon() if opinions.water is None else opinions.water
    first, *others = [shapely.intersection(land, frame) for land in known] or [frame]
    land = shapely.difference(first, water)
    surely_wet = shapely.union(largest_part(water), opinions.channels)
    return Shores(land, vote_land([land, *others], surely_wet), frame, areas.crs)


def draw_backdrop(
    shores: Shores | None, units: gpd.GeoDataFrame, bounds: Bounds, detail: Detail
) -> gpd.GeoDataFrame:
    """Return land and water to draw, EPSG:4326: up to three MultiPolygons, `kind` and `inside`.

    Inside the region, the union of `units`, land and water complement each other; outside,
    within `bounds`, there is only the neighbours' land. No rows when `shores` is None.
    """
    if shores is None:
        return gpd.GeoDataFrame({"kind": [], "inside": []}, geometry=[], crs=WGS84)
    drawn = generalise_water(shapely.difference(shores.frame, shores.agreed), detail)
    degrees = gpd.GeoSeries([drawn], crs=shores.crs).to_crs(WGS84).make_valid().iloc[0]
    water = shapely.set_precision(degrees, _GRID)
    region = shapely.set_precision(shapely.coverage_union_all(units.geometry.array), _GRID)
    around = shapely.difference(shapely.box(*bounds), region, grid_size=_GRID)
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


def vote_land(opinions: Sequence[shapely.Geometry], water: shapely.Geometry) -> shapely.Geometry:
    """Return the land that more than half of `opinions` call land, without `water`.

    `water` is water whatever the vote.
    """
    quorum = len(opinions) // 2 + 1
    agreed = (shapely.intersection_all(together) for together in combinations(opinions, quorum))
    land = shapely.union_all([_areal(shape) for shape in agreed])
    return _areal(shapely.difference(land, water))


def largest_part(geometry: shapely.Geometry) -> shapely.Geometry:
    """Return the largest polygon of `geometry`, an empty one when it has none."""
    return max(_polygons(geometry), key=shapely.area, default=shapely.Polygon())


def generalise_water(water: shapely.Geometry, detail: Detail) -> shapely.Geometry:
    """Return `water` as it is drawn: simplified, its corners rounded, trifles left out.

    Corners are cut as by Chaikin (An algorithm for high speed curve generation, 1974); every
    island keeps its area. Water is generalised and not land, so that narrow channels stay open.
    """
    coarse = _without_trifles(shapely.normalize(water), detail)
    coarse = shapely.simplify(coarse, detail.tolerance_m)
    stretch_m = detail.tolerance_m * _STRETCH
    rounded = _union(_rounded(part, stretch_m) for part in _polygons(coarse))
    rounded = _without_trifles(rounded, detail)
    fine = shapely.simplify(shapely.normalize(rounded), detail.tolerance_m * _FINISH)
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


def _without_trifles(water: shapely.Geometry, detail: Detail) -> shapely.Geometry:
    return shapely.MultiPolygon(
        [
            (lake.exterior, [hole for hole in lake.interiors if _area(hole) >= detail.island_m2])
            for lake in _polygons(water)
            if _area(lake.exterior) >= detail.lake_m2
        ]
    )


def _area(ring: shapely.LinearRing) -> float:
    return shapely.area(shapely.Polygon(ring))


def _rounded(water: shapely.Polygon, stretch_m: float) -> shapely.Geometry:
    islands = _union(_round_island(hole, stretch_m) for hole in water.interiors)
    return shapely.difference(_round_ring(water.exterior, stretch_m), islands)


def _round_island(ring: shapely.LinearRing, stretch_m: float) -> shapely.Geometry:
    smooth = _round_ring(ring, stretch_m)
    lost_m = (_area(ring) - shapely.area(smooth)) / shapely.length(smooth)
    return shapely.buffer(smooth, lost_m, join_style="mitre", mitre_limit=2)


def _round_ring(ring: shapely.LinearRing, stretch_m: float) -> shapely.Geometry:
    corners = shapely.get_coordinates(shapely.segmentize(ring, stretch_m))[:-1]
    for _ in range(_ROUNDS):
        following = np.roll(corners, -1, axis=0)
        cuts = np.stack([0.75 * corners + 0.25 * following, 0.25 * corners + 0.75 * following], 1)
        corners = cuts.reshape(-1, 2)
    return shapely.make_valid(shapely.Polygon(corners), method="structure")
