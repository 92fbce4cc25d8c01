"""What is known of how a unit's people spread over its areas: totals of groups, and weights.

Weights are the people of each area in another year. Without either all areas count the same.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from poliskarta.project.csv_tables import complete, empty_table
from poliskarta.project.dataset import Dataset
from poliskarta.project.schema import AREA_GROUPS, AREA_POPULATIONS, GROUP_POPULATIONS


@dataclass(frozen=True)
class AreaPeople:
    """The tables area_groups.csv, group_populations.csv and area_populations.csv."""

    area_groups: pd.DataFrame
    group_populations: pd.DataFrame
    area_populations: pd.DataFrame


NOTHING_KNOWN = AreaPeople(
    *(complete(empty_table(t), t)[0] for t in (AREA_GROUPS, GROUP_POPULATIONS, AREA_POPULATIONS))
)


def known_areas(dataset: Dataset) -> AreaPeople:
    """Return what the project knows of its areas: tables without rows, where it has none."""
    return AreaPeople(dataset.area_groups, dataset.group_populations, dataset.area_populations)


def weigh_areas(area_ids: np.ndarray, years: np.ndarray, known: pd.DataFrame) -> np.ndarray:
    """Return what each area counts with when people of its year are shared out; NaN if unknown.

    `known` is AREA_POPULATIONS. The row of that very year counts with all its people. Without
    one it is that of the nearest year, of two as near the later one, with its `weight`, or with
    all people where that is empty.
    """
    wanted = pd.DataFrame({"area_id": area_ids, "wanted": years, "place": np.arange(len(area_ids))})
    pairs = wanted.merge(known, on="area_id")
    pairs["apart"] = (pairs["year"] - pairs["wanted"]).abs()
    order = ["place", "apart", "year"]
    pairs = pairs.sort_values(order, ascending=[True, True, False]).drop_duplicates("place")
    other = pairs["weight"].fillna(pairs["population"])
    weights = np.full(len(area_ids), np.nan)
    weights[pairs["place"]] = np.where(pairs["apart"] == 0, pairs["population"], other)
    return weights


def divide_units(
    areas: pd.DataFrame, units: pd.DataFrame, known: AreaPeople, population: str
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the cell of each of `areas`, its weight in it, and the people of each cell.

    A cell is what people are shared out within: a group of areas whose total is known, or what
    is left of a unit. `areas` has `area_id` and `unit_id`; `population` is a column of `units`.
    Groups are those of `population` only, the year of which check_area_tables compares. Where
    the weight of any area of a cell isn't known, or all are 0, its areas count the same.
    """
    unit = units.set_index("unit_id").reindex(areas["unit_id"])
    people = unit[population].to_numpy(dtype="float64")
    years = unit.reindex(columns=[f"{population}_year"]).to_numpy(dtype="float64")[:, 0]
    groups = known.area_groups if population == "population" else known.area_groups.iloc[:0]
    group_of = dict(zip(groups["area_id"], groups["group"], strict=True))
    group = np.array([group_of.get(area_id, "") for area_id in areas["area_id"]], dtype=object)
    total = known.group_populations.set_index("group")["population"].reindex(group).to_numpy()
    whole = known.group_populations.groupby("unit_id")["population"].sum()
    grouped = whole.reindex(areas["unit_id"]).fillna(0).to_numpy() if len(groups) else 0.0
    cell, _ = pd.factorize(pd.MultiIndex.from_arrays([areas["unit_id"], group]))
    of_cell = np.empty(cell.max(initial=-1) + 1)
    of_cell[cell] = np.where(np.isnan(people) | (group == ""), people - grouped, total)
    weights = weigh_areas(areas["area_id"].to_numpy(), years, known.area_populations)
    return cell, _or_equal(weights, cell), of_cell


def _or_equal(weights: np.ndarray, cell: np.ndarray) -> np.ndarray:
    """Return `weights`, 1 in a cell where they don't say how its people are shared out."""
    sums = np.bincount(cell, weights=weights)
    return np.where(sums[cell] > 0, weights, 1.0)  # nor if it is NaN
