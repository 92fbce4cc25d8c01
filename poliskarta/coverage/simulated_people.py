"""How wrong the estimate of where people live is, and worlds where they live otherwise.

The error is measured where the truth is known (`demand_errors.csv`); see `measure_spread`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from poliskarta.coverage.demand_weights import AreaPeople, divide_units
from poliskarta.project.vocabularies import AREA_PEOPLE, EQUAL_SHARES, ERROR_TESTS, LAND_AREA

# Where in its quarter somebody lives is not varied: an area is halved twice, or less often where
# there are so many areas that not all quarters can be looked at in every world.
_HALVINGS = 2
_MOST_QUARTERS = 6_000

# The mean of the absolute value of a standard normal variable.
_MEAN_ABSOLUTE = np.sqrt(2 / np.pi)


@dataclass(frozen=True)
class Spread:
    """By how much people are spread otherwise than estimated: standard deviations of a logarithm.

    `between` areas of a cell, and `within` an area between its quarters.
    """

    between: float
    within: float


@dataclass(frozen=True)
class Quarters:
    """Parts of areas, those of a district, of a cell in it and of an area in that side by side.

    `x_m`, `y_m`, `people` and `district` (a code) have an entry a quarter; `area_starts` and
    `cell_starts` say where each area and each cell begins, `area` which area a quarter is of.
    """

    x_m: np.ndarray
    y_m: np.ndarray
    people: np.ndarray
    district: np.ndarray
    area: np.ndarray
    area_starts: np.ndarray
    cell_starts: np.ndarray


def measure_spread(errors: pd.DataFrame) -> Spread | None:
    """Return how people must be spread to be misplaced as `errors` has them; None if nothing is.

    `errors` is the table DEMAND_ERRORS; the finest of its tests counts, and the estimate that
    the map uses. Each area's people are the estimate times a lognormal factor of mean 1, of all
    areas alike and independent, so that a place of n areas is wrong by a factor that is narrower
    by the root of n. `between` is what puts, on average, as many people into a wrong place as
    the test does. Within an area nothing is measured: there the same is taken to hold as for the
    places of the test when people are put evenly over the land.
    """
    for test in reversed(ERROR_TESTS):
        rows = errors[errors["test"] == test]
        if len(rows):
            best = AREA_PEOPLE if rows[AREA_PEOPLE].notna().all() else EQUAL_SHARES
            within = _of_wrong_share(_misplaced(rows, LAND_AREA))
            return Spread(_misplaced(rows, best) / _expected_of_unit(rows), within)
    return None


def _misplaced(rows: pd.DataFrame, estimate: str) -> float:
    return float((rows[estimate] - rows["known"]).abs().sum() / 2 / rows["known"].sum())


def _expected_of_unit(rows: pd.DataFrame) -> float:
    """Return the share of the people that is misplaced on average if the deviation is 1.

    In the first order: an error of all places of a whole alike changes nothing, since they
    share its people.
    """
    share = rows["known"] / rows.groupby("within")["known"].transform("sum")
    own = 1 / rows["areas"]
    all_ = (share**2 * own).groupby(rows["within"]).transform("sum")
    deviation = np.sqrt((1 - 2 * share) * own + all_)
    return float(_MEAN_ABSOLUTE * (rows["known"] * deviation).sum() / 2 / rows["known"].sum())


def _of_wrong_share(share: float) -> float:
    """Return the deviation of lognormal factors of mean 1 that misplace `share` of all people.

    Half of the mean absolute deviation from 1 is 2 Φ(s/2) - 1.
    """
    from statistics import NormalDist  # noqa: PLC0415  # a part of a second, for this alone

    return 2 * NormalDist().inv_cdf((1 + min(share, 0.99)) / 2)


def gather_quarters(demand: pd.DataFrame, units: pd.DataFrame, known: AreaPeople) -> Quarters:
    """Return the points of `demand` (see `assign_demand`), gathered into quarters of their area.

    An area is halved across its longer side, and so are its halves, so that each quarter has as
    many points as the others, or one more. A quarter stands where the middle of
    its points is. Points in no district are left out; the order of the rows doesn't matter.
    """
    rows = demand[demand["district_id"].astype("str") != ""]
    rows = rows.sort_values(["area_id", "unit_id", "y_m", "x_m"], ignore_index=True)
    halvings = max(0, min(_HALVINGS, int(np.log2(_MOST_QUARTERS / rows["area_id"].nunique()))))
    code, _ = pd.factorize(pd.MultiIndex.from_frame(rows[["area_id", "unit_id"]]))
    for _ in range(halvings):
        code = _halve(code, rows["x_m"].to_numpy(), rows["y_m"].to_numpy())
    groups = rows.assign(district=pd.Categorical(rows["district_id"]).codes).groupby(code)
    found = groups.agg(
        {"area_id": "first", "unit_id": "first", "x_m": "mean", "y_m": "mean"}
        | {"population": "sum", "district": "first"}
    )
    found["cell"], _, _ = divide_units(found, units, known, "population")
    keys = ["district", "cell", "area_id", "unit_id"]
    found = found.sort_values([*keys, "y_m", "x_m"], ignore_index=True)
    area = found.groupby(keys, sort=False).ngroup().to_numpy()
    return Quarters(
        *(found[name].to_numpy() for name in ("x_m", "y_m", "population", "district")),
        area,
        starts_of(area),
        starts_of(found.groupby(keys[:2], sort=False).ngroup().to_numpy()),
    )


def starts_of(codes: np.ndarray) -> np.ndarray:
    """Return where in `codes`, whose like ones stand side by side, each new one begins."""
    return np.flatnonzero(np.diff(codes, prepend=-1))


def _halve(code: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return `code` with each group of points cut in two across its longer side."""
    frame = pd.DataFrame({"code": code, "x": x, "y": y})
    groups = frame.groupby("code")[["x", "y"]]
    sides = groups.max() - groups.min()
    along = np.where((sides["x"] > sides["y"]).to_numpy()[code], x, y)
    order = np.lexsort([y, x, along, code])
    starts = np.searchsorted(code[order], np.arange(code.max() + 1))
    sizes = np.bincount(code)
    rank = np.empty(len(code), dtype=int)
    rank[order] = np.arange(len(code)) - np.repeat(starts, sizes)
    halves, _ = pd.factorize(code * 2 + (rank >= (sizes[code] + 1) // 2))
    return halves


def draw_people(
    quarters: Quarters, spread: Spread, random: np.random.Generator, worlds: int
) -> np.ndarray:
    """Return the people of each quarter in so many worlds, a row a world.

    Every cell keeps its known total, and so does every district.
    """
    area, areas, cells = quarters.area, quarters.area_starts, quarters.cell_starts
    of_area = np.exp(spread.between * random.standard_normal((worlds, len(areas))))
    inside = np.exp(spread.within * random.standard_normal((worlds, len(area))))
    inside *= quarters.people
    total = np.add.reduceat(quarters.people, areas)
    sums = np.add.reduceat(inside, areas, axis=1)
    people = inside * (of_area * np.divide(total, sums, where=sums > 0, out=sums))[:, area]
    known = np.add.reduceat(quarters.people, cells)
    found = np.add.reduceat(people, cells, axis=1)
    factor = np.divide(known, found, where=found > 0, out=found)
    sizes = np.diff(cells, append=len(area))
    return people * np.repeat(factor, sizes, axis=1)
