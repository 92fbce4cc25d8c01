"""The slider over the dates: list, map, card and table in step, by key, by link, in both languages."""

import pandas as pd
import pytest
from playwright.sync_api import expect
from support.pages import write_page

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
    rows.loc[rows["office_id"] == "grans", "opened"] = "2018-03"
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
    expect(page.locator(SLIDER)).to_have_attribute("aria-valuetext", "March 2018")
    expect(page.locator(row("mitt"))).to_be_visible()
    expect(page.locator(".marker[data-office-id=mitt]")).to_have_count(1)
    expect(page.locator(".marker[data-office-id=kajen]")).to_have_count(0)
    assert "date=2018-03" in page.evaluate("location.hash")


def test_card_colours_and_table_show_the_figures_of_the_date(open_page, dated, dated_page):
    then = analyse(dated, as_of="2019").districts.set_index("district_id")
    page = open_page(dated_page + "#lang=en&date=2019&district=vast&colour=offices_per_100000")
    expect(page.locator(SAID)).to_have_text("2019")
    share = f"{100 * then.loc['vast', 'share_within_2km']:.2g}%"
    expect(page.locator(".card-figures")).to_contain_text(share)
    cell = page.locator("td[data-figure=share_within_2km][data-of=vast]")
    expect(cell).to_contain_text(share)
    counts = page.locator("td[data-count-kind=local][data-of]").all_text_contents()
    assert sorted(map(int, counts)) == sorted(then["offices_local"])
    expect(page.locator("path[data-district-id][class*=class-]")).to_have_count(3)
    expect(page.locator(".card-offices")).not_to_contain_text("Mitt")


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


def test_a_link_to_a_date_that_isnt_known_shows_the_usual_one(open_page, dated_page):
    page = open_page(dated_page + "#date=1999")
    expect(page.locator(SAID)).to_have_text("2020")


def test_the_note_says_how_many_have_no_dates(open_page, dated_page):
    page = open_page(dated_page + "#lang=en")
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
    expect(page.locator(SLIDER)).to_have_count(1 if "timeline" in page.content() else 0)
