"""Between what a figure lies with 95 % probability: a seeded simulation of offices and people.

Each world has every office somewhere within its radius, all places in it alike, and people spread
otherwise than estimated, by as much as was measured (see `simulated_people`). The figures of the
worlds are those of `indicators`, of quarters of areas instead of points; so each interval is
moved by what that makes of the figure as it stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
import pandas as pd

from poliskarta.coverage.demand_weights import known_areas
from poliskarta.coverage.indicators import PER, PERCENTS
from poliskarta.coverage.point_joins import locate
from poliskarta.coverage.simulated_people import (
    Quarters,
    Spread,
    draw_people,
    gather_quarters,
    measure_spread,
    starts_of,
)
from poliskarta.project.dataset import Dataset
from poliskarta.project.indicators import ELSEWHERE, HIGH95, INDICATORS, INTERVAL, LOW95
from poliskarta.project.limit_columns import access_within, open_limit, shares_within
from poliskarta.project.region import Region
from poliskarta.project.thresholds import USUAL, Limits

WORLDS = 400

# What the ends of an interval are rounded to, away from the figure: a simulation says no more.
_STEPS = {"share": 0.001, "m": 10.0, "": 0.01}

_SEED = 20_100_101
_AT_ONCE = 50  # worlds that stand in memory together
_TAIL = 0.025
_M_PER_KM = 1000
Worlds = dict[str, np.ndarray]


def add_intervals(
    by_district: pd.DataFrame,
    overall: pd.Series,
    demand: pd.DataFrame,
    facilities: pd.DataFrame,
    dataset: Dataset,
) -> tuple[pd.DataFrame, pd.Series]:
    """Return the figures of the districts and of the region with the ends of their intervals.

    `by_district` and `overall` are what `measure_access` returns of the project's estimated
    `demand`; for the columns that are added see `measure_intervals`. None are where the error of
    the estimate isn't measured, somebody's number isn't known, or there is no office.
    """
    spread = measure_spread(dataset.demand_errors)
    known = spread and len(facilities) and "population" in demand
    if not known or demand["population"].isna().any() or not demand["population"].sum() > 0:
        return by_district, overall
    quarters = gather_quarters(demand, dataset.units, known_areas(dataset))
    scene = set_scene(quarters, facilities, dataset.districts, dataset.region)
    figures = pd.concat([by_district, overall.to_frame("").T.astype("float64")])
    ends = measure_intervals(figures, scene, spread)
    of_districts = [access_within(dataset.region.limits) + end for end in INTERVAL]
    of_all = ends.iloc[-1].drop(of_districts)
    return by_district.join(ends.iloc[:-1]), pd.concat([overall, of_all])


@dataclass(frozen=True)
class Scene:
    """What the worlds have in common: people in `quarters`, offices, and where districts are.

    `facilities` is what `select_facilities` returns, `polygons` are those of the districts whose
    codes the quarters have, in their order and in the region's CRS; `limits` the region's.
    """

    quarters: Quarters
    facilities: pd.DataFrame
    polygons: np.ndarray
    tolerance_m: float
    limits: Limits = USUAL

    @cached_property
    def pairs(self) -> tuple[np.ndarray, np.ndarray]:
        """The quarters, in order, each with the offices that can be nearest to it."""
        return _pairs(self.quarters, self.facilities)

    @cached_property
    def district_starts(self) -> np.ndarray:
        """Where each district begins among the quarters."""
        return starts_of(self.quarters.district)


def set_scene(
    quarters: Quarters, facilities: pd.DataFrame, districts: gpd.GeoDataFrame, region: Region
) -> Scene:
    """Return the scene of `quarters`, whose codes count the ids of `districts` in their order."""
    ordered = districts.sort_values("district_id", kind="stable")
    polygons = np.asarray(ordered.geometry.to_crs(region.crs).array)
    return Scene(quarters, facilities, polygons, region.shore_tolerance_m, region.limits)


def measure_intervals(
    figures: pd.DataFrame, scene: Scene, spread: Spread, worlds: int = WORLDS
) -> pd.DataFrame:
    """Return `<figure>_low95` and `<figure>_high95` of `figures`: same rows, index and order.

    `figures` has a row a district that the quarters lie in, sorted, and the region's the last;
    its columns are the shares, distances and 2SFCA of `measure_access`, the region's 2SFCA being
    NaN. The interval leaves out 2.5 per cent of the worlds at either end (quantiles as by Weibull
    1939), and holds the figure itself. NaN where that is. The same input gives the same
    intervals: the seed is fixed.
    """
    random = np.random.default_rng(_SEED)
    simulated = simulate(scene, spread, random, worlds)
    as_it_stands = describe(scene, *_as_estimated(scene))
    columns = {}
    for name, values in simulated.items():
        own = figures[name].to_numpy(dtype="float64")
        moved = own - as_it_stands[name][0]
        ends = np.quantile(values, [_TAIL, 1 - _TAIL], axis=0, method="weibull") + moved
        most = 1.0 if name.startswith("share_") else np.inf
        low, high = np.clip(ends, 0, most)
        columns[name + LOW95] = round_interval(name, np.minimum(low, own), up=False)
        columns[name + HIGH95] = round_interval(name, np.maximum(high, own), up=True)
    return pd.DataFrame(columns, index=figures.index)


def simulate(scene: Scene, spread: Spread, random: np.random.Generator, worlds: int) -> Worlds:
    """Return each figure in so many worlds: a row a world, a column a district, last the region."""
    parts = []
    for first in range(0, worlds, _AT_ONCE):
        count = min(_AT_ONCE, worlds - first)
        offices = draw_positions(scene.facilities, random, count)
        parts.append(describe(scene, *offices, draw_people(scene.quarters, spread, random, count)))
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def draw_positions(
    facilities: pd.DataFrame, random: np.random.Generator, worlds: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return x and y of each office in so many worlds: anywhere within its radius."""
    size = (worlds, len(facilities))
    away_m = facilities["radius_m"].to_numpy() * np.sqrt(random.random(size))
    angle = 2 * np.pi * random.random(size)
    x_m, y_m = (facilities[name].to_numpy() for name in ("x_m", "y_m"))
    return x_m + away_m * np.cos(angle), y_m + away_m * np.sin(angle)


