"""What folium is asked for arrives in the browser."""

import pytest

from poliskarta.page.render import LAYER_GROUPS, MAX_ZOOM, PANES

LIMITS = "[poliskarta.map.getMinZoom(), poliskarta.map.getMaxZoom()]"
ZOOM = "poliskarta.map.getZoom()"
# Where the scripts raise the lower limit to, for a region as small as the town's.
MIN_ZOOM = 7


def test_the_map_has_the_options_that_folium_was_asked_for(open_page, town_page):
    page = open_page(town_page)
    assert page.evaluate(LIMITS) == [MIN_ZOOM, MAX_ZOOM]
    assert page.evaluate("poliskarta.map.options.zoomSnap") == 0.25
    assert page.evaluate("poliskarta.map.scrollWheelZoom.enabled()") is False
    controls = "[poliskarta.map.zoomControl, poliskarta.map.attributionControl].map(Boolean)"
    assert page.evaluate(controls) == [False, False]
    assert page.locator(".leaflet-control").count() == 1
    assert page.locator(".leaflet-control-scale").count() == 1
    assert page.locator(".leaflet-tile").count() == 0


@pytest.mark.parametrize(("button", "limit"), [(1, MAX_ZOOM), (-1, MIN_ZOOM)])
def test_the_zoom_buttons_stop_at_the_limits(open_page, town_page, button, limit):
    page = open_page(f"{town_page}#view={limit - button}/59.3/18.0")
    for _ in range(3):
        page.locator(f"[data-zoom='{button}']").click()
    assert page.evaluate(ZOOM) == limit


@pytest.mark.parametrize(("asked", "shown"), [(30, MAX_ZOOM), (0, MIN_ZOOM)])
def test_a_link_beyond_the_limits_leads_to_them(open_page, town_page, asked, shown):
    page = open_page(f"{town_page}#view={asked}/59.3/18.0")
    assert page.evaluate(ZOOM) == shown


def test_the_panes_lie_over_each_other_as_they_were_asked_to(open_page, town_page):
    page = open_page(town_page)
    style = """(name) => {
      const { zIndex, pointerEvents } = poliskarta.map.getPane(name).style;
      return [Number(zIndex), pointerEvents !== "none"];
    }"""
    found = [(name, *page.evaluate(style, name)) for name, _, _ in PANES]
    assert found == list(PANES)


def test_the_groups_are_shown_at_first_that_were_asked_to_be(open_page, town_page):
    page = open_page(town_page)
    asked = {name: on for layers in LAYER_GROUPS.values() for name, on in layers.items()}
    shown = """() => Object.fromEntries(Object.entries(poliskarta.groups).map(
      ([name, group]) => [name, poliskarta.map.hasLayer(group)]))"""
    found = page.evaluate(shown)
    kinds = {name for name in found if name.startswith("kind_")}
    assert kinds
    assert found == asked | dict.fromkeys(kinds, True)
