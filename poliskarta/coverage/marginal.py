"""What one office more or less does: a curve of new ones, closures and relocations.

Distances are straight lines, and figures are measured as every figure is, by `indicators`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd

from poliskarta.coverage.demand import weigh_by_land
from poliskarta.coverage.indicators import Figures, measure_reach, round_figures
from poliskarta.coverage.siting import (
    Plan,
    case_of,
    choose_sites,
    counted_demand,
    require_solver,
    sites_of,
)
from poliskarta.errors import DataError, Problem
from poliskarta.project.indicators import DECIMALS
from poliskarta.project.region import Region

# What a choice is judged by, the first thing first, and whether more of it is better.
_AIMS = {
    "mclp": (("people_within", True), ("mean_distance_m", False)),
    "p-median": (("mean_distance_m", False), ("people_within", True)),
    "p-center": (("max_distance_m", False), ("mean_distance_m", False)),
    "lscp": (("people_within", True), ("mean_distance_m", False)),
}


def draw_gain_curve(
    demand: pd.DataFrame,
    facilities: pd.DataFrame,
    candidates: gpd.GeoDataFrame,
    plan: Plan,
    region: Region,
) -> pd.DataFrame:
    """Return what the best new offices would do: a row for none, for one and so on to `plan.new`.

    Each row is a best choice of its own, see `suggest_offices`, which need not hold that of the
    row before. Columns: `new_offices`, `people_within` the distance, `people_gained` by one office
    more, `share_within` (0 to 1), `mean_distance_m` and `max_distance_m` of the whole region.

    Raises DataError as `suggest_offices` does, and for lscp, which finds the number itself.
    """
    if plan.objective == "lscp":
        remedy = "Choose mclp, p-median or p-center."
        raise DataError(
            [Problem("--objective", None, None, "lscp", "finds the number itself", remedy)]
        )
    require_solver(candidates, plan)
    _, sites = sites_of(candidates, region)
    inside = counted_demand(weigh_by_land(demand))
    case = case_of(inside, facilities, sites)
    now_m = inside["distance_m"].to_numpy()
    rows = [_measure(inside, now_m, plan)]
    for number in range(1, plan.new + 1):
        choice, _ = choose_sites(case, replace(plan, new=number))
        new_m = _least([_distance_m(inside, *sites[site]) for site in choice.sites])
        rows.append(_measure(inside, np.minimum(now_m, new_m), plan))
    table = pd.DataFrame(rows).rename_axis("new_offices").reset_index()
    table["share_within"] = (table["people_within"] / table.pop("people")).round(DECIMALS["share"])
    table.insert(2, "people_gained", table["people_within"].diff())
    columns = ["new_offices", "people_within", "people_gained", "share_within"]
    return _named(table[[*columns, "mean_distance_m", "max_distance_m"]], demand)


def weigh_closures(demand: pd.DataFrame, facilities: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Return what would be lost if an office closed alone: a row an office, the least missed first.

    By the objective of `plan`: fewest people who lose nearness (`mclp`, `lscp`), or the shortest
    mean (`p-median`) or longest distance (`p-center`) after it; of as good ones by `office_id`.
    Columns: `rank`, `office_id`, `name`, `district_id`, `within_km`, `people_lost`, and the changes
    of the whole region, `mean_distance_m_change` and `max_distance_m_change` (positive: longer;
    NaN where no office would be left).
    """
    inside = counted_demand(weigh_by_land(demand))
    before = _measure(inside, inside["distance_m"].to_numpy(), plan)
    after = [_measure(inside, without_m, plan) for without_m in _without_each(inside, facilities)]
    table = _changes(facilities, before, after, plan)
    table["people_lost"] = -table.pop("people_gained")
    columns = ["rank", "office_id", "name", "district_id", "within_km", "people_lost"]
    changes = ["mean_distance_m_change", "max_distance_m_change"]
    return _named(table[[*columns, *changes]], demand)


