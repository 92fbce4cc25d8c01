"""What the maps on paper are drawn from, and the part of it that one of them shows."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from poliskarta.coverage.analysis import Analysis, land_of
from poliskarta.project.bounds import Bounds, unwrap
from poliskarta.project.dataset import Dataset
from poliskarta.project.region import Region
from poliskarta.project.schema import WGS84

# A line that strays less than this on paper looks the same; so does a map without smaller islands.
_STRAY_MM = 0.09
_SPECK_MM2 = 0.02


@dataclass(frozen=True)
class Ground:
    """All that the maps show, in the region's CRS.

    `land` is the region's, `beyond` that of its neighbours; `bands` are the land by distance;
    `offices` the placed ones, with `reach_m`, how far from its point each may be (0: exact).
    Outside `known` nothing is known of land and water.
    """

    region: Region
    land: shapely.Geometry
    beyond: shapely.Geometry
    bands: gpd.GeoDataFrame
    districts: gpd.GeoDataFrame
    units: gpd.GeoDataFrame
    offices: gpd.GeoDataFrame
    known: Bounds


@dataclass(frozen=True)
class View:
    """What part of the ground a map shows, `bounds` in metres, and how large a metre is."""

    bounds: Bounds
    metres_a_mm: float

    def fit(self, shapes: gpd.GeoSeries) -> gpd.GeoSeries:
        """Return the parts of `shapes` within the view, without what paper can't show."""
        cut = shapely.clip_by_rect(shapely.make_valid(shapes.array), *self.bounds)
        parts = shapely.get_parts(shapely.simplify(cut, _STRAY_MM * self.metres_a_mm))
        area = shapely.area(parts)
        shown = ~shapely.is_empty(parts)
        shown &= (area == 0) | (area > _SPECK_MM2 * self.metres_a_mm**2)
        return gpd.GeoSeries(parts[shown], crs=shapes.crs)


def prepare_ground(analysis: Analysis) -> Ground:
    """Return what the maps of `analysis` are drawn from."""
    located, dataset, region = analysis.located, analysis.dataset, analysis.region
    backdrop = dataset.backdrop
    crs = region.crs
    outside = backdrop[backdrop["kind"] == "land"]
    outside = outside[~outside["inside"].astype(bool)] if "inside" in outside else outside.iloc[:0]
    return Ground(
        region,
        land_of(dataset),
        shapely.union_all(shapely.make_valid(outside.geometry.to_crs(crs).array)),
        analysis.layers(["distance_bands"])["distance_bands"].to_crs(crs),
        located.districts.to_crs(crs).sort_values("district_id", ignore_index=True),
        located.units.to_crs(crs).sort_values("unit_id", ignore_index=True),
        _placed(located.offices).to_crs(crs),
        _known(dataset),
    )


def _placed(offices: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the placed offices, sorted, with how far from its point each may be."""
    placed = offices[offices["placed"]].sort_values("office_id", ignore_index=True)
    return placed.assign(reach_m=placed["radius_m"].mask(placed["address_located"], 0.0))


def _known(dataset: Dataset) -> Bounds:
    """Return bounds in the region's CRS that lie within those of the backdrop in degrees."""
    ground = dataset.backdrop if len(dataset.backdrop) else dataset.districts
    shapes = unwrap(np.asarray(ground.geometry.to_crs(WGS84).array), dataset.region.bounds)
    west, south, east, north = shapely.total_bounds(shapes)
    corners = gpd.points_from_xy([west, west, east, east], [south, north] * 2, crs=WGS84)
    projected = corners.to_crs(dataset.region.crs)
    (left, right), (bottom, top) = (np.sort(values)[1:3] for values in (projected.x, projected.y))
    return (left, bottom, right, top)
