"""The page tells search engines of each placed office, of its date and of no more than is known."""

import json
import re

import pytest

from poliskarta.coverage.analysis import analyse
from poliskarta.page.render import render_page
from poliskarta.pipeline import locate


@pytest.fixture
def described(town):
    done = locate(town)
    html = render_page(analyse(done))
    [block] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert "<" not in block
    return done, json.loads(block)


@pytest.fixture
def stations(described):
    return {station["@id"]: station for station in described[1]["about"]}


def test_each_placed_office_is_a_police_station_and_no_other(described, stations):
    done, _ = described
    placed = done.offices[done.offices["placed"]]
    assert set(stations) == {f"#office={name}" for name in placed["office_id"]}
    assert {station["@type"] for station in stations.values()} == {"PoliceStation"}


def test_the_stations_belong_to_a_map_of_its_date(described):
    _, found = described
    assert (found["@type"], found["temporalCoverage"]) == ("Map", "2020")


def test_a_point_for_an_area_is_a_circle_and_no_address(stations):
    place = stations["#office=grans"]
    assert place["geo"]["@type"] == "GeoCircle"
    assert place["geo"]["geoRadius"] == 100
    assert "streetAddress" not in place["address"]


def test_hours_are_days_and_times(stations):
    hours = stations["#office=kajen"]["openingHoursSpecification"]
    assert [day["dayOfWeek"][:2] for day in hours] == ["Mo", "Tu", "We", "Th", "Fr"]
    assert {(day["opens"], day["closes"]) for day in hours} == {("09:00", "17:00")}


def test_names_made_to_harm_are_only_words(stations):
    assert stations["#office=elak"]["name"] == "<b>&\"'</b><img src=x onerror=alert(1)>"
