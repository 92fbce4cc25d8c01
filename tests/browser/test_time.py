"""Mobile offices at a chosen time: out, away, not known exactly, or nowhere known."""

import datetime as dt

import pytest
from playwright.sync_api import expect
from support.pages import SETTLED, write_page

BUS = "button[data-office-id=buss]"
ROW = "li[data-office-id={}] .office-opening"
WEEK = [[1440 + 600, 1440 + 720], [10_080 - 60, 10_080 + 120]]  # Tuesday 10-12, Sunday 23-02


def choose(page, day, hour):
    page.locator("#filters-button").click()
    page.get_by_label("Tid, mobila kontor").select_option("vald tid")
    page.get_by_label("Veckodag").select_option(day)
    page.get_by_label("Klockslag").select_option(hour)


def test_at_its_hour_the_bus_stands_at_its_stop(open_page, town_page):
    page = open_page(town_page)
    choose(page, "tisdag", "10.00")
    expect(page.locator(BUS)).to_be_attached()
    expect(page.locator(ROW.format("buss"))).to_have_text("Står i Mitt till 12.00.")
    expect(page.locator("#time-result")).to_have_text(
        "tisdag 10.00: 1 på plats, 1 utan känd plats."
    )
    assert "time=2-10" in page.evaluate("location.hash")


def test_at_another_hour_the_bus_is_listed_but_not_drawn(open_page, town_page):
    page = open_page(town_page)
    choose(page, "tisdag", "13.00")
    expect(page.locator(BUS)).to_have_count(0)
    expect(page.locator(ROW.format("buss"))).to_have_text("Inte ute då. Nästa gång torsdag 14.00.")
    expect(page.locator("#count")).to_contain_text("8 kontor")
    page.get_by_label("Tid, mobila kontor").select_option("alla tider")
    expect(page.locator(BUS)).to_be_attached()
    expect(page.locator(ROW.format("buss"))).to_have_text("")


def test_what_has_no_known_place_is_never_drawn(open_page, town_page):
    page = open_page(town_page + "#time=2-10")
    expect(page.locator("li[data-office-id=bat]")).to_contain_text("Tiderna är inte exakt kända.")
    expect(page.locator("button[data-office-id=bat]")).to_have_count(0)


def test_a_fixed_office_with_hours_says_whether_it_is_open_then(open_page, town_page):
    page = open_page(town_page + "#time=1-10")
    expect(page.locator(ROW.format("kajen"))).to_have_text("Öppet då, till 17.00.")
    page.evaluate("location.hash = 'time=6-10'")
    expect(page.locator(ROW.format("kajen"))).to_have_text("Stängt då. Öppnar måndag 09.00.")
    expect(page.locator("button[data-office-id=kajen]")).to_be_attached()


def test_times_in_words_are_shown_as_not_known_exactly(open_page, stockholm):
    page = open_page(stockholm + "#time=5-22&lang=en")
    button = page.get_by_role("button", name="Stureplan, mobile police office")
    expect(button).to_have_accessible_name(
        "Stureplan, mobile police office, approximate position, The times are not known exactly."
    )
    expect(page.locator("#time-result")).to_have_text(
        "Friday 22:00: 2 whose times are not known exactly, 2 with no known place."
    )


def test_now_is_the_time_of_the_clock(open_page, town_page):
    page = open_page(town_page, own=True)
    page.clock.set_fixed_time(dt.datetime(2026, 11, 26, 14, 30, tzinfo=dt.UTC))  # 15.30 there
    page.evaluate("location.hash = 'time=now'")
    expect(page.locator("#time-result")).to_contain_text("torsdag 15.30: 1 på plats")
    expect(page.locator(ROW.format("buss"))).to_have_text("Står i Mitt till 16.00.")


def test_what_happens_at_a_chosen_time_is_announced(open_page, town_page):
    page = open_page(town_page)
    choose(page, "tisdag", "13.00")
    expect(page.locator("#announcer")).to_contain_text("tisdag 13.00: 1 inte ute")


