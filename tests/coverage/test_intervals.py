"""The 95 % intervals: what they promise, in worlds that are made apart from the program's own.

`POLISKARTA_WORLDS=2000 pytest tests/coverage/test_intervals.py -k worlds` is the full test.
"""

import os
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from support.worlds import FIGURES, misplace, share_inside

from poliskarta.coverage.analysis import analyse, locate_offices
from poliskarta.coverage.demand_weights import NOTHING_KNOWN
from poliskarta.coverage.intervals import (
    describe,
    draw_positions,
    round_interval,
    set_scene,
    simulate,
)
from poliskarta.coverage.simulated_people import (
    Spread,
    draw_people,
    gather_quarters,
    measure_spread,
)
from poliskarta.project.dataset import read_dataset
from poliskarta.project.indicators import HIGH95, LOW95
from poliskarta.project.thresholds import Limits

WORLDS = int(os.environ.get("POLISKARTA_WORLDS", "12"))
KEPT = 1e-6  # persons


@pytest.fixture(scope="module")
def real_analysis(real):
    return analyse(locate_offices(read_dataset(real)))


@pytest.fixture(scope="module")
def scene(real_analysis):
    dataset = real_analysis.dataset
    quarters = gather_quarters(real_analysis.demand, dataset.units, known(dataset))
    return set_scene(quarters, real_analysis.facilities, dataset.districts, dataset.region)


def known(dataset):
    return type(NOTHING_KNOWN)(*(getattr(dataset, name) for name in vars(NOTHING_KNOWN)))


def test_of_the_worlds_at_least_93_per_cent_lie_in_the_intervals(real_analysis):
    inside = share_inside(real_analysis, WORLDS, seed=20_251_125)
    assert inside.isna().sum().sum() == 1
    assert np.nanmean(inside) >= 0.93


def test_the_ends_hold_the_figure_and_are_no_finer_than_their_step(real_analysis):
    rows = real_analysis.districts
    for name in FIGURES:
        assert (rows[name + LOW95] <= rows[name]).all(), name
        assert (rows[name + HIGH95] >= rows[name]).all(), name
    assert (rows["median_distance_m_low95"] % 10 == 0).all()
    shares = rows[[name for name in rows if name.startswith("share_") and "95" in name]]
    assert ((shares >= 0) & (shares <= 1)).all(axis=None)


def test_intervals_follow_the_limits_that_the_region_chooses(real):
    dataset = read_dataset(real)
    limits = Limits(bands_km=(0.5, 3), catchment_km=4)
    chosen = replace(dataset, region=replace(dataset.region, limits=limits))
    done = analyse(locate_offices(chosen))
    figures = [name for name in FIGURES if "km" not in name]
    figures += ["share_within_500m", "share_within_3km", "access_2sfca_4km"]
    assert {n for n in done.districts if n.endswith(LOW95)} == {n + LOW95 for n in figures}
    assert {n for n in done.totals.index if n.endswith(HIGH95)} == {
        n + HIGH95 for n in figures if "2sfca" not in n
    }
    cards = {name for card in done.methods for name in card.columns if name.endswith(LOW95)}
    assert cards == {n + LOW95 for n in figures}


def test_without_a_measured_error_there_is_no_interval(town):
    districts = analyse(locate_offices(read_dataset(town))).districts
    assert not [name for name in districts if name.endswith((LOW95, HIGH95))]


def test_of_a_users_own_people_there_is_no_interval(real):
    located = locate_offices(read_dataset(real))
    own = pd.DataFrame({"x_m": [674_000.0], "y_m": [6_580_000.0], "population": [5.0]})
    assert not [name for name in analyse(located, own).districts if name.endswith(LOW95)]


def test_the_same_seed_gives_the_same_worlds_and_another_order_of_rows_too(real_analysis, scene):
    shuffled = real_analysis.demand.sample(frac=1, random_state=3)
    dataset = real_analysis.dataset
    again = gather_quarters(shuffled, dataset.units, known(dataset))
    for name, values in vars(scene.quarters).items():
        np.testing.assert_array_equal(values, getattr(again, name))
    one, two = (simulate(scene, Spread(0.2, 0.4), np.random.default_rng(1), 3) for _ in range(2))
    assert all((one[name] == two[name]).all() for name in one)


