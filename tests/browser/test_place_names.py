"""Places as people call them: where a name, a slip, a kind or coordinates lead, how vaguely."""

import re

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import expect
from support.pages import PHONE

OPTIONS = "#suggestions [role=option]"
# Where each is by its own source, as the first suggestion of its name: north and east, degrees.
PEOPLE_SAY = {
    "Kungsholmen": (59.3318, 18.0412),
    "Södermalm": (59.3128, 18.0758),
    "Gamla stan": (59.3263, 18.0725),
    "gamlastan": (59.3263, 18.0725),
    "Old Town": (59.3263, 18.0725),
    "Vasastan": (59.3430, 18.0479),
    "T-Centralen": (59.3311, 18.0595),
    "Central Station": (59.3311, 18.0595),
    "Åkersberga": (59.4794, 18.2997),
    "Österåker": (59.4794, 18.2997),
    "Gustavsberg": (59.3268, 18.3898),
    "Värmdö kommun": (59.3268, 18.3898),
    "Norrtälje": (59.7580, 18.7050),
    "Norrtelje": (59.7580, 18.7050),
    "Södertälje": (59.1955, 17.6253),
    "kungssholmmen": (59.3318, 18.0412),
    "Kungsholmne": (59.3318, 18.0412),
    "farsta centrum": (59.2435, 18.0933),
    "bergshamra norrtälje": (59.6347, 18.6281),
}
LETTERS = st.text("abcdefghij", min_size=4, max_size=12)


def chosen_point(page, query):
    """The point of the first suggestion that is a place and bears the name that it should."""
    page.locator("#search").fill(query)
    page.locator(OPTIONS).filter(has_text=re.compile("(plats|station) i ")).first.click()
    expect(page.locator("#forget")).to_be_visible()
    lat, lon = page.evaluate("/near=([^&]+)/.exec(location.hash)[1].split('/').map(Number)")
    page.locator("#forget").click()
    return lat, lon


def test_names_lead_to_where_people_mean(open_page, stockholm):
    page = open_page(stockholm)
    found = {query: chosen_point(page, query) for query in PEOPLE_SAY}
    away = {
        query: shapely.Point(found[query]).distance(shapely.Point(point))
        for query, point in PEOPLE_SAY.items()
    }
    assert {query: degrees for query, degrees in away.items() if degrees > 0.002} == {}


def test_a_picked_place_is_named_on_the_map_and_tied_to_the_nearest_office(open_page, stockholm):
    page = open_page(stockholm)
    page.locator("#search").fill("österåker")
    page.locator(OPTIONS).first.click()
    expect(page.locator(".origin-label")).to_have_text("Österåker")
    expect(page.locator("path.origin-line")).to_be_attached()
    expect(page.locator("#nearby-vague")).to_have_text(
        "Österåker mäts från samma punkt som Åkersberga. Punkten står för hela Österåker."
    )
    page.locator("#forget").click()
    expect(page.locator(".origin-label, path.origin-line")).to_have_count(0)


@pytest.mark.parametrize(
    ("query", "words", "circles"),
    [
        ("ropsten", "Mätt från stationen.", 0),
        ("blombacka", "Punkten står för hela Blombacka: räkna med omkring 500 m åt varje håll.", 1),
        ("innerstaden", "Punkten står för hela Innerstaden.", 0),
        ("59.33, 18.06", "", 0),
    ],
)
def test_how_vague_a_place_is_is_said(open_page, stockholm, query, words, circles):
    page = open_page(stockholm)
    page.locator("#search").fill(query)
    expect(page.locator("#nearby-vague")).to_have_text(words)
    expect(page.locator("path.accuracy")).to_have_count(circles)


def test_of_several_places_of_one_name_the_reader_chooses(open_page, stockholm):
    page = open_page(stockholm, PHONE)
    page.locator("#search").fill("bergshamra")
    expect(page.locator("#nearby")).to_be_hidden()
    expect(page.locator("#count")).to_have_text("31 kontor · A–Ö")
    expect(page.locator("#announcer")).to_contain_text("Flera platser kan vara menade.")
    choices = page.locator("#choices-list li")
    expect(choices).to_have_text(["Bergshamra plats i Solna", "Bergshamra plats i Norrtälje"])
    page.keyboard.press("Escape")
    choices.nth(1).get_by_role("button").click()
    expect(page.locator("#nearby-from")).to_have_text("Närmast Bergshamra")
    expect(page.locator("#nearby-office")).to_contain_text("Rimbo")
    expect(page.locator("#choices")).to_be_hidden()


