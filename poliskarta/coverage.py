"""Which district an office lies in, and what each district has. Pure geometry and counting."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from poliskarta.errors import CrsMismatch
from poliskarta.region import Region

NEAR_SHORE = "near_shore"
SHARED_BORDER = "shared_border"
OUTSIDE = "outside"
OTHER_MUNICIPALITY = "other_municipality"


def assign_polygons(
    points: gpd.GeoSeries, polygons: gpd.GeoDataFrame, id_column: str, crs: str, tolerance_m: float
) -> pd.DataFrame:
    """Return the polygon of each point: columns `id_column` and `flag`, one row a point.

    Same index and order as `points`. A point on a shared border gets the smallest id (flag
    `shared_border`); one outside every polygon the nearest within `tolerance_m` metres,
    measured in the projected `crs` (`near_shore`; of several as near, the smallest id); else
    "" (`outside`). A missing point gets "" and no flag.

    Raises CrsMismatch when `points` and `polygons` don't share a CRS.
    """
    require_same_crs(points, polygons)
    ordered = polygons.sort_values(id_column, kind="stable")
    ids = ordered[id_column].to_numpy(dtype=object)
    located = points.notna().to_numpy()
    xy = points.to_crs(crs).array[located]
    position, flag = _nearest_polygon(xy, ordered.geometry.to_crs(crs).array, tolerance_m)
    result = pd.DataFrame({id_column: "", "flag": ""}, index=points.index, dtype="str")
    result.loc[located, id_column] = np.where(position < 0, "", ids[position])
    result.loc[located, "flag"] = flag
    return result


def assign_districts(
    offices: gpd.GeoDataFrame, districts: gpd.GeoDataFrame, units: gpd.GeoDataFrame, region: Region
) -> gpd.GeoDataFrame:
    """Return `offices` (or stops) with `district_id`, `unit_id`, `municipality_code`, `flags`.

    Same rows, index and order. The ids are "" where there is no point, or where it lies in no
    polygon even with the region's shore tolerance. `flags` are space-joined: those of
    `assign_polygons` for the district, and `other_municipality` when the point lies in another
    municipality than the row states.
    """
    tolerance_m = region.shore_tolerance_m
    by_district = assign_polygons(
        offices.geometry, districts, "district_id", region.crs, tolerance_m
    )
    by_unit = assign_polygons(offices.geometry, units, "unit_id", region.crs, tolerance_m)
    unit = units.set_index("unit_id")[["municipality_code", "municipality"]]
    unit = unit.reindex(by_unit["unit_id"]).fillna("").set_index(offices.index)
    strays = (offices["municipality"] != "") & (unit["municipality"] != offices["municipality"])
    strays &= offices["placed"] & (by_unit["unit_id"] != "")
    flags = by_district["flag"] + np.where(strays, f" {OTHER_MUNICIPALITY}", "")
    return offices.assign(
        district_id=by_district["district_id"],
        unit_id=by_unit["unit_id"],
        municipality_code=unit["municipality_code"],
        flags=flags.str.strip(),
    )


def summarize_districts(
    districts: gpd.GeoDataFrame, units: gpd.GeoDataFrame, offices: gpd.GeoDataFrame, region: Region
) -> gpd.GeoDataFrame:
    """Return `districts` with what each one has: same rows, index and order.

    Adds `offices_<kind>` (placed offices only), `units` (names joined by "; "), `population`,
    `later_population` (inhabitants, with the year), `land_km2` (official, square kilometres)
    and `population_per_office` (inhabitants per placed office of a fixed kind). A sum is NaN
    unless every unit's figure is known, and so is a ratio without an office.
    """
    summary = districts.copy()
    for kind in region.kind_ids:
        counts = offices.loc[offices["kind"] == kind, "district_id"].value_counts()
        summary[f"offices_{kind}"] = _look_up(counts, districts).fillna(0).astype("int64")
    grouped = units.groupby("district_id")
    for column in ("population", "later_population", "land_km2"):
        sums = grouped[column].sum(skipna=False)
        summary[column] = _look_up(sums, districts).round(2)
    for column in ("population_year", "later_population_year"):
        summary[column] = _look_up(grouped[column].agg(_only), districts)
    summary["units"] = _look_up(
        grouped["name"].agg(lambda names: "; ".join(sorted(names))), districts
    )
    fixed = summary[[f"offices_{kind}" for kind in region.fixed_kinds]].sum(axis=1)
    summary["population_per_office"] = (summary["population"] / fixed.where(fixed > 0)).round(1)
    return summary


def require_same_crs(*layers: gpd.GeoSeries | gpd.GeoDataFrame) -> None:
    """Raise CrsMismatch unless all `layers` share one CRS."""
    names = {str(layer.crs) for layer in layers}
    if len(names) > 1:
        what = f"layers in different coordinate reference systems: {', '.join(sorted(names))}"
        raise CrsMismatch(f"{what}. Bring them together with to_crs() first.")


def _nearest_polygon(
    xy: np.ndarray, polygons: np.ndarray, tolerance_m: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return the position of each point's polygon, -1 for none, and its flag."""
    tree = shapely.STRtree(polygons)
    position = np.full(len(xy), len(polygons))
    point, inside = tree.query(xy, predicate="intersects")
    np.minimum.at(position, point, inside)
    hits = np.bincount(point, minlength=len(xy))
    reach_m = np.nextafter(tolerance_m, np.inf)  # the tree wants a distance above zero
    point, near = tree.query_nearest(xy, max_distance=reach_m)
    missed = hits[point] == 0
    np.minimum.at(position, point[missed], near[missed])
    position[position == len(polygons)] = -1
    flags = np.select(
        [position < 0, hits == 0, hits > 1], [OUTSIDE, NEAR_SHORE, SHARED_BORDER], default=""
    )
    return position, flags


def _look_up(values: pd.Series, districts: gpd.GeoDataFrame) -> pd.Series:
    return values.reindex(districts["district_id"]).set_axis(districts.index)


def _only(years: pd.Series) -> float:
    """Return the one year that all units share; NaN when they differ."""
    return years.iloc[0] if years.nunique(dropna=False) == 1 else np.nan
