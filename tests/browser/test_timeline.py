"""The slider over the dates: list, map, card and table in step, by key and by link."""

import pandas as pd
import pytest
from playwright.sync_api import expect
from support.pages import write_page

from poliskarta.page.render import render_page
from poliskarta.pipeline import analyse
from poliskarta.project.folder import Project

SLIDER, SAID = "#date", "#date-said"


def row(office):
    return f"li[data-office-id={office}]"


@pytest.fixture(scope="module")
def dated(town_project, tmp_path_factory):
    """The town's project: mitt closed in 2018, kajen and the bus came in 2020."""
    folder = tmp_path_factory.mktemp("dated")
    project = Project(folder, folder / "maps")
    project.data.mkdir()
    for path in town_project.data.iterdir():
        if path.is_file():
            project.table(path.name).write_bytes(path.read_bytes())
    path = project.table("offices.csv")
    rows = pd.read_csv(path, dtype="str", keep_default_na=False)
    rows.loc[rows["office_id"] == "mitt", "closed"] = "2018"
    rows.loc[rows["office_id"] == "grans", "opened"] = "2017-03"
    rows.to_csv(path, index=False)
    return project


@pytest.fixture(scope="module")
def dated_page(dated):
    return write_page(dated, dated.root / "page.html")


def test_the_page_opens_on_its_own_date(open_page, dated_page):
    page = open_page(dated_page)
    expect(page.locator(SAID)).to_have_text("2020")
    expect(page.locator("#count")).to_contain_text("7 kontor")
    expect(page.locator(row("mitt"))).to_be_hidden()
    expect(page.locator(".marker[data-office-id=mitt]")).to_have_count(0)
    assert "date=" not in page.evaluate("location.hash")


def test_keys_move_list_and_map_through_the_dates(open_page, dated_page):
    page = open_page(dated_page + "#lang=en")
    page.locator(SLIDER).focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(SAID)).to_have_text("2019")
    expect(page.locator(row("kajen"))).to_be_hidden()
    expect(page.locator("#count")).to_contain_text("5 offices")
    page.keyboard.press("Home")
    expect(page.locator(SLIDER)).to_have_attribute("aria-valuetext", "March 2017")
    expect(page.locator(row("mitt"))).to_be_visible()
    expect(page.locator(".marker[data-office-id=mitt]")).to_have_count(1)
    expect(page.locator(".marker[data-office-id=kajen]")).to_have_count(0)
    assert "date=2017-03" in page.evaluate("location.hash")


def test_card_colours_and_table_are_those_of_a_page_of_the_date(open_page, dated, dated_page):
    other = dated.root / "2019.html"
    other.write_text(render_page(analyse(dated, as_of="2019")), encoding="utf-8")
    seen = []
    for address in (other.as_uri() + "#lang=en", dated_page + "#lang=en&date=2019"):
        page = open_page(address + "&district=vast&colour=offices_per_100000")
        expect(page.locator(SAID)).to_have_text("2019")
        expect(page.locator("path[data-district-id][class*=class-]")).to_have_count(3)
        parts = ("#districts table", ".district-card", ".kinds", "#classes")
        seen.append([page.locator(part).inner_text() for part in parts])
    assert seen[0] == seen[1]


def test_back_on_the_pages_date_everything_is_as_it_was(open_page, dated_page):
    page = open_page(dated_page + "#lang=en")
    table = page.locator("#districts table").inner_text()
    page.locator(SLIDER).focus()
    page.keyboard.press("Home")
    assert page.locator("#districts table").inner_text() != table
    page.keyboard.press("End")
    assert page.locator("#districts table").inner_text() == table
    page.keyboard.press("Home")
    page.evaluate("location.hash = 'lang=sv'")
    expect(page.locator(SAID)).to_have_text("2020")


def test_back_on_the_pages_date_the_table_has_its_intervals_again(open_page, stockholm):
    page = open_page(stockholm + "#lang=en")
    table = page.locator("#districts table").inner_text()
    assert "95%: " in table
    usual = page.locator(SLIDER).input_value()
    page.locator(SLIDER).focus()
    page.keyboard.press("Home")
    assert page.locator("#districts table").inner_text() != table
    page.locator(SLIDER).fill(usual)
    assert page.locator("#districts table").inner_text() == table


def test_a_link_to_a_date_that_isnt_known_shows_the_usual_one(open_page, dated_page):
    page = open_page(dated_page + "#date=1999")
    expect(page.locator(SAID)).to_have_text("2020")


def test_the_note_says_how_many_have_no_dates(open_page, dated_page):
    page = open_page(dated_page + "#lang=en")
    page.locator(".timeline summary").click()
    expect(page.locator("#date-note")).to_be_visible()
    expect(page.locator("#date-note")).to_contain_text("stays as of 2020")
    expect(page.locator("#date-note")).to_contain_text("Offices without dates")


def test_without_scripts_the_offices_of_the_pages_date_are_listed(browser, dated_page):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(dated_page)
    expect(page.locator(row("kajen"))).to_be_visible()
    expect(page.locator(row("mitt"))).to_be_hidden()
    context.close()


def test_a_page_of_one_date_has_no_slider(open_page, town_page):
    page = open_page(town_page)
    expect(page.locator("#count")).to_be_visible()
    expect(page.locator(SLIDER)).to_have_count(0)
