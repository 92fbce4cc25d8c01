"""Miles, a clock of twelve hours and Letter paper, where the force's people are used to them."""

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader
from support.american_town import live_american
from support.pages import write_page

LETTER_PT = (612, 792)
SAY = 'modules["core/i18n.js"]'


@pytest.fixture
def american(town):
    return write_page(live_american(town), town.root / "page.html")


def test_cards_say_hours_by_twelve_and_ways_in_miles(open_page, american):
    page = open_page(american + "#office=kajen&near=59.51/17.7", locale="en-US")
    card = page.locator(".office-popup")
    expect(card).to_contain_text("Monday–Friday 9:00 am–5:00 pm")
    expect(page.locator(".office-way").first).to_contain_text(" mi to the ")
    assert " km" not in page.locator(".offices").inner_text()
    assert " km" not in card.inner_text()


@pytest.mark.parametrize(
    ("metres", "words"),
    [(10, "100 ft"), (150, "500 ft"), (289, "900 ft"), (300, "0.2 mi"), (1609.344, "1 mi"),
     (15_000, "9.3 mi"), (20_000, "12 mi")],
)  # fmt: skip
def test_distances_are_said_in_feet_and_miles(open_page, american, metres, words):
    page = open_page(american)
    assert page.evaluate(f"{SAY}.formatDistance({metres})") == words


@pytest.mark.parametrize(
    ("minute", "words"),
    [(0, "12:00 am"), (9 * 60 + 5, "9:05 am"), (720, "12:00 pm"), (1439, "11:59 pm")],
)  # fmt: skip
def test_times_are_told_by_twelve(open_page, american, minute, words):
    page = open_page(american)
    assert page.evaluate(f"{SAY}.formatClock({minute})") == words


def test_limits_are_said_in_both(open_page, american):
    page = open_page(american)
    page.locator(".layers summary").click()
    page.locator("input[data-layer=bands]").check()
    expect(page.locator("#areas-key li").first).to_have_text(
        "within 1 km (0.62 mi) of a fixed office"
    )
    assert page.evaluate(f"{SAY}.formatLimit(100)") == "100 m (328 ft)"


def test_the_scale_is_in_miles(open_page, american):
    page = open_page(american)
    lines = page.locator(".leaflet-control-scale-line")
    seen = [line.inner_text() for line in lines.all() if line.is_visible()]
    assert len(seen) == 1
    assert seen[0].endswith((" mi", " ft"))


def test_table_and_figures_are_in_miles_and_square_miles(open_page, american):
    page = open_page(american)
    head = page.locator("#districts thead")
    expect(head).to_contain_text("Land, sq mi")
    expect(head).to_contain_text("2 km (1.2 mi)")
    assert " mi" in page.locator("#districts tbody").inner_text()


def test_it_is_printed_on_letter_and_says_so(open_page, american, tmp_path):
    page = open_page(american)
    expect(page.locator("#take")).to_contain_text("Letter: the map as you see it")
    page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    sheet = PdfReader(tmp_path / "page.pdf").pages[0].mediabox
    assert (float(sheet.width), float(sheet.height)) == pytest.approx(LETTER_PT, abs=1)
    assert "km" not in page.locator("#time-hour").inner_text()
    assert page.locator("#time-hour option").nth(15).text_content() == "3:00 pm"
