"""A choice among sites, as costs: arrays in, positions of sites out. No solver here.

A site matters only to the points that it is nearer to than every office there is, so a case is
the list of those pairs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

SAME = 1e-9  # relative: what differs by less is equal but for rounding


@dataclass(frozen=True)
class Case:
    """What each point costs as it is (`base`), and each site that would cost it less.

    `point`, `site`, `cost` are those pairs, by point and then the least cost first. Points weigh
    `weight`; there are `sites` sites.
    """

    base: np.ndarray
    weight: np.ndarray
    point: np.ndarray
    site: np.ndarray
    cost: np.ndarray
    sites: int


def build_case(
    x: np.ndarray, y: np.ndarray, weight: np.ndarray, base_m: np.ndarray, sites: np.ndarray
) -> Case:
    """Return the case of points at `x`, `y` that have `base_m` to go, and `sites` (x, y), metres.

    Without any office (infinity) a point costs more than any site does.
    """
    far_m = max((np.sqrt((x - sx) ** 2 + (y - sy) ** 2).max() for sx, sy in sites), default=0.0)
    base = np.where(np.isfinite(base_m), base_m, far_m + 1)
    found = []
    for site, (site_x, site_y) in enumerate(sites):
        distance_m = np.sqrt((x - site_x) ** 2 + (y - site_y) ** 2)
        near = np.flatnonzero(distance_m < base)
        found.append((near, np.full(len(near), site), distance_m[near]))
    point, site, cost = (np.concatenate(parts) for parts in zip(*found, strict=True))
    order = np.lexsort([site, cost, point])
    return Case(base, weight, point[order], site[order], cost[order], len(sites))


def limit_case(case: Case, limit_m: float) -> Case:
    """Return `case` with a cost of 1 beyond `limit_m` and 0 within it."""
    far = case.base > limit_m
    use = far[case.point] & (case.cost <= limit_m)
    point, site = case.point[use], case.site[use]
    return Case(far.astype("float64"), case.weight, point, site, np.zeros(len(point)), case.sites)


def gain_of(case: Case, chosen: Sequence[int]) -> float:
    """Return by how much the `chosen` sites lower the weighted cost."""
    return float(case.weight @ (case.base - _costs(case, chosen)))


def fill(case: Case, chosen: Sequence[int], count: int) -> tuple[int, ...]:
    """Return `chosen` and as many others as make `count`, each the best there is by then."""
    filled = list(chosen)
    while len(filled) < count:
        filled.append(best_of(case, None, filled, _others(case, filled)))
    return tuple(sorted(filled))


def settle(case: Case, covering: Case | None, chosen: Sequence[int]) -> tuple[int, ...]:
    """Return `chosen` after exchanging single sites until each is the `best_of` all."""
    best, settled = sorted(chosen), False
    while not settled:
        settled = True
        for site in tuple(best):
            rest = [other for other in best if other != site]
            found = best_of(case, covering, rest, _others(case, rest))
            if found != site:
                best, settled = sorted([*rest, found]), False
    return tuple(best)


def best_of(case: Case, covering: Case | None, chosen: Sequence[int], among: Sequence[int]) -> int:
    """Return the site `among` several that is best beside those `chosen`.

    The one that covers most of `covering`, if any; of those that cover as much, the one that
    lowers the cost of `case` most; of those that cost as much, the first.
    """
    left = np.asarray(among)
    for measured in (covering, case) if covering else (case,):
        gains = gains_of(measured, _costs(measured, chosen))[left]
        left = left[gains >= gains.max() * (1 - SAME)]
    return int(left.min())


def _others(case: Case, sites: Sequence[int]) -> np.ndarray:
    return np.setdiff1d(np.arange(case.sites), sites)


def _costs(case: Case, chosen: Sequence[int]) -> np.ndarray:
    costs = case.base.copy()
    use = np.zeros(case.sites, dtype=bool)
    use[list(chosen)] = True
    pairs = use[case.site]
    np.minimum.at(costs, case.point[pairs], case.cost[pairs])
    return costs


def gains_of(case: Case, costs: np.ndarray) -> np.ndarray:
    """Return what each site by itself would save, points costing `costs` now."""
    saved = case.weight[case.point] * np.maximum(costs[case.point] - case.cost, 0)
    return np.bincount(case.site, saved, case.sites)
