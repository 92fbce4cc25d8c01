"""A page in Hebrew is mirrored, the map in it is not; another language turns it at once."""

import pytest
from playwright.sync_api import expect
from support.hebrew_town import speak_hebrew
from support.pages import LAID_OUT, PHONE, SETTLED, WIDE, write_page

NARROW = {"width": 320, "height": 640}
# On a phone the card lies over all else, whatever the direction.
OVER_THE_MAP = (".sheet", ".map-tools", ".legend", ".attribution", ".leaflet-control-scale")


@pytest.fixture
def hebrew(town):
    return write_page(speak_hebrew(town), town.root / "page.html")


def box(page, selector):
    """Where an element is seen: left, top, right and bottom edge."""
    found = page.locator(selector).first.bounding_box()
    left, top = found["x"], found["y"]
    return left, top, left + found["width"], top + found["height"]


def overlapping(page):
    """Which of the things that lie over the map cover each other."""
    names = OVER_THE_MAP if page.viewport_size == WIDE else OVER_THE_MAP[1:]
    seen = [name for name in names if page.locator(name).first.is_visible()]
    boxes = {name: box(page, name) for name in seen}
    return [
        (one, other)
        for number, one in enumerate(seen)
        for other in seen[number + 1 :]
        if max(boxes[one][0], boxes[other][0]) < min(boxes[one][2], boxes[other][2]) - 1
        and max(boxes[one][1], boxes[other][1]) < min(boxes[one][3], boxes[other][3]) - 1
    ]


def sides(page):
    """On which side of the window the middle of each part is."""
    middle = page.viewport_size["width"] / 2
    whole = box(page, ".map-area")
    parts = {".finder": middle, ".map-tools": (whole[0] + whole[2]) / 2}
    parts |= dict.fromkeys((".legend", ".leaflet-control-scale", ".sheet"), parts[".map-tools"])
    return {
        name: "left" if sum(box(page, name)[::2]) / 2 < line else "right"
        for name, line in parts.items()
    }


MIRRORED = {
    ".finder": "right",
    ".map-tools": "left",
    ".legend": "left",
    ".leaflet-control-scale": "right",
    ".sheet": "right",
}
TURN = {"left": "right", "right": "left"}


def test_a_wide_page_is_mirrored_and_english_turns_it_without_reload(open_page, hebrew):
    page = open_page(hebrew + "#office=kajen", locale="he-IL")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    page.evaluate("window.stays = true")
    assert sides(page) == MIRRORED
    assert overlapping(page) == []
    page.locator('button[data-lang="en"]').click()
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    page.evaluate(SETTLED)
    assert sides(page) == {name: TURN[side] for name, side in MIRRORED.items()}
    assert overlapping(page) == []
    page.locator('button[data-lang="he"]').click()
    assert sides(page) == MIRRORED
    assert page.evaluate("window.stays")


@pytest.mark.parametrize("language", ["he", "en"])
@pytest.mark.parametrize("viewport", [NARROW, PHONE, WIDE], ids=["320", "375", "1280"])
def test_it_is_whole_in_both_directions(open_page, hebrew, axe, viewport, language):
    page = open_page(f"{hebrew}#lang={language}&office=kajen", viewport, locale="he-IL")
    page.evaluate(LAID_OUT)
    # Both ways: from right to left, what is too wide is found at negative places.
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    assert page.evaluate("(scrollTo(-50, scrollY), scrollX)") == 0
    assert overlapping(page) == []
    assert "undefined" not in page.locator("body").inner_text()
    assert axe(page) == []


def test_the_map_is_not_mirrored(open_page, hebrew):
    page = open_page(hebrew, locale="he-IL")
    west, east = page.evaluate(
        "[17.5, 17.9].map((lon) => poliskarta.map.latLngToContainerPoint([59.5, lon]).x)"
    )
    assert west < east
    map_ = page.locator(".folium-map")
    assert map_.evaluate("element => getComputedStyle(element).direction") == "ltr"
    before = page.evaluate("poliskarta.map.getCenter().lng")
    map_.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(f"() => poliskarta.map.getCenter().lng > {before}")


def test_a_chosen_office_is_brought_beside_the_card_and_not_under_it(open_page, hebrew):
    page = open_page(hebrew, locale="he-IL")
    page.locator("li[data-office-id=kajen] a").click()
    card, marker = box(page, ".sheet"), box(page, "button.marker[data-office-id=kajen]")
    assert marker[2] < card[0]


def test_names_numbers_and_addresses_stay_as_they_are(open_page, hebrew):
    page = open_page(hebrew + "#office=kajen", locale="he-IL")
    assert page.locator(".emergency bdi").inner_text() == "112"
    expect(page.locator(".office-popup")).to_contain_text("יום שני–יום שישי 09:00–17:00")
    # A name of another script in a sentence is set apart from it, or the full stop would move.
    said = page.evaluate('modules["core/i18n.js"].say("link.unknown_office", { id: "A, 1" })')
    assert "\u2068A, 1\u2069" in said
    said = page.evaluate('modules["core/i18n.js"].say("hours.clock", { hour: "09", minute: "05" })')
    assert said == "09:05"


def test_the_page_says_that_its_hebrew_is_a_draft(open_page, hebrew):
    page = open_page(hebrew + "#lang=en", locale="he-IL")
    draft = page.locator("#about .draft")
    expect(draft).to_have_attribute("lang", "he")
    expect(draft).to_have_attribute("dir", "rtl")
    expect(draft).to_contain_text("טיוטה")
