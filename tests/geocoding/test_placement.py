"""Where each office is, or why it isn't placed."""

import pandas as pd
import pytest

from poliskarta.geocoding.placement import place_offices
from poliskarta.project.dataset import read_dataset
from poliskarta.project.vocabularies import EXACT_PRECISIONS, RADIUS_M


@pytest.fixture
def tables(town):
    return read_dataset(town)


def place(tables, offices=None, stops=None, geocodes=None):
    placed, placed_stops = place_offices(
        tables.offices if offices is None else offices,
        tables.stops if stops is None else stops,
        tables.geocodes if geocodes is None else geocodes,
        tables.region,
    )
    return placed.set_index("office_id"), placed_stops.set_index("office_id")


def test_every_office_stays_placed_or_with_a_reason(tables):
    offices, _ = place(tables)
    assert list(offices.index) == sorted(tables.offices["office_id"])
    reasons = offices.loc[~offices["placed"], "unplaced_reason"].to_dict()
    assert reasons == {"bat": "no_place", "okand": "ambiguous"}
    assert offices["geometry"].notna().tolist() == offices["placed"].tolist()


def test_longitude_is_x_and_latitude_is_y(tables):
    offices, _ = place(tables)
    assert offices.loc["mitt", "geometry"].coords[0] == (17.669090, 59.520103)


def test_a_mobile_office_stands_at_its_first_placed_stop(tables):
    offices, stops = place(tables)
    assert offices.loc["buss", "geometry"] == stops.loc["buss", "geometry"]
    assert offices.loc["buss", ["precision", "radius_m"]].tolist() == ["place", 200.0]


def test_an_unasked_stop_makes_its_office_unasked(tables):
    none = tables.geocodes[tables.geocodes["query"] != "Mitt, Västra, SE"]
    offices, stops = place(tables, geocodes=none)
    assert offices.loc["buss", "unplaced_reason"] == "not_asked"
    assert stops.loc["buss", "unplaced_reason"] == "not_asked"


def test_an_address_without_a_geocode_falls_back_to_its_place_and_says_so(tables):
    offices, _ = place(tables)
    assert offices.loc["mitt", ["precision", "address_located"]].tolist() == ["place", False]


def test_an_addresss_geocode_wins_over_its_places(tables):
    row = {
        "query": "torget 1, mitt, västra, SE",
        "latitude": 59.52,
        "longitude": 17.67,
        "radius_m": 25,
        "precision": "address",
        "status": "manual",
    }
    geocodes = pd.concat([tables.geocodes, pd.DataFrame([row])], ignore_index=True)
    offices, _ = place(
        tables, geocodes=geocodes.fillna({"provider": "", "licence": "", "matched_name": ""})
    )
    assert offices.loc["mitt", "geometry"].coords[0] == (17.67, 59.52)
    assert offices.loc["mitt", "address_located"]


def test_the_forces_own_position_wins(tables):
    own = tables.offices.assign(latitude=[59.53] * 8, longitude=[17.66] * 8)
    offices, _ = place(tables, offices=own)
    assert set(offices["precision"]) == {"given"}
    assert offices.loc["okand", "geometry"].coords[0] == (17.66, 59.53)
    assert set(offices["radius_m"]) == {0}
    assert offices["address_located"].all()


@pytest.mark.parametrize("precision", list(RADIUS_M))
def test_where_no_radius_is_known_that_of_the_precision_holds(tables, precision):
    geocodes = tables.geocodes.assign(radius_m=float("nan"), precision=precision)
    for rows in place(tables, geocodes=geocodes):
        assert set(rows.loc[rows["placed"], "radius_m"]) == {RADIUS_M[precision]}
        assert rows.loc[~rows["placed"], "radius_m"].isna().all()


@pytest.mark.parametrize("precision", list(RADIUS_M))
def test_only_a_point_of_the_office_itself_is_exact_whatever_was_asked_for(tables, precision):
    offices, _ = place(tables, geocodes=tables.geocodes.assign(precision=precision))
    assert (
        offices["address_located"] == (offices["placed"] & (precision in EXACT_PRECISIONS))
    ).all()


def test_the_order_of_rows_changes_nothing(tables):
    offices, stops = place(tables)
    again, stops_again = place(
        tables,
        tables.offices[::-1],
        tables.stops[::-1],
        tables.geocodes.sample(frac=1, random_state=2),
    )
    pd.testing.assert_frame_equal(pd.DataFrame(again), pd.DataFrame(offices))
    pd.testing.assert_frame_equal(pd.DataFrame(stops_again), pd.DataFrame(stops))
