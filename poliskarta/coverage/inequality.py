"""How unequal people's distances are: the Gini coefficient and the Lorenz curve."""

from __future__ import annotations

import numpy as np


def measure_inequality(distance_m: np.ndarray, people: np.ndarray) -> float:
    """Return the Gini coefficient of people's distances: 0 if all have the same, below 1.

    It is one minus twice the area below the Lorenz curve, see `lorenz_curve`. NaN without
    anybody, where anybody's number or distance is unknown, or where nobody has any way to go.
    """
    shares, lengths = lorenz_curve(distance_m, people)
    return float(1 - 2 * np.trapezoid(lengths, shares)) if len(shares) else np.nan


def lorenz_curve(distance_m: np.ndarray, people: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the shares of people, those with the shortest way first, and of all ways' length.

    Both rise from 0 to 1, a step a point. Empty where there is none, see `measure_inequality`.
    """
    order = np.argsort(distance_m, kind="stable")
    weights, lengths = people[order], (distance_m * people)[order]
    total, length = weights.sum(), lengths.sum()
    if not total > 0 or not 0 < length < np.inf:
        return np.array([]), np.array([])
    return tuple(np.append(0.0, np.cumsum(parts) / parts.sum()) for parts in (weights, lengths))