@pytest.mark.parametrize(
    ("query", "kinds"),
    [("mobila", {"mobile"}), ("lokala husby", {"local"}), ("mobila stureplan", {"mobile"})],
)
def test_a_kind_can_be_searched_for(open_page, stockholm, query, kinds):
    page = open_page(stockholm)
    page.locator("#search").fill(query)
    rows = page.locator(".offices li:not([hidden])")
    assert set(rows.evaluate_all("all => all.map(row => row.dataset.kind)")) == kinds
    assert rows.count() == (4 if query == "mobila" else 1)


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("59.33, 18.06", (59.33, 18.06)),
        ("59.33,18.06", (59.33, 18.06)),
        ("59,33 18,06", (59.33, 18.06)),
        ("59,33, 18,06", (59.33, 18.06)),
        ("geo:59.33,18.06?z=12", (59.33, 18.06)),
        ("59°20′N 18°4′E", (59 + 1 / 3, 18 + 4 / 60)),
        ("59° 19' 48\" N, 18° 3' 36\" Ö", (59.33, 18.06)),
        ("E 18.06 N 59.33", (59.33, 18.06)),
        ("18.06E 59.33N", (59.33, 18.06)),
        ("33.87S 151.21E", (-33.87, 151.21)),
        ("-33.87 -70.5", (-33.87, -70.5)),
        ("40.7 N, 74.0 V", (40.7, -74.0)),
        ("114 14", None),
        ("59.33", None),
        ("91.5 181.5", None),
        ("Husby 2", None),
        ("", None),
    ],
)
def test_coordinates_are_read_as_people_write_them(functions, text, point):
    call = "modules['finder/coordinates.js'].parseCoordinates(argument) ?? null"
    found = functions(call, text)
    assert (found and (found["lat"], found["lon"])) == (point and pytest.approx(point))


@pytest.mark.parametrize("text", ["59.33, 18.06", "18.06 59.33"])
def test_coordinates_lead_to_their_point_whichever_comes_first(open_page, stockholm, text):
    page = open_page(stockholm)
    page.locator("#search").fill(text)
    expect(page.locator("#nearby-from")).to_have_text("Närmast 59,3300; 18,0600")
    page.locator(OPTIONS).first.click()
    assert "near=59.3300/18.0600" in page.evaluate("location.hash")


def test_what_is_nearer_but_not_sure_to_be_there_stands_apart_with_its_times(open_page, stockholm):
    page = open_page(stockholm + "#find=T-Centralen")
    expect(page.locator("#nearby-office")).to_contain_text("Slussen, 1,5 km")
    expect(page.locator("#nearby-aside")).to_have_text(
        "Närmare, men inte säkert på plats: Stureplan (mobilt poliskontor), 800 m åt nordost. "
        "Helgkvällar och helgnätter; klockslagen är inte kända."
    )
    last = page.locator(".offices li:not([hidden])").last
    expect(last.locator(".office-opening")).to_contain_text("Helgkvällar och helgnätter")


def test_a_list_by_distance_ends_with_those_not_to_be_counted_on(open_page, stockholm):
    page = open_page(stockholm + "#near=59.3311/18.0595&sort=distance")
    kinds = page.locator(".offices li").evaluate_all("all => all.map(row => row.dataset.kind)")
    assert kinds == ["local"] * 27 + ["mobile"] * 4


@settings(max_examples=100)
@given(LETTERS, st.data())
def test_few_slips_are_forgiven(functions, word, data):
    slips = data.draw(st.integers(0, 2))
    slipped = word
    for _ in range(slips):
        at = data.draw(st.integers(0, len(slipped) - 1))
        kind = data.draw(st.sampled_from(["add", "leave out", "change"]))
        kept = slipped[at + (kind != "add") :]
        slipped = slipped[:at] + ("" if kind == "leave out" else "x") + kept
    call = "modules['finder/search.js'].isFewSlips(...argument)"
    assert functions(call, [word, slipped, slips])
    assert not functions(call, [word, f"{word}xyz", 2])
