"""Small statistical areas → the offline place names: a point on land for each, and a radius."""

from __future__ import annotations

import re

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from poliskarta.boundaries.shoreline import Shoreline, largest_part
from poliskarta.project.region import BoundarySources
from poliskarta.project.schema import WGS84

_DECIMALS = 6

# A point may be off by as much as a station is long, and an office called after the place need
# not be in the very block: no area is so small that its circle promises more than this.
_SMALLEST_RADIUS_M = 500


def rebuild_gazetteer(
    gazetteer: pd.DataFrame,
    areas: gpd.GeoDataFrame,
    shoreline: Shoreline | None,
    sources: BoundarySources,
) -> pd.DataFrame:
    """Return `gazetteer` with a row for each of `areas` (projected CRS) under its official name.

    Rows with an area's source_id and another name are further names of that area and get its
    point; all others keep theirs. The radius is that of a circle as large as the land of all
    areas that bear the row's name (see `_bearing_name`), of the area that the row lies in where
    none does, and at least 500 m: too small a circle would promise too much. Whole metres; NaN
    for a row outside all areas that none is called after. Land is what any of the two lands of
    `shoreline` calls so.
    """
    official = _official_rows(areas, shoreline, sources)
    land_m2 = pd.Series(_land_m2(areas.geometry.array, shoreline), areas.index)
    known = official.set_index("source_id")["name"]
    kept = gazetteer[gazetteer["source_id"].map(known) != gazetteer["name"]]
    is_alias = kept["source_id"].isin(known.index)
    aliases = official.drop(columns="name").merge(kept[is_alias][["name", "source_id"]])
    others = pd.concat([kept[~is_alias], aliases], ignore_index=True)
    others["radius_m"] = _radii(_named_m2(others, areas, land_m2))
    official["radius_m"] = _radii(land_m2)
    extras = gazetteer.columns.difference(official.columns)
    rows = pd.concat([others, official], ignore_index=True)
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


def _land_m2(areas: np.ndarray, shoreline: Shoreline | None) -> np.ndarray:
    if shoreline is not None:
        areas = shapely.intersection(areas, shapely.union(shoreline.land, shoreline.majority))
    return shapely.area(areas)


def _radii(land_m2: pd.Series) -> pd.Series:
    """Return the radii of circles as large as `land_m2`, none below the smallest; NaN stays."""
    return np.sqrt(land_m2 / np.pi).clip(lower=_SMALLEST_RADIUS_M).round()


def _named_m2(rows: pd.DataFrame, areas: gpd.GeoDataFrame, land_m2: pd.Series) -> pd.Series:
    """Return how much land bears the name of each row, else that of the area around it."""
    around = _land_around(rows, areas, land_m2)
    named = [
        land_m2[_bearing_name(row.name, areas[areas["municipality_code"] == row.municipality_code])]
        for row in rows[["name", "municipality_code"]].itertuples(index=False)
    ]
    return pd.Series([land.sum() if len(land) else np.nan for land in named]).fillna(around)


def _bearing_name(place: str, areas: gpd.GeoDataFrame) -> pd.Index:
    """Return the labels of `areas` that are called after `place`.

    An area is when the first of the names that a hyphen joins holds the place's name as whole
    words, whatever their case: "Norra Bro" and "Bro-Önsta" for Bro, not "Upplands-Bro".
    """
    words = re.compile(rf"(?<!\w){re.escape(place)}(?!\w)", re.IGNORECASE)
    first = areas["name"].str.partition("-")[0]
    return areas.index[(areas["name"] == place) | first.map(lambda name: bool(words.search(name)))]


def _land_around(rows: pd.DataFrame, areas: gpd.GeoDataFrame, land_m2: pd.Series) -> pd.Series:
    """Return the land of the area that each row lies in, the first by id on a border."""
    points = gpd.GeoSeries.from_xy(rows["longitude"], rows["latitude"], crs=WGS84).to_crs(areas.crs)
    row, area = areas.sindex.query(points, predicate="intersects")
    found = pd.Series(land_m2.to_numpy()[area], row)
    return found.groupby(level=0).first().reindex(range(len(rows)))
