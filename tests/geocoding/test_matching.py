import math
from itertools import permutations
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from support.geocode_cases import (
    NORRA,
    OSTRA,
    TODAY,
    VASTRA,
    ask,
    ask_address,
    candidate,
    matcher_of,
)

from poliskarta.geocoding.matching import Matcher, municipality_polygons, points_of
from poliskarta.project.folder import Project
from poliskarta.project.region import read_region
from poliskarta.project.vocabularies import PRECISIONS, RADIUS_M

ROOT = Path(__file__).parents[2]
TOWN = Project(ROOT / "tests" / "town", ROOT / "tests" / "town" / "maps")
degrees = st.floats(-90, 90)


def answer(matcher, query, *candidates):
    return matcher.match(query, candidates, "list")


def test_the_only_candidate_in_the_municipality_is_found(matcher):
    row = answer(matcher, ask("Mitt"), candidate(NORRA), candidate(provider_id="town:1"))
    assert (row["status"], row["provider_id"]) == ("found", "town:1")
    assert (row["latitude"], row["longitude"]) == VASTRA


def test_candidates_in_other_municipalities_only_are_implausible(matcher):
    row = answer(matcher, ask("Mitt"), candidate(NORRA), candidate(OSTRA))
    assert row["status"] == "implausible"
    assert math.isnan(row["latitude"])
    assert "59.538043 17.670510" in row["note"]


def test_without_a_municipality_the_bounds_of_the_region_decide(matcher):
    anywhere = ask("Mitt", municipality="")
    assert answer(matcher, anywhere, candidate(NORRA))["status"] == "found"
    assert answer(matcher, anywhere, candidate((48.1, 17.6)))["status"] == "implausible"
    assert answer(matcher, anywhere, candidate((0.0, 0.0)))["status"] == "implausible"


def test_units_of_no_municipality_leave_the_bounds_to_decide(region):
    squares = [shapely.box(17.6, 59.5, 17.7, 59.6), shapely.box(17.7, 59.5, 17.8, 59.6)]
    units = gpd.GeoDataFrame({"municipality": ["", ""]}, geometry=squares, crs="EPSG:4326")
    matcher = Matcher(municipality_polygons(units), region, TODAY)
    offshore = candidate((59.7, 17.9))
    assert answer(matcher, ask("Mitt", ""), offshore)["status"] == "found"


def test_two_places_of_one_name_in_the_municipality_are_ambiguous(matcher):
    row = answer(matcher, ask("Mitt"), candidate(), candidate(north_m=600, provider_id="x:2"))
    assert row["status"] == "ambiguous"
    assert "x:2" in row["note"]
    assert (row["precision"], row["matched_name"]) == ("", "")


@pytest.mark.parametrize(("apart_m", "status"), [(249, "found"), (252, "ambiguous")])
def test_candidates_within_250_metres_are_one_place(matcher, apart_m, status):
    near = candidate(north_m=apart_m, provider_id="second")
    row = answer(matcher, ask("Mitt"), candidate(provider_id="first"), near)
    assert (row["status"], row["provider_id"]) == (status, "first" if status == "found" else "")


def test_a_chain_of_near_candidates_is_not_one_place(matcher):
    chain = [candidate(north_m=metres) for metres in (0, 200, 400)]
    assert {answer(matcher, ask("Mitt"), *p)["status"] for p in permutations(chain)} == {
        "ambiguous"
    }


def test_a_point_in_an_area_of_its_name_is_one_place_with_it_however_far_its_middle(matcher):
    west, south, east, north = (
        VASTRA[1] - 0.01,
        VASTRA[0] - 0.002,
        VASTRA[1] + 0.01,
        VASTRA[0] + 0.01,
    )
    area = candidate(north_m=700, radius_m=900.0, bounds=(west, south, east, north))
    for pair in permutations([candidate(), area]):
        row = answer(matcher, ask("Mitt"), *pair)
        assert (row["status"], row["radius_m"]) == ("found", 900)
    outside = candidate(north_m=-600, provider_id="outside")
    assert answer(matcher, ask("Mitt"), outside, area)["status"] == "ambiguous"


def test_what_only_bears_the_name_comes_after_the_place(matcher):
    bus_stop = candidate(north_m=600, is_place=False, provider_id="bus")
    assert answer(matcher, ask("Mitt"), bus_stop, candidate())["provider_id"] == ""
    row = answer(matcher, ask("Mitt"), bus_stop, candidate(provider_id="suburb"))
    assert (row["status"], row["provider_id"]) == ("found", "suburb")
    assert answer(matcher, ask("Mitt"), bus_stop)["provider_id"] == "bus"


