"""What the page gets to try other offices: every person and every metre, in few letters."""

import json
import string
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import box
from support.six_offices import survey_of

from poliskarta.coverage.analysis import Analysis, analyse
from poliskarta.page.what_if import (
    MOST_OFFICES,
    UNKNOWN,
    describe_demand,
    describe_what_if,
    fit_projection,
)
from poliskarta.pipeline import locate

LETTERS = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
KB = 1000
FIXED = pd.DataFrame({"office_id": ["b", "a"], "x_m": [2.00004, 1.0], "y_m": [3.0, 1.0]})


TOWN = gpd.GeoDataFrame(geometry=[box(17.2, 59.2, 18.7, 59.9)], crs="EPSG:4326")


def numbers(letters):
    """Read what `write_numbers` writes, five bits a letter."""
    found, bits, shift = [], 0, 0
    for letter in letters:
        value = LETTERS.index(letter)
        bits |= (value & 31) << shift
        shift += 5
        if value < 32:
            found.append(-(bits >> 1) if bits & 1 else bits >> 1)
            bits = shift = 0
    return found


def points_of(block):
    """Read a block back, slowly: [(district, x, y, people)]."""
    rows = iter(np.reshape(numbers(block["rows"]), (-1, 3)).tolist())
    runs = np.reshape(numbers(block["people"]), (-1, 2))
    people = iter(np.repeat(np.cumsum(runs[:, 0]), runs[:, 1]).tolist())
    found, corner = [], np.zeros(2, dtype=int)
    for district, step, dx, dy, count in np.reshape(numbers(block["areas"]), (-1, 5)).tolist():
        corner = np.add(corner, [dx, dy])
        x, y = corner.tolist()
        for move_x, move_y, length in (next(rows) for _ in range(count)):
            x, y = x + move_x * step, y + move_y * step
            name = block["districts"][district]
            found += [(name, x + i * step, y, next(people)) for i in range(length)]
    return found


def rows_of(demand):
    people = demand["population"].fillna(UNKNOWN)
    columns = (demand["district_id"], demand["x_m"], demand["y_m"], people)
    return sorted(zip(*columns, strict=True))


def demand_from(rows):
    names = ["area_id", "district_id", "x_m", "y_m", "population"]
    types = {"x_m": "float64", "y_m": "float64", "population": "float64"}
    return pd.DataFrame(rows, columns=names).astype(types | {"district_id": "str"})


@pytest.fixture(scope="module")
def stockholm(real):
    done = locate(real)
    return done, analyse(done)


def trial(demand, facilities, region):
    """An analysis of the town with other people and offices."""
    done = survey_of(region)
    dataset = replace(done.dataset, region=region)
    located = replace(done, dataset=dataset, districts=TOWN)
    return Analysis(located, TOWN, pd.Series(), demand, facilities, ())


def test_the_real_block_holds_every_person_at_every_point_in_few_letters(stockholm):
    _, analysis = stockholm
    block = describe_what_if(analysis)
    assert sorted(points_of(block["demand"])) == rows_of(analysis.demand)
    assert sum(people for *_, people in points_of(block["demand"])) == 2_054_343
    assert len(json.dumps(block)) < 30 * KB


@given(
    st.lists(
        st.tuples(
            st.sampled_from("ab"),
            st.sampled_from(["", "n", "s"]),
            st.integers(-(10**6), 10**6).map(lambda n: n * 25),
            st.integers(6_000_000, 7_500_000),
            st.one_of(st.integers(0, 10**6), st.none()),
        ),
        min_size=1,
        max_size=40,
    )
)
def test_any_points_are_read_back_as_they_were(rows):
    demand = demand_from(rows)
    assert sorted(points_of(describe_demand(demand))) == rows_of(demand)


def test_the_order_of_the_rows_changes_nothing(stockholm):
    _, analysis = stockholm
    shuffled = analysis.demand.sample(frac=1, random_state=5)
    assert describe_demand(shuffled) == describe_demand(analysis.demand)


def test_offices_stand_in_the_order_of_their_ids_to_a_tenth_of_a_millimetre(region):
    block = describe_what_if(trial(demand_from([("a", "n", 0, 0, 1)]), FIXED, region))
    assert block["offices"] == [["a", 1, 1], ["b", 2, 3]]


@pytest.mark.parametrize(
    ("crs", "bounds"),
    [
        ("EPSG:3006", (17.1, 58.5, 19.6, 60.4)),
        ("EPSG:3006", (10.5, 55.2, 24.2, 69.1)),
        ("EPSG:2154", (-5.2, 41.3, 9.6, 51.1)),
        ("EPSG:32618", (-74.3, 40.4, -73.6, 41.0)),
        ("EPSG:2193", (166.4, -47.3, 178.6, -34.3)),
    ],
)
def test_the_polynomial_follows_the_projection_to_a_millimetre(crs, bounds):
    fit = fit_projection(bounds, crs)
    assert fit["error_m"] < 0.001
    rng = np.random.default_rng(3)
    u, v = rng.uniform(-1, 1, (2, 500))
    west, south, east, north = bounds
    lon, lat = (west + east + (east - west) * u) / 2, (south + north + (north - south) * v) / 2
    true = gpd.points_from_xy(lon, lat, crs="EPSG:4326").to_crs(crs)
    pairs = [(i, j) for i in range(fit["degree"] + 1) for j in range(fit["degree"] + 1 - i)]
    terms = np.array([np.cos(i * np.arccos(u)) * np.cos(j * np.arccos(v)) for i, j in pairs])
    assert np.abs(np.array(fit["x"]) @ terms - true.x).max() < 0.001
    assert np.abs(np.array(fit["y"]) @ terms - true.y).max() < 0.001


def test_a_projection_that_no_polynomial_follows_leaves_nothing_to_try(region):
    far = replace(region, crs="EPSG:3031", bounds=(-179.0, -89.9, 179.0, -60.0))
    assert fit_projection(far.bounds, far.crs) == {}
    assert describe_what_if(trial(demand_from([("a", "n", 0, 0, 1)]), FIXED, far)) == {}


@pytest.mark.parametrize(
    "rows",
    [
        [("a", "n", 0, 0, 0)],
        [("a", "n", 0, 0, None)],
        [("a", "n", 0, 0, 1.5)],
        [("a", "n", 0.5, 0, 1)],
    ],
)
def test_without_whole_people_at_whole_metres_there_is_nothing_to_try(region, rows):
    assert describe_what_if(trial(demand_from(rows), FIXED, region)) == {}


def test_the_projection_holds_for_the_bounds_and_every_district(region):
    block = describe_what_if(trial(demand_from([("a", "n", 0, 0, 1)]), FIXED, region))
    assert block["projection"]["bounds"] == [17.0, 59.0, 18.7, 60.0]


def test_without_what_was_measured_there_is_nothing_to_try(region):
    demand = demand_from([("a", "n", 0, 0, 1)])
    assert describe_what_if(trial(demand.drop(columns="area_id"), FIXED, region)) == {}


def test_more_offices_than_a_phone_can_measure_at_once_are_not_tried(region):
    demand = demand_from([("a", "n", 0, 0, 1)])
    many = pd.concat([FIXED] * MOST_OFFICES, ignore_index=True)
    assert describe_what_if(trial(demand, many, region)) == {}
