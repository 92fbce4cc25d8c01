"""Where on the globe polygons lie: their bounds, also across the antimeridian, and their CRS."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from pyproj.aoi import AreaOfInterest
from pyproj.database import query_crs_info
from pyproj.enums import PJType

from poliskarta.project.bounds import Bounds, count_eastward
from poliskarta.project.crs import is_metric, measure_distortion, suggested_crs

_CIRCLE = 360.0
_HALF = 180.0
UTM_NORTH, UTM_SOUTH = 84.0, -80.0
NOTICEABLE = 0.01
"""A share of a distance: a CRS that is wrong by more than this is worth replacing."""


@dataclass(frozen=True)
class Extent:
    """A box in degrees, WGS 84; `west` is larger than `east` across the antimeridian."""

    west: float
    south: float
    east: float
    north: float

    @property
    def bounds(self) -> Bounds:
        """West, south, east and north."""
        return self.west, self.south, self.east, self.north

    @property
    def width(self) -> float:
        """Degrees of longitude."""
        return (self.east - self.west) % _CIRCLE or (_CIRCLE if self.east != self.west else 0.0)

    @property
    def middle(self) -> tuple[float, float]:
        """Longitude and latitude of its middle."""
        longitude = self.west + self.width / 2
        return (longitude + _HALF) % _CIRCLE - _HALF, (self.south + self.north) / 2

    def contains(self, longitude: np.ndarray, latitude: np.ndarray, margin: float) -> np.ndarray:
        """Tell which points lie in it or within `margin` degrees; NaN lies nowhere."""
        east_of_west = (longitude - (self.west - margin)) % _CIRCLE
        across = east_of_west <= min(self.width + 2 * margin, _CIRCLE)
        return across & (latitude >= self.south - margin) & (latitude <= self.north + margin)

    def rounded_out(self, decimals: int) -> tuple[float, float, float, float]:
        """Return west, south, east and north, rounded so that nothing falls outside."""
        step = 10.0**decimals
        # To a ten-thousandth of a step a value is where it should be: the rest is arithmetic.
        low = [np.floor(round(value * step, 4)) / step for value in (self.west, self.south)]
        high = [np.ceil(round(value * step, 4)) / step for value in (self.east, self.north)]
        west, south, east, north = (float(value) for value in (*low, *high))
        return (max(west, -_HALF), max(south, -90.0), min(east, _HALF), min(north, 90.0))


def extent_of(boxes: Iterable[tuple[float, float, float, float]]) -> Extent:
    """Return the narrowest extent that holds all `boxes` (minx, miny, maxx, maxy).

    Longitudes may be counted past 180; where the widest gap between boxes isn't at the
    antimeridian the extent runs across it.
    """
    bounds = np.array(list(boxes))
    starts = (bounds[:, 0] + _HALF) % _CIRCLE - _HALF
    order = np.argsort(starts, kind="stable")
    west, east = _around_widest_gap(starts[order], (bounds[:, 2] - bounds[:, 0])[order])
    return Extent(west, float(bounds[:, 1].min()), east, float(bounds[:, 3].max()))


def _around_widest_gap(starts: np.ndarray, widths: np.ndarray) -> tuple[float, float]:
    """Return where longitudes begin and end, going east from the widest gap between intervals."""
    reached = np.maximum.accumulate(starts + widths)
    gaps = np.append(starts[1:], starts[0] + _CIRCLE) - reached
    widest = int(np.argmax(gaps >= gaps.max() - 1e-9)) if gaps[-1] < gaps.max() else len(gaps) - 1
    if gaps[widest] <= 0:
        return -_HALF, _HALF
    west = float(starts[(widest + 1) % len(starts)])
    return west, -float((_HALF - reached[widest]) % _CIRCLE - _HALF)


def unwrap(shapes: gpd.GeoSeries) -> gpd.GeoSeries:
    """Return shapes in degrees in one piece: longitudes counted past 180 where they cross it.

    A ring that jumps from 180 to -180, as drawn across the antimeridian without being cut, is
    mended.
    """
    if shapes.total_bounds[2] - shapes.total_bounds[0] <= _HALF:
        return shapes
    parts = shapes.explode(index_parts=False)
    wide = parts.bounds["maxx"] - parts.bounds["minx"] > _HALF
    counted = count_eastward(parts.to_numpy(), 0.0)
    east = parts.where(~wide, gpd.GeoSeries(counted, index=parts.index, crs=parts.crs))
    extent = extent_of(east.bounds.to_numpy())
    if extent.west <= extent.east:
        return shapes
    shifted = gpd.GeoSeries(_whole(east, extent.west), index=parts.index, crs=parts.crs)
    merged = shifted.groupby(level=0).agg(lambda pieces: shapely.union_all(pieces.to_numpy()))
    return gpd.GeoSeries(merged.reindex(shapes.index), crs=shapes.crs)


def _whole(shapes: gpd.GeoSeries, west: float) -> np.ndarray:
    """Return shapes moved as wholes, so that each lies east of `west`."""
    turns = np.where(shapes.bounds["maxx"] <= west, _CIRCLE, 0.0)
    moved = [
        shapely.transform(shape, lambda xy, turn=turn: xy + np.array([turn, 0.0]))
        if turn
        else shape
        for shape, turn in zip(shapes, turns, strict=True)
    ]
    return np.array(moved, dtype=object)


def cut_at_antimeridian(shapes: gpd.GeoSeries) -> gpd.GeoSeries:
    """Return shapes whose longitudes were counted past 180, cut there, as RFC 7946 wants it."""
    if shapes.total_bounds[2] <= _HALF and shapes.total_bounds[0] >= -_HALF:
        return shapes
    cut = [_cut(shape) if shape.bounds[2] > _HALF else shape for shape in shapes]
    return gpd.GeoSeries(cut, index=shapes.index, crs=shapes.crs)


def _cut(shape: shapely.Geometry) -> shapely.Geometry:
    west = shapely.intersection(shape, shapely.box(-_HALF, -90, _HALF, 90))
    east = shapely.intersection(shape, shapely.box(_HALF, -90, _HALF + _CIRCLE, 90))
    moved = shapely.transform(east, lambda xy: xy - np.array([_CIRCLE, 0.0]))
    parts = [
        part
        for half in (west, moved)
        for part in shapely.get_parts(half)
        if part.geom_type == "Polygon"
    ]
    return shapely.MultiPolygon(parts)


def choose_crs(extent: Extent) -> tuple[str, float]:
    """Return the projected CRS, in metres, to measure `extent` in, and its largest error.

    The UTM zone of the middle; where that is wrong by more than NOTICEABLE, the least wrong of
    the published CRS that are made for an area around all of the extent. The error is a share
    of a distance. The extent must lie between 80° S and 84° N.
    """
    utm = suggested_crs(extent.bounds)
    error = distortion(utm, extent)
    if error <= NOTICEABLE:
        return utm, error
    others = [(distortion(crs, extent), crs) for crs in _made_for(extent)]
    best, crs = min([(error, utm), *others])
    return crs, best


def distortion(crs: str, extent: Extent) -> float:
    """Return by which share of it a distance in `crs` is wrong at most, within `extent`."""
    return measure_distortion(pyproj.CRS(crs), extent.bounds)


def crs_for(extent: Extent) -> list[str]:
    """Return the codes of all projected CRS that are used around the middle of `extent`."""
    longitude, latitude = extent.middle
    point = AreaOfInterest(longitude, latitude, longitude, latitude)
    found = query_crs_info("EPSG", PJType.PROJECTED_CRS, point, contains=True)
    return sorted(f"EPSG:{info.code}" for info in found)


def _made_for(extent: Extent) -> list[str]:
    if extent.west > extent.east:
        return []
    area = AreaOfInterest(extent.west, extent.south, extent.east, extent.north)
    found = query_crs_info("EPSG", PJType.PROJECTED_CRS, area, contains=True)
    codes = sorted(f"EPSG:{info.code}" for info in found if not info.deprecated)
    return [code for code in codes if is_metric(pyproj.CRS(code))]
