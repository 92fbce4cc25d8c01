"""The two-step floating catchment area: how offices are shared by the people who are near them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

# Tells at which positions in the demand people have at most a length to the office at a position.
Within = Callable[[int, float], np.ndarray]


def share_offices(demand: pd.DataFrame, facilities: pd.DataFrame, catchment_m: float) -> np.ndarray:
    """Return the offices per person that each point of `demand` can reach within `catchment_m`.

    Two-step floating catchment area (Luo and Wang 2003), every office counting the same: an
    office is shared by all people within the catchment, a point sums up its shares.
    """
    people = demand["population"].to_numpy(dtype="float64")
    within = in_straight_line(demand, facilities)
    return share_out(within, len(facilities), catchment_m, people[:, np.newaxis])[:, 0]


def in_straight_line(demand: pd.DataFrame, facilities: pd.DataFrame) -> Within:
    """Return who is near an office in a straight line."""
    x, y = demand["x_m"].to_numpy(), demand["y_m"].to_numpy()
    sites = facilities[["x_m", "y_m"]].to_numpy()

    def within(office: int, limit_m: float) -> np.ndarray:
        office_x, office_y = sites[office]
        return np.flatnonzero((x - office_x) ** 2 + (y - office_y) ** 2 <= limit_m**2)

    return within


def among(within: Within, rows: np.ndarray, count: int) -> Within:
    """Return `within` of some `rows` only, sorted, of `count` that there are, by their places."""
    place = np.full(count, -1)
    place[rows] = np.arange(len(rows))

    def among(office: int, limit_m: float) -> np.ndarray:
        near = place[within(office, limit_m)]
        return near[near >= 0]

    return among


def share_out(within: Within, offices: int, catchment_m: float, people: np.ndarray) -> np.ndarray:
    """Return the share in offices of each point, for each column of `people`.

    `within` tells who is near which of so many `offices`; see `share_offices`.
    """
    access = np.zeros(people.shape)
    for office in range(offices):
        near = within(office, catchment_m)
        sharers = people[near].sum(axis=0)
        access[near] += np.divide(1, sharers, out=np.zeros_like(sharers), where=sharers != 0)
    return access
