"""Which sites to choose, solved exactly by spopt with HiGHS.

What is there already makes each problem smaller. A p-median with offices in place is a maximal
covering problem: a point is a row for each site that may serve it, "this or a nearer one is
chosen", worth what the next one costs more (the radius formulation of Cornuejols, Nemhauser and
Wolsey 1980). So spopt's MCLP solves both; its LSCP solves the other two.

Rows that ask for the same sites are one row, and a Lagrangian bound leaves out the sites that
are in no best choice (Narula, Ogbu and Samuelsson 1977): hundreds become tens.
"""

from __future__ import annotations

import warnings
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


# spopt writes out a row's every site: more than so many take minutes, and the bound must do.
MOST_TERMS = 5_000_000
_MOST_CELLS = 200_000_000
_ROUNDS = 300
_BLOCK = 1000


@dataclass(frozen=True)
class Choice:
    """The sites chosen, ascending. No choice is better by more than `gap`, a share of the gain."""

    sites: tuple[int, ...]
    gap: float = 0.0


def choose_best(case: Case, count: int) -> Choice:
    """Return the `count` sites that lower the weighted cost most: MCLP, or p-median."""
    start = settle(case, None, fill(case, (), count))
    gain = gain_of(case, start)
    keep, bound = promising_sites(case, count, gain)
    gap = max(bound / gain - 1, 0.0) if gain > 0 else 0.0
    pairs, worth = _worth(case, keep)
    if not len(pairs) or gap <= SAME:
        return Choice(start)
    if len(pairs) * keep.sum() > _MOST_CELLS:
        return Choice(start, gap)
    rows, weights = _merge(_prefixes(case, keep, pairs), worth)
    if rows.size > MOST_TERMS:
        return Choice(start, gap)
    chosen = np.flatnonzero(keep)[_solve("MCLP", rows, weights, 0, min(count, rows.shape[1]))]
    return Choice(fill(case, tuple(chosen.tolist()), count))


def cover_all(case: Case) -> tuple[int, ...]:
    """Return the fewest sites that leave no point at a cost that a site could spare it (LSCP).

    `case` is what `limit_case` returns.
    """
    everything = np.ones(case.sites, dtype=bool)
    pairs, worth = _worth(case, everything)
    rows, _ = _merge(_prefixes(case, everything, pairs), worth)
    if not rows.size:
        return ()
    needed = _without_supersets(rows)
    used = np.flatnonzero(needed.any(axis=0))
    return tuple(used[_solve("LSCP", needed[:, used], 0)].tolist())


def choose_center(case: Case, count: int) -> tuple[tuple[int, ...], float]:
    """Return `count` sites or fewer that make the longest distance shortest, and that distance.

    The least distance at which `count` sites cover all (Minieka 1970), by bisection.
    """
    lowest = case.base.copy()
    np.minimum.at(lowest, case.point, case.cost)
    every = np.unique(np.concatenate([case.cost, case.base]))
    radii = every[every >= lowest.max()]
    low, high, best = 0, len(radii) - 1, ()
    while low < high:
        middle = (low + high) // 2
        chosen = cover_all(limit_case(case, radii[middle]))
        if len(chosen) <= count:
            high, best = middle, chosen
        else:
            low = middle + 1
    return best, float(radii[high])


def promising_sites(case: Case, count: int, gain: float) -> tuple[np.ndarray, float]:
    """Return which sites may be in a choice that gains `gain` or more, and what none can exceed.

    Each point offers a price, at most its own cost, and a site earns what is offered above its
    cost. The best `count` earnings and what was not offered bound every gain; the subgradient
    method lowers the bound. A site whose earnings don't lift it to `gain` is out.
    """
    price, bound, step, stalled = case.base.copy(), np.inf, 1.0, 0
    keep = np.ones(case.sites, dtype=bool)
    for _ in range(_ROUNDS):
        earned = gains_of(case, price)
        best = np.argsort(-earned, kind="stable")[:count]
        total = case.weight @ (case.base - price) + earned[best].sum()
        stalled = 0 if total < bound else stalled + 1
        bound = min(bound, total)
        keep &= total + np.minimum(earned - earned[best[-1]], 0) >= gain * (1 - SAME)
        chosen = np.zeros(case.sites, dtype=bool)
        chosen[best] = True
        earning = chosen[case.site] & (price[case.point] > case.cost)
        slope = np.bincount(case.point[earning], minlength=len(price)) - 1.0
        slope[(price >= case.base) & (slope < 0)] = 0
        length = case.weight @ slope**2
        if length == 0 or bound <= gain * (1 + SAME):
            break
        step, stalled = (step / 2, 0) if stalled >= 10 else (step, stalled)  # noqa: PLR2004
        price = np.clip(price - step * (total - gain) / length * slope, 0, case.base)
    return keep, bound


def _worth(case: Case, keep: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the pairs with a site to `keep` whose next one costs more, and what that is worth."""
    use = np.flatnonzero(keep[case.site])
    point, cost = case.point[use], case.cost[use]
    last = np.append(point[1:] != point[:-1], True)[: len(use)]
    then = np.where(last, case.base[point], np.append(cost[1:], 0.0)[: len(use)])
    worth = case.weight[point] * (then - cost)
    return use[worth > 0], worth[worth > 0]


def _prefixes(case: Case, keep: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """Return which of the sites to `keep` serve the point of each pair as well as it does."""
    ends = np.cumsum(np.bincount(case.point[pairs], minlength=len(case.base)))
    held = np.zeros((len(pairs), int(keep.sum())), dtype=bool)
    for column, site in enumerate(np.flatnonzero(keep)):
        own = np.flatnonzero(case.site == site)
        change = np.zeros(len(pairs) + 1, dtype=np.int32)
        np.add.at(change, np.searchsorted(pairs, own), 1)
        np.add.at(change, ends[case.point[own]], -1)
        held[:, column] = np.cumsum(change[:-1])
    return held


def _merge(rows: np.ndarray, worth: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return each distinct row once, and what all its like are worth."""
    packed, which = np.unique(np.packbits(rows, axis=1), axis=0, return_inverse=True)
    distinct = np.unpackbits(packed, axis=1, count=rows.shape[1]).astype(bool)
    return distinct, np.bincount(which.ravel(), worth, len(distinct))


def _without_supersets(rows: np.ndarray) -> np.ndarray:
    """Return the rows that hold no other: who covers these covers all."""
    counts, size = rows.astype("float32"), rows.sum(axis=1)
    blocks = np.array_split(np.arange(len(rows)), len(rows) // _BLOCK + 1)
    holds = [(counts[block] @ counts.T == size).sum(axis=1) > 1 for block in blocks]
    return rows[~np.concatenate(holds)]


def _solve(name: str, rows: np.ndarray, *settings: object) -> np.ndarray:
    """Return which sites (columns) spopt's model `name` chooses; the same ones each time.

    A site serves the points (rows) that hold it: costs nothing there, and 1 elsewhere.
    """
    with warnings.catch_warnings():
        # spopt 0.7 makes its variables in a way that PuLP 4 will not know.
        warnings.simplefilter("ignore", DeprecationWarning)
        import pulp  # noqa: PLC0415  # an optional extra
        from spopt import locate  # noqa: PLC0415

        model = getattr(locate, name).from_cost_matrix(np.where(rows, 0, 1), *settings)
        solver = pulp.HiGHS(msg=False, gapRel=0, threads=1, random_seed=0)
        model.solve(solver, results=False)
    return np.flatnonzero([site.value() > 0.5 for site in model.fac_vars])  # noqa: PLR2004
