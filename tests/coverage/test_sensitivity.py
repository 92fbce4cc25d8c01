"""What hangs on a choice: ranks by other catchments, and how unequal ways are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.six_offices import demand, survey_of

from poliskarta.coverage.analysis import analyse
from poliskarta.coverage.indicators import measure_inequality
from poliskarta.coverage.inequality import lorenz_curve
from poliskarta.coverage.sensitivity import rank_by_catchment
from poliskarta.project.thresholds import Limits

WAYS = st.lists(
    st.tuples(st.integers(1, 10_000), st.integers(1, 1000)), min_size=1, max_size=30
).map(lambda pairs: tuple(np.array(part, dtype=float) for part in zip(*pairs, strict=True)))


def test_ranks_are_those_of_the_figure_with_that_catchment(region):
    done = analyse(survey_of(region), demand())
    ranks = rank_by_catchment(done.demand, done.facilities, (5, 8))
    figure = done.districts.set_index("district_id")["access_2sfca_5km"]
    assert ranks[5].to_dict() == figure.rank(ascending=False, method="min").to_dict()
    assert ranks.columns.tolist() == [5, 8]


def test_ranks_of_unknown_people_are_unknown(region):
    done = analyse(survey_of(region), demand())
    people = done.demand.assign(population=done.demand["population"].where(lambda p: p != 40))
    ranks = rank_by_catchment(people, done.facilities, (3,))
    assert np.isnan(ranks.loc["c", 3])
    assert not ranks.loc[["a", "b"], 3].isna().any()


def test_the_gini_coefficient_by_hand():
    # Half of the people have no way at all, the others all of it: a half.
    assert measure_inequality(np.array([0.0, 10.0]), np.array([5.0, 5.0])) == pytest.approx(0.5)
    assert measure_inequality(np.array([7.0, 7.0]), np.array([1.0, 9.0])) == pytest.approx(0)
    assert np.isnan(measure_inequality(np.array([0.0]), np.array([3.0])))
    assert np.isnan(measure_inequality(np.array([np.inf]), np.array([3.0])))
    assert np.isnan(measure_inequality(np.array([5.0]), np.array([np.nan])))


@given(WAYS)
def test_the_gini_coefficient_is_half_the_mean_difference_over_the_mean(ways):
    distance_m, people = ways
    weight = people / people.sum()
    difference = np.abs(distance_m[:, None] - distance_m) * weight[:, None] * weight
    mean_m = (distance_m * weight).sum()
    gini = measure_inequality(distance_m, people)
    assert gini == pytest.approx(difference.sum() / (2 * mean_m), abs=1e-9)
    shares, lengths = lorenz_curve(distance_m, people)
    assert (shares[0], lengths[0], shares[-1], lengths[-1]) == pytest.approx((0, 0, 1, 1))
    assert (np.diff(lengths) >= 0).all()
    assert (lengths <= shares + 1e-9).all()


def test_limits_of_another_order_are_no_limits():
    assert Limits((1, 2)).few_km == (1, 2)
    assert Limits((3,)).beyond_km == 3
