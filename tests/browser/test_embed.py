"""The page inside another one: the map, its title, and a way to the whole of it."""

import re

from playwright.sync_api import expect
from support.pages import SETTLED


def test_embedded_only_map_and_title_are_shown(open_page, stockholm):
    page = open_page(stockholm + "?embed#colour=mean_distance_m", {"width": 600, "height": 450})
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("button[data-office-id=husby]")).to_be_visible()
    for hidden in (".top", ".sections", ".list", "#search"):
        expect(page.locator(hidden)).to_be_hidden()
    box = page.locator(".map-area").bounding_box()
    assert box["y"] + box["height"] == 450
    assert page.evaluate("document.documentElement.scrollHeight") <= 450


def test_embedded_there_is_a_way_to_the_whole_map_as_it_is_seen(open_page, stockholm):
    page = open_page(stockholm + "?embed#district=nacka")
    whole = page.get_by_role("link", name="Öppna hela kartan").get_attribute("href")
    assert whole.startswith(f"{stockholm}#district=nacka")
    expect(page.locator(".district-card")).to_be_visible()


def test_embedded_the_map_fills_its_room_to_the_edge(open_page, stockholm):
    page = open_page(stockholm + "?embed", {"width": 700, "height": 500})
    size = page.evaluate("[poliskarta.map.getSize().x, poliskarta.map.getSize().y]")
    box = page.locator(".folium-map").bounding_box()
    assert size == [round(box["width"]), round(box["height"])]


def test_the_code_to_embed_shows_what_is_seen_now(open_page, stockholm, tmp_path):
    page = open_page(stockholm + "#lang=en&district=nacka")
    code = page.locator("#embed-code").input_value()
    source = re.search(r'src="(.*?)"', code)[1].replace("&amp;", "&")
    assert source.startswith(f"{stockholm}?embed#district=nacka&lang=en")
    assert 'title="Police offices in Stockholm County 2010"' in code
    outer = tmp_path / "outer.html"
    outer.write_text(f"<!doctype html><title>x</title>{code}", encoding="utf-8")
    other = open_page(outer.as_uri())
    inner = other.frame_locator("iframe")
    expect(inner.locator(".district-card")).to_have_attribute("data-district-id", "nacka")


def test_the_code_is_copied_or_marked_to_be_copied(open_page, stockholm):
    page = open_page(stockholm, permissions=["clipboard-read", "clipboard-write"])
    page.locator("#embed-copy").click()
    expect(page.locator("#embed-copied")).to_have_text("Koden är kopierad.")
    assert page.evaluate("navigator.clipboard.readText()").startswith("<iframe src=")
    other = open_page(stockholm)
    other.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error()); }")
    other.locator("#embed-copy").click()
    expect(other.locator("#embed-copied")).to_contain_text("markerad")
    assert other.evaluate("getSelection().toString()").startswith("<iframe")


def test_the_link_of_a_card_is_copied(open_page, stockholm):
    page = open_page(stockholm + "#office=husby", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Kopiera länk").click()
    expect(page.locator(".copied").first).to_have_text("Länken är kopierad.")
    assert page.evaluate("navigator.clipboard.readText()").startswith(f"{stockholm}#office=husby")
    page.evaluate(SETTLED)
