from pathlib import Path

import pandas as pd
import pytest
from support.geocode_cases import NORRA, VASTRA, ask, ask_address, geocode_row

from poliskarta.geocoding.cache_checks import check_cache
from poliskarta.project.csv_tables import empty_table
from poliskarta.project.folder import Project
from poliskarta.project.schema import GEOCODES

ROOT = Path(__file__).parents[2]
TOWN = Project(ROOT / "tests" / "town", ROOT / "tests" / "town" / "maps")


def problems(matcher, queries, *rows):
    columns = empty_table(GEOCODES).columns
    answers = pd.DataFrame(rows, index=range(2, len(rows) + 2), columns=columns)
    return [f"{p.row} {p.what}" for p in check_cache("geocodes.csv", answers, queries, matcher)]


def test_a_sound_cache_has_no_problems(matcher):
    assert (
        problems(matcher, [ask("Mitt")], geocode_row("Mitt, Västra, SE", municipality="Västra"))
        == []
    )


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ({"latitude": NORRA[0]}, "not in Västra"),
        ({"latitude": 0.0, "longitude": 0.0}, "not in Västra"),
        ({"municipality": "", "latitude": 48.0}, "not in the region"),
        ({"municipality": "Vestra"}, "not in Vestra"),
        ({"latitude": VASTRA[1], "longitude": VASTRA[0]}, "latitude and longitude are swapped"),
        ({"licence": ""}, "a point without a licence"),
    ],
)
@pytest.mark.parametrize("status", ["found", "manual"])
def test_a_point_out_of_place_or_without_licence_is_a_problem(matcher, status, row, what):
    full = {"municipality": "Västra", **row}
    assert problems(matcher, [ask("Mitt")], geocode_row("Mitt, Västra, SE", status, **full)) == [
        f"2 {what}"
    ]


def test_a_row_that_no_office_asks_for_is_a_problem(matcher):
    row = geocode_row("Bort, Västra, SE", municipality="Västra")
    assert problems(matcher, [], row) == ["2 no office or stop asks this"]


def test_what_a_person_must_settle_is_a_problem_but_an_honest_not_found_is_none(matcher):
    rows = [
        geocode_row("A, Västra, SE", "ambiguous"),
        geocode_row("B, Västra, SE", "implausible"),
        geocode_row("C, Västra, SE", "not_found"),
    ]
    queries = [ask("A"), ask("B"), ask("C")]
    assert problems(matcher, queries, *rows) == ["2 A, Västra, SE", "3 B, Västra, SE"]


def test_an_unanswered_address_is_a_problem_unless_its_place_is_answered(matcher):
    row = geocode_row("Mitt, Västra, SE", municipality="Västra")
    asked = [ask("Mitt"), ask_address("Torget 1")]
    assert problems(matcher, asked, row) == []
    assert problems(matcher, [ask_address("Torget 1", "Bort")]) == ["None not answered yet"]


def test_two_questions_on_one_point_are_a_problem_unless_the_notes_say_so(matcher):
    rows = [geocode_row(f"{name}, Västra, SE", municipality="Västra") for name in "AB"]
    queries = [ask("A"), ask("B")]
    assert problems(matcher, queries, *rows) == [
        "2 the same point as B, Västra, SE",
        "3 the same point as A, Västra, SE",
    ]
    said = [{**row, "note": "the same house"} for row in rows]
    assert problems(matcher, queries, *said) == []
