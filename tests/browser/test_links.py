"""Links hold what was seen, wherever the page stands: view, layers, colours, a scenario."""

import html
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import expect
from support.pages import SETTLED, WIDE

VIEW = "[poliskarta.map.getZoom(), poliskarta.map.getCenter().lat, poliskarta.map.getCenter().lng]"
NOTHING_MOVES = "() => !poliskarta.map._animatingZoom && !poliskarta.map._panAnim?._inProgress"
MOVING = {"reduced_motion": "no-preference"}


def view_of(page):
    page.evaluate(SETTLED)
    page.wait_for_function(NOTHING_MOVES)
    return page.evaluate(VIEW)


def is_about(found, zoom, lat, lon):
    return found == [zoom, pytest.approx(lat, abs=0.001), pytest.approx(lon, abs=0.001)]


@pytest.mark.parametrize(
    "rest",
    [
        "office=rimbo",
        "district=nacka",
        "near=59.2434/18.0939&sort=distance",
        "try=*1!58.91!17.95",
        "colour=mean_distance_m",
    ],
)
def test_the_view_of_a_link_wins_over_flights(open_page, stockholm, rest):
    page = open_page(f"{stockholm}#view=11/59.4/17.9&{rest}", **MOVING)
    assert is_about(view_of(page), 11, 59.4, 17.9)
    assert "view=11/59.4000/17.9000" in page.evaluate("location.hash")


def test_the_view_of_a_link_wins_over_a_flight_under_way(open_page, stockholm):
    page = open_page(stockholm, **MOVING)
    page.locator("li[data-office-id=rimbo] a").click()
    page.evaluate("location.hash = 'office=husby&view=11/59.4/17.9'")
    expect(page.locator(".office-popup")).to_have_attribute("data-office-id", "husby")
    page.wait_for_function(f"() => {VIEW}[0] === 11")
    assert is_about(view_of(page), 11, 59.4, 17.9)


@pytest.mark.parametrize(
    ("view", "zoom"), [("1e9/59/18", 16), ("-5/59/18", None), ("12/-80/-170", 12), ("/59/18", None)]
)
def test_a_view_that_cannot_be_becomes_one_that_can(open_page, stockholm, view, zoom):
    page = open_page(f"{stockholm}#view={view}")
    found = view_of(page)
    least = page.evaluate("poliskarta.map.getMinZoom()")
    assert found[0] == (zoom or least)
    assert 57 < found[1] < 61
    assert 15 < found[2] < 22
    assert f"view={found[0]}/" in page.evaluate("location.hash")


def test_layers_and_colours_are_in_the_link(open_page, stockholm):
    page = open_page(stockholm)
    page.locator(".layers summary").click()
    page.locator("[data-layer=bands]").check()
    page.locator("[data-layer=names]").uncheck()
    page.locator("#indicator").select_option("mean_distance_m")
    link = page.evaluate("location.hash")
    assert "layers=bands,-names" in unquote(link)
    other = open_page(stockholm + link)
    expect(other.locator("path.band").first).to_be_attached()
    expect(other.locator(".district-name")).to_have_count(0)
    expect(other.locator("#indicator")).to_have_value("mean_distance_m")
    assert not other.locator("[data-layer=names]").is_checked()
    other.evaluate("location.hash = 'layers=nonsense,-bands'")
    expect(other.locator("path.band")).to_have_count(0)
    expect(other.locator(".district-name").first).to_be_attached()


def test_a_scenario_of_a_link_is_shown_where_it_changes_something(open_page, stockholm):
    page = open_page(stockholm + "#try=husby!59.7!18.7")
    zoom, lat, lon = view_of(page)
    assert zoom > 9
    assert lat == pytest.approx(59.56, abs=0.05)
    assert lon == pytest.approx(18.31, abs=0.1)
    expect(page.locator("#scenario")).to_be_visible()


def test_what_a_step_of_a_scenario_changes_comes_into_view(open_page, stockholm):
    page = open_page(stockholm + "#try=*1!59.2!17.6&view=13/59.2/17.6")
    page.locator("[data-scenario=add]").click()
    page.locator("#scenario-search").fill("Norrtälje")
    page.locator("#scenario-put").click()
    view_of(page)
    assert page.evaluate("poliskarta.map.getBounds().contains([59.758, 18.705])")


@pytest.mark.parametrize("sandbox", ["", "sandbox=allow-scripts"])
@pytest.mark.parametrize("source", ["srcdoc", "src"])
def test_in_a_frame_without_an_address_everything_works(
    open_page, stockholm, tmp_path, source, sandbox
):
    page_file = Path(urlsplit(stockholm).path)
    is_inside = source == "srcdoc"
    content = html.escape(page_file.read_text(encoding="utf-8")) if is_inside else stockholm
    outer = tmp_path / "outer.html"
    frame = f'<iframe width="1000" height="700" {sandbox} {source}="{content}"></iframe>'
    outer.write_text(f"<!doctype html><title>x</title>{frame}", encoding="utf-8")
    page = open_page(outer.as_uri(), WIDE)
    inner = page.frame_locator("iframe")
    inner.locator("li[data-office-id=husby] a").click()
    expect(inner.locator(".office-popup")).to_have_attribute("data-office-id", "husby")
    inner.locator(".card-close").click()
    expect(inner.locator(".office-popup")).to_have_count(0)
    inner.locator('.top a[href="#about"]').click()
    expect(inner.locator("#about")).to_be_in_viewport()


@pytest.mark.parametrize("fragment", ["", "#view=12/59.4/17.9"])
def test_a_page_first_shown_later_opens_as_it_should(open_page, stockholm, tmp_path, fragment):
    outer = tmp_path / "outer.html"
    frame = f'<iframe width="1000" height="700" src="{stockholm}{fragment}"></iframe>'
    outer.write_text(
        f"<!doctype html><title>x</title><details><summary>Map</summary>{frame}</details>",
        encoding="utf-8",
    )
    page = open_page(outer.as_uri(), WIDE)
    page.frames[1].wait_for_function("() => window.poliskarta")
    page.locator("summary").first.click()
    page.frames[1].wait_for_function("() => poliskarta.map.getSize().x > 100")
    if fragment:
        assert is_about(page.frames[1].evaluate(VIEW), 12, 59.4, 17.9)
    else:
        assert page.frames[1].evaluate("poliskarta.map.getZoom()") >= 7
        shown = "poliskarta.map.getBounds().contains([[59.05, 17.55], [59.8, 18.6]])"
        assert page.frames[1].evaluate(shown)
