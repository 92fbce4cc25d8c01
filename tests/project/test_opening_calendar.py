"""Hours by date: each rule says the same on any day as the package that reads it."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opening_hours import OpeningHours

from poliskarta.project.opening_calendar import opening_calendar, usual_week

OFFICE = "Mo-Fr 09:00-17:00"
DATED = (
    f"{OFFICE}; Jun 06 off",
    f"{OFFICE}; Dec 25-26 off",
    f"{OFFICE}; 2026 Jul 06-31 off",
    f"{OFFICE}; week 53 off",
    f"{OFFICE}; Feb 29 off",
    "Jun-Aug Fr-Sa 20:00-04:00",
    "Mo[1] 10:00-12:00",
    "week 1-51/2 Tu 10:00-12:00",
)
YEARS = datetime(2025, 1, 1), datetime(2051, 12, 31)  # noqa: DTZ001 (wall clock)
CYCLE = timedelta(weeks=1461)


def interval_at(calendar, moment):
    """The interval that the calendar has for a moment, None when it is closed then."""
    monday = datetime.fromisoformat(calendar.first)
    sequence = [week for count, week in calendar.runs for _ in range(count)]
    number, since = divmod(moment - monday, timedelta(weeks=1))
    minute = since.total_seconds() / 60
    for back in (0, 1):
        for start, end in calendar.weeks[sequence[(number - back) % len(sequence)]]:
            if start <= minute + back * 10_080 < end:
                return start, end
    return None


@pytest.mark.parametrize("rule", DATED)
@given(st.datetimes(*YEARS))
def test_a_calendar_says_of_any_day_what_the_rule_says(rule, moment):
    calendar = opening_calendar(rule)
    assert usual_week(rule) is None
    assert bool(interval_at(calendar, moment)) == OpeningHours(rule).is_open(moment)


@pytest.mark.parametrize("rule", [rule for rule in DATED if "2026" not in rule])
def test_a_rule_without_years_goes_round_in_28_years(rule):
    calendar = opening_calendar(rule)
    assert calendar.cycle
    assert sum(count for count, _ in calendar.runs) * timedelta(weeks=1) == CYCLE


def test_a_rule_with_a_year_is_told_around_it_only():
    calendar = opening_calendar(f"{OFFICE}; 2035 Jul off")
    assert (calendar.first, calendar.cycle) == ("2032-12-27", False)


@pytest.mark.parametrize("rule", [OFFICE, "24/7", "Mo 20:00-20:26", "Jan-Dec Mo 10:00-11:00"])
def test_hours_that_are_the_same_in_every_week_need_no_calendar(rule):
    assert opening_calendar(rule) is None
    assert usual_week(rule)


@pytest.mark.parametrize(
    "rule",
    [
        "sunrise-sunset",
        f"{OFFICE}; PH off",
        f"{OFFICE}; SH off",
        "Jun 06 20:00+",
        'Jun 06 10:00-12:00 "perhaps"',
        "Jun-Aug 24/7",
        "Jun 06 unknown",
        "not a rule",
    ],
)
def test_what_no_calendar_can_tell_is_claimed_by_none(rule):
    assert opening_calendar(rule) is None
    assert usual_week(rule) is None
