"""The pages of other forces: markers without a mobile kind, zooms that fit, nothing empty."""

from pathlib import Path

import pytest
from playwright.sync_api import expect
from support.pages import PHONE, WIDE, write_page
from support.small_force import lay_out, station

from poliskarta.pipeline import locate
from poliskarta.project.folder import Project

EXAMPLES = Path(__file__).parents[2] / "examples"
ALL_SHOWN = """() => {
  const shown = poliskarta.map.getBounds();
  const placed = modules["core/data.js"].data.offices.filter((office) => office.lat);
  const { districtBounds } = modules["map/districts.js"];
  const missing = placed.filter((office) => !shown.contains([office.lat, office.lon]));
  return shown.contains(districtBounds()) ? missing : [...missing, "a district"];
}"""


@pytest.fixture(scope="module", params=["precincts", "sverige"])
def force(request, tmp_path_factory):
    """The page of an example, and its placed offices."""
    project = Project(EXAMPLES / request.param, tmp_path_factory.mktemp(request.param))
    offices = locate(project).offices
    return write_page(project, project.out / "page.html"), offices[offices["placed"]]


def test_a_link_to_a_time_is_followed_where_there_is_no_control_for_it(open_page, force):
    address, offices = force
    page = open_page(f"{address}#time=now")
    expect(page.locator(".marker")).to_have_count(len(offices))


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_every_placed_office_and_every_district_is_in_the_first_view(open_page, force, viewport):
    address, offices = force
    page = open_page(address, viewport=viewport)
    expect(page.locator(".marker")).to_have_count(len(offices))
    assert page.evaluate(ALL_SHOWN) == []


def test_without_mobile_offices_and_initiatives_nothing_speaks_of_them(open_page, force):
    page = open_page(force[0])
    for part in ("#time", "#initiatives", 'a[href="#initiatives"]'):
        expect(page.locator(part)).to_have_count(0)


def test_the_map_keeps_the_zooms_that_folium_was_asked_for(open_page, stockholm, force):
    for address, farthest in ((stockholm, 6), (force[0], None)):
        page = open_page(address)
        least, most = page.evaluate("[poliskarta.map.getMinZoom(), poliskarta.map.getMaxZoom()]")
        assert most == 16
        assert 0 < least <= 7
        assert farthest is None or least >= farthest
        page.evaluate("poliskarta.map.setZoom(30, {animate: false})")
        assert page.evaluate("poliskarta.map.getZoom()") == most
        page.evaluate("poliskarta.map.setZoom(0, {animate: false})")
        assert page.evaluate("poliskarta.map.getZoom()") == least


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """The page of a force that says of its offices only what they are called and where they are."""
    folder = tmp_path_factory.mktemp("bare")
    project = lay_out(folder, rows=[station("A1", 500, 500), station("B2", 1500, 500)])
    return write_page(project, folder / "page.html")


def test_cards_open_where_nobody_says_how_sure_anything_is(open_page, bare):
    page = open_page(bare)
    page.locator("li[data-office-id=A1] a").click()
    expect(page.locator("#card-title")).to_have_text("Station A1")
    page.locator('.sheet a[href="#district=Zone%201"]').click()
    expect(page.locator("#card-title")).to_contain_text("Zone 1")
    expect(page.locator(".sheet")).not_to_contain_text("unknown")
    expect(page.locator(".sheet")).not_to_contain_text("undefined")


def test_a_phone_has_no_bar_where_there_is_nothing_to_put_in_it(open_page, bare, stockholm):
    expect(open_page(bare, viewport=PHONE).locator(".top")).to_be_hidden()
    expect(open_page(bare, viewport=WIDE).locator(".top")).to_be_visible()
    expect(open_page(stockholm, viewport=PHONE).locator(".top")).to_be_visible()


def test_the_list_is_saved_where_no_office_has_a_source(open_page, bare, tmp_path):
    page = open_page(bare)
    with page.expect_download() as saving:
        page.locator("[data-download=csv]").click()
    saving.value.save_as(tmp_path / "offices.csv")
    assert "Station B2" in (tmp_path / "offices.csv").read_text(encoding="utf-8")
