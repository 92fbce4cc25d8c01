"""Everything that a service can do to us on the wire, by a server on the loopback interface."""

import gc
import json
import ssl
from pathlib import Path

import pytest
import trustme
from support.geocode_cases import NORRA, VASTRA, ask, stored
from support.nominatim_server import Clock, NominatimServer, Response, place

from poliskarta.errors import QueryError, ServiceError
from poliskarta.geocoding import run
from poliskarta.geocoding.services import Service, ServiceProvider
from poliskarta.project.csv_tables import read_table
from poliskarta.project.folder import Project
from poliskarta.project.schema import CANDIDATES

ROOT = Path(__file__).parents[2]
TOWN = Project(ROOT / "tests" / "town", ROOT / "tests" / "town" / "maps")


def answer(**more):
    return Response(body=json.dumps([place("Mitt", *VASTRA, **more)]).encode())


def redirect(to):
    return Response(302, headers={"Location": to})


# What the service itself suffers from: (failure, seconds waited before the next try, words).
DOWN = {
    "429": (Response(429), 2, "HTTP 429 Too Many Requests"),
    "429 with Retry-After": (Response(429, headers={"Retry-After": "7"}), 7, "HTTP 429"),
    "500": (Response(500), 2, "HTTP 500 Internal Server Error"),
    "502": (Response(502), 2, "HTTP 502"),
    "503": (Response(503, headers={"Retry-After": "9"}), 9, "HTTP 503 Service Unavailable"),
    "silence": (Response(silent=True), 2, "timed out"),
    "a slow drip of headers": (Response(drip="headers"), 2, "timed out"),
    "a slow drip": (Response(drip="body"), 2, "timed out amid the answer"),
    "reset": (Response(reset=True), 2, "reset by peer"),
    "cut short": (Response(headers={"Content-Length": "999"}), 2, "the answer broke off"),
}
# What it refuses altogether.
REFUSED = {
    "401": (Response(401), "HTTP 401 Unauthorized"),
    "402": (Response(402), "HTTP 402"),
    "403": (Response(403), "HTTP 403 Forbidden"),
    "a day's wait": (Response(429, headers={"Retry-After": "86400"}), "HTTP 429"),
    "redirect": (redirect("http://127.0.0.1:1/search"), "moved to http://127.0.0.1:1/search; name"),
}
# What can't be read, or is refused, of one answer.
UNREADABLE = {
    "truncated JSON": (Response(body=b'[{"lat": "59'), "can't be read"),
    "HTML": (Response(body=b"<!DOCTYPE html><p>Log in to the wireless network"), "can't be read"),
    "nothing": (Response(body=b""), "can't be read"),
    "null": (Response(body=b"null"), "None instead of candidates"),
    "an empty object": (Response(body=b"{}"), "instead of candidates"),
    "another shape": (Response(body=b"[[]]"), "can't be read"),
    "a name only": (Response(body=b'["Mitt"]'), "can't be read"),
    "no position": (Response(body=b'[{"display_name": "Mitt"}]'), "a place without a position"),
    "coordinates in words": (answer(lat="north"), "could not convert string to float"),
    "a decimal comma": (answer(lat="59,52"), "could not convert string to float"),
    "no number": (answer(lat="NaN"), "can't be read"),
    "out of range": (answer(lat="95"), "Latitude must be in"),
    "an extent in words": (answer(osm_type="way", boundingbox=["a"] * 4), "can't be read"),
    "not text": (Response(body=b"\xff\xfe\xfa"), "isn't text"),
    "an alphabet nobody knows": (
        Response(headers={"Content-Type": "text/json; charset=runes"}),
        "isn't text",
    ),
    "gzip garbage": (
        Response(body=b"\x1f\x8b\x08garbage\xff", headers={"Content-Encoding": "gzip"}),
        "isn't text",
    ),
    "10 MB of candidates": (
        Response(body=json.dumps([place("Mitt", *VASTRA)] * 45_000).encode()),
        "an answer of more than 4 MB",
    ),
}


@pytest.fixture(autouse=True)
def _no_connection_stays_open():
    """Make pytest see a connection left open here, not in whichever test collects it later."""
    gc.disable()
    yield
    gc.enable()
    gc.collect()


@pytest.fixture
def server():
    with NominatimServer() as server:
        server.places = {f"{name}, Västra": [place(name, *VASTRA)] for name in "ABCDE"}
        yield server


@pytest.fixture
def clock():
    return Clock()


def service_at(url, region, clock):
    chosen = Service("nominatim", "desk@example.org", url, timeout_s=0.3)
    return ServiceProvider(chosen, region, clock=clock, sleep=clock.sleep)


@pytest.fixture
def service(server, region, clock):
    return service_at(server.url, region, clock)


def statuses(cache):
    return stored(cache)["status"].to_dict()


def of(table):
    return pytest.mark.parametrize("failure", table.values(), ids=table)


@of(DOWN)
def test_what_may_pass_is_waited_for_and_asked_again(server, service, clock, failure):
    response, waited, _ = failure
    server.failures.append(response)
    assert [candidate.name for candidate in service.candidates(ask("A"))] == ["A"]
    assert (clock.slept, len(server.requests)) == ([waited], 2)


