"""Opening hours: words for people, and intervals that "open now" can be told from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poliskarta.i18n import Words
from poliskarta.project.opening_hours import hours_in_words, weekly_intervals

WORDS = Words(("sv", "en"))
DAY = 24 * 60


def test_office_hours_are_said_by_days_and_times():
    said = hours_in_words("Mo-Fr 09:00-17:00", WORDS)
    assert said == {"sv": "måndag–fredag 09.00–17.00", "en": "Monday–Friday 09:00–17:00"}


def test_days_with_the_same_hours_that_do_not_follow_each_other_are_said_apart():
    said = hours_in_words("Tu 10:00-12:00; Th 14:00-16:00", WORDS)["sv"]
    assert said == "tisdag 10.00–12.00; torsdag 14.00–16.00"


def test_a_lunch_break_is_kept():
    said = hours_in_words("Mo 10:00-12:00,13:00-15:00", WORDS)["en"]
    assert said == "Monday 10:00–12:00, 13:00–15:00"


def test_a_night_belongs_to_the_day_it_begins():
    assert hours_in_words("Fr-Sa 20:00-04:00", WORDS)["sv"] == "fredag–lördag 20.00–04.00"
    assert weekly_intervals("Fr 20:00-04:00") == [[4 * DAY + 1200, 5 * DAY + 240]]


def test_a_night_from_sunday_to_monday_ends_after_the_week():
    assert weekly_intervals("Su 22:00-04:00") == [[6 * DAY + 1320, 7 * DAY + 240]]


def test_always_open_is_said_so():
    assert hours_in_words("24/7", WORDS)["sv"] == "dygnet runt"
    assert weekly_intervals("24/7") == [[0, 7 * DAY]]


@pytest.mark.parametrize(
    "rule",
    [
        "Jun-Aug Mo 10:00-12:00",
        'Fr-Sa "evenings"',
        "Fr 20:00+",
        "not a rule",
        "Mo-We 00:00-24:00",
    ],
)
def test_hours_that_no_plain_week_can_tell_are_said_as_written(rule):
    assert rule in hours_in_words(rule, WORDS)["en"]


@pytest.mark.parametrize(
    "rule", ["Jun-Aug Mo 10:00-12:00", 'Fr "evenings"', "Fr 20:00+", "rubbish"]
)
def test_no_open_interval_is_claimed_that_is_not_sure(rule):
    assert weekly_intervals(rule) == []


@given(st.integers(0, 6), st.integers(0, 23), st.integers(1, 23))
def test_every_opening_hour_is_found_again(day, start, length):
    name = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")[day]
    rule = f"{name} {start:02d}:00-{(start + length) % 24:02d}:00"
    first = day * DAY + start * 60
    assert weekly_intervals(rule) == [[first, first + length * 60]]
