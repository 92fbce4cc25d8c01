import json

import pandas as pd
import pytest
from support.nominatim_server import NominatimServer, place

from poliskarta import pipeline
from poliskarta.cli import app
from poliskarta.errors import DataError
from poliskarta.geocoding.services import Service
from poliskarta.geocoding.usage_policy import duration, require_consent


@pytest.fixture
def server():
    with NominatimServer() as server:
        yield server


@pytest.fixture
def many(town):
    """The town with twelve offices in places that no offline source knows."""
    table = town.table("offices.csv")
    offices = pd.read_csv(table, dtype=str, keep_default_na=False)
    new = [
        {"office_id": f"ny-{n}", "kind": "local", "name": f"Ny {n}", "place": f"Ny {n}"}
        | {"municipality": "Västra", "certainty": "confirmed", "source": "town"}
        for n in range(12)
    ]
    pd.concat([offices, pd.DataFrame(new)]).fillna("").to_csv(table, index=False)
    return town


def asked(town, server, *options):
    where = ["--provider", "nominatim", "--contact", "desk@example.org"]
    here = ["--service-url", server.url, "--project", str(town.root)]
    return app.main(["geocode", *where, *here, *options])


def settings(monkeypatch, **more):
    # A public host without asking one: the adapter is never reached.
    return pipeline.GeocodeSettings(service=Service("nominatim", "desk@example.org"), **more)


def test_too_many_names_for_a_public_server_are_refused_before_any_is_asked(many, monkeypatch):
    with pytest.raises(DataError, match=r"'13'.*names for a public server(.|\n)*--service-url"):
        pipeline.geocode(many, settings(monkeypatch, most=12))
    assert not many.table("geocodes.csv.lock").exists()


def test_so_many_as_are_allowed_are_not_too_many():
    require_consent(200, 200)
    with pytest.raises(DataError, match="--yes"):
        require_consent(201, 200)


def test_names_that_an_offline_source_knows_don_t_count(town, monkeypatch):
    town.table("geocodes.csv").unlink()
    told = []
    with pytest.raises(DataError, match="'4'"):
        pipeline.geocode(
            town, settings(monkeypatch, most=1, announce=lambda *said: told.append(said))
        )
    assert told == []


def test_a_server_of_one_s_own_may_be_asked_for_any_number(many, server, capsys):
    assert asked(many, server, "--most", "1") == 0
    assert "13 questions for nominatim\n" in capsys.readouterr().err
    assert len(server.requests) == 13


@pytest.mark.parametrize(
    ("count", "pause_s", "words"),
    [
        (0, 1, ""),
        (40, 1, "about 40 s"),
        (200, 1, "about 3 min"),
        (20_000, 1, "about 6 h"),
        (9, 0, ""),
    ],
)
def test_how_long_a_run_takes_at_least(count, pause_s, words):
    assert duration(count, pause_s) == words


def test_answers_come_as_lines_of_json_with_a_summary_last(many, server, capsys):
    server.places = {"Ny 3, Västra": [place("Ny 3", 59.52, 17.67)]}
    assert asked(many, server, "--json") == 0
    *rows, summary = map(json.loads, capsys.readouterr().out.splitlines())
    by_query = {row["query"]: row for row in rows}
    assert by_query["Ny 3, Västra, SE"]["status"] == "found"
    assert by_query["Ny 3, Västra, SE"]["latitude"] == 59.52
    assert "latitude" not in by_query["Ny 4, Västra, SE"]
    assert sum(summary["questions"].values()) == len(rows) == len(by_query)
    assert summary["asked"] == 13
