"""Other services than Nominatim, by answers in their words, and the pace at a public host."""

import copy
from pathlib import Path

import pytest
from support.geocode_cases import NORRA, VASTRA, ask, ask_address
from support.nominatim_server import Clock
from support.replay import Replay

from poliskarta.geocoding.services import Service, ServiceProvider
from poliskarta.project.folder import Project

ROOT = Path(__file__).parents[2]
TOWN = Project(ROOT / "tests" / "town", ROOT / "tests" / "town" / "maps")
NEAR = (VASTRA[0] - 0.008, VASTRA[1] - 0.01)


def photon(at, key, value, **properties):
    """One feature, in the words of Photon's API."""
    facts = {"osm_type": "N", "osm_id": 7, "osm_key": key, "osm_value": value, "type": "house"}
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [at[1], at[0]]},
        "properties": {**facts, "countrycode": "SE", **properties},
    }


def pelias(at, layer, name, **properties):
    """One feature, in the words of Pelias' API."""
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [at[1], at[0]]},
        "properties": {
            "gid": f"whosonfirst:{layer}:7",
            "layer": layer,
            "name": name,
            "label": f"{name}, Sverige",
            **properties,
        },
    }


def collection(*features):
    return {"type": "FeatureCollection", "features": list(features)}


SUBURB = photon(VASTRA, "place", "suburb", name="Mitt", type="district")
BUS_STOP = photon(NEAR, "highway", "bus_stop", name="Mitt")
PHOTON = {
    "Mitt, Västra, SE": collection(BUS_STOP, SUBURB),
    "Mitt, Norra, SE": collection(SUBURB),
    "By, Västra, SE": collection(photon(VASTRA, "place", "village", name="Södra By")),
    "Län, Västra, SE": collection(
        photon(VASTRA, "boundary", "administrative", name="Län", type="county")
    ),
    "Torget 1, Mitt, Västra, SE": collection(
        photon(NEAR, "place", "house", street="Torget", housenumber="11"),
        photon(VASTRA, "building", "yes", street="Torget", housenumber="1"),
    ),
    "Torget 2, Mitt, Västra, SE": collection(
        photon(VASTRA, "place", "house", street="Lilla Torget", housenumber="2")
    ),
}
PELIAS = {
    "Mitt, Västra": collection(
        pelias(NORRA, "neighbourhood", "Mitt"), pelias(VASTRA, "neighbourhood", "Mitt")
    ),
    "Torget 1, Mitt, Västra": collection(
        pelias(VASTRA, "address", "Torget 1", housenumber="1", street="Torget")
    ),
}


def answer(matcher, region, service, answers, query):
    replay = Replay(copy.deepcopy(answers))
    chosen = Service(service, "desk@example.org", "http://127.0.0.1:2322", "key")
    candidates = ServiceProvider(chosen, region, adapter=replay).candidates(query)
    assert len(replay.urls) == 1
    return matcher.match(query, candidates, service)


@pytest.mark.parametrize(
    ("query", "status", "precision"),
    [
        (ask("Mitt"), "found", "place"),
        (ask("Mitt", "Norra"), "implausible", ""),
        (ask("By"), "ambiguous", ""),
        (ask("Län"), "not_found", ""),
        (ask_address("Torget 1"), "found", "address"),
        (ask_address("Torget 2"), "ambiguous", ""),
    ],
    ids=lambda value: getattr(value, "text", None),
)
def test_photon_s_answers_are_judged_as_nominatim_s_are(matcher, region, query, status, precision):
    row = answer(matcher, region, "photon", PHOTON, query)
    assert (row["status"], row["precision"]) == (status, precision)
    if status == "found":
        assert (row["latitude"], row["longitude"]) == VASTRA
        assert row["provider_id"] == "osm:node/7"
        assert "ODbL" in row["licence"]


@pytest.mark.parametrize(
    ("query", "precision"), [(ask("Mitt"), "place"), (ask_address("Torget 1"), "address")]
)
def test_pelias_answers_are_judged_as_nominatim_s_are(matcher, region, query, precision):
    row = answer(matcher, region, "pelias", PELIAS, query)
    assert (row["status"], row["precision"]) == ("found", precision)
    assert (row["latitude"], row["longitude"]) == VASTRA
    assert row["licence"] == "terms of pelias"


def test_a_public_host_gets_one_request_a_second_at_most_over_thirty(region):
    clock = Clock()
    replay = Replay({f"Mitt {n}, Västra": [] for n in range(30)}, clock)
    service = ServiceProvider(
        Service("nominatim", "desk@example.org"),
        region,
        clock=clock,
        sleep=clock.sleep,
        adapter=replay,
    )
    for number in range(30):
        service.candidates(ask(f"Mitt {number}"))
        clock.now += 0.3 * (number % 3)  # what else the program does meanwhile
    assert len(replay.times) == 30
    assert replay.times[0] >= 1  # another run may have ended just now
    gaps = [b - a for a, b in zip(replay.times, replay.times[1:], strict=False)]
    assert min(gaps) >= 1 - 1e-9
    assert all("nominatim.openstreetmap.org" in url for url in replay.urls)
