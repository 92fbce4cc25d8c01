"""What is nearest: to me, to a point of the map, to a place; and which district that is in."""

import json
import re

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import expect
from pyproj import Geod
from support.pages import PHONE, SETTLED

FARSTA = {"latitude": 59.2459, "longitude": 18.0909}
LAT, LON = st.floats(-80, 80), st.floats(-180, 180)
SQUARES = st.floats(17.64, 17.74), st.floats(59.50, 59.56)


def ask(open_page, address, place, **options):
    granted = {"permissions": ["geolocation"], "geolocation": place} if place else {}
    page = open_page(address, **granted, **options)
    page.locator("#near-me").click()
    return page


def test_my_position_shows_the_nearest_offices_and_my_district(open_page, stockholm):
    page = ask(open_page, stockholm, FARSTA)
    expect(page.locator("#nearby-from")).to_have_text("Närmast din position")
    expect(page.locator("#nearby-office")).to_have_text("Rågsved, 3,8 km åt väster.")
    expect(page.locator("#nearby-district")).to_have_text("Distrikt där: Söderort.")
    expect(page.locator(".offices li").first).to_have_attribute("data-office-id", "ragsved")
    expect(page.locator("#announcer")).to_contain_text("Närmast din position")
    expect(page.locator(".origin")).to_be_attached()


def test_my_position_never_stands_in_the_link(open_page, stockholm):
    page = ask(open_page, stockholm, FARSTA)
    expect(page.locator("#nearby")).to_be_visible()
    page.evaluate(SETTLED)
    assert "near" not in page.evaluate("location.hash")
    page.locator(".offices li a").first.click()
    page.go_back()
    expect(page.locator("#nearby-from")).to_have_text("Närmast din position")


def test_a_vague_position_says_how_vague(open_page, stockholm):
    page = ask(open_page, stockholm, FARSTA | {"accuracy": 2000})
    expect(page.locator("#nearby-from")).to_contain_text("känd på omkring 2 km när")
    expect(page.locator("path.accuracy")).to_be_attached()


def test_a_position_outside_the_county_is_told_so_and_still_measured(open_page, stockholm):
    page = ask(open_page, stockholm, {"latitude": 57.7, "longitude": 11.97})
    expect(page.locator("#nearby-district")).to_have_text(
        "Det är utanför kartan och alla distrikt."
    )
    expect(page.locator("#nearby-office")).to_contain_text("km åt nordost")
    expect(page.locator(".origin")).to_have_count(0)
    assert page.evaluate("poliskarta.map.getZoom()") >= 8


def test_a_position_on_the_map_but_in_no_district_is_told_so(open_page, town_page):
    page = ask(open_page, town_page, {"latitude": 59.2, "longitude": 17.2})
    expect(page.locator("#nearby-district")).to_have_text("Det är utanför alla distrikt.")


def test_a_refused_position_says_what_to_do_instead(open_page, stockholm):
    page = ask(open_page, stockholm, None)
    expect(page.locator("#notice")).to_contain_text("Webbläsaren lämnar inte ut din position")
    expect(page.locator("#nearby")).to_be_hidden()


@pytest.mark.parametrize(
    ("code", "words"), [(2, "Enheten vet inte var du är."), (3, "hann inte ta reda på")]
)
def test_a_position_that_does_not_come_says_why(open_page, town_page, code, words):
    page = open_page(town_page)
    page.evaluate(
        """code => { navigator.geolocation.getCurrentPosition = (_, fail) => fail({ code }); }""",
        code,
    )
    page.locator("#near-me").click()
    expect(page.locator("#notice")).to_contain_text(words)


def test_a_browser_without_positions_says_so(open_page, town_page):
    page = open_page(town_page)
    page.evaluate("Object.defineProperty(navigator, 'geolocation', { value: undefined })")
    page.locator("#near-me").click()
    expect(page.locator("#notice")).to_contain_text("kan inte säga var du är")


def test_a_pressed_point_shows_what_is_nearest_to_it(open_page, stockholm):
    page = open_page(stockholm + "#view=10/59.48/17.9")
    page.locator("#near-point").click()
    page.mouse.click(840, 422)
    expect(page.locator("#nearby-from")).to_have_text("Närmast punkten på kartan")
    expect(page.locator("#nearby-district")).to_have_text("Distrikt där: Norrort.")
    expect(page.locator(".card")).to_have_count(0)
    expect(page.locator("#picking")).to_be_hidden()
    assert re.search(r"near=59\.\d{4}/1\d\.\d{4}", page.evaluate("location.hash"))


def test_the_middle_of_the_map_can_be_chosen_by_keys(open_page, stockholm):
    page = open_page(stockholm)
    page.locator("#near-point").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#picking-text")).to_have_text("Tryck på en plats på kartan")
    page.get_by_role("button", name="Ta kartans mitt").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#nearby-from")).to_have_text("Närmast punkten på kartan")


