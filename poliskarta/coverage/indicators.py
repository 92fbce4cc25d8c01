"""How near people are to an office: figures of each district and of the whole region.

What each figure means, and what it must not be used for, stands in method_cards.toml.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import geopandas as gpd
import numpy as np
import pandas as pd

from poliskarta.coverage.floating_catchment import Within, among, in_straight_line, share_out
from poliskarta.coverage.inequality import measure_inequality
from poliskarta.coverage.position_ranges import limit_access, limit_elsewhere
from poliskarta.project.indicators import ELSEWHERE, ENDINGS, HIGH, LATER, LOW, decimals_of
from poliskarta.project.limit_columns import (
    access_within,
    land_within,
    no_access_within,
    shares_within,
)
from poliskarta.project.region import Region
from poliskarta.project.schema import POPULATIONS
from poliskarta.project.thresholds import USUAL, Limits

PERCENTS = {"median_distance_m": 50, "p90_distance_m": 90}
_M_PER_KM = 1000
_DISTANCES = ("mean_distance_m", *PERCENTS, "max_distance_m")
Figures = dict[str, float]


def weighted_quantile(values: np.ndarray, weights: np.ndarray, percent: int) -> float:
    """Return the least value that at least `percent` per cent of the weight doesn't exceed.

    Nothing is interpolated: it is one of `values` (the inverse of the empirical distribution
    function, definition 1 of Hyndman and Fan 1996, with weights). `values` must not be empty.
    """
    order = np.argsort(values, kind="stable")
    cumulated = np.cumsum(weights[order])
    return float(values[order[_first(cumulated, percent)]])


def measure_distances(
    distance_m: np.ndarray, people: Iterable[np.ndarray], limits: Limits = USUAL
) -> list[Figures]:
    """Return the figures of `distance_m` for each array of `people`, one of weights a point.

    `share_within_1km` (2, 5, 10, or other `limits`), of the people whose distance is at most so
    far;
    `mean_distance_m`, `median_distance_m`, `p90_distance_m` and `max_distance_m`, of the points
    where somebody lives. All are NaN where anybody's number is unknown or there is nobody. A
    distance is infinite where no office can be reached: mean and maximum are those of the people
    who can reach one, a quantile is NaN if so many of all people can't.
    """
    order = np.argsort(distance_m)
    ordered = distance_m[order]
    limits_m = np.array(limits.bands_km) * _M_PER_KM
    ends = dict(
        zip(shares_within(limits), np.searchsorted(ordered, limits_m, side="right"), strict=True)
    )
    return [_describe(ordered, weights[order], ends) for weights in people]


def measure_reach(distance_m: np.ndarray, people: np.ndarray, limit_m: float) -> Figures:
    """Return `people`, `people_within` (`limit_m`), `mean_distance_m`, `max_distance_m` of them.

    The same as `measure_distances` gives, for any limit; there must be somebody.
    """
    (figures,) = measure_distances(distance_m, [people])
    return {
        "people": people.sum(),
        "people_within": people[distance_m <= limit_m].sum(),
        **{name: figures[name] for name in ("mean_distance_m", "max_distance_m")},
    }


def _describe(ordered: np.ndarray, people: np.ndarray, ends: Mapping[str, int]) -> Figures:
    cumulated = np.cumsum(people)
    total = cumulated[-1] if len(people) else 0
    figures: Figures = dict.fromkeys((*ends, *_DISTANCES), np.nan)
    if not total > 0:  # nor if it is NaN
        return figures
    within = np.append(0.0, cumulated)[[*ends.values()]]
    figures |= dict(zip(ends, within / total, strict=True))
    reached = int(np.searchsorted(ordered, np.inf))
    if reached and cumulated[reached - 1] > 0:
        figures |= _measure(ordered[:reached], people[:reached], cumulated)
    return figures


def _measure(ordered: np.ndarray, people: np.ndarray, cumulated: np.ndarray) -> Figures:
    """Return the distances of those who can reach an office; `cumulated` are all people."""
    reached = len(ordered)
    firsts = {name: _first(cumulated, percent) for name, percent in PERCENTS.items()}
    return {
        "mean_distance_m": (ordered * people).sum() / cumulated[reached - 1],
        **{name: ordered[first] if first < reached else np.nan for name, first in firsts.items()},
        "max_distance_m": ordered[np.flatnonzero(people)[-1]],
    }


def _first(cumulated: np.ndarray, percent: int) -> int:
    """Return where `percent` per cent of the weight is reached first."""
    return int(np.searchsorted(cumulated * 100, percent * cumulated[-1]))


PER = 100_000

_SUMS = ("population", "later_population", "land_km2")


def measure_access(
    demand: pd.DataFrame,
    facilities: pd.DataFrame,
    limits: Limits = USUAL,
    within: Within | None = None,
    reach: pd.DataFrame | None = None,
) -> tuple[pd.DataFrame, pd.Series]:
    """Return the figures of each district (index `district_id`, sorted) and of all of them.

    `demand` is what `assign_demand` returns, `population` being its weight; `facilities`
    what `select_facilities` does; `within` those near each by other ways than straight lines,
    which have no low and high (see `follow_ways`); `reach` what `may_lie_in` says of the
    facilities, without which each lies in its own district for sure. Demand in no district
    counts nowhere. Columns:

    - `demand`, the people measured;
    - `share_within_1km` (2, 5, 10, or other `limits`): of them, 0 to 1, whose nearest office is
      at most so far;
    - `mean_distance_m`, `median_distance_m`, `p90_distance_m`, `max_distance_m`: to it;
    - `share_nearest_elsewhere`, of those whose nearest office lies in another district;
    - `access_2sfca_5km`, offices per 100 000 people by the two-step floating catchment area, of
      districts only: of all people it is nothing but the offices per 100 000;
    - each of these with `_low` and `_high`, between which it lies, wherever within its radius
      each office may be (`share_…_low` follows from the longest distances; for the last two see
      `position_ranges`);
    - if `demand` has what `mark_obstacles` adds, `share_across_water` and `share_border_nearer`;
    - `share_without_access_5km`, of those who have no office within that catchment;
    - `gini_distance`, how unequal the distances are, see `measure_inequality`;
    - all but `demand` once more with `later_` before their names, for `later_population`: other
      people, the same offices.

    Where `demand` has what `follow_ways` adds, `share_unreachable` and `detour_ratio`, the sum of
    ways over that of the straight lines to the same offices.

    All are NaN where any weight is unknown or there is nobody, distances without any office.
    """
    names, groups = _groups(demand["district_id"])
    inside = np.sort(np.concatenate(groups)) if groups else np.array([], dtype=int)
    whole = len(inside) == len(demand)
    places = [np.searchsorted(inside, group) for group in groups]
    code = np.empty(len(inside), dtype=np.int32)
    for number, place in enumerate(places):
        code[place] = number
    inner = (demand if whole else demand.iloc[inside]).assign(code=code)
    if within is None:
        if reach is None:
            reach = pd.DataFrame({name: facilities["district_id"] == name for name in names})
        own = reach.reindex(columns=names).to_numpy(dtype=bool)
        points = _Points(inner, facilities, in_straight_line(inner, facilities), limits, own)
    else:
        near = within if whole else among(within, inside, len(demand))
        points = _Points(inner, facilities, near, limits)
    overall = points.figures(slice(None), -1)
    figures = [points.figures(place, number) for number, place in enumerate(places)]
    rows = pd.DataFrame(figures, index=names, columns=[*overall], dtype="float64")
    return rows.rename_axis("district_id"), pd.Series(overall).drop(_of_districts(overall, limits))


def _of_districts(figures: Iterable[str], limits: Limits) -> list[str]:
    """Return those of `figures` that only districts have."""
    own = tuple(prefix + access_within(limits) for prefix in _YEARS.values())
    return [name for name in figures if name.startswith(own)]


def measure_land(
    demand: pd.DataFrame,
    facilities: pd.DataFrame,
    limits: Limits = USUAL,
    within: Within | None = None,
    reach: pd.DataFrame | None = None,
) -> tuple[pd.DataFrame, pd.Series]:
    """Return figures of land as `measure_access` does those of people, who aren't known.

    `demand` has `land_km2`, the land that each point stands for. Columns: `land_within_1km` (2,
    5, 10), the share of the land, 0 to 1, whose nearest office is at most so far, and
    `land_mean_distance_m`, `land_median_distance_m` and `land_max_distance_m` to it; the
    distances NaN without any office.
    """
    weighted = demand.assign(population=demand["land_km2"])
    by_district, overall = measure_access(weighted, facilities, limits, within, reach)
    called = dict(zip(shares_within(limits), land_within(limits), strict=True)) | _LAND_DISTANCES
    names = [*called]
    return by_district[names].rename(columns=called), overall[names].rename(called)


# Figures of people, and what the same figure of land is called.
_LAND_DISTANCES = {
    name: f"land_{name}" for name in _DISTANCES if name not in PERCENTS or "median" in name
}


def add_indicators(
    districts: gpd.GeoDataFrame,
    certainty: pd.DataFrame,
    access: pd.DataFrame,
    not_placed: pd.Series,
    region: Region,
) -> gpd.GeoDataFrame:
    """Return `districts` with all figures: same rows, index and order.

    `districts` is what `summarize_districts` returns, `certainty` what
    `certainty.weigh_certainty` does, `access` what `measure_access` does. Adds
    `offices_not_placed`, the columns of `certainty`, `offices_per_100000` (of fixed kinds), the
    columns of `access`, and `later_population_per_office` and `later_offices_per_100000`: the
    same offices, the people of the later year. Rounded as `round_figures` says.
    """
    figures = access.reindex(districts["district_id"])
    fixed = _fixed(districts, region).to_numpy()
    rates = [_rates(fixed, districts[name].to_numpy()) for name in POPULATIONS]
    columns = {"offices_not_placed": not_placed.to_numpy()}
    columns |= {name: certainty[name].to_numpy() for name in certainty}
    columns["offices_per_100000"] = rates[0]["offices_per_100000"]
    columns |= {name: figures[name].to_numpy() for name in figures if LATER not in name}
    columns |= {LATER + name: values for name, values in rates[1].items()}
    columns |= {name: figures[name].to_numpy() for name in figures if LATER in name}
    added = {name: _round(name, values) for name, values in columns.items()}
    return pd.concat([districts, pd.DataFrame(added, index=districts.index)], axis=1)


def sum_up_region(
    districts: gpd.GeoDataFrame, added: Mapping[str, float], region: Region
) -> pd.Series:
    """Return the figures of the whole region: an entry for each numeric column of `districts`.

    But how few and how many offices may lie there: they can only leave one district for another.

    Sums are NaN unless every district's figure is known. `added` are figures of the region that
    are no sums: what `measure_access` and `certainty.weigh_certainty` say of it, and
    `offices_not_placed`, all offices without a point, those too that no district is known for.
    """
    counted = [f"offices_{kind}" for kind in region.kind_ids]
    total = {name: float(districts[name].sum(skipna=False)) for name in (*counted, *_SUMS)}
    for year in ("population_year", "later_population_year"):
        years = districts[year].unique()
        total[year] = years[0] if len(years) == 1 else np.nan
    fixed = np.array(sum(total[f"offices_{kind}"] for kind in region.fixed_kinds))
    for population, name in _YEARS.items():
        rates = _rates(fixed, np.array(total[population]))
        total |= {name + rate: value for rate, value in rates.items()}
    total |= {name: value for name, value in added.items() if not isinstance(value, str)}
    return pd.Series({name: float(_round(name, value)) for name, value in total.items()})


def round_figures(figures: pd.DataFrame) -> pd.DataFrame:
    """Return `figures` rounded as project/indicators.py says; columns of none as they are."""
    return figures.assign(**{name: _round(name, figures[name].to_numpy()) for name in figures})


def _round(name: str, values: np.ndarray | float) -> np.ndarray | float:
    decimals = decimals_of(name)
    return values if decimals is None else np.round(values, decimals)


def _groups(district_ids: pd.Series) -> tuple[list[str], list[np.ndarray]]:
    """Return the districts that have points, sorted, and where in the demand those are."""
    codes, names = pd.factorize(district_ids, sort=True)
    order = np.argsort(codes, kind="stable")
    edges = np.searchsorted(codes[order], np.arange(len(names) + 1))
    parts = {str(name): order[i:j] for name, i, j in zip(names, edges, edges[1:], strict=False)}
    parts.pop("", None)
    return [*parts], [*parts.values()]


class _Points:
    """The points of demand that lie in a district: what the figures are computed from."""

    def __init__(
        self,
        demand: pd.DataFrame,
        facilities: pd.DataFrame,
        within: Within,
        limits: Limits,
        reach: np.ndarray | None = None,
    ) -> None:
        """Take what `measure_access` has; without `reach` there are no ranges."""
        self._limits = limits
        columns = demand.reindex(columns=[*_YEARS]).to_numpy(dtype="float64")
        self._people = [np.ascontiguousarray(column) for column in columns.T]
        self._distances = {name: demand[name].to_numpy() for name in _LIMITS if name in demand}
        self._straight_m = demand["straight_m"].to_numpy() if "straight_m" in demand else None
        catchment_m = limits.catchment_km * _M_PER_KM
        access = share_out(within, len(facilities), catchment_m, columns) * PER
        self._access = [np.ascontiguousarray(column) for column in access.T]
        self._flags = {
            share: demand[flag].to_numpy() for share, flag in _FLAGS.items() if flag in demand
        }
        self._shared: list[tuple[np.ndarray, ...]] = [() for _ in self._people]
        if reach is not None:
            self._shared = [limit_access(demand, facilities, catchment_m, p) for p in self._people]
            names = [ELSEWHERE + ending for ending in (LOW, HIGH)]
            ranges = dict(zip(names, limit_elsewhere(demand, facilities, reach), strict=True))
            self._flags = {ELSEWHERE: self._flags[ELSEWHERE]} | ranges | self._flags

    def figures(self, place: np.ndarray | slice, code: int) -> Figures:
        """Return all figures of the points at `place`, those of a later year being the last.

        `code` is that of their district, -1 for all points.
        """
        people = [weights[place] for weights in self._people]
        measured = {
            name: measure_distances(values[place], people, self._limits)
            for name, values in self._distances.items()
        }
        figures: Figures = {"demand": people[0].sum()}
        for year, prefix in enumerate(_YEARS.values()):
            own = {name: found[year] for name, found in measured.items()}
            own_figures = _spread(own) | self._others(place, year, code)
            figures |= {prefix + name: value for name, value in own_figures.items()}
        return figures

    def _others(self, place: np.ndarray | slice, year: int, code: int) -> Figures:
        people, access = self._people[year][place], self._access[year][place]
        shared = [limit[code] for limit in self._shared[year]]
        reach = [access_within(self._limits) + end for end in ENDINGS[: 1 + len(shared)]]
        reach.append(no_access_within(self._limits))
        total = people.sum()
        if not total > 0:  # nor if it is NaN
            detour = {} if self._straight_m is None else {"detour_ratio": np.nan}
            return dict.fromkeys([*self._flags, *reach, "gini_distance"], np.nan) | detour
        distance_m = self._distances["distance_m"][place]
        known = np.isfinite(distance_m)
        figures = {
            share: people[flags[place]].sum() / total if known.any() else np.nan
            for share, flags in self._flags.items()
        }
        none = people[access == 0].sum() / total if not np.isnan(access).any() else np.nan
        ranges = [offices / total * PER for offices in shared]
        rates = [(people * access).sum() / total, *ranges, none]
        figures |= dict(zip(reach, rates, strict=True))
        gini = measure_inequality(distance_m, people) if known.all() else np.nan
        return figures | {"gini_distance": gini} | self._detour(place, people)

    def _detour(self, place: np.ndarray | slice, people: np.ndarray) -> Figures:
        if self._straight_m is None:
            return {}
        straight_m, distance_m = self._straight_m[place], self._distances["distance_m"][place]
        reached = np.isfinite(distance_m)
        way, straight = ((m * people)[reached].sum() for m in (distance_m, straight_m))
        return {"detour_ratio": way / straight if straight > 0 else np.nan}


# The shares of people, and which points they are at: `water_crossing` marks the second and third.
_FLAGS = {
    ELSEWHERE: "elsewhere",
    "share_across_water": "across_water",
    "share_border_nearer": "border_nearer",
    "share_unreachable": "unreachable",
}

# The weights, and what stands before the names of the figures that are computed with them.
_YEARS = dict(zip(POPULATIONS, ("", LATER), strict=True))

# The distances, and what stands behind the names of the figures that are computed from them.
_LIMITS = {"distance_m": "", "distance_low_m": LOW, "distance_high_m": HIGH}
_TURNED = {"distance_m": "distance_m", "distance_low_m": "distance_high_m"}
_TURNED |= {"distance_high_m": "distance_low_m"}


def _spread(measured: Mapping[str, Figures]) -> Figures:
    """Return each figure with its low and its high: the farther people have, the fewer are near."""
    return {
        name + ending: measured[_TURNED[column] if name.startswith("share_") else column][name]
        for name in measured["distance_m"]
        for column, ending in _LIMITS.items()
        if column in measured
    }


def _fixed(districts: pd.DataFrame, region: Region) -> pd.Series:
    return districts[[f"offices_{kind}" for kind in region.fixed_kinds]].sum(axis=1)


def _rates(fixed: np.ndarray, population: np.ndarray) -> dict[str, np.ndarray]:
    """Return people per office and offices per 100 000: NaN without any office, or anybody."""
    return {
        "population_per_office": population / np.where(fixed > 0, fixed, np.nan),
        "offices_per_100000": fixed * PER / np.where(population > 0, population, np.nan),
    }
