"""Names in several languages on the page: list, marker, map, card and search follow the reader."""

import re

import geopandas as gpd
import pytest
from playwright.sync_api import expect
from support.pages import write_page
from support.small_force import lay_out, station


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A page in English and Swedish, where the harbour and the north have a name in each."""
    rows = [
        station("A1", 500, 500, name="Harbour", name_sv="Hamnen"),
        station("A2", 1500, 500, name="Airfield", name_sv=""),
    ]
    folder = tmp_path_factory.mktemp("names")
    project = lay_out(folder, rows=rows, ids=["N", "S"], languages=["en", "sv"])
    polygons = gpd.read_file(project.table("districts.geojson"))
    named = polygons.assign(name=["North", "South"], name_sv=["Norr", "South"])
    named.to_file(project.table("districts.geojson"))
    return write_page(project, folder / "page.html")


def test_names_follow_the_language_of_the_reader(open_page, address):
    page = open_page(f"{address}#office=A1")
    for language, district, office in (("en", "North", "Harbour"), ("sv", "Norr", "Hamnen")):
        page.locator(f'button[data-lang="{language}"]').first.click()
        expect(page.locator(".office-name").nth(1)).to_have_text(office)
        expect(page.locator('#filter-area option[value="N"]')).to_have_text(district)
        expect(page.locator(".marker-label", has_text=office)).to_have_count(1)
        marker = page.locator('.marker[data-office-id="A1"]')
        expect(marker).to_have_attribute("aria-label", re.compile(f"^{office},"))
        expect(page.locator(".district-name", has_text=district)).to_have_count(1)
        expect(page.locator("#card-title")).to_have_text(office)


def test_cards_open_where_nobody_says_how_sure_anything_is(open_page, address):
    page = open_page(f"{address}#office=A2")
    expect(page.locator("#card-title")).to_have_text("Airfield")
    page.locator('.sheet a[href="#district=S"]').click()
    expect(page.locator("#card-title")).to_contain_text("South")
    expect(page.locator(".sheet")).not_to_contain_text("unknown")
    expect(page.locator(".sheet")).not_to_contain_text("undefined")


@pytest.mark.parametrize("asked", ["Harbour", "Hamnen"])
def test_an_office_is_found_by_its_name_in_any_language(open_page, address, asked):
    page = open_page(f"{address}#lang=sv")
    page.locator("#search").fill(asked)
    expect(page.locator(".offices > li:visible")).to_have_count(1)
    expect(page.locator(".offices > li:visible .office-name")).to_have_text("Hamnen")