def weigh_relocations(
    demand: pd.DataFrame,
    facilities: pd.DataFrame,
    candidates: gpd.GeoDataFrame,
    plan: Plan,
    region: Region,
) -> pd.DataFrame:
    """Return where each office would do most good if it alone moved: a row an office, best first.

    By the objective of `plan`, see `weigh_closures`; of places as good that with the smallest
    `candidate_id`. An office that stands best where it is has no `candidate_id` and changes
    nothing. Columns: `rank`, `office_id`, `name`, `district_id`, `candidate_id`,
    `candidate_name`, `within_km`, `people_gained`, and the region's `mean_distance_m_change` and
    `max_distance_m_change` (negative: shorter).
    """
    ordered, sites = sites_of(candidates, region)
    inside = counted_demand(weigh_by_land(demand))
    before = _measure(inside, inside["distance_m"].to_numpy(), plan)
    without = [*_without_each(inside, facilities)]
    best, places = [before] * len(without), np.full(len(without), -1)
    for number, (x, y) in enumerate(sites):
        to_site_m = _distance_m(inside, x, y)
        for office, without_m in enumerate(without):
            moved = _measure(inside, np.minimum(without_m, to_site_m), plan)
            if _worth(moved, plan) > _worth(best[office], plan):
                best[office], places[office] = moved, number
    named = ordered.reindex(columns=["candidate_id", "name"]).astype("str")
    chosen = named.reindex(places).fillna("").set_axis(facilities.index)
    told = facilities.assign(candidate_id=chosen["candidate_id"], candidate_name=chosen["name"])
    table = _changes(told, before, best, plan)
    columns = ["rank", "office_id", "name", "district_id", "candidate_id", "candidate_name"]
    changes = ["people_gained", "mean_distance_m_change", "max_distance_m_change"]
    return _named(table[[*columns, "within_km", *changes]], demand)


def _changes(rows: pd.DataFrame, before: Figures, after: list[Figures], plan: Plan) -> pd.DataFrame:
    """Return `rows` of offices with what changes, best first by the plan's objective."""
    changes = pd.DataFrame(after) - pd.Series(before)
    table = rows.reset_index(drop=True).assign(
        within_km=plan.within_m / 1000,
        people_gained=changes["people_within"],
        mean_distance_m_change=changes["mean_distance_m"],
        max_distance_m_change=changes["max_distance_m"],
    )
    keys = [tuple(-value for value in _worth(figures, plan)) for figures in after]
    order = sorted(range(len(table)), key=lambda row: (keys[row], str(table["office_id"][row])))
    return round_figures(table.iloc[order].assign(rank=range(1, len(table) + 1)))


def _worth(figures: Figures, plan: Plan) -> tuple[float, ...]:
    """Return what two choices are compared by: the greater, the better; unknown is worst."""
    values = [(figures[name], more) for name, more in _AIMS[plan.objective]]
    return tuple(
        -np.inf if np.isnan(value) else round(value if more else -value, 6)
        for value, more in values
    )


def _without_each(inside: pd.DataFrame, facilities: pd.DataFrame) -> Iterator[np.ndarray]:
    """Yield the distance of each point to the nearest office but one, for each office left out."""
    first = second = np.full(len(inside), np.inf)
    nearest = np.full(len(inside), -1)
    for number, (x, y) in enumerate(zip(facilities["x_m"], facilities["y_m"], strict=True)):
        to_office_m = _distance_m(inside, x, y)
        nearest = np.where(to_office_m < first, number, nearest)
        second = np.minimum(second, np.maximum(first, to_office_m))
        first = np.minimum(first, to_office_m)
    for number in range(len(facilities)):
        yield np.where(nearest == number, second, first)


def _distance_m(inside: pd.DataFrame, x: float, y: float) -> np.ndarray:
    return np.hypot(inside["x_m"].to_numpy() - x, inside["y_m"].to_numpy() - y)


def _least(distances: list[np.ndarray]) -> np.ndarray | float:
    return np.min(distances, axis=0) if distances else np.inf


def _measure(inside: pd.DataFrame, distance_m: np.ndarray, plan: Plan) -> Figures:
    return measure_reach(distance_m, inside["population"].to_numpy(dtype="float64"), plan.within_m)


def _named(table: pd.DataFrame, demand: pd.DataFrame) -> pd.DataFrame:
    """Return `table` rounded, its people called land where it is land that was measured."""
    if "population" in demand:
        return round_figures(table)
    people = {name: name.replace("people", "land_km2") for name in table if "people" in name}
    rounded = table.assign(**{name: table[name].round(DECIMALS["km²"]) for name in people})
    return round_figures(rounded.rename(columns=people))
