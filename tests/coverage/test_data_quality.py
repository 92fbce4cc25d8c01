"""How weak a district's figures are: the weakest certainty, the oldest source."""

import numpy as np
import pandas as pd
import pytest

from poliskarta.coverage.analysis import analyse, draw_region
from poliskarta.coverage.data_quality import weigh_certainty
from poliskarta.pipeline import locate

DISTRICTS = pd.DataFrame(
    {"district_id": ["a", "b"], "certainty": ["confirmed"] * 2, "source": ["law", ""]}
)
UNITS = pd.DataFrame(
    {
        "district_id": ["a", "a", "b"],
        "certainty": ["one source", "inferred", "confirmed"],
        "source": ["law; paper", "blog", "law"],
        "population_source": "census",
        "land_source": ["", "census", ""],
        "population": [300.0, 100.0, 50.0],
    }
)
OFFICES = pd.DataFrame(
    {
        "district_id": ["a", "b", "b", "", "b"],
        "placed": [True, True, True, True, False],
        "certainty": ["confirmed", "one source", "confirmed", "inferred", "inferred"],
        "source": ["law", "leaflet", "law", "rumour", "rumour"],
    }
)
SOURCES = pd.DataFrame(
    {
        "source_id": ["law", "paper", "census", "leaflet", "rumour", "blog"],
        "published": ["2010-05", "2009-11-03", "2010", "2012", "1990", ""],
    }
)


@pytest.fixture
def weighed():
    table, _ = weigh_certainty(DISTRICTS, UNITS, OFFICES, SOURCES)
    return table.set_axis(DISTRICTS["district_id"])


def test_a_district_is_as_sure_as_the_weakest_of_all_that_goes_into_it(weighed):
    assert weighed["weakest_certainty"].to_dict() == {"a": "inferred", "b": "one source"}


def test_the_share_of_the_people_who_are_only_inferred_to_belong(weighed):
    assert weighed["share_inferred"].to_dict() == {"a": 0.25, "b": 0}


def test_only_placed_offices_of_the_district_count(weighed):
    assert weighed["uncertain_offices"].to_dict() == {"a": 0, "b": 1}
    assert weighed["oldest_source"].to_dict() == {"a": "2009-11-03", "b": "2010"}


def test_sources_without_a_date_are_counted_known_to_the_list_or_not(weighed):
    assert weighed["undated_sources"].to_dict() == {"a": 1, "b": 0}
    table, whole = weigh_certainty(DISTRICTS, UNITS, OFFICES, SOURCES.iloc[:0])
    assert table["oldest_source"].tolist() == ["", ""]
    assert (table["undated_sources"].tolist(), whole["undated_sources"]) == ([4, 3], 5)


def test_the_region_is_all_districts_together():
    _, whole = weigh_certainty(DISTRICTS, UNITS, OFFICES, SOURCES)
    assert whole == {
        "weakest_certainty": "inferred",
        "share_inferred": 100 / 450,
        "uncertain_offices": 1,
        "oldest_source": "2009-11-03",
        "undated_sources": 1,
    }


def test_an_unknown_population_makes_the_share_unknown():
    units = UNITS.assign(population=[np.nan, 100, 50])
    table, whole = weigh_certainty(DISTRICTS, units, OFFICES, SOURCES)
    assert np.isnan([table["share_inferred"][0], whole["share_inferred"]]).all()
    assert table["share_inferred"][1] == 0


def test_the_real_districts_are_no_surer_than_their_weakest_unit(real):
    done = locate(real)
    analysis = analyse(done)
    table = analysis.districts.set_index("district_id")
    assert (table["weakest_certainty"] == table["certainty"]).sum() == len(table)
    assert table.loc["nacka", ["share_inferred", "uncertain_offices"]].tolist() == [0, 0]
    assert table["oldest_source"].str.fullmatch(r"20[01]\d(-\d\d){0,2}").all()
    row = draw_region(analysis).iloc[0]
    assert row["oldest_source"] == table["oldest_source"].min()
    assert row["weakest_certainty"] == "inferred"
    assert row["uncertain_offices"] == table["uncertain_offices"].sum()