def _as_estimated(scene: Scene) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    places = (scene.facilities[name].to_numpy()[np.newaxis] for name in ("x_m", "y_m"))
    return (*places, scene.quarters.people[np.newaxis])


def describe(scene: Scene, x_m: np.ndarray, y_m: np.ndarray, people: np.ndarray) -> Worlds:
    """Return the figures of worlds with the offices at `x_m`, `y_m`, and `people` in quarters."""
    starts = scene.district_starts
    total = _with_region(np.add.reduceat(people, starts, axis=1))
    distance_m, elsewhere = _ways(scene, x_m, y_m)
    figures = {
        name: _mean(people * (distance_m <= km * _M_PER_KM), starts, total)
        for km, name in zip(scene.limits.bands_km, shares_within(scene.limits), strict=True)
    }
    figures["mean_distance_m"] = _mean(people * distance_m, starts, total)
    figures |= _quantiles(distance_m, people, starts)
    figures[ELSEWHERE] = _mean(people * elsewhere, starts, total)
    figures[access_within(scene.limits)] = _access(scene, x_m, y_m, people) / total * PER
    return figures


def _with_region(sums: np.ndarray) -> np.ndarray:
    return np.column_stack([sums, sums.sum(axis=1)])


def _mean(values: np.ndarray, starts: np.ndarray, total: np.ndarray) -> np.ndarray:
    return _with_region(np.add.reduceat(values, starts, axis=1)) / total


