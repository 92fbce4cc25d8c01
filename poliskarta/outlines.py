"""Polygons → compact outlines: whole numbers, differences, shared borders written once.

Coordinates are counted in steps of 1e-5 degrees (about one metre). A path is the steps from
each vertex to the next, written in letters. A border that two polygons share is one arc, which
both refer to, as in TopoJSON; the page draws each border once and puts the rings together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

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
        return write_paths([np.array(path) for path in self._number])

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


def write_path(path: np.ndarray) -> str:
    """Return a path in letters: x, y of its start, then the steps to each next vertex.

    Each number is split into groups of five bits, the lowest first; its sign is the lowest bit
    of all. A letter is such a group plus 32 when another one follows, as in source maps.
    """
    return write_paths([path])[0]


def write_paths(paths: Sequence[np.ndarray]) -> list[str]:
    """Return each of `paths` as `write_path` does: many at once take a tenth of the time."""
    if not paths:
        return []
    vertices = np.concatenate(paths)
    ends = np.cumsum([len(path) for path in paths])
    starts = np.append(0, ends[:-1])
    steps = np.diff(vertices, axis=0, prepend=0)
    steps[starts] = vertices[starts]
    letters, counts = _letters(steps.ravel())
    cuts = np.cumsum(counts)[2 * ends - 1].tolist()
    return [letters[i:j] for i, j in zip([0, *cuts], cuts, strict=False)]


def write_numbers(numbers: np.ndarray) -> str:
    """Return whole numbers in letters, as `write_path` writes its steps: less than 2**29 each."""
    return _letters(numbers)[0]


def outlines(geometry: shapely.Geometry | np.ndarray) -> list[list[str]]:
    """Return polygons as rings of COARSE_STEPS in letters, each ring closed; tiny ones left out.

    `geometry` is a polygon, a multipolygon, or an array of them.
    """
    rings, part = shapely.get_rings(shapely.get_parts(geometry), return_index=True)
    numbered = _numbered_steps(rings, COARSE_STEPS)
    written = write_paths([path for _, path in numbered])
    polygons: dict[int, list[str]] = {}
    for (number, _), path in zip(numbered, written, strict=True):
        polygons.setdefault(part[number], []).append(path)
    return [*polygons.values()]


def _letters(numbers: np.ndarray) -> tuple[str, np.ndarray]:
    """Return `numbers` in letters, and how many letters each took."""
    bits = np.abs(numbers) * 2 + (numbers < 0)
    rest = bits[:, None] >> _SHIFTS
    kept = rest > 0
    kept[:, 0] = True  # zero is one letter, too
    followed = rest >> 5 > 0
    letters = _LETTERS[((rest & 31) | (followed << 5))[kept]].tobytes().decode("ascii")
    return letters, kept.sum(axis=1)


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


def _steps(geometry: shapely.Geometry) -> list[np.ndarray]:
    return [path for _, path in _numbered_steps(shapely.get_rings(geometry), STEPS_PER_DEGREE)]


def _numbered_steps(rings: np.ndarray, per_degree: int) -> list[tuple[int, np.ndarray]]:
    """Return the rings in whole steps, no vertex twice in a row, each with its number.

    Those without an area are left out.
    """
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    steps = np.rint(xy * per_degree).astype(int)
    moved = np.ones(len(steps), dtype=bool)
    moved[1:] = (steps[1:] != steps[:-1]).any(axis=1) | (ring[1:] != ring[:-1])
    numbers, starts = np.unique(ring[moved], return_index=True)
    paths = np.split(steps[moved], starts)[1:]
    pairs = zip(numbers.tolist(), paths, strict=True)
    return [(number, path) for number, path in pairs if len(path) > 3]  # noqa: PLR2004
