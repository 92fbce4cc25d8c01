"""Boxes in degrees, also across the antimeridian, and shapes counted past 180 beside them."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import shapely

Bounds = tuple[float, float, float, float]
Shapes = TypeVar("Shapes", shapely.Geometry, np.ndarray)
_HALF = 180.0
_TURN = 360.0


def unwrapped(bounds: Bounds) -> Bounds:
    """Return `bounds` with an east beyond 180 where they cross the antimeridian."""
    west, south, east, north = bounds
    return (west, south, east + _TURN if west > east else east, north)


def box_of(bounds: Bounds) -> shapely.Geometry:
    """Return `bounds` in degrees as polygons: two where they cross the antimeridian."""
    west, south, east, north = bounds
    if west <= east:
        return shapely.box(*bounds)
    return shapely.union(
        shapely.box(west, south, _HALF, north), shapely.box(-_HALF, south, east, north)
    )


def unwrap(shapes: Shapes, bounds: Bounds) -> Shapes:
    """Return `shapes` (degrees), east of 180 where `bounds` cross the antimeridian."""
    if bounds[0] <= bounds[2]:
        return shapes
    return count_eastward(shapes, (bounds[0] + bounds[2]) / 2)  # from the far side of the world


def count_eastward(shapes: Shapes, west: float) -> Shapes:
    """Return `shapes` with each longitude that is less than `west` counted past 180."""

    def turn(xy: np.ndarray) -> np.ndarray:
        return np.column_stack([np.where(xy[:, 0] < west, xy[:, 0] + _TURN, xy[:, 0]), xy[:, 1]])

    return shapely.transform(shapes, turn)
