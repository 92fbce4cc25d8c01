"""The dates that a page can show: who is there when, and the figures of then."""

import pandas as pd
import pytest

from poliskarta.page.indicators import describe_figures
from poliskarta.page.payload import build_payload
from poliskarta.pipeline import analyse, locate


@pytest.fixture
def dated(town):
    """The town: mitt closed in 2018, kajen and the bus came in 2020."""
    path = town.table("offices.csv")
    rows = pd.read_csv(path, dtype="str", keep_default_na=False)
    rows.loc[rows["office_id"] == "mitt", "closed"] = "2018"
    rows.loc[rows["office_id"] == "grans", "opened"] = "2017-03"
    rows.to_csv(path, index=False)
    return town


@pytest.fixture
def page(dated):
    return build_payload(analyse(dated))


def test_a_date_has_who_is_absent_then(page):
    absent = {step["date"]: step["absent"] for step in page["timeline"]}
    assert absent == {
        "2017-03": ["buss", "kajen"],
        "2019": ["buss", "kajen", "mitt"],
        "2020": ["mitt"],
    }
    assert [step["date"] for step in page["timeline"] if step["usual"]] == ["2020"]


def test_the_figures_of_a_date_are_those_of_an_analysis_of_it(dated, page):
    known = {figure["id"]: figure for figure in page["indicators"]}
    for step in page["timeline"]:
        then = {f["id"]: f for f in describe_figures(analyse(dated, as_of=step["date"]))}
        for name, figure in known.items():
            other = step["figures"].get(name, {"values": {}, "total": figure["total"]})
            values = figure["values"] | other["values"]
            assert {key: value for key, value in values.items() if value} == then[name]["values"]
            assert other["total"] == then[name]["total"]
    assert page["timeline"][1]["figures"]
    assert page["timeline"][2]["figures"] == {}


def test_the_classes_hold_the_values_of_all_dates(page):
    for figure in page["indicators"]:
        for step in page["timeline"]:
            for values in step["figures"].get(figure["id"], {}).get("values", {}).values():
                assert all(
                    figure["limits"][0] <= value <= figure["limits"][-1] for value in values[:1]
                )


def test_districts_that_ceased_are_counted(dated):
    path = dated.table("districts.csv")
    rows = pd.read_csv(path, dtype="str", keep_default_na=False)
    rows.assign(valid_to=["2018", "", ""]).to_csv(path, index=False)
    page = build_payload(analyse(dated))
    assert [step["ceased"] for step in page["timeline"]] == [0, 1, 1]
    assert page["validity"]["ceased"] == 1


def test_offices_of_other_dates_are_there_and_said_to_be_absent(page):
    assert [office["id"] for office in page["offices"] if office.get("absent")] == ["mitt"]
    (mitt,) = [office for office in page["offices"] if office["id"] == "mitt"]
    assert mitt["lat"]


def test_without_dates_that_differ_there_is_no_choice(town):
    path = town.table("offices.csv")
    rows = pd.read_csv(path, dtype="str", keep_default_na=False)
    rows.assign(opened="", closed="").to_csv(path, index=False)
    page = build_payload(analyse(locate(town)))
    assert "timeline" not in page
    assert "validity" not in page
