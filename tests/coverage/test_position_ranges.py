"""Between what figures lie wherever offices stand in their radii: by hand, and in random places."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point
from support.six_offices import CRS, KM, X, Y, square

from poliskarta.coverage.floating_catchment import share_offices
from poliskarta.coverage.position_ranges import (
    limit_access,
    limit_counts,
    limit_elsewhere,
    may_lie_in,
)

# Two districts side by side, ten kilometres each.
DISTRICTS = gpd.GeoDataFrame(
    {"district_id": ["b", "a"]}, geometry=[square(10, 0, 20, 10), square(0, 0, 10, 10)], crs=CRS
)


def facilities(*rows):
    table = pd.DataFrame(rows, columns=["x_m", "y_m", "radius_m"])
    table["x_m"], table["y_m"] = X + table["x_m"] * KM, Y + table["y_m"] * KM
    table["radius_m"] *= KM
    return table.assign(district_id=np.where(table["x_m"] < X + 10 * KM, "a", "b"))


def homes(*rows):
    table = pd.DataFrame(rows, columns=["x_m", "y_m", "population"]).astype("float64")
    table["x_m"], table["y_m"] = X + table["x_m"] * KM, Y + table["y_m"] * KM
    return table.assign(code=(table["x_m"] >= X + 10 * KM).astype(int), elsewhere=False)


def test_an_office_may_lie_in_its_own_district_and_where_its_radius_reaches(region):
    reach = may_lie_in(facilities((2, 5, 1), (9, 5, 1), (9, 5, 0.9), (-3, 5, 0)), DISTRICTS, region)
    assert list(reach) == ["a", "b"]
    assert reach.to_numpy().tolist() == [[1, 0], [1, 1], [1, 0], [1, 0]]


def test_an_office_near_a_border_counts_at_most_on_both_sides_and_at_least_on_none(region):
    table = facilities((2, 5, 1), (9, 5, 2), (15, 5, 1))
    points = [Point(x, y) for x, y in zip(table["x_m"], table["y_m"], strict=True)]
    offices = gpd.GeoDataFrame(table, geometry=points, crs=CRS).assign(placed=True)
    offices["kind"] = region.fixed_kinds[0]
    lost = offices.iloc[:1].assign(placed=False, geometry=None)
    offices = pd.concat([offices, lost], ignore_index=True)
    name = f"offices_{region.fixed_kinds[0]}"
    limits = limit_counts(offices, DISTRICTS, region)
    assert limits[[f"{name}_low", f"{name}_high"]].to_numpy().tolist() == [[1, 2], [1, 2]]


def test_surely_and_possibly_elsewhere(region):
    offices = facilities((5, 5, 1), (12, 5, 1))
    reach = may_lie_in(offices, DISTRICTS, region).to_numpy()
    people = homes((5, 5, 1), (8.5, 5, 1), (9.8, 5, 1), (11, 5, 1))
    surely, possibly = limit_elsewhere(people, offices, reach)
    assert surely.tolist() == [False, False, True, False]
    assert possibly.tolist() == [False, True, True, False]


def test_the_share_of_an_office_lies_between_what_it_surely_and_what_it_possibly_reaches():
    people = homes((5, 5, 10), (8, 5, 20), (13, 5, 30))
    low, high = limit_access(
        people, facilities((9, 5, 1.5)), 5 * KM, people["population"].to_numpy()
    )
    assert low.tolist() == pytest.approx([20 / 50, 0, 1])
    assert high.tolist() == pytest.approx([1, 30 / 50, 1])


places = st.tuples(st.floats(0, 20), st.floats(0, 10), st.floats(0, 4))
people_at = st.tuples(st.floats(0, 19.9), st.floats(0, 10), st.integers(1, 9))


@given(
    st.lists(places, min_size=1, max_size=4),
    st.lists(people_at, min_size=2, max_size=6),
    st.integers(0, 2**32 - 1),
)
def test_wherever_offices_stand_the_figures_lie_within_the_range(offices, rows, seed):
    region = type("region", (), {"crs": CRS})
    table, people = facilities(*offices), homes(*rows, (1, 1, 1), (19, 1, 1))
    weights = people["population"].to_numpy()
    random = np.random.default_rng(seed)
    away, angle = table["radius_m"] * random.random(), 2 * np.pi * random.random(len(table))
    there = table.assign(
        x_m=table["x_m"] + away * np.cos(angle), y_m=table["y_m"] + away * np.sin(angle)
    )
    home = (there["x_m"] >= X + 10 * KM).to_numpy().astype(int)
    grid = [people[c].to_numpy()[:, np.newaxis] - there[c].to_numpy() for c in ("x_m", "y_m")]
    elsewhere = home[np.hypot(*grid).argmin(axis=1)] != people["code"]
    reach = may_lie_in(table, DISTRICTS, region).to_numpy()
    surely, possibly = limit_elsewhere(
        people, table.assign(radius_m=table["radius_m"] + 1e-6), reach
    )
    assert (surely <= elsewhere).all()
    assert (elsewhere <= possibly).all()
    low, high = limit_access(people, table, 5 * KM, weights)
    shares = share_offices(people, there, 5 * KM) * weights
    found = [*np.bincount(people["code"], shares), shares.sum()]
    assert (low <= np.array(found) + 1e-9).all()
    assert (found <= high + 1e-9).all()


def test_without_a_radius_the_range_is_the_figure():
    people = homes((5, 5, 10), (8, 5, 20), (13, 5, 30))
    offices = facilities((9, 5, 0), (1, 1, 0))
    weights = people["population"].to_numpy()
    low, high = limit_access(people, offices, 5 * KM, weights)
    assert low.tolist() == high.tolist()
    flags = people.assign(elsewhere=[True, False, True])
    for limit in limit_elsewhere(flags, offices, np.eye(2, dtype=bool)):
        assert limit.tolist() == [True, False, True]
