"""Where a new office would help most, the offices that there are being fixed.

`location_models` chooses; what a choice is worth is measured as every figure is, by `indicators`.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from poliskarta.coverage.assignment import assign_polygons
from poliskarta.coverage.candidate_sites import cells_of
from poliskarta.coverage.demand import weigh_by_land
from poliskarta.coverage.indicators import Figures, measure_reach, round_figures
from poliskarta.coverage.location_models import (
    Case,
    Choice,
    best_of,
    build_case,
    choose_best,
    choose_center,
    cover_all,
    fill,
    limit_case,
    settle,
)
from poliskarta.coverage.point_joins import nearest
from poliskarta.errors import DataError, Problem, missing_packages, require_no_problems
from poliskarta.project.indicators import DECIMALS
from poliskarta.project.region import Region

log = logging.getLogger("poliskarta")

# More points than these are brought together before choosing: a minute's work is enough.
MOST_POINTS = 50_000
_PACKAGES = ("spopt", "pulp", "highspy")


@dataclass(frozen=True)
class Plan:
    """What is wanted: `objective` is one of vocabularies.OBJECTIVES, `new` the number of offices.

    Near means at most `within_m` metres. With `lscp` the number is found, and `new` plays no part.
    """

    objective: str = "mclp"
    new: int = 1
    within_m: float = 2000.0


@dataclass(frozen=True)
class Suggestions:
    """The offices suggested, and the region's figures (see `measure_reach`) without and with them.

    `gap` is 0 if no other choice can be better, else the share of the gain by which one might;
    of very many points, as brought together for choosing.
    """

    offices: gpd.GeoDataFrame
    before: Figures
    after: Figures
    gap: float


def suggest_offices(
    demand: pd.DataFrame,
    facilities: pd.DataFrame,
    candidates: gpd.GeoDataFrame,
    plan: Plan,
    districts: gpd.GeoDataFrame,
    region: Region,
) -> Suggestions:
    """Return where new fixed offices help most; `candidates` is where they may be.

    `demand` and `facilities` are those of `coverage`. People in no district don't count, nor points
    of unknown population (a warning says so). The aim is to bring most people within the distance
    (`mclp`), to lower the mean (`p-median`) or the longest distance most (`p-center`), or to
    bring everybody whom a candidate can within the distance by the fewest offices (`lscp`). Of
    choices as good, one with a shorter mean distance is taken, of those one with earlier ids.

    One row an office, EPSG:4326, what helps most first: `rank`, `candidate_id`, `name`,
    `district_id` ("" if in none), `objective`, `within_km`, `people_gained` within that distance
    and `mean_distance_m_change` (negative: shorter) of the whole region, both beside the rows
    before. They sum up to what all the offices do.

    Raises DataError for fewer candidates than new offices, without anybody to serve, and without
    spopt and HiGHS.
    """
    require_solver(candidates, plan)
    ordered, sites = sites_of(candidates, region)
    inside = counted_demand(weigh_by_land(demand))
    case = case_of(inside, facilities, sites)
    choice, covering = choose_sites(case, plan)
    ranked = _in_order(case, covering, choice.sites)
    figures = list(_figures(inside, sites[ranked], plan.within_m))
    offices = _table(ordered.iloc[ranked], figures, plan).assign(
        district_id=assign_polygons(
            ordered.geometry.iloc[ranked].reset_index(drop=True),
            districts,
            "district_id",
            region.crs,
            region.shore_tolerance_m,
        )["district_id"]
    )
    names = ["rank", "candidate_id", "name", "district_id"]
    offices = offices[[*names, *offices.columns.drop(names)]]
    if "population" not in demand:
        gained = offices.pop("people_gained").round(DECIMALS["km²"])
        offices.insert(offices.columns.get_loc("mean_distance_m_change"), "land_km2_gained", gained)
    return Suggestions(offices, figures[0], figures[-1], choice.gap)


def require_solver(candidates: gpd.GeoDataFrame, plan: Plan) -> None:
    """Raise DataError without spopt and HiGHS, and for fewer candidates than new offices."""
    missing = missing_packages("suggest", "optimise", _PACKAGES)
    require_no_problems([*missing, *_count_problems(candidates, plan)])


def sites_of(candidates: gpd.GeoDataFrame, region: Region) -> tuple[gpd.GeoDataFrame, np.ndarray]:
    """Return `candidates` in the order of their ids, and a row each of x and y in metres."""
    ordered = candidates.sort_values("candidate_id", ignore_index=True)
    return ordered, shapely.get_coordinates(ordered.geometry.to_crs(region.crs).array)


def counted_demand(demand: pd.DataFrame) -> pd.DataFrame:
    """Return the points that count, those in a district: unknown people as nobody, with a warning.

    `demand` has `population`, see `weigh_by_land`. Raises DataError when nobody is left.
    """
    inside = demand[demand["district_id"].to_numpy(dtype=object) != ""]
    unknown = int(inside["population"].isna().sum())
    if unknown:
        log.warning("%d points of unknown population count as nobody", unknown)
    counted = inside.assign(population=inside["population"].fillna(0))
    if not (counted["population"] > 0).any():
        remedy = "Give demand with people in the region's districts."
        what = "nobody lives in any district"
        raise DataError([Problem("demand", None, "population", None, what, remedy)])
    return counted


def case_of(inside: pd.DataFrame, facilities: pd.DataFrame, sites: np.ndarray) -> Case:
    """Return the case of the inhabited points; of very many, those in a cell are one in its middle.

    The middle of its people, and only for choosing: figures come from the points themselves.
    """
    lived = inside[inside["population"] > 0]
    x, y, people, base_m = (
        lived[name].to_numpy(dtype="float64") for name in ("x_m", "y_m", "population", "distance_m")
    )
    if len(lived) > MOST_POINTS:
        log.info("%d points: those close together count as one when choosing", len(lived))
        cell = cells_of(lived, MOST_POINTS)
        weight = np.bincount(cell, people)
        x, y = (np.bincount(cell, people * axis) / weight for axis in (x, y))
        people, (_, base_m) = weight, nearest(x, y, facilities["x_m"], facilities["y_m"])
    return build_case(x, y, people, base_m, sites)


def choose_sites(case: Case, plan: Plan) -> tuple[Choice, Case | None]:
    """Return the best choice of sites by `plan`, and what is to be covered, if anything is."""
    if plan.objective == "p-median":
        choice, covering = choose_best(case, plan.new), None
    elif plan.objective == "p-center":
        chosen, radius_m = choose_center(case, plan.new)
        choice, covering = Choice(fill(case, chosen, plan.new)), limit_case(case, radius_m)
    elif plan.objective == "lscp":
        covering = limit_case(case, plan.within_m)
        choice = Choice(cover_all(covering))
    else:
        covering = limit_case(case, plan.within_m)
        choice = choose_best(covering, plan.new)
    return replace(choice, sites=settle(case, covering, choice.sites)), covering


def _in_order(case: Case, covering: Case | None, chosen: Sequence[int]) -> list[int]:
    """Return `chosen`, what helps most first, then what helps most beside it."""
    ranked: list[int] = []
    while len(ranked) < len(chosen):
        rest = [site for site in chosen if site not in ranked]
        ranked.append(best_of(case, covering, ranked, rest))
    return ranked


def _figures(inside: pd.DataFrame, sites: np.ndarray, within_m: float) -> Iterator[Figures]:
    """Yield the region's figures without a new office, with the first, with two, and so on."""
    x, y = inside["x_m"].to_numpy(), inside["y_m"].to_numpy()
    people, distance_m = inside["population"].to_numpy(), inside["distance_m"].to_numpy()
    yield measure_reach(distance_m, people, within_m)
    for site in sites:
        _, to_site_m = nearest(x, y, site[:1], site[1:])
        distance_m = np.minimum(distance_m, to_site_m)
        yield measure_reach(distance_m, people, within_m)


def _table(chosen: gpd.GeoDataFrame, figures: Sequence[Figures], plan: Plan) -> gpd.GeoDataFrame:
    steps = pd.DataFrame(figures).diff().iloc[1:].reset_index(drop=True)
    gains = pd.DataFrame(
        {
            "objective": plan.objective,
            "within_km": plan.within_m / 1000,
            "people_gained": steps["people_within"],
            "mean_distance_m_change": steps["mean_distance_m"],
        }
    )
    ranks = pd.RangeIndex(1, len(chosen) + 1)
    return chosen.reset_index(drop=True).assign(rank=ranks).join(round_figures(gains))


def _count_problems(candidates: gpd.GeoDataFrame, plan: Plan) -> list[Problem]:
    if plan.objective == "lscp" or plan.new <= len(candidates):
        return []
    what = f"more than the {len(candidates)} candidates"
    remedy = "Ask for fewer, or name more places."
    return [Problem("--new", None, None, str(plan.new), what, remedy)]
