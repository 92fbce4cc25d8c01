"""Which district a point lies in, which office is nearest to it, and what each district has.

Pure geometry and counting: frames in, frames out.
"""

from __future__ import annotations

from collections import Counter

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from poliskarta.coverage.point_joins import limit_distances, locate, nearest, snap
from poliskarta.coverage.position_ranges import limit_counts
from poliskarta.errors import CrsMismatch
from poliskarta.project.indicators import DECIMALS, HIGH, LOW, decimals_of
from poliskarta.project.region import Region

NEAR_SHORE = "near_shore"
SHARED_BORDER = "shared_border"
OUTSIDE = "outside"
OTHER_MUNICIPALITY = "other_municipality"
Array = np.ndarray

# What is computed on the way to a demand's columns stands in memory for so many rows at a time.
_ROWS = 2_000_000


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
    municipality than the row states. An own `district_id` that `offices` have already becomes
    `own_district_id`.
    """
    offices = offices.rename(columns={"district_id": "own_district_id"})
    tolerance_m = region.shore_tolerance_m
    by_district = assign_polygons(
        offices.geometry, districts, "district_id", region.crs, tolerance_m
    )
    by_unit = assign_polygons(offices.geometry, units, "unit_id", region.crs, tolerance_m)
    unit = units.set_index("unit_id")[["municipality_code", "municipality"]]
    unit = unit.reindex(by_unit["unit_id"]).fillna("").set_index(offices.index)
    strays = (offices["municipality"] != "") & (unit["municipality"] != "")
    strays &= unit["municipality"] != offices["municipality"]
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

    Adds `offices_<kind>` (placed offices only) with its `_low` and `_high` (see `limit_counts`),
    `units` (names joined by "; "), `population`,
    `later_population` (inhabitants, with the year), `land_km2` (official, square kilometres)
    and `population_per_office` (inhabitants per placed office of a fixed kind). A sum is NaN
    unless every unit's figure is known, and so is a ratio without an office.
    """
    summary = districts.copy()
    limits = limit_counts(offices, districts, region)
    for kind in region.kind_ids:
        counts = offices.loc[offices["kind"] == kind, "district_id"].value_counts()
        summary[f"offices_{kind}"] = _look_up(counts, districts).fillna(0).astype("int64")
        for ending in (LOW, HIGH):
            summary[f"offices_{kind}{ending}"] = limits[f"offices_{kind}{ending}"]
    grouped = units.groupby("district_id")
    for column in ("population", "later_population", "land_km2"):
        sums = grouped[column].sum(skipna=False)
        summary[column] = _look_up(sums, districts).round(DECIMALS["km²"])
    for column in ("population_year", "later_population_year"):
        summary[column] = _look_up(grouped[column].agg(_only), districts)
    summary["units"] = _look_up(
        grouped["name"].agg(lambda names: "; ".join(sorted(names))), districts
    )
    fixed = summary[[f"offices_{kind}" for kind in region.fixed_kinds]].sum(axis=1)
    summary["population_per_office"] = (summary["population"] / fixed.where(fixed > 0)).round(
        decimals_of("population_per_office")
    )
    return summary


def select_facilities(offices: gpd.GeoDataFrame, region: Region) -> pd.DataFrame:
    """Return the placed offices of a fixed kind, those that distances are measured to.

    One row an office, sorted by office_id, with a new index: `office_id`, `name`, `district_id`,
    `x_m`, `y_m` in the region's CRS, and `radius_m`, how far from there the office may be.
    """
    facilities = offices[offices["placed"] & offices["kind"].isin(region.fixed_kinds)]
    facilities = facilities.sort_values("office_id", ignore_index=True)
    points = facilities.geometry.to_crs(region.crs)
    columns = facilities[["office_id", "name", "district_id"]].assign(
        x_m=points.x, y_m=points.y, radius_m=facilities["radius_m"]
    )
    return pd.DataFrame(columns)


