"""Points that stand for polygons: how many, how far apart, and where."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, Polygon, box

from poliskarta.coverage.polygon_points import spread_over

SMALL_M = 250
sizes = st.integers(1, 3000)
places = st.integers(0, 10**7)
boxes = st.lists(st.tuples(places, places, sizes, sizes), min_size=1, max_size=6)


def spread(*polygons):
    points, of = spread_over(np.array(polygons, dtype=object), SMALL_M)
    return [points[of == number] for number in range(len(polygons))]


def turned(size, degrees=45):
    return shapely.affinity.rotate(box(0, 0, size, size), degrees)


def test_a_cell_of_the_limit_is_one_point_and_a_larger_one_is_spread():
    small, large = spread(box(0, 0, 250, 250), box(0, 0, 300, 300))
    assert small.tolist() == [[125, 125]]
    assert {*large[:, 0]} == {25, 75, 125, 175, 225, 275}
    assert len(large) == 36


@pytest.mark.parametrize("size", [250, 252])
def test_how_a_cell_is_turned_doesnt_make_it_large(size):
    (points,) = spread(turned(size))
    assert len(points) == 1


def test_points_are_200_m_apart_until_10_000_are_not_enough():
    kilometre, county = spread(box(0, 0, 1000, 1000), box(0, 0, 40_000, 40_000))
    assert (len(kilometre), len(county)) == (25, 10_000)
    assert sorted({*county[:, 0]})[:2] == [200, 600]


def test_what_is_thin_or_has_no_area_has_a_point_on_it():
    thin, line = Polygon([(0, 0), (10_000, 7000), (10_000, 7001)]), LineString([(0, 0), (9000, 1)])
    for polygon, points in zip((thin, line), spread(thin, line), strict=True):
        assert len(points) >= 1
        assert shapely.distance(polygon, shapely.points(points)).max() < 0.01


@given(boxes)
def test_every_polygon_has_points_all_within_it_and_large_ones_many(rows):
    polygons = [box(x, y, x + width, y + height) for x, y, width, height in rows]
    for polygon, points in zip(polygons, spread(*polygons), strict=True):
        assert shapely.contains_xy(polygon, points).all()
        fat = min(rows[polygons.index(polygon)][2:]) > 4 * SMALL_M
        assert len(points) >= (9 if fat else 1)


@given(boxes)
def test_what_else_is_spread_changes_no_polygons_points(rows):
    polygons = [box(x, y, x + width, y + height) for x, y, width, height in rows]
    for polygon, points in zip(polygons, spread(*polygons), strict=True):
        np.testing.assert_array_equal(points, spread(polygon)[0])


def test_many_polygons_are_spread_in_parts(monkeypatch):
    polygons = [box(0, y, 1000, y + 1000) for y in range(0, 8000, 1000)]
    whole = spread(*polygons)
    monkeypatch.setattr("poliskarta.coverage.polygon_points._AT_ONCE", 60)
    for once, parts in zip(whole, spread(*polygons), strict=True):
        np.testing.assert_array_equal(once, parts)
