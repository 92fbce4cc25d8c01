"""Districts, units and water → the outlines that the page draws, and where their names stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from poliskarta.outlines import COARSE_STEPS, STEPS_PER_DEGREE, Arcs, outlines

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
