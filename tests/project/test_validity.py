"""What was there on a date, for dates of any precision."""

import calendar
import dataclasses
import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from poliskarta.errors import DataError
from poliskarta.project.dataset import read_dataset
from poliskarta.project.periods import check_dates, is_absent, is_unsure, next_date
from poliskarta.project.validity import known_dates, on_date, whole

days = st.dates(dt.date(2009, 11, 1), dt.date(2012, 2, 29))
dates = st.builds(lambda day, length: day.isoformat()[:length], days, st.sampled_from([4, 7, 10]))


def span(text):
    """The first and the last day of a date, by the calendar."""
    year, month, day = ([int(part) for part in text.split("-")] + [None, None])[:3]
    last_month = month or 12
    last_day = day or calendar.monthrange(year, last_month)[1]
    return dt.date(year, month or 1, day or 1), dt.date(year, last_month, last_day)


def series(*texts):
    return pd.Series(texts, dtype="str")


def absent(opened, closed, date):
    return bool(is_absent(series(opened), series(closed), date)[0])


@given(dates, dates)
def test_what_opened_after_the_date_or_closed_before_it_is_absent(event, date):
    (first, last), (since, until) = span(event), span(date)
    assert absent(event, "", date) == (first > until)
    assert absent("", event, date) == (last < since)
    assert absent(event, event, date) == (first > until or last < since)


@given(dates, dates)
def test_what_may_have_come_later_or_gone_before_is_unsure(event, date):
    (first, last), (since, until) = span(event), span(date)
    assert is_unsure(series(event), series(""), date)[0] == (last > until)
    assert is_unsure(series(""), series(event), date)[0] == (first < since)


@given(dates, days)
def test_a_day_within_a_date_finds_no_more_there_than_the_date(event, day):
    texts = [day.isoformat()[:length] for length in (4, 7, 10)]
    for opened, closed in ((event, ""), ("", event)):
        gone = [absent(opened, closed, text) for text in texts]
        assert gone == sorted(gone)


def test_without_dates_everything_is_there():
    assert not absent("", "", "2010")
    assert is_absent(series(), series(), "2010").empty


@pytest.fixture
def dated(town):
    """The town's dataset: kajen opened in 2020, the bus in May 2020, mitt closed in 2018."""
    path = town.table("offices.csv")
    rows = pd.read_csv(path, dtype="str", keep_default_na=False)
    rows.loc[rows["office_id"] == "mitt", "closed"] = "2018"
    rows.to_csv(path, index=False)
    stops = pd.read_csv(town.table("stops.csv"), dtype="str", keep_default_na=False)
    stops.loc[stops["office_id"] == "bat", "valid_to"] = "2019-06-30"
    stops.to_csv(town.table("stops.csv"), index=False)
    return read_dataset(town)


def ids(table):
    return set(table["office_id"])


def test_a_date_leaves_out_offices_and_their_stops(dated):
    before = on_date(dated, "2019")
    assert ids(dated.offices) - ids(before.offices) == {"kajen", "buss", "mitt"}
    assert ids(before.validity.offices) == {"kajen", "buss", "mitt"}
    assert ids(before.stops) == {"bat"}
    assert ids(on_date(dated, "2019-07").stops) == set()
    assert before.region.date == before.validity.date == "2019"


def test_the_regions_date_is_the_usual_one(dated):
    usual = on_date(dated)
    assert usual.validity.date == "2020"
    assert ids(usual.validity.offices) == {"mitt"}
    assert usual.validity.shown == 7
    assert len(usual.validity.undated) == 5
    assert usual.validity.unsure == ()
    undated = dataclasses.replace(dated, region=dataclasses.replace(dated.region, date=""))
    assert on_date(undated) is undated


def test_a_date_finer_than_the_tables_is_told(dated):
    found = on_date(dated, "2020-04").validity
    assert ids(found.offices) == {"mitt", "buss"}
    assert found.unsure == ("Kajen",)


def test_the_dates_that_the_tables_know(dated):
    assert known_dates(dated) == ["2018", "2019", "2020"]  # from May 2020 on there is nobody else
    assert known_dates(whole(on_date(dated, "2019"))) == ["2018", "2019", "2020"]
    other = dataclasses.replace(dated.region, date="2020-05")
    assert known_dates(dataclasses.replace(dated, region=other)) == ["2018", "2019", "2020-05"]


def test_the_same_offices_may_be_there_twice(dated):
    """Kajen comes in 2020 and goes in 2021: before and after it are the same others."""
    offices = dated.offices.assign(
        opened=dated.offices["opened"].where(dated.offices["office_id"] != "mitt", "2017"),
        closed=dated.offices["closed"].where(dated.offices["office_id"] != "kajen", "2021"),
    )
    offices = offices[offices["office_id"] != "buss"]
    again = dataclasses.replace(dated, offices=offices)
    assert known_dates(again) == ["2017", "2019", "2020", "2022"]


@given(dates)
def test_the_next_date_begins_the_day_after_and_is_as_precise(date):
    assert span(next_date(date))[0] == span(date)[1] + dt.timedelta(days=1)
    assert len(next_date(date)) == len(date)


def test_nothing_is_lost_by_a_date(dated):
    again = whole(on_date(dated, "2019"))
    pd.testing.assert_frame_equal(again.offices, dated.offices)
    pd.testing.assert_frame_equal(again.stops, dated.stops)


def test_without_a_regions_date_there_is_none_to_choose(dated):
    region = dataclasses.replace(dated.region, date="")
    assert known_dates(dataclasses.replace(dated, region=region)) == []


def test_districts_that_ceased_are_named_and_stay(dated):
    districts = dated.districts.assign(valid_to=["", "2014-12-31", ""])
    changed = dataclasses.replace(dated, districts=districts)
    assert on_date(changed, "2014").validity.ceased == ()
    later = on_date(changed, "2015")
    assert later.validity.ceased == (districts["name"].iloc[1],)
    assert len(later.districts) == 3


def test_check_names_the_cell_that_contradicts_the_regions_date(dated):
    (finding,) = check_dates("offices.csv", on_date(dated).validity)
    assert (finding.column, finding.value) == ("closed", "2018")
    assert finding.row == dated.offices.index[dated.offices["office_id"] == "mitt"][0]
    cells = {(p.column, p.value) for p in check_dates("o", on_date(dated, "2019-02").validity)}
    assert cells == {("closed", "2018"), ("opened", "2020"), ("opened", "2020-05")}


@pytest.mark.parametrize("date", ["2010-13", "yesterday", "2011-02-29"])
def test_what_is_no_date_is_refused(dated, date):
    with pytest.raises(DataError, match=r"--as-of: .*not a date"):
        on_date(dated, date)