def test_an_office_that_is_away_is_not_the_nearest(open_page, town_page):
    page = open_page(town_page + "#near=59.5201/17.6691&hide=local&time=2-10")
    expect(page.locator("#nearby-office")).to_contain_text("Bussen")
    page.evaluate("location.hash = 'near=59.5201/17.6691&hide=local&time=2-13'")
    page.evaluate(SETTLED)
    expect(page.locator("#nearby-office")).to_have_text(
        "Inget av kontoren som visas har en känd plats."
    )


@pytest.fixture
def two_stops(town):
    """The town's bus, with one stop more, that it left in a certain year."""

    def write(left=""):
        stops = town.table("stops.csv")
        row = f"buss,Kajen,Östra,,We 10:00-12:00,,,2019-05,{left},confirmed,town,\n"
        stops.write_text(stops.read_text(encoding="utf-8") + row, encoding="utf-8", newline="\n")
        return write_page(town, town.root / "page.html")

    return write


def test_a_bus_with_two_stops_is_drawn_at_both_and_at_its_hour_at_one(open_page, two_stops):
    page = open_page(two_stops())
    for name in ("Bussen, mobilt kontor, Kajen", "Bussen, mobilt kontor, Mitt"):
        expect(page.get_by_role("button", name=name)).to_be_attached()
    expect(page.locator(BUS)).to_have_count(2)
    page.evaluate("location.hash = 'time=3-10'")
    expect(page.locator(BUS)).to_have_count(1)
    expect(page.locator(BUS)).to_have_accessible_name(
        "Bussen, mobilt kontor, Kajen, ungefärligt läge"
    )
    page.evaluate("location.hash = 'near=59.519/17.7238'")
    expect(page.locator("li[data-office-id=buss] .office-way")).to_contain_text("50 m")


@pytest.mark.parametrize(("left", "words"), [("", "Står i Kajen"), ("2020", "Öppnar torsdag")])
def test_a_stop_that_is_left_is_no_stop_now(open_page, two_stops, left, words):
    page = open_page(two_stops(left), own=True)
    page.clock.set_fixed_time(dt.datetime(2026, 11, 25, 10, 30, tzinfo=dt.UTC))  # a Wednesday
    page.evaluate("location.hash = 'office=buss'")
    expect(page.locator(".office-popup")).to_contain_text(words)


@pytest.mark.parametrize(
    ("since", "until", "during"),
    [
        ("", "", True),
        ("2010-06", "2010-08", True),
        ("2010-07", "", False),
        ("", "2010-05-31", False),
    ],
)
def test_days_are_compared_with_dates_of_any_precision(functions, since, until, during):
    call = "modules['core/week.js'].isDuring('2010-06-08', ...argument)"
    assert functions(call, [since, until]) is during


@pytest.mark.parametrize(
    ("minute", "until"),
    [(2039, None), (2040, 2160), (2159, 2160), (2160, None), (10_079, 10_200), (60, 120)],
)
def test_what_began_last_week_may_last_into_this_one(functions, minute, until):
    last = [[start - 10_080, end - 10_080] for start, end in WEEK]
    call = "modules['core/week.js'].openUntil(...argument) ?? null"
    assert functions(call, [last + WEEK, minute]) == until


def test_the_next_opening_may_be_next_week(open_page, town_page):
    page = open_page(town_page + "#time=5-18")
    expect(page.locator(ROW.format("kajen"))).to_have_text("Stängt då. Öppnar måndag 09.00.")


@pytest.mark.parametrize(
    ("instant", "minute"),
    [
        ("2026-11-22T23:00:00Z", 0),  # Monday has begun in Stockholm
        ("2026-11-22T22:59:00Z", 10_079),
        ("2026-06-21T22:00:00Z", 0),  # summer time
        ("2026-03-29T01:00:00Z", 6 * 1440 + 180),  # the hour that summer time skips
    ],
)
def test_minutes_are_counted_on_the_wall_clock_of_the_place(functions, instant, minute):
    call = "modules['core/week.js'].minuteOfWeek(new Date(argument), 'Europe/Stockholm')"
    assert functions(call, instant) == minute