def test_quarters_are_all_people_and_every_cell_keeps_its_total(real_analysis, scene):
    quarters = scene.quarters
    assert quarters.people.sum() == real_analysis.demand["population"].sum()
    people = draw_people(quarters, Spread(0.5, 1.0), np.random.default_rng(1), 3)
    cells = quarters.cell_starts
    kept = np.add.reduceat(people, cells, axis=1) - np.add.reduceat(quarters.people, cells)
    assert np.abs(kept).max() < KEPT
    assert people.std(axis=0).max() > 0


def test_offices_are_anywhere_within_their_radius():
    table = pd.DataFrame({"x_m": [0.0, 50.0], "y_m": [0.0, 50.0], "radius_m": [1000.0, 0.0]})
    x_m, y_m = draw_positions(table, np.random.default_rng(1), 4000)
    away = np.hypot(x_m[:, 0], y_m[:, 0])
    assert away.max() <= 1000
    assert np.mean(away <= 500) == pytest.approx(0.25, abs=0.03)  # a quarter of the disc
    assert set(x_m[:, 1]) == set(y_m[:, 1]) == {50}


def test_people_are_misplaced_among_the_city_districts_as_much_as_was_measured(real_analysis):
    """Calibrated: their totals left out, the worlds' error is that of demand_errors.csv."""
    dataset = real_analysis.dataset
    spread = measure_spread(dataset.demand_errors)
    demand = real_analysis.demand
    unit, _ = pd.factorize(demand["unit_id"])
    groups = dataset.area_groups.set_index("area_id")["group"]
    group = demand["area_id"].map(groups).fillna("")
    random, worlds = np.random.default_rng(7), 60
    shares = [_wrong(demand, misplace(demand, unit, spread, random), group) for _ in range(worlds)]
    rows = dataset.demand_errors.query("test == 'groups'")
    measured = (rows["by_area_people"] - rows["known"]).abs().sum() / 2 / rows["known"].sum()
    assert np.mean(shares) == pytest.approx(measured, rel=0.2)


def _wrong(demand, people, group):
    known_, found = (
        values.groupby(group).sum() for values in (demand["population"], pd.Series(people))
    )
    return (found - known_).abs()[lambda row: row.index != ""].sum() / 2 / known_[1:].sum()


def test_the_spread_of_places_of_which_each_is_twice_or_half_as_large_is_large():
    rows = {
        "test": "parts",
        "within": "w",
        "name": ["a", "b"],
        "known": [100.0, 100],
        "areas": [4, 4],
    }
    near = pd.DataFrame(rows).assign(by_equal_shares=[101.0, 99], by_land_area=[150.0, 50])
    near["by_area_people"] = np.nan
    far = near.assign(by_equal_shares=[120.0, 80])
    assert measure_spread(far).between == pytest.approx(20 * measure_spread(near).between)
    assert measure_spread(near.assign(by_area_people=[120.0, 80])) == measure_spread(far)
    assert measure_spread(near.iloc[:0]) is None


def test_the_worlds_as_estimated_give_the_figures_of_the_map_but_for_the_quarters(
    real_analysis, scene
):
    places = (scene.facilities[name].to_numpy()[np.newaxis] for name in ("x_m", "y_m"))
    found = describe(scene, *places, scene.quarters.people[np.newaxis])
    rows = real_analysis.districts.set_index("district_id").sort_index()
    for name, tolerance in (("mean_distance_m", 0.03), ("share_within_5km", 0.03)):
        assert found[name][0, :-1] == pytest.approx(rows[name].to_numpy(), rel=tolerance, abs=0.01)
        assert found[name][0, -1] == pytest.approx(real_analysis.totals[name], rel=tolerance)


def test_ends_are_rounded_away_from_the_figure():
    ends = np.array([0.1234, 0.12])
    assert round_interval("share_within_1km", ends, up=False).tolist() == [0.123, 0.12]
    assert round_interval("share_within_1km", ends, up=True).tolist() == [0.124, 0.12]
    assert round_interval("mean_distance_m", np.array([1234.5]), up=True).tolist() == [1240]
