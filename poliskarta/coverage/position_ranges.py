"""Between what a figure lies wherever within its radius each office may be, people staying put."""

from __future__ import annotations

from collections.abc import Iterator

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from poliskarta.coverage.point_joins import block_reach
from poliskarta.project.indicators import HIGH, LOW
from poliskarta.project.region import Region


def may_lie_in(places: pd.DataFrame, districts: gpd.GeoDataFrame, region: Region) -> pd.DataFrame:
    """Return whether each office may lie in each district: a row an office, a column a district.

    `places` has `x_m`, `y_m` in the region's CRS, `radius_m` and `district_id`. Rows have its
    index, columns are the ids of `districts`, sorted. An office may lie in its own district and
    in each that its radius reaches.
    """
    ordered = districts.sort_values("district_id", kind="stable")
    polygons = np.asarray(ordered.geometry.to_crs(region.crs).array)
    points = shapely.points(places["x_m"], places["y_m"])
    office, district = shapely.STRtree(polygons).query(
        points, predicate="dwithin", distance=places["radius_m"].to_numpy(dtype="float64")
    )
    ids = ordered["district_id"].to_numpy(dtype=object)
    reach = places["district_id"].to_numpy(dtype=object)[:, np.newaxis] == ids
    reach[office, district] = True
    return pd.DataFrame(reach, index=places.index, columns=ids)


def limit_counts(
    offices: gpd.GeoDataFrame, districts: gpd.GeoDataFrame, region: Region
) -> pd.DataFrame:
    """Return `offices_<kind>_low` and `_high`: the rows and index of `districts`.

    The low counts the placed offices that can lie in no other district, the high all that may
    lie here.
    """
    placed = offices[offices["placed"].astype(bool)]
    points = placed.geometry.to_crs(region.crs)
    places = pd.DataFrame(placed[["district_id", "radius_m"]]).assign(x_m=points.x, y_m=points.y)
    reach = may_lie_in(places, districts, region)
    surely = reach.mul(reach.sum(axis=1) == 1, axis=0)
    columns = {}
    for kind in region.kind_ids:
        own = (placed["kind"] == kind).to_numpy()
        for ending, counted in ((LOW, surely), (HIGH, reach)):
            counts = counted[own].sum().reindex(districts["district_id"])
            columns[f"offices_{kind}{ending}"] = counts.to_numpy(dtype="int64")
    return pd.DataFrame(columns, index=districts.index)


def limit_elsewhere(
    demand: pd.DataFrame, facilities: pd.DataFrame, reach: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return whether the nearest office of each point surely and possibly lies elsewhere.

    `demand` has `x_m`, `y_m`, `elsewhere` and `code`, that of the point's district; `reach` says
    whether each of `facilities` (rows) may lie in each district (columns), see `may_lie_in`.
    Possibly elsewhere: an office that may lie in another district can be as near as all that
    surely lie in the point's own can be. Surely: no office that may lie in its own can be as
    near as the farthest place of one that can't. Without an office both are false. Where all
    offices stand just where their points are, both are `elsewhere`.
    """
    if not (facilities["radius_m"] > 0).any():
        return (demand["elsewhere"].to_numpy(),) * 2
    x, y, district = (demand[name].to_numpy() for name in ("x_m", "y_m", "code"))
    places = [facilities[name].to_numpy() for name in ("x_m", "y_m", "radius_m")]
    only = reach & (reach.sum(axis=1) == 1)[:, np.newaxis]
    surely, possibly = (np.zeros(len(x), dtype=bool) for _ in range(2))
    for index, offices in block_reach(x, y, *places):
        xs, ys, code = x[index], y[index], district[index]
        away_low, away_high, own_low, own_high = (np.full(len(index), np.inf) for _ in range(4))
        for office in offices:
            distance_m = np.hypot(xs - places[0][office], ys - places[1][office])
            low, high = distance_m - places[2][office], distance_m + places[2][office]
            here, only_here = reach[office][code], only[office][code]
            _lower(own_low, low, here)
            _lower(own_high, high, only_here)
            _lower(away_low, low, ~only_here)
            _lower(away_high, high, ~here)
        surely[index] = own_low > away_high
        possibly[index] = (away_low <= own_high) & np.isfinite(away_low)
    return surely, possibly


def _lower(least: np.ndarray, values: np.ndarray, where: np.ndarray) -> None:
    np.minimum(least, values, out=least, where=where)


def limit_access(
    demand: pd.DataFrame, facilities: pd.DataFrame, catchment_m: float, weights: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the least and the most offices that the people of each district share by the 2SFCA.

    One number a district, by the code in `demand["code"]`, and last that of all; `weights` are
    the people. An office's share in a district is least where it reaches as few of the
    district's people and as many others as it can. No single position need give both: the true
    value lies between, but the ends needn't be reached.
    """
    code = demand["code"].to_numpy()
    count = int(code.max(initial=-1)) + 1
    low, high = np.zeros(count + 1), np.zeros(count + 1)
    for sure, possible in _catchments(demand, facilities, catchment_m):
        least, most = (
            # Of nobody numpy counts whole numbers, whatever the weights are.
            np.bincount(code[near], weights=weights[near], minlength=count).astype("float64")
            for near in (sure, possible)
        )
        low[:count] += _part(least, most.sum() - most)
        high[:count] += _part(most, least.sum() - least)
        low[count] += least.sum() > 0
        high[count] += most.sum() > 0
    return low, high


def _part(own: np.ndarray, others: np.ndarray) -> np.ndarray:
    return np.divide(own, own + others, out=np.zeros_like(own), where=own > 0)


def _catchments(
    demand: pd.DataFrame, facilities: pd.DataFrame, catchment_m: float
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield the points that each office surely, and those that it possibly reaches."""
    x, y = demand["x_m"].to_numpy(), demand["y_m"].to_numpy()
    for office in zip(*(facilities[name] for name in ("x_m", "y_m", "radius_m")), strict=True):
        away_m = np.hypot(x - office[0], y - office[1])
        near = np.flatnonzero(away_m <= catchment_m + office[2])
        yield near[away_m[near] <= catchment_m - office[2]], near