def _ways(scene: Scene, x_m: np.ndarray, y_m: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the distance from each quarter to its nearest office, and whether that is elsewhere.

    Only offices that can be the nearest are looked at.
    """
    quarters, (quarter, office) = scene.quarters, scene.pairs
    starts = starts_of(quarter)
    away = np.hypot(x_m[:, office] - quarters.x_m[quarter], y_m[:, office] - quarters.y_m[quarter])
    distance_m = np.minimum.reduceat(away, starts, axis=1)
    home = _districts(scene, x_m, y_m)[:, office]
    own = np.where(home == quarters.district[quarter], away, np.inf)
    return distance_m, np.minimum.reduceat(own, starts, axis=1) > distance_m


def _pairs(quarters: Quarters, offices: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return the quarters, in order, each with the offices that can be nearest to it."""
    places, radius_m = offices[["x_m", "y_m"]].to_numpy(), offices["radius_m"].to_numpy()
    found = []
    for part in np.array_split(np.arange(len(quarters.x_m)), max(1, len(quarters.x_m) // 500)):
        away = np.hypot(
            *(
                axis[part, np.newaxis] - place
                for axis, place in zip((quarters.x_m, quarters.y_m), places.T, strict=True)
            )
        )
        near = away - radius_m <= (away + radius_m).min(axis=1, keepdims=True)
        row, office = np.nonzero(near)
        found.append((part[row], office))
    return tuple(map(np.concatenate, zip(*found, strict=True)))


def _districts(scene: Scene, x_m: np.ndarray, y_m: np.ndarray) -> np.ndarray:
    """Return the code of the district that each office is in, -1 for none."""
    found = locate(x_m.ravel(), y_m.ravel(), scene.polygons, scene.tolerance_m)
    return found.reshape(x_m.shape)


def _quantiles(distance_m: np.ndarray, people: np.ndarray, starts: np.ndarray) -> Worlds:
    """Return the quantiles of each district and of all, as `weighted_quantile` has them."""
    columns: dict[str, list[np.ndarray]] = {name: [] for name in PERCENTS}
    for part in [*map(slice, starts, [*starts[1:], None]), slice(None)]:
        order = np.argsort(distance_m[:, part], axis=1)
        ordered = np.take_along_axis(distance_m[:, part], order, axis=1)
        cumulated = np.cumsum(np.take_along_axis(people[:, part], order, axis=1), axis=1)
        for name, percent in PERCENTS.items():
            reached = cumulated * 100 >= percent * cumulated[:, -1:]
            place = reached.argmax(axis=1)[:, np.newaxis]
            columns[name].append(np.take_along_axis(ordered, place, axis=1)[:, 0])
    return {name: np.column_stack(found) for name, found in columns.items()}


def _access(scene: Scene, x_m: np.ndarray, y_m: np.ndarray, people: np.ndarray) -> np.ndarray:
    """Return the offices that the people of each district and of all share, by the 2SFCA."""
    quarters, starts = scene.quarters, scene.district_starts
    catchment_m = scene.limits.catchment_km * _M_PER_KM
    shared = np.zeros((len(x_m), len(starts) + 1))
    places = zip(*(scene.facilities[n] for n in ("x_m", "y_m", "radius_m")), strict=True)
    for office, (x, y, radius_m) in enumerate(places):
        away = np.hypot(quarters.x_m - x, quarters.y_m - y)
        near = np.flatnonzero(away <= catchment_m + radius_m)
        if not len(near):
            continue
        from_x = quarters.x_m[near] - x_m[:, office, np.newaxis]
        from_y = quarters.y_m[near] - y_m[:, office, np.newaxis]
        sharers = people[:, near] * (from_x**2 + from_y**2 <= catchment_m**2)
        district = np.searchsorted(starts, near, side="right") - 1
        first = starts_of(district)
        sums = np.add.reduceat(sharers, first, axis=1)
        all_ = sums.sum(axis=1, keepdims=True)
        parts = np.divide(sums, all_, out=np.zeros_like(sums), where=all_ > 0)
        shared[:, district[first]] += parts
        shared[:, -1] += all_[:, 0] > 0
    return shared


def round_interval(name: str, values: np.ndarray, *, up: bool) -> np.ndarray:
    """Return the ends of intervals of the indicator `name`, rounded up or down to its step."""
    left_open, _ = open_limit(name)
    step = next(_STEPS[i.unit] for i in INDICATORS if i.id == left_open)
    ends = np.round(values / step, 6)  # what is on a step but for the last digits stays
    return np.round((np.ceil(ends) if up else np.floor(ends)) * step, 6)
