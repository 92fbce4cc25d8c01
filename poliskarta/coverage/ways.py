"""Ways that were measured, in place of straight lines: by a table of another tool, or a network."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from poliskarta.coverage.floating_catchment import Within
from poliskarta.coverage.indicators import PERCENTS, Figures, weighted_quantile
from poliskarta.errors import Problem, require_no_problems
from poliskarta.project.thresholds import WITHIN_MIN

log = logging.getLogger("poliskarta")
Array = np.ndarray
METRES, MINUTES = "m", "min"


@dataclass(frozen=True)
class Ways:
    """The way from each point of demand to the office that is nearest by it.

    `position` is that office's in the facilities (of several as near the first), -1 where none can
    be reached; `length` the way's in `unit`, METRES or MINUTES, infinity there. `within` gives the
    points that have at most a length to the office at a position. `source` is the name of the file
    that they come from, `network` whether that is a network.
    """

    source: str
    unit: str
    position: Array
    length: Array
    within: Within
    network: bool = False


# Finds the ways from demand (x_m, y_m, ids) to facilities, as `assign_demand` has both.
FindWays = Callable[[pd.DataFrame, pd.DataFrame], Ways]


def follow_ways(demand: pd.DataFrame, facilities: pd.DataFrame, ways: Ways) -> pd.DataFrame:
    """Return `demand` with its ways in place of the straight lines: same rows, index and order.

    `demand` is what `assign_demand` returns. `office_id` and `elsewhere` are those of the office
    that is nearest by the way, missing and False where none can be reached. In metres
    `distance_m` is the way's length, infinity there, and `straight_m` the straight line to the
    same office; in minutes `time_min` is there in place of both. Adds `unreachable`.

    The least and the most a way can be aren't known: `distance_low_m` and `distance_high_m` go.
    """
    reached = ways.position >= 0
    offices = facilities.iloc[np.maximum(ways.position, 0)] if len(facilities) else None
    elsewhere, straight_m = np.zeros(len(demand), dtype=bool), np.full(len(demand), np.inf)
    if offices is not None:
        there = offices["district_id"].to_numpy(dtype=object)
        elsewhere = reached & (demand["district_id"].to_numpy(dtype=object) != there)
        aside = [offices[name].to_numpy() - demand[name].to_numpy() for name in ("x_m", "y_m")]
        straight_m = np.where(reached, np.hypot(*aside), np.inf)
    plain = demand.drop(columns=["distance_m", "distance_low_m", "distance_high_m"])
    in_metres = {"distance_m": ways.length, "straight_m": straight_m}
    lengths = in_metres if ways.unit == METRES else {"time_min": ways.length}
    _tell_unreachable(demand, ~reached)
    return plain.assign(
        office_id=pd.Categorical.from_codes(ways.position, facilities["office_id"]),
        elsewhere=elsewhere,
        **lengths,
        unreachable=~reached,
    )


def point_ids(demand: pd.DataFrame) -> pd.Series:
    """Return the id of each point, a text: its own, or else its number from 1."""
    if "point_id" in demand:
        return demand["point_id"].astype("str")
    return pd.Series(np.arange(1, len(demand) + 1), index=demand.index).astype("str")


def _tell_unreachable(demand: pd.DataFrame, lost: Array) -> None:
    if lost.any():
        weight = demand["population" if "population" in demand else "land_km2"].to_numpy()
        share = 100 * weight[lost].sum() / weight.sum() if weight.sum() else np.nan
        what = "from %d of %d points no office can be reached: %.2f %% of the demand"
        log.warning(what, lost.sum(), len(lost), share)


def measure_minutes(demand: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """Return figures of each district (index `district_id`, sorted) and of all: times, in minutes.

    `demand` is what `follow_ways` returns. Demand in no district counts nowhere; land counts where
    no people are known. Columns: `demand`; `share_within_10min` (20, 30, 60), of all of it;
    `mean_time_min` and `max_time_min` of those who can reach an office; `median_time_min` and
    `p90_time_min` of all, NaN if that many can't; `share_unreachable`; `share_nearest_elsewhere`.
    All are NaN where there is nobody, or anybody's number is unknown.
    """
    inside = demand[demand["district_id"].to_numpy(dtype=object) != ""]
    groups = inside.groupby("district_id", observed=True).indices
    rows = {str(name): _minutes(inside.iloc[places]) for name, places in sorted(groups.items())}
    by_district = pd.DataFrame.from_dict(rows, orient="index").rename_axis("district_id")
    return by_district, pd.Series(_minutes(inside))


def _minutes(demand: pd.DataFrame) -> Figures:
    weight = demand["population" if "population" in demand else "land_km2"].to_numpy(dtype=float)
    time_min, total = demand["time_min"].to_numpy(), weight.sum()
    names = [f"share_within_{limit}min" for limit in WITHIN_MIN]
    if not total > 0:  # nor if it is NaN
        nothing = [*names, *_TIMES, "share_unreachable", "share_nearest_elsewhere"]
        return {"demand": total} | dict.fromkeys(nothing, np.nan)
    reached = np.isfinite(time_min) & (weight > 0)
    shares = {
        n: weight[time_min <= m].sum() / total for n, m in zip(names, WITHIN_MIN, strict=True)
    }
    quantiles = [weighted_quantile(time_min, weight, percent) for percent in PERCENTS.values()]
    known = dict(zip(_TIMES[2:], [q if np.isfinite(q) else np.nan for q in quantiles], strict=True))
    if reached.any():
        known["mean_time_min"] = np.average(time_min[reached], weights=weight[reached])
        known["max_time_min"] = time_min[reached].max()
    times = {name: round(known.get(name, np.nan), 1) for name in _TIMES}
    others = {
        "share_unreachable": weight[demand["unreachable"]].sum() / total,
        "share_nearest_elsewhere": weight[demand["elsewhere"]].sum() / total,
    }
    rounded = {name: round(float(value), 6) for name, value in (shares | others).items()}
    return {"demand": total} | rounded | times


_TIMES = ("mean_time_min", "max_time_min", "median_time_min", "p90_time_min")


def require_metres(figures: Mapping[str, object] | pd.DataFrame, what: str) -> None:
    """Raise DataError if `figures` of districts are in minutes, which `what` can't show."""
    if "mean_time_min" in figures:
        reason = f"the ways are measured in minutes, and {what} shows kilometres only"
        remedy = "Use lengths, or print the figures with poliskarta coverage."
        require_no_problems([Problem("--unit", None, None, MINUTES, reason, remedy)])
