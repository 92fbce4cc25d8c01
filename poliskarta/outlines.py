"""Polygons → compact outlines: whole numbers, differences, shared borders written once.

Coordinates are counted in steps of 1e-5 degrees (about one metre). A path is the steps from
each vertex to the next, written in letters. A border that two polygons share is one arc, which
both refer to, as in TopoJSON; the page draws each border once and puts the rings together.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import shapely

STEPS_PER_DEGREE = 100_000
# For what is only looked at and was simplified by more than this, some ten metres.
COARSE_STEPS = 10_000

_LETTERS = np.frombuffer(
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", dtype="S1"
)
_SHIFTS = np.arange(0, 30, 5)
# More steps than there are from pole to pole: a vertex is one number, x times this plus y.
_SPAN = 1 << 26

Vertex = tuple[int, int]
Path = tuple[Vertex, ...]


class Arcs:
    """The distinct pieces of border of a set of polygons, in the order they were met.

    `nodes` are the vertices where pieces end: where more than two edges meet.
    """

    def __init__(self, polygons: Iterable[shapely.Geometry]) -> None:
        self._number: dict[Path, int] = {}
        self._nodes = _find_nodes([ring for polygon in polygons for ring in _steps(polygon)])

    def refer(self, geometry: shapely.Geometry) -> list[list[list[int]]]:
        """Return `geometry` as polygons of rings of arc numbers; `~n` is arc n backwards."""
        return [
            [[self._refer(piece) for piece in self._cut(ring)] for ring in _rings(part)]
            for part in shapely.get_parts(geometry)
        ]

    def written(self) -> list[str]:
        """Return every arc in letters."""
        return [write_path(path) for path in self._number]

    def _refer(self, path: Path) -> int:
        backwards = path[::-1]
        if backwards < path:
            return ~self._number.setdefault(backwards, len(self._number))
        return self._number.setdefault(path, len(self._number))

    def _cut(self, ring: Path) -> list[Path]:
        ends = [index for index, vertex in enumerate(ring[:-1]) if vertex in self._nodes]
        start = ends[0] if ends else ring.index(min(ring[:-1]))
        turned = ring[start:-1] + ring[: start + 1]
        marks = [index - start for index in ends] or [0]
        return [turned[i : j + 1] for i, j in zip(marks, [*marks[1:], len(ring) - 1], strict=True)]


def write_path(path: Path | np.ndarray) -> str:
    """Return a path in letters: x, y of its start, then the steps to each next vertex.

    Each number is split into groups of five bits, the lowest first; its sign is the lowest bit
    of all. A letter is such a group plus 32 when another one follows, as in source maps.
    """
    return write_numbers(np.diff(np.asarray(path), axis=0, prepend=[[0, 0]]).ravel())


def write_numbers(numbers: np.ndarray) -> str:
    """Return whole numbers in letters, as `write_path` writes its steps: less than 2**29 each."""
    bits = np.abs(numbers) * 2 + (numbers < 0)
    rest = bits[:, None] >> _SHIFTS
    kept = rest > 0
    kept[:, 0] = True  # zero is one letter, too
    followed = rest >> 5 > 0
    return _LETTERS[((rest & 31) | (followed << 5))[kept]].tobytes().decode("ascii")


def outlines(geometry: shapely.Geometry) -> list[list[str]]:
    """Return polygons as rings of COARSE_STEPS in letters, each ring closed; tiny ones left out."""
    parts = (
        [write_path(ring) for ring in _steps(part, COARSE_STEPS)]
        for part in shapely.get_parts(geometry)
    )
    return [part for part in parts if part]


def _find_nodes(rings: list[np.ndarray]) -> set[Vertex]:
    """Return the vertices that have another number of neighbours than two."""
    if not rings:
        return set()
    vertices = np.concatenate(rings)
    keys, first, of_vertex = np.unique(
        vertices @ (_SPAN, 1), return_index=True, return_inverse=True
    )
    starts = np.cumsum([len(ring) for ring in rings])[:-1]
    pairs = np.delete(np.column_stack([of_vertex[:-1], of_vertex[1:]]), starts - 1, axis=0)
    both_ways = np.concatenate([pairs, pairs[:, ::-1]]) @ (len(keys), 1)
    neighbours = np.bincount(np.unique(both_ways) // len(keys), minlength=len(keys))
    return set(map(tuple, vertices[first[neighbours != 2]].tolist()))  # noqa: PLR2004


def _rings(geometry: shapely.Geometry) -> list[Path]:
    return [tuple(map(tuple, ring.tolist())) for ring in _steps(geometry)]


def _steps(geometry: shapely.Geometry, per_degree: int = STEPS_PER_DEGREE) -> list[np.ndarray]:
    """Return the rings in whole steps, no vertex twice in a row, those without an area left out."""
    xy, ring = shapely.get_coordinates(shapely.get_rings(geometry), return_index=True)
    steps = np.rint(xy * per_degree).astype(int)
    moved = np.ones(len(steps), dtype=bool)
    moved[1:] = (steps[1:] != steps[:-1]).any(axis=1) | (ring[1:] != ring[:-1])
    bounds = np.flatnonzero(np.diff(ring[moved])) + 1
    return [part for part in np.split(steps[moved], bounds) if len(part) > 3]  # noqa: PLR2004
