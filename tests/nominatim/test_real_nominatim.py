"""Questions put to a real Nominatim that knows the invented county of county.osm."""

import json
import urllib.request
from pathlib import Path

import pandas as pd
import pytest
from support.geocode_cases import ask, ask_address, matcher_of

from poliskarta.cli import app
from poliskarta.geocoding.services import Service, ServiceProvider
from poliskarta.pipeline import locate
from poliskarta.project.csv_tables import read_table
from poliskarta.project.folder import Project
from poliskarta.project.region import read_region
from poliskarta.project.schema import CANDIDATES, GEOCODES

TESTS = Path(__file__).parents[1]
TOWN = Project(TESTS / "town", TESTS / "town" / "maps")


@pytest.fixture(scope="session")
def service(nominatim, region):
    return ServiceProvider(Service("nominatim", "desk@example.org", nominatim), region)


@pytest.fixture(scope="session")
def matcher():
    return matcher_of(TOWN, read_region(TOWN.table("region.toml")))


@pytest.fixture
def answer(service, matcher):
    """What becomes of a query that is put to the real server."""
    return lambda query: matcher.match(query, service.candidates(query), "nominatim")


def test_it_is_a_nominatim_5(nominatim):
    with urllib.request.urlopen(f"{nominatim}/status?format=json") as reply:
        status = json.load(reply)
    assert status["message"] == "OK"
    assert status["software_version"].startswith("5.")


@pytest.mark.parametrize(
    ("query", "precision", "found"),
    [
        (ask("Mitt", "Norra"), "place", "node/104"),
        (ask("Gräns", "Västra"), "station", "node/105"),
        (ask("Gräns", "Östra"), "place", "node/107"),
        (ask("Elak by", "Västra"), "place", "node/110"),
        (ask("Stora torget", "Östra"), "square", "node/111"),
        (ask("Mitt gård", "Västra"), "building", "node/103"),
        (ask_address("Torget 1"), "address", "node/201"),
        (ask_address("Torget 11"), "address", "node/203"),
        (ask_address("Torget 1", "Mitt", "Norra"), "address", "node/204"),
    ],
    ids=lambda value: getattr(value, "text", None),
)
def test_the_right_one_is_found(answer, query, precision, found):
    row = answer(query)
    assert (row["status"], row["provider_id"]) == ("found", f"osm:{found}")
    assert row["precision"] == precision
    assert "OpenStreetMap contributors, ODbL 1.0" in row["licence"]


def test_a_suburb_mapped_as_point_and_area_is_one_place_and_its_bus_stop_is_none(answer, service):
    kinds = {c.provider_id: c.kind for c in service.candidates(ask("Mitt"))}
    assert set(kinds) == {"osm:way/11", "osm:node/101", "osm:node/102"}
    row = answer(ask("Mitt"))
    assert (row["status"], row["precision"]) == ("found", "place")
    assert row["provider_id"] in {"osm:way/11", "osm:node/101"}
    assert row["radius_m"] == 765  # half the diagonal of the area


def test_two_quarters_of_one_name_in_a_municipality_are_left_to_a_person(answer):
    row = answer(ask("Kajen", "Östra"))
    assert row["status"] == "ambiguous"
    assert "node/108" in row["note"]
    assert "node/109" in row["note"]


@pytest.mark.parametrize("query", [ask("Ekeby", "Norra"), ask("gård", "Västra"), ask("Mitt", "")])
def test_what_goes_by_a_longer_name_or_lies_in_two_municipalities_is_left_to_a_person(
    answer, query
):
    assert answer(query)["status"] == "ambiguous"


def test_an_old_name_is_a_name_too(answer):
    assert answer(ask("Gammelby", "Norra"))["provider_id"] == "osm:node/112"


@pytest.mark.parametrize("query", [ask("Elak by", "Norra"), ask("Kajn", "Östra")])
def test_what_isn_t_there_is_not_found(answer, query):
    assert answer(query)["status"] == "not_found"


def test_a_street_without_the_house_is_not_the_address_and_is_kept_for_review(answer):
    row = answer(ask_address("Torget 7"))
    assert row["status"] == "not_found"
    assert "way/21" in row["note"]


@pytest.fixture
def asked_town(town, nominatim):
    """The town without gazetteer and answers, after it asked the real server for all."""
    for name in ("geocodes.csv", "gazetteer.csv"):
        town.table(name).unlink()
    table = town.table("offices.csv")
    offices = pd.read_csv(table, dtype=str, keep_default_na=False)
    offices.loc[offices["office_id"] == "okand", ["place", "address"]] = ["Gräns", "Torget 7"]
    offices.to_csv(table, index=False)
    where = ["--provider", "nominatim", "--contact", "desk@example.org", "--service-url", nominatim]
    assert app.main(["geocode", "--project", str(town.root), *where]) == 0
    return town


def test_the_whole_town_is_geocoded_and_every_row_says_whence(asked_town):
    rows = read_table(asked_town.table("geocodes.csv"), GEOCODES).set_index("query")
    assert rows["status"].to_dict() == {
        "Elak by, Norra, SE": "not_found",
        "Gräns, Västra, SE": "found",
        "Gräns, Östra, SE": "found",
        "Kajen, Östra, SE": "ambiguous",
        "Långt bort, SE": "not_found",
        "Mitt, Västra, SE": "found",
        "Torget 1, Mitt, Västra, SE": "found",
        "Torget 7, Gräns, Östra, SE": "not_found",
    }
    found = rows[rows["status"] == "found"]
    assert found["licence"].str.contains("ODbL 1.0").all()
    assert set(found["provider"]) == {"nominatim"}
    candidates = read_table(asked_town.table(CANDIDATES.file), CANDIDATES)
    reviewed = {"Kajen, Östra, SE", "Torget 7, Gräns, Östra, SE"}
    assert set(candidates["query"]) == set(found.index) | reviewed


def test_an_office_whose_address_is_not_found_is_put_at_its_place_and_says_so(asked_town):
    offices = locate(asked_town).offices.set_index("office_id")
    assert offices.loc["okand", ["placed", "precision", "address_located"]].tolist() == [
        True,
        "place",
        False,
    ]
    assert offices.loc["mitt", ["precision", "address_located"]].tolist() == ["address", True]
    assert offices.loc["kajen", "unplaced_reason"] == "ambiguous"


def test_the_second_run_asks_nothing(asked_town):
    """With nobody at the address any more, it still has every answer."""
    where = ["--provider", "nominatim", "--contact", "desk@example.org"]
    nobody = ["--service-url", "http://127.0.0.1:9"]
    assert app.main(["geocode", "--project", str(asked_town.root), *where, *nobody]) == 0
