"""The office card: open now, stops, distance, district, and how to report what is wrong."""

import datetime as dt
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect
from support.pages import PHONE, write_page

CARD = ".office-popup"
STOCKHOLM = ZoneInfo("Europe/Stockholm")


def open_at(open_page, address, moment, **options):
    """Open a card with the clock standing still at `moment`, local time in Stockholm."""
    page = open_page(address.split("#")[0], own=True, **options)
    page.clock.set_fixed_time(dt.datetime.fromisoformat(moment).replace(tzinfo=STOCKHOLM))
    page.evaluate("fragment => { location.hash = fragment; }", address.split("#")[1])
    expect(page.locator(CARD)).to_be_visible()
    return page


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-11-23T08:59", "Stängt. Öppnar måndag 09.00."),
        ("2026-11-23T09:00", "Öppet till 17.00."),
        ("2026-11-23T17:00", "Stängt. Öppnar tisdag 09.00."),
        ("2026-11-27T18:00", "Stängt. Öppnar måndag 09.00."),
        ("2026-06-24T16:59", "Öppet till 17.00."),
    ],
)
def test_an_office_with_hours_says_whether_it_is_open_now(open_page, town_page, moment, words):
    page = open_at(open_page, town_page + "#office=kajen", moment)
    expect(page.locator(CARD)).to_contain_text(words)
    expect(page.locator(CARD)).to_contain_text(
        "Enligt tiderna för 2020. Helgdagar är inte inräknade."
    )


def test_the_clock_is_that_of_the_office_and_not_of_the_reader(open_page, town_page):
    page = open_at(
        open_page, town_page + "#office=kajen", "2026-11-23T10:00", timezone_id="Asia/Tokyo"
    )
    expect(page.locator(CARD)).to_contain_text("Öppet till 17.00.")


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-11-24T11:00", "Står i Mitt till 12.00."),
        ("2026-11-24T13:00", "Stängt. Öppnar torsdag 14.00."),
    ],
)
def test_a_mobile_office_says_where_it_stands_now(open_page, town_page, moment, words):
    page = open_at(open_page, town_page + "#office=buss", moment)
    expect(page.locator(CARD)).to_contain_text(words)
    expect(page.locator(CARD)).to_contain_text("tisdag 10.00–12.00; torsdag 14.00–16.00")


def test_an_office_whose_hours_are_words_says_nothing_of_now(open_page, stockholm):
    page = open_page(stockholm + "#office=mobil-stureplan")
    expect(page.locator(CARD)).to_contain_text("Helgkvällar och helgnätter")
    expect(page.locator(CARD)).not_to_contain_text("Just nu")


def test_the_card_says_how_far_it_is_from_the_chosen_point(open_page, stockholm):
    page = open_page(stockholm + "#office=ragsved&near=59.2459/18.0909")
    expect(page.locator(CARD)).to_contain_text("3,8 km åt väster")


def test_the_card_leads_to_its_district(open_page, stockholm):
    page = open_page(stockholm + "#office=ragsved")
    page.locator(CARD).get_by_role("link", name="Söderort").click()
    expect(page.locator(".district-card")).to_have_attribute("data-district-id", "soderort")


def test_an_office_outside_every_district_says_so(open_page, town_page):
    page = open_page(town_page + "#office=langt-bort")
    expect(page.locator(CARD)).to_contain_text("Punkten ligger utanför alla distrikt.")


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_an_error_is_reported_by_a_mail_that_is_written_already(open_page, town_page, lang):
    page = open_page(f"{town_page}#office=elak&lang={lang}")
    href = page.locator(CARD).locator("a[href^='mailto:']").get_attribute("href")
    mail = parse_qs(urlsplit(href).query)
    assert urlsplit(href).path == ""
    assert "<b>&\"'</b><img src=x onerror=alert(1)>" in mail["subject"][0]
    assert "(elak)" in mail["body"][0]
    assert "#office=elak" in mail["body"][0]


def test_the_mail_goes_to_whoever_keeps_the_map_and_to_no_other(functions):
    police = {"id": "email", "href": "mailto:police@example.org"}
    keeper = {"id": "report", "href": "mailto:map@example.org?subject=x"}
    call = "modules['card/error-report.js'].reportAddress(argument, 'a&b', 'c d')"
    assert functions(call, [police, keeper]) == "mailto:map@example.org?subject=a%26b&body=c%20d"
    assert functions(call, [police]) == "mailto:?subject=a%26b&body=c%20d"


def test_without_a_keeper_the_card_says_whom_to_write_to(open_page, town_page):
    page = open_page(town_page + "#office=kajen")
    expect(page.locator(CARD)).to_contain_text("Skicka brevet till den som du fick kartan av.")


def test_the_keeper_named_in_the_region_gets_the_mail(open_page, town):
    keeper = """
[[contacts]]
id = "report"
value = "map@example.org"
href = "mailto:map@example.org"
label.sv = "Fel på kartan"
label.en = "Errors of the map"
"""
    region = town.table("region.toml")
    region.write_text(region.read_text(encoding="utf-8") + keeper, encoding="utf-8")
    page = open_page(write_page(town, town.root / "page.html") + "#office=kajen")
    card = page.locator(CARD)
    href = card.get_by_role("link", name="Rapportera fel").get_attribute("href")
    assert href.startswith("mailto:map@example.org?subject=")
    expect(card).not_to_contain_text("Skicka brevet till den")


def test_on_a_phone_nothing_of_the_page_lies_over_the_card(open_page, stockholm):
    page = open_page(stockholm + "#office=husby", PHONE)
    expect(page.locator(CARD)).to_be_visible()
    page.locator("#districts").scroll_into_view_if_needed()
    ys = range(480, 812, 20)
    over = "(y) => document.elementFromPoint(180, y).closest('.sheet') !== null"
    assert [y for y in ys if not page.evaluate(over, y)] == []
