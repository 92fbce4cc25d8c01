"""Fingers, forced colours, motion: the page for hands and eyes that differ."""

import pytest
from playwright.sync_api import expect
from support.pages import PHONE, SETTLED, WIDE

LEAST, LEAST_TOUCH = 24, 44
SIZES = """(least) => [...document.querySelectorAll(
    'button, select, summary, input, .top a, .action')]
  .filter((e) => e.checkVisibility({visibilityProperty: true}))
  .filter((e) => !e.closest('.visually-hidden'))
  .map((e) => [e, (e.matches('[type=checkbox], [type=radio]') ? e.closest('label') : e)])
  .map(([e, target]) => {
    const {width, height} = target.getBoundingClientRect();
    const grown = -2 * Number.parseFloat(getComputedStyle(target, '::after').inset) || 0;
    return [e.outerHTML.slice(0, 80), Math.round(width + grown), Math.round(height + grown)];
  })
  .filter(([, width, height]) => width > 0 && Math.min(width, height) < least)"""


@pytest.mark.parametrize("touch", [False, True], ids=["mouse", "touch"])
def test_what_is_pressed_is_large_enough(open_page, stockholm, touch):
    viewport, options = (PHONE, {"has_touch": True, "is_mobile": True}) if touch else (WIDE, {})
    page = open_page(stockholm + "#office=husby", viewport, **options)
    page.locator(".layers summary").click()
    assert page.evaluate(SIZES, LEAST_TOUCH if touch else LEAST) == []


def test_with_forced_colours_everything_can_be_told_apart(open_page, stockholm, axe):
    page = open_page(stockholm + "#office=husby&colour=mean_distance_m", forced_colors="active")
    style = "(e) => { const s = getComputedStyle(e); return [s.fill, s.stroke, s.outlineStyle]; }"
    fills = page.locator("#classes .swatch").evaluate_all(
        "all => all.map((e) => getComputedStyle(e).backgroundColor)"
    )
    assert len(set(fills)) == len(fills) > 2
    line = page.locator("path.district-line").first.evaluate(style)[1]
    assert line != page.locator("path.district").first.evaluate(style)[0]
    assert page.locator("li[data-office-id=husby] a").evaluate(style)[2] == "solid"
    assert axe(page) == []


def test_nothing_moves_for_who_wants_it_still(open_page, stockholm):
    page = open_page(stockholm)
    page.locator("li[data-office-id=rimbo] a").click()
    assert page.evaluate("document.getAnimations().length") == 0
    assert page.evaluate("poliskarta.map._animatingZoom ?? false") is False


def test_the_card_of_a_phone_is_pulled_down_and_away(open_page, stockholm):
    page = open_page(stockholm + "#office=husby", PHONE)
    handle = page.locator(".card-handle").bounding_box()
    x, y = handle["x"] + handle["width"] / 2, handle["y"] + 8
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 30)
    page.mouse.up()
    expect(page.locator(".office-popup")).to_be_visible()
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 120, steps=3)
    page.mouse.up()
    expect(page.locator(".office-popup")).to_have_count(0)


def test_the_page_is_painted_before_its_scripts_have_run(open_page, stockholm):
    page = open_page(stockholm)
    page.evaluate(SETTLED)
    painted, ready = page.evaluate("""[
      performance.getEntriesByName('first-contentful-paint')[0].startTime,
      performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd]""")
    assert painted <= ready + 200


def test_the_layers_close_with_escape_and_give_the_focus_back(open_page, stockholm):
    page = open_page(stockholm)
    page.locator(".layers summary").click()
    page.locator("[data-layer=bands]").focus()
    page.keyboard.press("Escape")
    expect(page.locator(".layers")).not_to_have_attribute("open", "")
    expect(page.locator(".layers summary")).to_be_focused()


def test_on_a_phone_the_layers_give_way_to_the_map(open_page, stockholm):
    page = open_page(stockholm, PHONE, has_touch=True)
    page.locator(".layers summary").tap()
    page.locator(".folium-map").tap(position={"x": 20, "y": 200})
    expect(page.locator(".layers")).not_to_have_attribute("open", "")
