"""Service areas and distance bands as the page draws them: outlines, cut at the region's border.

They run across water, which the page paints over them. The exported layers have them cut to
land, with people counted (see `reach`); this is only for looking at.
"""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from poliskarta.outlines import COARSE_STEPS, outlines, write_path
from poliskarta.region import Region
from poliskarta.schema import BANDS_KM, WGS84

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
    letters (see `outlines.write_path`), the farthest limit first. Only placed offices of a fixed
    kind count; without any both are empty.
    """
    fixed = offices[offices["placed"] & offices["kind"].isin(region.fixed_kinds)]
    points = np.unique(shapely.get_coordinates(fixed.geometry.to_crs(region.crs)), axis=0)
    if not len(points):
        return {"cells": [], "bands": []}
    ordered = districts.sort_values("district_id")
    ground = shapely.coverage_union_all(ordered.geometry.to_crs(region.crs).array)
    bands = [(km, _band(points, km, ground)) for km in sorted(BANDS_KM, reverse=True)]
    lines, *shapes = _degrees([_cells(points, ground), *(shape for _, shape in bands)], region)
    return {
        "cells": [_path(line) for line in shapely.get_parts(lines)],
        "bands": [
            {"km": km, "polygons": outlines(shape)}
            for (km, _), shape in zip(bands, shapes, strict=True)
        ],
    }


def _cells(points: np.ndarray, ground: shapely.Geometry) -> shapely.Geometry:
    if len(points) < 2:  # noqa: PLR2004  # one office serves all: no line to draw
        return shapely.MultiLineString()
    edges = shapely.voronoi_polygons(shapely.multipoints(points), extend_to=ground, only_edges=True)
    return shapely.segmentize(shapely.intersection(edges, ground), _CHORD_M)


def _band(points: np.ndarray, km: int, ground: shapely.Geometry) -> shapely.Geometry:
    discs = shapely.buffer(shapely.points(points), km * _M_PER_KM, quad_segs=_QUARTER)
    inside = shapely.intersection(shapely.union_all(discs), ground)
    return shapely.simplify(inside, _TOLERANCE_M)


def _degrees(shapes: list[shapely.Geometry], region: Region) -> np.ndarray:
    return np.asarray(gpd.GeoSeries(shapes, crs=region.crs).to_crs(WGS84).array)


def _path(line: shapely.Geometry) -> str:
    return write_path(np.rint(shapely.get_coordinates(line) * COARSE_STEPS).astype(int))
