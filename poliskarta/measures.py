"""Distances and the people who have them → shares, mean, quantiles. Arrays in, numbers out.

What each figure means, and what it must not be used for, stands in methods.toml.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from poliskarta.schema import BANDS_KM

PERCENTS = {"median_distance_m": 50, "p90_distance_m": 90}
_M_PER_KM = 1000
_LIMITS_M = np.array(BANDS_KM) * _M_PER_KM
_SHARES = tuple(f"share_within_{limit_km}km" for limit_km in BANDS_KM)
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


def measure_distances(distance_m: np.ndarray, people: Iterable[np.ndarray]) -> list[Figures]:
    """Return the figures of `distance_m` for each array of `people`, one of weights a point.

    `share_within_1km` (2, 5, 10), of the people whose distance is at most so far;
    `mean_distance_m`, `median_distance_m`, `p90_distance_m` and `max_distance_m`, of the points
    where somebody lives. All are NaN where anybody's number is unknown or there is nobody; the
    distances where there is no office, that is, where they are infinite.
    """
    order = np.argsort(distance_m)
    ordered = distance_m[order]
    ends = np.searchsorted(ordered, _LIMITS_M, side="right")
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


def unknown_figures() -> Figures:
    """Return what `measure_distances` gives where nothing is known."""
    return dict.fromkeys((*_SHARES, *_DISTANCES), np.nan)


def _describe(ordered: np.ndarray, people: np.ndarray, ends: np.ndarray) -> Figures:
    cumulated = np.cumsum(people)
    total = cumulated[-1] if len(people) else 0
    figures = unknown_figures()
    if not total > 0:  # nor if it is NaN
        return figures
    within = np.append(0.0, cumulated)[ends]
    figures |= dict(zip(_SHARES, within / total, strict=True))
    if np.isfinite(ordered[-1]):
        figures |= _measure(ordered, people, cumulated)
    return figures


def _measure(ordered: np.ndarray, people: np.ndarray, cumulated: np.ndarray) -> Figures:
    return {
        "mean_distance_m": (ordered * people).sum() / cumulated[-1],
        **{name: ordered[_first(cumulated, percent)] for name, percent in PERCENTS.items()},
        "max_distance_m": ordered[np.flatnonzero(people)[-1]],
    }


def _first(cumulated: np.ndarray, percent: int) -> int:
    """Return where `percent` per cent of the weight is reached first."""
    return int(np.searchsorted(cumulated * 100, percent * cumulated[-1]))