def test_what_goes_by_another_name_is_left_to_a_person_but_for_want_of_the_right_one(matcher):
    other = candidate(precision="station", is_named=False, name="Södra Mitt")
    row = answer(matcher, ask("Mitt"), other)
    assert (row["status"], "Södra Mitt" in row["note"]) == ("ambiguous", True)
    row = answer(matcher, ask("Mitt"), other, candidate(provider_id="right"))
    assert (row["status"], row["provider_id"]) == ("found", "right")


def test_an_implausible_answer_says_where_its_candidates_are(matcher):
    assert answer(matcher, ask("Mitt"), candidate(NORRA))["note"].endswith("; in Norra")


def test_the_more_precise_candidate_wins_wherever_it_stands_in_the_list(matcher):
    ranks = ["municipality", "place", "station", "building", "address"]
    for count in range(2, len(ranks) + 1):
        candidates = [
            candidate(precision=p, north_m=300 * i - 600) for i, p in enumerate(ranks[:count])
        ]
        assert answer(matcher, ask("Mitt"), *candidates)["precision"] == ranks[count - 1]


def test_a_square_and_a_station_are_equally_good(matcher):
    square = candidate(precision="square", north_m=500)
    assert (
        answer(matcher, ask("Mitt"), candidate(precision="station"), square)["status"]
        == "ambiguous"
    )


def test_a_street_or_a_suburb_does_not_answer_the_question_after_an_address(matcher):
    assert answer(matcher, ask_address("Torget 1"), candidate())["status"] == "not_found"
    house = candidate(precision="address", north_m=300)
    assert answer(matcher, ask_address("Torget 1"), candidate(), house)["precision"] == "address"


def test_the_radius_is_the_source_s_or_that_of_the_precision(matcher):
    assert answer(matcher, ask("Mitt"), candidate(radius_m=77.0))["radius_m"] == 77
    assert answer(matcher, ask("Mitt"), candidate(precision="square"))["radius_m"] == 200


def test_every_precision_of_a_candidate_has_a_radius():
    assert set(RADIUS_M) == set(PRECISIONS)


def test_the_date_is_the_source_s_or_today(matcher):
    assert answer(matcher, ask("Mitt"), candidate(date="2019-05"))["retrieved_on"] == "2019-05"
    assert answer(matcher, ask("Mitt"), candidate())["retrieved_on"] == TODAY.isoformat()


def test_review_rows_hold_every_candidate_inside_first_then_by_precision(matcher):
    candidates = [
        candidate(NORRA, "address", provider_id="outside"),
        candidate(provider_id="place"),
        candidate(precision="station", provider_id="station"),
    ]
    rows = matcher.review_rows(ask("Mitt"), candidates)
    assert [row["provider_id"] for row in rows] == ["station", "place", "outside"]
    assert [row["inside"] for row in rows] == ["yes", "yes", "no"]
    assert [row["rank"] for row in rows] == [1, 2, 3]


@given(degrees, st.floats(-180, 180))
def test_latitude_and_longitude_are_swapped_once_and_rounded_once(latitude, longitude):
    point = points_of([latitude], [longitude])[0]
    assert (point.y, point.x) == (round(latitude, 6), round(longitude, 6))


RIVALS = pd.read_csv(ROOT / "tests" / "support" / "rivals.csv")


@pytest.mark.parametrize("place", sorted(set(RIVALS["place"])))
def test_the_office_s_place_wins_over_every_rival_even_of_its_very_name(real, real_matcher, place):
    offices = pd.read_csv(real.table("offices.csv"))
    municipality = offices.loc[offices["place"] == place, "municipality"].iloc[0]
    rivals = [
        candidate((row.latitude, row.longitude), name=place, provider_id=row.source_id)
        for row in RIVALS[RIVALS["place"] == place].itertuples()
    ]
    gazetteer = pd.read_csv(real.table("gazetteer.csv"))
    row = gazetteer[(gazetteer["name"] == place) & (gazetteer["kind"] == "station")].iloc[0]
    right = candidate((row.latitude, row.longitude), "station", provider_id=row.source_id)
    query = ask(place, municipality)
    assert answer(real_matcher, query, *rivals, right)["provider_id"] == row.source_id
    for rival, is_inside in zip(rivals, real_matcher.inside(query, rivals), strict=True):
        status = "found" if is_inside else "implausible"
        assert answer(real_matcher, query, rival)["status"] == status


@pytest.fixture(scope="module")
def real_matcher(real):
    return matcher_of(real, read_region(real.table("region.toml")))
