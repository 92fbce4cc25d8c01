import pytest
from support.geocode_cases import NORRA, VASTRA, ask, ask_address
from support.nominatim_server import Clock, NominatimServer, Response, place

from poliskarta.errors import DataError
from poliskarta.geocoding.services import Service, ServiceProvider


@pytest.fixture
def server():
    with NominatimServer() as server:
        yield server


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def service(server, region, clock):
    chosen = Service("nominatim", "desk@example.org", server.url, timeout_s=0.3)
    return ServiceProvider(chosen, region, clock=clock, sleep=clock.sleep)


def names(candidates):
    return [candidate.name for candidate in candidates]


def test_a_service_is_asked_with_its_limits_and_a_user_agent_with_contact(server, service):
    service.candidates(ask("Mitt"))
    [(query, headers)] = server.requests
    assert query["q"] == "Mitt, Västra"
    assert (query["countrycodes"], query["viewbox"]) == ("se", "17.0,59.0,18.5,60.0")
    assert (query["bounded"], query["limit"], query["dedupe"]) == ("1", "20", "0")
    assert headers["User-Agent"].startswith("poliskarta/")
    assert "desk@example.org" in headers["User-Agent"]


def test_all_that_a_service_has_is_a_candidate_with_its_provenance(server, service):
    server.places["Mitt, Västra"] = [place("Mitt, Norra", *NORRA), place("Mitt, Västra", *VASTRA)]
    found = service.candidates(ask("Mitt"))
    assert names(found) == ["Mitt, Norra", "Mitt, Västra"]
    assert [(c.latitude, c.longitude) for c in found] == [NORRA, VASTRA]
    assert found[0].provider_id == "osm:node/7"
    assert found[0].licence == "Data © the loopback server"


@pytest.mark.parametrize(
    ("kinds", "precision"),
    [
        ({"class": "place", "type": "house", "addresstype": "place"}, "address"),
        ({"class": "building", "type": "yes", "addresstype": "building"}, "building"),
        ({"class": "place", "type": "square", "addresstype": "square"}, "square"),
        ({"class": "railway", "type": "station", "addresstype": "railway"}, "station"),
        ({"class": "place", "type": "suburb", "addresstype": "suburb"}, "place"),
        ({"class": "boundary", "type": "administrative", "addresstype": "suburb"}, "place"),
        (
            {"class": "boundary", "type": "administrative", "addresstype": "municipality"},
            "municipality",
        ),
        ({"class": "shop", "type": "books", "addresstype": "shop"}, "place"),
    ],
)
def test_the_service_s_words_for_a_kind_become_a_precision(server, service, kinds, precision):
    server.places["Mitt, Västra"] = [place("Mitt", *VASTRA, **kinds)]
    assert [c.precision for c in service.candidates(ask("Mitt"))] == [precision]


def test_what_is_larger_than_a_municipality_is_no_candidate(server, service):
    server.places["Mitt, Västra"] = [place("Mitt", *VASTRA, "county")]
    assert service.candidates(ask("Mitt")) == []


def test_what_has_a_house_number_answers_the_question_after_an_address(server, service):
    kiosk = place("Kiosk", *VASTRA, "shop", address={"house_number": "1", "road": "Torget"})
    server.places = {"Torget 1, Mitt, Västra": [kiosk], "Kiosk, Västra": [kiosk]}
    assert service.candidates(ask_address("Torget 1"))[0].precision == "address"
    assert service.candidates(ask("Kiosk"))[0].precision == "place"


def test_control_characters_in_an_answer_don_t_reach_the_table(server, service):
    server.places["Mitt, Västra"] = [place("Mitt\n\x00\ud800\t i  byn", *VASTRA)]
    assert names(service.candidates(ask("Mitt"))) == ["Mitt i byn"]


def test_nothing_found_is_an_answer(service):
    assert service.candidates(ask("Mitt")) == []


# Choosing a service


@pytest.mark.parametrize(
    ("url", "pause_s"),
    [
        ("", 1),
        ("https://nominatim.openstreetmap.org", 1),
        ("http://localhost:8088", 0),
        ("http://127.0.0.1/nominatim", 0),
        ("http://192.168.1.4", 0),
        ("http://[::1]:8088", 0),
    ],
)
def test_only_a_private_address_is_asked_without_a_pause(url, pause_s):
    assert Service("nominatim", "desk@example.org", url).pause_s == pause_s


@pytest.mark.parametrize("contact", ["", "me"])
def test_a_service_without_a_contact_is_refused(contact):
    with pytest.raises(DataError, match="--contact"):
        Service("nominatim", contact)


@pytest.mark.parametrize("url", ["localhost:8088", "ftp://example.org", "https://"])
def test_an_address_that_isn_t_one_is_refused(url):
    with pytest.raises(DataError, match="--service-url"):
        Service("nominatim", "desk@example.org", url)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nominatum", "no such service"),
        ("pelias", "--service-url"),
        ("opencage", "POLISKARTA_API_KEY"),
        ("liveaddress", "needs its auth_id"),
    ],
)
def test_a_service_that_can_t_be_set_up_says_what_is_missing(region, clock, name, message):
    chosen = Service(name, "desk@example.org")
    service = ServiceProvider(chosen, region, clock=clock, sleep=clock.sleep)
    with pytest.raises(DataError, match=message):
        service.candidates(ask("Mitt"))


def test_a_key_is_not_shown():
    assert "secret" not in repr(Service("opencage", "desk@example.org", api_key="secret"))


@pytest.mark.parametrize("name", ["photon", "pelias", "opencage"])
def test_other_services_are_told_the_region_too(server, region, clock, name):
    chosen = Service(name, "desk@example.org", server.url, api_key="key")
    nothing = b'{"features": [], "results": [], "status": {"code": 200, "message": "OK"}}'
    server.failures.append(Response(body=nothing))
    service = ServiceProvider(chosen, region, clock=clock, sleep=clock.sleep)
    assert service.candidates(ask("Mitt", "Östra")) == []
    [(query, _)] = server.requests
    assert "17.0" in " ".join(query.values())
    assert "Mitt, Östra" in (query.get("q") or query["text"])
