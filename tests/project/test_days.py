"""The days that a date of any precision can mean."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poliskarta.project.days import first_day, last_day


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2010", (2010, 1, 1), (2010, 12, 31)),
        ("2012-02", (2012, 2, 1), (2012, 2, 29)),
        ("2010-06-15", (2010, 6, 15), (2010, 6, 15)),
    ],
)
def test_a_year_and_a_month_have_a_first_and_a_last_day(text, first, last):
    assert (first_day(text), last_day(text)) == (dt.date(*first), dt.date(*last))


@pytest.mark.parametrize("text", ["", "summer", "2010-13", "2010-02-30", "0000", "2010-6"])
def test_what_is_no_date_has_no_day(text):
    assert (first_day(text), last_day(text)) == (None, None)


@given(st.dates())
def test_a_finer_date_lies_within_the_coarser_one(day):
    text = day.isoformat()
    for length in (4, 7, 10):
        assert first_day(text[:length]) <= day <= last_day(text[:length])
