"""How near people are to an office: figures of each district and of the whole region.

What each figure means, and what it must not be used for, stands in methods.toml.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import geopandas as gpd
import numpy as np
import pandas as pd

from poliskarta.region import Region
from poliskarta.schema import BANDS_KM, CATCHMENT_KM

PER = 100_000
_M_PER_KM = 1000
_SUMS = ("population", "later_population", "land_km2")

Figures = dict[str, float]


def weighted_quantile(values: np.ndarray, weights: np.ndarray, percent: int) -> float:
    """Return the least value that at least `percent` per cent of the weight doesn't exceed.

    Nothing is interpolated: it is one of `values` (the inverse of the empirical distribution
    function, definition 1 of Hyndman and Fan 1996, with weights). `values` must not be empty.
    """
    order = np.argsort(values, kind="stable")
    cumulated = np.cumsum(weights[order])
    first = np.searchsorted(cumulated * 100, percent * cumulated[-1])
    return float(values[order[first]])


def measure_access(demand: pd.DataFrame, fixed: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """Return the figures of each district (index `district_id`, sorted) and of all of them.

    `demand` is what `coverage.assign_demand` returns, `population` being its weight; `fixed`
    what `coverage.select_fixed` does. Demand in no district counts nowhere. Columns:

    - `demand`, the people measured;
    - `share_within_1km` (2, 5, 10): of them, 0 to 1, whose nearest office is at most so far;
    - `mean_distance_m`, `median_distance_m`, `p90_distance_m`, `max_distance_m`: to it;
    - each of these with `_low` and `_high`, between which it lies, wherever within its radius
      each office may be (`share_…_low` follows from the longest distances);
    - `share_nearest_elsewhere`, of those whose nearest office lies in another district;
    - `access_2sfca_5km`, offices per 100 000 people by the two-step floating catchment area.

    All are NaN where any weight is unknown or there is nobody, distances without any office.
    """
    inside = demand[demand["district_id"].to_numpy(dtype=object) != ""]
    inside = inside.assign(access=share_offices(inside, fixed, CATCHMENT_KM * _M_PER_KM) * PER)
    groups = inside.groupby(inside["district_id"].astype("str"))
    districts = pd.DataFrame({name: _figures(group) for name, group in groups}).T
    return districts.rename_axis("district_id"), pd.Series(_figures(inside))


def measure_reach(distance_m: np.ndarray, people: np.ndarray, limit_m: float) -> Figures:
    """Return `people`, `people_within` (`limit_m`), `mean_distance_m`, `max_distance_m` of them.

    The same as `measure_access` gives of all, for any limit and not rounded.
    """
    within = _people_within(distance_m, people, limit_m)
    figures: Figures = {"people": people.sum(), "people_within": within}
    for name in ("mean_distance_m", "max_distance_m"):
        figures[name] = _MEASURES[name](distance_m, people)
    return figures


def share_offices(demand: pd.DataFrame, fixed: pd.DataFrame, catchment_m: float) -> np.ndarray:
    """Return the offices per person that each point of `demand` can reach within `catchment_m`.

    Two-step floating catchment area (Luo and Wang 2003), every office counting the same: an
    office is shared by all people within the catchment, a point sums up its shares.
    """
    x, y = demand["x_m"].to_numpy(), demand["y_m"].to_numpy()
    people = demand["population"].to_numpy(dtype="float64")
    access = np.zeros(len(demand))
    for office_x, office_y in zip(fixed["x_m"], fixed["y_m"], strict=True):
        near = (x - office_x) ** 2 + (y - office_y) ** 2 <= catchment_m**2
        sharers = people[near].sum()
        access[near] += 1 / sharers if sharers else 0
    return access


def count_not_placed(
    offices: gpd.GeoDataFrame, units: gpd.GeoDataFrame, districts: gpd.GeoDataFrame
) -> pd.Series:
    """Return how many offices without a point each district has, in the order of `districts`.

    An office counts in a district if its municipality is known and lies in that one alone.
    """
    pairs = units[["municipality", "district_id"]].drop_duplicates()
    alone = pairs.drop_duplicates("municipality", keep=False).set_index("municipality")
    home = offices.loc[~offices["placed"], "municipality"].map(alone["district_id"])
    counts = home.value_counts().reindex(districts["district_id"]).fillna(0)
    return counts.astype("int64").set_axis(districts.index)


def add_indicators(
    districts: gpd.GeoDataFrame, access: pd.DataFrame, not_placed: pd.Series, region: Region
) -> gpd.GeoDataFrame:
    """Return `districts` with all figures: same rows, index and order.

    `districts` is what `coverage.summarize_districts` returns, `access` what `measure_access`
    does. Adds `offices_not_placed`, `offices_per_100000` (of fixed kinds) and the columns of
    `access`, rounded as `round_figures` says.
    """
    figures = access.reindex(districts["district_id"]).set_axis(districts.index)
    rate = _per(_fixed(districts, region) * PER, districts["population"])
    added = districts.assign(offices_not_placed=not_placed, offices_per_100000=rate)
    return round_figures(added.join(figures))


def sum_up_region(
    districts: gpd.GeoDataFrame, access: pd.Series, not_placed: int, region: Region
) -> pd.Series:
    """Return the figures of the whole region: an entry for each numeric column of `districts`.

    Sums are NaN unless every district's figure is known. `not_placed` is the number of all
    offices without a point, those that no district is known for too.
    """
    counted = [f"offices_{kind}" for kind in region.kind_ids]
    total = districts[[*counted, *_SUMS]].astype("float64").sum(skipna=False)
    for year in ("population_year", "later_population_year"):
        years = districts[year].unique()
        total[year] = years[0] if len(years) == 1 else np.nan
    fixed = _fixed(total.to_frame().T, region).iloc[0]
    total["population_per_office"] = round(total["population"] / fixed, 1) if fixed else np.nan
    total["offices_not_placed"] = not_placed
    total["offices_per_100000"] = (
        fixed * PER / total["population"] if total["population"] else np.nan
    )
    return round_figures(pd.concat([total, access]).to_frame().T).iloc[0].rename(None)


def round_figures(figures: pd.DataFrame) -> pd.DataFrame:
    """Return `figures` rounded: shares to 6 decimals, metres to 0.1, offices per 100 000 to 0.001.

    Six decimals of a share are less than a person in a million.
    """
    decimals = {name: places for name in figures for ending, places in _DECIMALS if ending in name}
    return figures.round(decimals)


_DECIMALS = (("share_", 6), ("distance_m", 1), ("per_100000", 3), ("access_", 3), ("_km2", 2))


def _figures(group: pd.DataFrame) -> Figures:
    weights = group["population"].to_numpy(dtype="float64")
    total = weights.sum()
    known = total > 0  # not if it is NaN
    figures: Figures = {"demand": total}
    for name, measure in _MEASURES.items():
        for ending, column in _columns_of(name).items():
            values = group[column].to_numpy()
            figures[name + ending] = measure(values, weights) if known else np.nan
    everyone = {"share_nearest_elsewhere": "elsewhere", "access_2sfca_5km": "access"}
    for name, column in everyone.items():
        figures[name] = (weights * group[column].to_numpy()).sum() / total if known else np.nan
    if not np.isfinite(group["distance_m"]).all():
        figures["share_nearest_elsewhere"] = np.nan
    return figures


def _columns_of(name: str) -> Mapping[str, str]:
    """Return the distances that a figure, its low and its high value are computed from."""
    low, high = "distance_low_m", "distance_high_m"
    if name.startswith("share_"):
        low, high = high, low
    return {"": "distance_m", "_low": low, "_high": high}


def _people_within(values: np.ndarray, weights: np.ndarray, limit_m: float) -> float:
    return weights[values <= limit_m].sum()


def _share_within(limit_km: int) -> Callable[[np.ndarray, np.ndarray], float]:
    limit_m = limit_km * _M_PER_KM
    return lambda values, weights: _people_within(values, weights, limit_m) / weights.sum()


def _distance(
    measure: Callable[[np.ndarray, np.ndarray], float],
) -> Callable[[np.ndarray, np.ndarray], float]:
    """Return `measure` for the points where somebody lives, NaN without any office."""

    def of_inhabited(values: np.ndarray, weights: np.ndarray) -> float:
        lived = weights > 0
        found = measure(values[lived], weights[lived])
        return found if np.isfinite(found) else np.nan

    return of_inhabited


_MEASURES = {
    **{f"share_within_{limit_km}km": _share_within(limit_km) for limit_km in BANDS_KM},
    "mean_distance_m": _distance(lambda values, weights: np.average(values, weights=weights)),
    "median_distance_m": _distance(lambda values, weights: weighted_quantile(values, weights, 50)),
    "p90_distance_m": _distance(lambda values, weights: weighted_quantile(values, weights, 90)),
    "max_distance_m": _distance(lambda values, _weights: float(values.max())),
}


def _fixed(districts: pd.DataFrame, region: Region) -> pd.Series:
    return districts[[f"offices_{kind}" for kind in region.fixed_kinds]].sum(axis=1)


def _per(numerator: pd.Series, denominator: pd.Series) -> pd.Series:
    return numerator / denominator.where(denominator > 0)
