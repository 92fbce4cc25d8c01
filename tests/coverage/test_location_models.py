"""What is chosen is the best there is: against every choice there is, and against spopt's models.

Points and sites are on a grid of whole kilometres, so that distances are often equal.
"""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poliskarta.coverage import location_models
from poliskarta.coverage.location_models import (
    best_of,
    build_case,
    choose_best,
    choose_center,
    cover_all,
    fill,
    gain_of,
    limit_case,
    settle,
)

locate = pytest.importorskip("spopt.locate")
pytest.importorskip("highspy")
pytestmark = pytest.mark.filterwarnings("ignore:.*PuLP 4:DeprecationWarning")
pulp = pytest.importorskip("pulp")

LIMIT = 3.0
whole_km = st.integers(0, 12)
places = st.tuples(whole_km, whole_km)
towns = st.builds(
    lambda homes, offices, sites: (np.array(homes, float), np.array(offices), np.array(sites)),
    st.lists(st.tuples(whole_km, whole_km, st.integers(1, 9)), min_size=1, max_size=12),
    st.lists(places, min_size=1, max_size=3),
    st.lists(places, min_size=3, max_size=7),
)
few = settings(max_examples=25)


def distances(homes, places):
    return np.sqrt(((homes[:, None, :2] - places[None]) ** 2).sum(axis=2))


def case_of(town):
    homes, offices, sites = town
    return build_case(*homes.T, distances(homes, offices).min(axis=1), sites.astype(float))


def costs(town, chosen):
    homes, offices, sites = town
    return distances(homes, np.concatenate([offices, sites[list(chosen)]])).min(axis=1)


def every_choice(town, count):
    return itertools.combinations(range(len(town[2])), count)


def random_town(seed, homes=40, sites=12):
    rng = np.random.default_rng(seed)
    people = rng.integers(1, 50, homes)
    return (
        np.column_stack([rng.uniform(0, 20, (homes, 2)), people]),
        rng.uniform(0, 20, (3, 2)),
        rng.uniform(0, 20, (sites, 2)),
    )


@given(towns, st.integers(1, 3))
@few
def test_the_mean_distance_is_the_least_of_all_choices(town, count):
    people = town[0][:, 2]
    best = min(people @ costs(town, chosen) for chosen in every_choice(town, count))
    found = choose_best(case_of(town), count)
    assert len(found.sites) == count
    assert people @ costs(town, found.sites) == pytest.approx(best)


@given(towns, st.integers(1, 3))
@few
def test_the_people_within_the_distance_are_the_most_of_all_choices(town, count):
    people = town[0][:, 2]
    best = max(people[costs(town, chosen) <= LIMIT].sum() for chosen in every_choice(town, count))
    found = choose_best(limit_case(case_of(town), LIMIT), count)
    assert people[costs(town, found.sites) <= LIMIT].sum() == best


@given(towns, st.integers(1, 3))
@few
def test_the_longest_distance_is_the_shortest_of_all_choices(town, count):
    best = min(costs(town, chosen).max() for chosen in every_choice(town, count))
    chosen, longest = choose_center(case_of(town), count)
    assert len(chosen) <= count
    assert longest == costs(town, chosen).max() == best


@given(towns)
@few
def test_no_fewer_offices_cover_all_that_can_be_covered(town):
    everything = costs(town, range(len(town[2]))) <= LIMIT
    found = cover_all(limit_case(case_of(town), LIMIT))
    assert ((costs(town, found) <= LIMIT) == everything).all()
    for chosen in every_choice(town, max(len(found) - 1, 0)):
        assert not found or ((costs(town, chosen) <= LIMIT) != everything).any()


@given(towns, st.integers(1, 3))
@few
def test_to_settle_never_makes_a_choice_worse(town, count):
    case = case_of(town)
    covering_case = limit_case(case, LIMIT)
    start = fill(case, (), count)
    end = settle(case, covering_case, start)
    assert gain_of(covering_case, end) >= gain_of(covering_case, start)
    assert len(set(end)) == count
    assert settle(case, covering_case, end) == end


def solved(model):
    model.solve(pulp.HiGHS(msg=False, gapRel=0), results=False)
    return model.problem.objective.value()


@pytest.mark.parametrize("seed", range(3))
def test_spopts_own_models_find_no_better(seed):
    town = random_town(seed)
    homes, offices, sites = town
    people, case = homes[:, 2], case_of(town)
    costs_m = distances(homes, np.concatenate([offices, sites]))
    there, count = np.arange(len(offices)), 3

    mclp = locate.MCLP.from_cost_matrix(costs_m, people, LIMIT, len(there) + count, there)
    near = choose_best(limit_case(case, LIMIT), count)
    assert people[costs(town, near.sites) <= LIMIT].sum() == pytest.approx(solved(mclp))

    median = locate.PMedian.from_cost_matrix(costs_m, people, len(there) + count, there)
    mean = choose_best(case, count)
    assert people @ costs(town, mean.sites) == pytest.approx(solved(median))

    center = locate.PCenter.from_cost_matrix(costs_m, len(there) + count, there)
    assert choose_center(case, count)[1] == pytest.approx(solved(center))

    enough = costs(town, range(len(sites))).max() + 1
    lscp = locate.LSCP.from_cost_matrix(costs_m, enough, there)
    assert len(there) + len(cover_all(limit_case(case, enough))) == solved(lscp)


def test_the_bound_leaves_a_few_sites_to_choose_among():
    case = case_of(random_town(7, homes=200, sites=80))
    keep, bound = location_models.promising_sites(
        case, 4, gain_of(case, choose_best(case, 4).sites)
    )
    assert keep.sum() < 20
    assert bound >= gain_of(case, choose_best(case, 4).sites)


def test_what_is_too_large_to_prove_is_told_with_how_far_off_it_may_be(monkeypatch):
    case = case_of(random_town(11, homes=150, sites=50))
    best = gain_of(case, choose_best(case, 9).sites)
    monkeypatch.setattr(location_models, "MOST_TERMS", 0)
    found = choose_best(case, 9)
    gain = gain_of(case, found.sites)
    assert found.gap > 0
    assert gain <= best <= gain * (1 + found.gap) * (1 + 1e-9)


def test_of_sites_as_good_the_first_is_taken():
    homes = np.array([[0.0, 0, 5], [10, 0, 5]])
    case = build_case(*homes.T, np.array([9.0, 9.0]), np.array([[10.0, 0], [0, 0], [10, 0]]))
    assert best_of(case, None, [], [2, 1, 0]) == 0
    assert settle(case, None, [2]) == (0,)


def test_without_any_office_every_site_is_nearer():
    homes = np.array([[0.0, 0, 5], [6, 0, 1]])
    case = build_case(*homes.T, np.full(2, np.inf), np.array([[1.0, 0], [5, 0]]))
    assert choose_best(case, 1).sites == (0,)
    assert choose_center(case, 1) == ((0,), 5.0)


def test_when_nobody_gains_there_is_still_a_choice():
    case = build_case(
        np.zeros(1), np.zeros(1), np.ones(1), np.zeros(1), np.array([[1.0, 0], [2, 0]])
    )
    assert choose_best(case, 1).sites == (0,)
    assert choose_center(case, 1) == ((), 0.0)
    assert cover_all(limit_case(case, 1.0)) == ()
