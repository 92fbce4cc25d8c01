"""Fast joins give what an exhaustive search gives, border points and ties included."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import box

from poliskarta.coverage.point_joins import limit_distances, locate, nearest

SQUARES = np.array([box(0, 0, 10, 10), box(10, 0, 20, 10), box(0, 10, 20, 20)])

places = st.lists(st.tuples(st.integers(-5, 25), st.integers(-5, 25)), min_size=1, max_size=30)


def coordinates(pairs):
    x, y = np.array(pairs, dtype="float64").T
    return x, y


@given(places)
def test_a_point_gets_the_first_polygon_that_it_touches(pairs):
    x, y = coordinates(pairs)
    touches = shapely.intersects(SQUARES[:, None], shapely.points(x, y)[None])
    expected = np.where(touches.any(axis=0), touches.argmax(axis=0), -1)
    assert locate(x, y, SQUARES).tolist() == expected.tolist()


@given(places, st.sampled_from([1.0, 2.0, 2.5]))
def test_outside_the_nearest_polygon_within_the_tolerance_counts(pairs, tolerance):
    x, y = coordinates(pairs)
    distances = shapely.distance(SQUARES[:, None], shapely.points(x, y)[None])
    expected = np.where(distances.min(axis=0) <= tolerance, distances.argmin(axis=0), -1)
    assert locate(x, y, SQUARES, tolerance).tolist() == expected.tolist()


@given(places, places)
def test_the_nearest_office_is_the_first_of_the_nearest(pairs, sites):
    (x, y), (office_x, office_y) = coordinates(pairs), coordinates(sites)
    distances = np.hypot(x[:, None] - office_x, y[:, None] - office_y)
    position, distance = nearest(x, y, office_x, office_y)
    assert position.tolist() == distances.argmin(axis=1).tolist()
    assert distance == pytest.approx(distances.min(axis=1), abs=1e-9)


@given(
    places,
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20), st.integers(0, 9)), min_size=1),
)
def test_the_limits_are_those_of_an_exhaustive_search(pairs, sites):
    (x, y), (office_x, office_y, radius) = coordinates(pairs), np.array(sites, dtype="float64").T
    distances = np.hypot(x[:, None] - office_x, y[:, None] - office_y)
    low, high = limit_distances(x, y, office_x, office_y, radius)
    assert low == pytest.approx(np.maximum(distances - radius, 0).min(axis=1), abs=1e-9)
    assert high == pytest.approx((distances + radius).min(axis=1), abs=1e-9)


def test_without_an_office_everything_is_infinitely_far():
    position, distance = nearest(np.zeros(2), np.zeros(2), np.array([]), np.array([]))
    assert (position.tolist(), distance.tolist()) == ([-1, -1], [np.inf, np.inf])


def test_no_points_are_no_trouble():
    none = np.array([])
    assert len(locate(none, none, SQUARES, 1.0)) == len(nearest(none, none, [1.0], [1.0])[0]) == 0


def test_a_hundred_thousand_points_agree_with_geopandas():
    rng = np.random.default_rng(4)
    x, y = rng.integers(-2, 23, (2, 100_000)) / 1.0  # many on borders
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(x, y))
    joined = points.sjoin(gpd.GeoDataFrame(geometry=SQUARES), how="left", predicate="intersects")
    expected = joined.groupby(level=0)["index_right"].min().fillna(-1)
    assert (locate(x, y, SQUARES) == expected.to_numpy()).all()


def test_many_offices_agree_with_a_tree():
    rng = np.random.default_rng(4)
    x, y = rng.uniform(0, 1e5, (2, 50_000))
    office_x, office_y = rng.uniform(0, 1e5, (2, 500))
    tree = shapely.STRtree(shapely.points(office_x, office_y))
    _, expected = tree.query_nearest(shapely.points(x, y), all_matches=False)
    assert (nearest(x, y, office_x, office_y)[0] == expected).all()
