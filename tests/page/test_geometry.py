"""Compact outlines: written and read again they are the same, and shared borders stand once."""

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon, box

from poliskarta.page.geometry import Arcs, name_spots, outlines, write_path

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def read_path(letters):
    """Read a path as the page does, written down a second time to be compared with."""
    numbers, bits, shift = [], 0, 0
    for letter in letters:
        value = LETTERS.index(letter)
        bits |= (value & 31) << shift
        shift += 5
        if not value & 32:
            numbers.append(-(bits >> 1) if bits & 1 else bits >> 1)
            bits, shift = 0, 0
    return [tuple(map(int, xy)) for xy in np.cumsum(np.reshape(numbers, (-1, 2)), axis=0)]


def joined(references, arcs):
    ring = []
    for reference in references:
        piece = arcs[~reference][::-1] if reference < 0 else arcs[reference]
        ring += piece if not ring else piece[1:]
    return ring


def degrees(*corners):
    return box(*(corner / 100_000 for corner in corners))


STEPS = st.integers(-18_000_000, 18_000_000)


@given(st.lists(st.tuples(STEPS, STEPS), min_size=1, max_size=20))
def test_a_path_is_read_again_as_it_was(path):
    assert read_path(write_path(tuple(path))) == path


def test_a_border_that_two_share_is_written_once():
    left, right = degrees(0, 0, 10, 10), degrees(10, 0, 20, 10)
    arcs = Arcs([left, right])
    references = [arcs.refer(left), arcs.refer(right)]
    written = [read_path(arc) for arc in arcs.written()]
    assert len(written) == 3
    edges = [frozenset(pair) for arc in written for pair in itertools.pairwise(arc)]
    assert len(edges) == len(set(edges)) == 7
    assert [len(polygon) for polygon in references] == [1, 1]


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), unique=True, min_size=1))
def test_rings_are_put_together_again(cells):
    squares = [degrees(x * 10, y * 10, x * 10 + 10, y * 10 + 10) for x, y in cells]
    arcs = Arcs(squares)
    references = [arcs.refer(square) for square in squares]
    written = [read_path(arc) for arc in arcs.written()]
    for square, ((ring,),) in zip(squares, references, strict=True):
        again = Polygon(np.array(joined(ring, written)) / 100_000)
        assert again.normalize().equals_exact(square.normalize(), 1e-9)


def test_a_hole_stays_a_hole():
    ring = Polygon(degrees(0, 0, 90, 90).exterior, [degrees(30, 30, 60, 60).exterior])
    assert [len(rings) for rings in outlines(MultiPolygon([ring]))] == [2]


def test_what_is_smaller_than_a_step_is_left_out():
    assert outlines(box(0, 0, 1e-7, 1e-7)) == []


def test_a_name_stands_on_the_land_of_its_polygon():
    (spot,) = name_spots([box(0, 0, 1, 1)], [box(0.8, 0.8, 2, 2)])
    assert abs(spot[0] - 0.9) < 0.01
    assert abs(spot[1] - 0.9) < 0.01


def test_a_name_without_land_stands_in_the_middle():
    (spot,) = name_spots([box(0, 0, 1, 1)], [])
    assert spot[:2] == (0.5, 0.5)
