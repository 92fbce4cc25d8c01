"""Where names stand on a drawn map: beside their point, and not on each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Box = tuple[float, float, float, float]

# The sides of a point in the order in which they are tried: right, left, the corners, above,
# below; how the text is aligned, and where it begins, in gaps.
_SIDES = (
    (0.0, -0.5, 1, 0),
    (-1.0, -0.5, -1, 0),
    (0.0, 0.0, 0.7, 0.7),
    (0.0, -1.0, 0.7, -0.7),
    (-1.0, 0.0, -0.7, 0.7),
    (-1.0, -1.0, -0.7, -0.7),
    (-0.5, 0.0, 0, 1),
    (-0.5, -1.0, 0, -1),
)
_CENTRE = ((-0.5, -0.5, 0, 0),)


@dataclass(frozen=True)
class Wish:
    """A name to be written: the size of its text, and how far from its point it may stand.

    Of `gaps` the first is tried first; 0 means across the point. A `must` is written wherever
    it is least in the way, any other name only where there is room.
    """

    x: float
    y: float
    width: float
    height: float
    gaps: tuple[float, ...] = (0.0,)
    must: bool = False


def place_labels(
    wishes: Iterable[Wish], taken: Iterable[Box], frame: Box
) -> list[tuple[float, float] | None]:
    """Return the lower left corner of each name, None for one that is left out.

    The first come first. `taken` are boxes (left, bottom, right, top) to keep clear of; no name
    that isn't a must leaves `frame`. All in the same unit, y upwards.
    """
    occupied = list(taken)
    corners: list[tuple[float, float] | None] = []
    for wish in wishes:
        boxes = [
            _box(wish, side, gap) for gap in wish.gaps for side in (_SIDES if gap else _CENTRE)
        ]
        costs = [_cost(box, occupied, frame) for box in boxes]
        best = min(range(len(boxes)), key=costs.__getitem__)
        if costs[best] > 0 and not wish.must:
            corners.append(None)
            continue
        occupied.append(boxes[best])
        corners.append(boxes[best][:2])
    return corners


def overlap(one: Box, other: Box) -> float:
    """Return the area that two boxes share."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    return max(width, 0.0) * max(height, 0.0)


def _box(wish: Wish, side: Sequence[float], gap: float) -> Box:
    across, up, right, above = side
    left = wish.x + across * wish.width + right * gap
    bottom = wish.y + up * wish.height + above * gap
    return (left, bottom, left + wish.width, bottom + wish.height)


def _cost(box: Box, occupied: Iterable[Box], frame: Box) -> float:
    """Return how much a box is in the way; leaving the frame is worst."""
    area = (box[2] - box[0]) * (box[3] - box[1])
    outside = area - overlap(box, frame)
    return sum(overlap(box, other) for other in occupied) + (10 * outside if outside > 1e-9 else 0)  # noqa: PLR2004