@of(DOWN)
def test_a_service_that_stays_down_stops_the_run_which_keeps_what_arrived(
    cache, matcher, server, service, failure
):
    response, _, words = failure
    server.failures.extend([Response(body=json.dumps(server.places["A, Västra"]).encode())])
    server.failures.extend([response] * 4)
    with pytest.raises(ServiceError) as stopped:
        run.run([ask("A"), ask("B"), ask("C")], cache, [service], matcher)
    first, second = str(stopped.value).splitlines()
    assert first.startswith("nominatim: no answer to 'B, Västra, SE': ")
    assert words in first
    assert "Not answered yet: B, Västra, SE; C, Västra, SE." in second
    assert statuses(cache) == {"A, Västra, SE": "found"}
    assert len(server.requests) == 5


@of(REFUSED)
def test_a_service_that_refuses_is_not_asked_again(server, service, clock, failure):
    response, words = failure
    server.failures.append(response)
    with pytest.raises(ServiceError, match=words) as refused:
        service.candidates(ask("A"))
    assert not isinstance(refused.value, QueryError)
    assert (len(server.requests), clock.slept) == (1, [])


def test_no_redirect_is_followed_so_one_question_is_one_request(server, service):
    server.failures.append(redirect(f"{server.url}/elsewhere?q=A"))
    with pytest.raises(ServiceError, match="--service-url"):
        service.candidates(ask("A"))
    assert len(server.requests) == 1


@of(UNREADABLE)
def test_what_can_t_be_read_is_asked_once_more_and_does_not_keep_the_others_waiting(
    cache, matcher, server, service, failure
):
    response, words = failure
    server.failures.extend([response] * 2)
    with pytest.raises(ServiceError) as failed:
        run.run([ask("A"), ask("B"), ask("C")], cache, [service], matcher)
    first, second = str(failed.value).splitlines()
    assert first.startswith("nominatim: no answer to 'A, Västra, SE': ")
    assert words in first
    assert "Not answered yet: A, Västra, SE." in second
    assert statuses(cache) == {"B, Västra, SE": "found", "C, Västra, SE": "found"}
    assert run.pending([ask("A")], cache, [service]) == [ask("A")]


@pytest.mark.parametrize("status", [400, 413, 414])
def test_a_question_that_is_refused_is_not_asked_again_nor_the_end(
    cache, matcher, server, service, status
):
    server.failures.append(Response(status))
    with pytest.raises(ServiceError, match=f"HTTP {status}"):
        run.run([ask("A"), ask("B")], cache, [service], matcher)
    assert statuses(cache) == {"B, Västra, SE": "found"}
    assert len(server.requests) == 2


def test_three_unreadable_answers_in_a_row_are_the_service_s_fault(cache, matcher, server, service):
    server.failures.extend(
        [Response(400), Response(400), Response(200, body=b"[]"), *[Response(400)] * 3]
    )
    queries = [ask(f"{number}") for number in range(8)]
    with pytest.raises(ServiceError) as stopped:
        run.run(queries, cache, [service], matcher)
    assert len(server.requests) == 6
    assert statuses(cache) == {"2, Västra, SE": "not_found"}
    left = "0, Västra, SE; 1, Västra, SE; 3, Västra, SE; 4, Västra, SE; 5, Västra, SE and 2 more"
    assert left in str(stopped.value)


def test_swapped_coordinates_are_implausible_and_kept_for_review(cache, matcher, server, service):
    server.places["A, Västra"] = [place("A", VASTRA[1], VASTRA[0])]
    assert run.run([ask("A")], cache, [service], matcher).counts == {"implausible": 1}
    kept = read_table(cache.path.with_name(CANDIDATES.file), CANDIDATES)
    assert list(kept["latitude"]) == [VASTRA[1]]


def test_one_bad_candidate_among_good_ones_doesn_t_make_them_the_answer(
    cache, matcher, server, service
):
    bad = {**place("A", *NORRA), "lat": "north"}
    server.places["A, Västra"] = [place("A", *VASTRA), bad]
    with pytest.raises(ServiceError, match="can't be read"):
        run.run([ask("A")], cache, [service], matcher)
    assert not cache.path.exists()


def test_nobody_at_the_address_is_an_error(region, clock):
    with NominatimServer() as gone:
        service = service_at(gone.url, region, clock)
    with pytest.raises(ServiceError, match="refused"):
        service.candidates(ask("A"))


def test_without_a_network_no_host_is_found(region, clock):
    service = service_at("http://nominatim.invalid", region, clock)
    with pytest.raises(ServiceError, match=r"Name or service not known|resolution"):
        service.candidates(ask("A"))


def test_a_server_that_can_t_speak_tls_is_an_error(server, region, clock):
    service = service_at(server.url.replace("http:", "https:"), region, clock)
    with pytest.raises(ServiceError, match="SSL"):
        service.candidates(ask("A"))


@pytest.fixture
def secure_server():
    tls, authority = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH), trustme.CA()
    authority.issue_cert("127.0.0.1").configure_cert(tls)
    with NominatimServer(tls) as server:
        server.places = {"A, Västra": [place("A", *VASTRA)]}
        yield server, authority


def test_a_certificate_that_nobody_vouches_for_is_an_error(secure_server, region, clock):
    service = service_at(secure_server[0].url, region, clock)
    with pytest.raises(ServiceError, match="certificate verify failed"):
        service.candidates(ask("A"))
    assert secure_server[0].requests == []


def test_over_tls_answers_are_read_all_the_same(secure_server, region, clock, monkeypatch):
    server, authority = secure_server
    with authority.cert_pem.tempfile() as trusted:
        monkeypatch.setenv("SSL_CERT_FILE", trusted)
        service = service_at(server.url, region, clock)
        assert [found.name for found in service.candidates(ask("A"))] == ["A"]
