"""Small statistical areas → the offline place names: a point on land for each, and a radius."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from poliskarta.boundaries.shoreline import Shoreline, largest_part
from poliskarta.project.region import BoundarySources
from poliskarta.project.schema import WGS84

_DECIMALS = 6


def rebuild_gazetteer(
    gazetteer: pd.DataFrame,
    areas: gpd.GeoDataFrame,
    shoreline: Shoreline | None,
    sources: BoundarySources,
) -> pd.DataFrame:
    """Return `gazetteer` with a row for each of `areas` (projected CRS) under its official name.

    Rows with an area's source_id and another name are further names of that area and get its
    point; all others keep theirs. The radius is that of a circle as large as the land of the
    area that a row lies in, whole metres, NaN outside all areas: land being what any of the two
    lands of `shoreline` calls so, since too small a circle would promise too much.
    """
    official = _official_rows(areas, shoreline, sources)
    known = official.set_index("source_id")["name"]
    kept = gazetteer[gazetteer["source_id"].map(known) != gazetteer["name"]]
    is_alias = kept["source_id"].isin(known.index)
    aliases = official.drop(columns="name").merge(kept[is_alias][["name", "source_id"]])
    others = kept[~is_alias].assign(radius_m=_radii_around(kept[~is_alias], areas, official))
    extras = gazetteer.columns.difference(official.columns)
    rows = pd.concat([others, official, aliases], ignore_index=True)
    return rows.fillna(dict.fromkeys(extras, ""))[gazetteer.columns]


def _official_rows(
    areas: gpd.GeoDataFrame, shoreline: Shoreline | None, sources: BoundarySources
) -> pd.DataFrame:
    shapes = areas.geometry.array
    land = shapes if shoreline is None else shapely.intersection(shapes, shoreline.land)
    points = gpd.GeoSeries(
        _representative_points(np.where(shapely.is_empty(land), shapes, land)), crs=areas.crs
    )
    degrees = points.to_crs(WGS84)
    return pd.DataFrame(
        {
            "name": areas["name"],
            "municipality_code": areas["municipality_code"],
            "latitude": degrees.y.round(_DECIMALS),
            "longitude": degrees.x.round(_DECIMALS),
            "radius_m": _radii(shapes, shoreline),
            "kind": "area",
            "agreement_m": np.nan,
            "source": sources.area_source,
            "source_id": sources.area_prefix + ":" + areas["area_id"],
            "source_date": sources.area_date,
            "licence": sources.area_licence,
        }
    )


def _representative_points(land: np.ndarray) -> np.ndarray:
    """Return the centroid of each where it is on land, else a point inside the largest piece."""
    centroids = shapely.centroid(land)
    inside = shapely.point_on_surface([largest_part(shape) for shape in land])
    return np.where(shapely.contains_properly(land, centroids), centroids, inside)


def _radii(areas: np.ndarray, shoreline: Shoreline | None) -> np.ndarray:
    if shoreline is not None:
        areas = shapely.intersection(areas, shapely.union(shoreline.land, shoreline.majority))
    return np.sqrt(shapely.area(areas) / np.pi).round()


def _radii_around(
    rows: pd.DataFrame, areas: gpd.GeoDataFrame, official: pd.DataFrame
) -> np.ndarray:
    """Return the radius of the area that each row lies in, the first by id on a border."""
    points = gpd.GeoSeries.from_xy(rows["longitude"], rows["latitude"], crs=WGS84).to_crs(areas.crs)
    row, area = areas.sindex.query(points, predicate="intersects")
    radii = pd.Series(official["radius_m"].to_numpy()[area], row)
    return radii.groupby(level=0).first().reindex(range(len(rows))).to_numpy()