def test_choosing_a_point_can_be_called_off(open_page, stockholm):
    page = open_page(stockholm)
    button = page.locator("#near-point")
    button.click()
    page.keyboard.press("Escape")
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    page.get_by_role("button", name="Avbryt").click()
    expect(button).to_be_focused()
    page.mouse.click(760, 250)
    expect(page.locator("#nearby")).to_be_hidden()


def test_the_point_can_be_forgotten(open_page, stockholm):
    page = open_page(stockholm + "#near=59.2459/18.0909&sort=distance")
    page.get_by_role("button", name="Ta bort").click()
    expect(page.locator("#nearby")).to_be_hidden()
    expect(page.locator(".origin")).to_have_count(0)
    expect(page.locator("#count")).to_have_text("31 kontor · A–Ö")
    expect(page.locator(".office-way").first).to_have_text("")


def test_the_words_follow_the_language(open_page, stockholm):
    page = open_page(stockholm + "#near=59.2459/18.0909&lang=en")
    expect(page.locator("#nearby-office")).to_have_text("Rågsved, 3.8 km to the west.")
    expect(page.locator("#nearby-district")).to_have_text("District there: Söderort.")


def test_a_filter_holds_for_the_nearest_too(open_page, stockholm):
    page = open_page(stockholm + "#near=59.2459/18.0909&hide=local")
    expect(page.locator("#nearby-office")).to_contain_text("Medborgarplatsen (mobilt poliskontor)")


def test_on_a_phone_a_point_is_chosen_on_the_map(open_page, stockholm):
    page = open_page(stockholm + "#show=list", viewport=PHONE, has_touch=True)
    page.locator("#near-point").tap()
    expect(page.locator(".map-area")).to_be_visible()
    page.touchscreen.tap(200, 600)
    expect(page.locator("#nearby-office")).to_be_visible()


@settings(max_examples=60)
@given(LAT, LON, LAT, LON)
def test_a_distance_is_within_half_a_percent_of_the_geodesic(functions, lat, lon, lat2, lon2):
    exact = Geod(ellps="WGS84").inv(lon, lat, lon2, lat2)[2]
    if exact > 18_000_000:  # nearly opposite points: Lambert's formula isn't for them
        return
    points = [{"lat": lat, "lon": lon}, {"lat": lat2, "lon": lon2}]
    found = functions("modules['core/distance.js'].distanceBetween(...argument)", points)
    assert found == pytest.approx(exact, rel=0.005, abs=0.01)


@settings(max_examples=60)
@given(st.floats(58.5, 60.4), st.floats(17.1, 19.6), st.floats(58.5, 60.4), st.floats(17.1, 19.6))
def test_distance_and_direction_in_the_county_are_those_of_the_geodesic(functions, a, b, c, d):
    azimuth, _, exact = Geod(ellps="WGS84").inv(b, a, d, c)
    points = [{"lat": a, "lon": b}, {"lat": c, "lon": d}]
    module = "modules['core/distance.js']"
    metres, direction = functions(
        f"[{module}.distanceBetween(...argument), {module}.directionBetween(...argument)]", points
    )
    assert metres == pytest.approx(exact, rel=0.0001, abs=0.01)
    away = abs((azimuth - direction * 45 + 180) % 360 - 180)
    assert exact < 1 or away <= 22.5 + 0.5


@settings(max_examples=80)
@given(*SQUARES)
def test_a_point_is_in_a_polygon_when_shapely_says_so(functions, lon, lat):
    ring = [[59.51, 17.65], [59.53, 17.65], [59.52, 17.69], [59.55, 17.72], [59.51, 17.72]]
    hole = [[59.515, 17.66], [59.518, 17.66], [59.518, 17.68]]
    polygon = shapely.Polygon([p[::-1] for p in ring], [[p[::-1] for p in hole]])
    point = {"lat": lat, "lon": lon}
    inside = functions("modules['core/geometry.js'].isInside(...argument)", [point, [[ring, hole]]])
    assert inside == polygon.contains(shapely.Point(lon, lat))


def test_the_district_of_a_point_is_the_one_it_lies_in(open_page, stockholm, real):
    rows = json.loads(real.table("districts.geojson").read_text(encoding="utf-8"))["features"]
    shapes = {
        row["properties"]["district_id"]: shapely.geometry.shape(row["geometry"]) for row in rows
    }
    page = open_page(stockholm)
    for x, y in [(18.09, 59.246), (17.9, 59.4), (18.7, 59.75), (17.6, 59.18), (18.5, 59.28)]:
        (district,) = (
            name for name, shape in shapes.items() if shape.contains(shapely.Point(x, y))
        )
        page.evaluate("point => { location.hash = `near=${point}`; }", f"{y}/{x}")
        link = page.locator("#nearby-district a")
        expect(link).to_have_attribute("href", f"#district={district}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_while_a_point_is_chosen(open_page, stockholm, axe, scheme):
    page = open_page(stockholm + "#near=59.2459/18.0909", color_scheme=scheme)
    page.locator("#near-point").click()
    assert axe(page, ".app") == []