def assign_demand(
    demand: pd.DataFrame, districts: gpd.GeoDataFrame, facilities: pd.DataFrame, region: Region
) -> pd.DataFrame:
    """Return a block of `demand` with the district and the nearest office of each point.

    `demand` has `x_m` and `y_m` in the region's CRS, any other columns, and perhaps
    `district_id` already; `facilities` is what `select_facilities` returns. Same rows, index
    and order; any number of rows, and any part of a larger table gives the same as the whole
    does. Adds:

    - `district_id` (categorical), as `assign_polygons` gives it, if it isn't there;
    - `office_id` (categorical), the nearest office, of several as near the smallest id; missing
      when there is no office;
    - `distance_m`, straight to that office; `distance_low_m` and `distance_high_m`, the least
      and the most that the distance to the nearest office can be when each office is anywhere
      within its radius; infinity when there is no office;
    - `elsewhere`, whether the nearest office lies in another district than the point.
    """
    x, y = demand["x_m"].to_numpy(), demand["y_m"].to_numpy()
    columns = (
        {} if "district_id" in demand else {"district_id": _districts_of(x, y, districts, region)}
    )
    places = [facilities[name].to_numpy() for name in ("x_m", "y_m", "radius_m")]
    position = np.empty(len(x), dtype=np.min_scalar_type(-len(facilities) - 1))
    distance_m, low_m, high_m = (np.empty(len(x)) for _ in range(3))
    for part in _parts(len(x)):
        position[part], distance_m[part] = nearest(x[part], y[part], *places[:2])
        low_m[part], high_m[part] = limit_distances(x[part], y[part], *places)
    here = columns.get("district_id", demand.get("district_id"))
    columns |= {
        "distance_m": distance_m,
        "office_id": pd.Categorical.from_codes(position, facilities["office_id"]),
        "distance_low_m": low_m,
        "distance_high_m": high_m,
        "elsewhere": _is_elsewhere(pd.Categorical(here), facilities["district_id"], position),
    }
    own = demand.drop(columns=columns, errors="ignore")  # what other offices gave before
    return pd.concat([own, pd.DataFrame(columns, index=demand.index, copy=False)], axis=1)


def _is_elsewhere(here: pd.Categorical, office_districts: pd.Series, position: Array) -> Array:
    """Return whether each point's office lies in another district; no office lies in none."""
    codes = here.categories.get_indexer([*office_districts, ""]).astype(np.int32)
    there = np.where(codes < 0, -2, codes)  # a district where no point lies
    return np.concatenate([here.codes[part] != there[position[part]] for part in _parts(len(here))])


def _parts(count: int) -> list[slice]:
    """Return slices that together are `count` rows; at least one."""
    return [slice(first, first + _ROWS) for first in range(0, max(count, 1), _ROWS)]


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
    position = np.full(len(xy), len(polygons))
    point, inside = shapely.STRtree(polygons).query(xy, predicate="intersects")
    np.minimum.at(position, point, inside)
    hits = np.bincount(point, minlength=len(xy))
    position = np.where(hits == 0, snap(xy, polygons, tolerance_m), position)
    flags = np.select(
        [position < 0, hits == 0, hits > 1], [OUTSIDE, NEAR_SHORE, SHARED_BORDER], default=""
    )
    return position, flags


def _districts_of(
    x: np.ndarray, y: np.ndarray, districts: gpd.GeoDataFrame, region: Region
) -> pd.Categorical:
    ordered = districts.sort_values("district_id", kind="stable")
    polygons = np.asarray(ordered.geometry.to_crs(region.crs).array)
    names = ["", *ordered["district_id"]]
    codes = np.empty(len(x), dtype=np.min_scalar_type(-len(names)))
    for part in _parts(len(x)):
        codes[part] = locate(x[part], y[part], polygons, region.shore_tolerance_m) + 1
    return pd.Categorical.from_codes(codes, names)


def _look_up(values: pd.Series, districts: gpd.GeoDataFrame) -> pd.Series:
    return values.reindex(districts["district_id"]).set_axis(districts.index)


def _only(years: pd.Series) -> float:
    """Return the one year that all units share; NaN when they differ."""
    return years.iloc[0] if years.nunique(dropna=False) == 1 else np.nan


def count_not_placed(
    offices: gpd.GeoDataFrame, units: gpd.GeoDataFrame, districts: gpd.GeoDataFrame
) -> pd.Series:
    """Return how many offices without a point each district has, in the order of `districts`.

    An office counts in the district that the force itself counts it to, else in that of its
    municipality, if it is known and lies in that one alone.
    """
    homes: dict[str, set[str]] = {}
    for municipality, district_id in zip(units["municipality"], units["district_id"], strict=True):
        if municipality:
            homes.setdefault(municipality, set()).add(district_id)
    nowhere = offices[~offices["placed"]]
    own = nowhere.get("own_district_id", pd.Series("", nowhere.index))
    counts: Counter[str] = Counter()
    for district_id, municipality in zip(own, nowhere["municipality"], strict=True):
        known = {district_id} if district_id else homes.get(municipality, set())
        counts.update(known if len(known) == 1 else ())
    return pd.Series([counts[name] for name in districts["district_id"]], index=districts.index)
