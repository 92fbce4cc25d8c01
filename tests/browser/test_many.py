"""Very many offices: those near stand alone, others in clusters, and everything stays quick."""

import geopandas as gpd
import pandas as pd
import pytest
from playwright.sync_api import expect
from support.pages import write_page

from poliskarta.pipeline import locate

ALONE = "button[data-office-id]"
OFFICES = 600


@pytest.fixture(scope="module")
def many_page(town_project, tmp_path_factory):
    """The town with hundreds of offices more, in rows around those it has."""
    offices = locate(town_project).offices
    model = offices[offices["office_id"] == "mitt"]
    more = pd.concat([model] * OFFICES, ignore_index=True).astype(model.dtypes.to_dict())
    numbers = pd.Series(range(OFFICES))
    shifted = gpd.points_from_xy(
        more.geometry.x + numbers % 25 * 0.004, more.geometry.y + numbers // 25 * 0.002, crs=4326
    )
    names = [f"nummer-{number}" for number in numbers]
    more = more.assign(office_id=names, name=names).astype(model.dtypes.to_dict())
    more = more.set_geometry(shifted)
    path = tmp_path_factory.mktemp("many") / "page.html"
    return write_page(town_project, path, offices=pd.concat([offices, more], ignore_index=True))


def test_very_many_offices_are_drawn_as_clusters_that_count_them(open_page, many_page):
    page = open_page(many_page)
    numbers = page.locator(".cluster").all_inner_texts()
    alone = page.locator(ALONE).count()
    assert alone < 400
    assert sum(map(int, numbers)) + alone == OFFICES + 6
    expect(page.locator(".offices li")).to_have_count(OFFICES + 8)


def test_a_cluster_comes_nearer_when_pressed_and_keeps_the_focus_on_the_map(open_page, many_page):
    page = open_page(many_page)
    zoom = page.evaluate("poliskarta.map.getZoom()")
    cluster = page.locator(".cluster").first
    expect(cluster).to_have_accessible_name(f"{cluster.inner_text()} kontor här. Zooma in.")
    cluster.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("poliskarta.map.getZoom()") > zoom
    expect(page.locator(".folium-map")).to_be_focused()
    assert page.locator(ALONE).count() > 0


def test_whom_the_reader_chose_is_never_in_a_cluster(open_page, many_page):
    page = open_page(many_page + "#office=nummer-300&view=9/59.53/17.7")
    expect(page.locator("button[data-office-id=nummer-300].selected")).to_be_attached()


def test_few_enough_offices_are_no_cluster(open_page, many_page):
    page = open_page(many_page + "#find=nummer-12")
    expect(page.locator(".cluster")).to_have_count(0)
    rows = page.locator(".offices li:not([hidden])").count()
    expect(page.locator(ALONE)).to_have_count(rows)


def test_rows_are_blocks(open_page, many_page):
    """To hide some of many numbered rows takes a browser the square of their number."""
    row = open_page(many_page).locator(".offices li").first
    assert row.evaluate("row => getComputedStyle(row).display") == "block"
