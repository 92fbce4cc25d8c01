"""Which district a station says it belongs to, in whatever words."""

import pandas as pd
import pytest

from poliskarta.ingest.own_district import compare, find_own_districts

CITY = {"B2": ["B2"], "B27": ["B27"], "F30": ["F30"]}
NAMED = {
    "1": ["1", "Harbour"],
    "2": ["2", "North Harbour"],
    "12": ["12", "9th Street", "012"],
}


def named(districts, *cells, header="Precinct", inside=None):
    table = pd.DataFrame({header: list(cells)})
    places = pd.Series([None] * len(cells) if inside is None else inside, dtype="object")
    found = find_own_districts(table, None, districts, places)
    return found and found.ids.tolist()


@pytest.mark.parametrize(
    ("text", "district"),
    [
        ("B27", "B27"),
        ("District B-27 Police Station", "B27"),
        ("b 27", "B27"),
        ("Area F-30 (south)", "F30"),
        ("Headquarters, 27 B Street", ""),
        ("B2 and B27", ""),
    ],
)
def test_codes_are_found_within_texts(text, district):
    assert named(CITY, text, "B2", "B2") == [district, "B2", "B2"]


@pytest.mark.parametrize(
    ("text", "district"),
    [
        ("NORTH HARBOUR", "2"),
        ("Harbour Community Station", "1"),
        ("North Harbour Station", "2"),
        ("9TH STREET", "12"),
        ("12", "12"),
        ("Precinct 12", "12"),
        ("Precinct No. 012", "12"),
        ("12 Main Street", ""),
        ("Central", ""),
    ],
)
def test_names_and_numbers(text, district):
    assert named(NAMED, text, "1", "1") == [district, "1", "1"]


def test_without_positions_only_a_column_that_says_so_is_believed():
    assert named(NAMED, "1", "2", header="OBJECTID") is None
    assert named(NAMED, "1", "2", header="DIVISION") == ["1", "2"]


def test_numbers_that_disagree_with_the_polygons_are_other_numbers():
    assert named(NAMED, "1", "2", "12", header="Row", inside=["2", "12", "1"]) is None
    assert named(NAMED, "1", "2", "12", header="Row", inside=["1", "2", "1"]) == ["1", "2", "12"]


def test_the_column_that_agrees_most_is_taken():
    table = pd.DataFrame({"OBJECTID": ["1", "2", "12"], "PREC": ["2", "12", "1"]})
    inside = pd.Series(["2", "12", "1"], dtype="object")
    assert find_own_districts(table, None, NAMED, inside).column == "PREC"
    assert find_own_districts(table, "OBJECTID", NAMED, inside).column == "OBJECTID"
    assert find_own_districts(table, "", NAMED, inside) is None


def test_what_disagrees_is_named_and_what_has_no_position_isn_t_compared():
    own = pd.Series(["1", "2", "2", "", "12"])
    inside = pd.Series(["1", "1", None, "1", ""], dtype="object")
    found = compare(own, inside)
    assert (found.agree, found.compared, found.differ) == (1, 3, {1: "1", 4: ""})
