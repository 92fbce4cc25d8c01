"""What one office more or less does, against the same analysis made anew."""

import geopandas as gpd
import pytest
from support.six_offices import OFFICES, demand, place, survey_of

from poliskarta.coverage.analysis import analyse
from poliskarta.coverage.marginal import draw_gain_curve, weigh_closures, weigh_relocations
from poliskarta.coverage.siting import Plan
from poliskarta.errors import DataError

PLACES = {"p": (15, 15), "q": (15, 9), "r": (5, 13), "s": (5, 5)}
PLAN = Plan("mclp", 3, 2000)
PEOPLE = 350


@pytest.fixture
def analysis(region):
    return analyse(survey_of(region), demand())


@pytest.fixture
def anew(region):
    """The mean distance and the people within 2 km of an analysis with other offices."""

    def measure(rows):
        totals = analyse(survey_of(region, rows), demand()).totals
        return totals["mean_distance_m"], round(totals["share_within_2km"] * PEOPLE)

    return measure


def candidates():
    points = [place(*xy) for xy in PLACES.values()]
    frame = gpd.GeoDataFrame({"candidate_id": [*PLACES]}, geometry=points, crs="EPSG:3006")
    return frame.assign(name=[*PLACES]).to_crs("EPSG:4326")


def test_an_office_is_missed_as_much_as_an_analysis_without_it_says(analysis, anew):
    table = weigh_closures(analysis.demand, analysis.facilities, PLAN).set_index("office_id")
    mean_m, near = anew(OFFICES)
    for office_id, row in table.iterrows():
        rest_m, rest = anew([each for each in OFFICES if each[0] != office_id])
        assert row["people_lost"] == near - rest
        assert row["mean_distance_m_change"] == pytest.approx(rest_m - mean_m, abs=0.11)


def test_the_least_missed_come_first_and_one_of_two_in_a_place_is_missed_by_nobody(analysis):
    table = weigh_closures(analysis.demand, analysis.facilities, PLAN)
    assert table["office_id"].tolist()[:2] == ["a1", "a2"]
    assert table["people_lost"].tolist() == [0, 0, 0, 0, 80]
    assert table["office_id"].tolist()[-1] == "e"
    assert table["rank"].tolist() == [1, 2, 3, 4, 5]
    by_mean = weigh_closures(analysis.demand, analysis.facilities, Plan("p-median", 1, 2000))
    assert by_mean["mean_distance_m_change"].is_monotonic_increasing


def test_the_last_office_leaves_no_distance(region):
    alone = analyse(survey_of(region, [("a1", 5, 5)]), demand())
    [row] = weigh_closures(alone.demand, alone.facilities, PLAN).to_dict("records")
    assert row["people_lost"] == 100
    assert row["mean_distance_m_change"] != row["mean_distance_m_change"]


def test_each_office_moves_where_it_does_most_good(analysis, anew, region):
    table = weigh_relocations(analysis.demand, analysis.facilities, candidates(), PLAN, region)
    mean_m, near = anew(OFFICES)
    for row in table.to_dict("records"):
        rest = [each for each in OFFICES if each[0] != row["office_id"]]
        moved = [anew([*rest, ("new", x, y)]) for x, y in PLACES.values()]
        best = max([(near, -mean_m), *((people, -mean) for mean, people in moved)])
        assert row["people_gained"] == best[0] - near
        assert row["mean_distance_m_change"] == pytest.approx(-best[1] - mean_m, abs=0.11)
    assert table["people_gained"].is_monotonic_decreasing
    assert table["candidate_id"].tolist()[0] == "q"  # 70 people live 1 km from it


def test_an_office_that_stands_best_stays(region):
    alone = analyse(survey_of(region, [("a1", 5, 5)]), demand())
    far = candidates().iloc[:1]
    [row] = weigh_relocations(alone.demand, alone.facilities, far, PLAN, region).to_dict("records")
    assert (row["candidate_id"], row["people_gained"]) == ("", 0)


def test_the_curve_tells_what_one_more_would_add(analysis, region):
    table = draw_gain_curve(analysis.demand, analysis.facilities, candidates(), PLAN, region)
    assert table["new_offices"].tolist() == [0, 1, 2, 3]
    assert table["people_within"].tolist() == [180, 250, 310, 350]
    assert table["people_gained"].tolist()[1:] == [70, 60, 40]
    assert table["share_within"].tolist()[-1] == 1


def test_there_is_no_curve_where_the_number_is_found(analysis, region):
    with pytest.raises(DataError, match="finds the number itself"):
        draw_gain_curve(
            analysis.demand, analysis.facilities, candidates(), Plan("lscp", 2, 2000), region
        )
