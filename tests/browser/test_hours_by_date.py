"""Hours are judged by the day looked at: what no week can show is never claimed open."""

import datetime as dt
import json
import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opening_hours import OpeningHours
from playwright.sync_api import expect
from support.pages import write_page

from poliskarta.page.calendars import describe_calendars

OFFICE = "Mo-Fr 09:00-17:00"
YEARS = dt.datetime(1950, 1, 1), dt.datetime(2090, 1, 1)  # noqa: DTZ001 (wall clock)
RULES = [f"{OFFICE}; Dec 24-26 off", f"{OFFICE}; week 53 off", "Fr 20:00-04:00; Jun 06 off"]


@pytest.fixture
def opened(open_page, town):
    """A function that opens the card of an office with a rule, at a time of the clock (UTC)."""

    def open_one(rule, *moment):
        offices = town.table("offices.csv")
        text = offices.read_text(encoding="utf-8").replace(OFFICE, rule)
        offices.write_text(text, encoding="utf-8", newline="\n")
        address = write_page(town, town.root / "page.html")
        page = open_page(address, own=True)
        page.clock.set_fixed_time(dt.datetime(*moment, tzinfo=dt.UTC))
        page.evaluate("location.hash = 'office=kajen'")
        return page.locator(".office-popup")

    return open_one


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ((2026, 12, 22, 10), "Öppet till 17.00."),
        ((2026, 12, 24, 10), "Stängt. Öppnar måndag 09.00."),
        ((2026, 12, 25, 10), "Stängt. Öppnar måndag 09.00."),
    ],
)
def test_a_day_that_is_left_out_is_closed_and_no_other(opened, moment, words):
    card = opened(f"{OFFICE}; Dec 24-26 off", *moment)
    expect(card.locator("dd strong").first).to_have_text(words)
    expect(card).to_contain_text(f"{OFFICE}; Dec 24-26 off")


def test_an_opening_far_away_is_said_by_its_date(opened):
    card = opened(f"{OFFICE}; 2026 Jul 06-31 off", 2026, 7, 8, 10)
    words = "Stängt. Öppnar 3 augusti 2026 09.00."
    expect(card.locator("dd strong").first).to_have_text(words)


@pytest.mark.parametrize("end", ["PH off", "SH off", "2020 Jul off"])
def test_what_is_not_known_of_the_day_is_not_claimed(opened, end):
    card = opened(f"{OFFICE}; {end}", 2060, 7, 5, 10)
    expect(card).to_contain_text(f"{OFFICE}; {end}")
    expect(card.locator(".now-open, .now-closed")).to_have_count(0)


def test_round_the_clock_is_said_so(opened):
    expect(opened("24/7", 2026, 7, 5, 10).locator("dd strong").first).to_have_text(
        "Öppet dygnet runt."
    )


def test_search_engines_are_told_of_no_hours_that_change(opened, town):
    opened(f"{OFFICE}; Dec 25-26 off", 2026, 12, 22, 10)
    text = (town.root / "page.html").read_text(encoding="utf-8")
    [block] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    assert json.loads(block)["about"]
    assert "openingHoursSpecification" not in block


@pytest.fixture(scope="module")
def calendars():
    """The rules' calendars as the page gets them."""
    return describe_calendars([pd.DataFrame({"opening_hours": RULES})])


@settings(max_examples=60)
@given(st.sampled_from(RULES), st.datetimes(*YEARS))
def test_the_page_reads_its_calendars_right(functions, calendars, rule, moment):
    call = "[-1, 0].map((later) => modules['core/calendar.js'].weekOf(...argument, later))"
    before, now = functions(call, [calendars[rule], moment.date().isoformat()])
    minute = moment.weekday() * 1440 + moment.hour * 60 + moment.minute
    here = [[start, end] for start, end in now]
    here += [[start - 10_080, end - 10_080] for start, end in before]
    is_open = any(start <= minute < end for start, end in here)
    assert is_open == OpeningHours(rule).is_open(moment)


def test_a_page_without_hours_has_no_calendars():
    assert describe_calendars([]) == {}
