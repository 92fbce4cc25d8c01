"""The districts' figures on six_offices, computed by hand; see there for the drawing."""

import importlib

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.six_offices import HOMES, KM, OFFICES, X, Y, demand, offices, survey_of

from poliskarta.coverage.analysis import analyse
from poliskarta.coverage.assignment import assign_demand, select_facilities
from poliskarta.coverage.floating_catchment import share_offices
from poliskarta.coverage.indicators import weighted_quantile

whole_km = st.integers(0, 20)
homes = st.lists(st.tuples(whole_km, whole_km, st.integers(1, 9)), min_size=1, max_size=15)


@pytest.fixture(scope="module")
def survey(region):
    return survey_of(region)


@pytest.fixture(scope="module")
def done(survey):
    return analyse(survey, demand())


def figures(done, *names):
    table = done.districts.set_index("district_id")[list(names)]
    return table.to_numpy().T.tolist() if len(names) > 1 else table[names[0]].tolist()


def test_each_home_gets_its_district_and_its_nearest_office(done):
    assert done.demand["district_id"].tolist() == ["a", "a", "b", "b", "c", "c"]
    assert done.demand["office_id"].tolist() == ["a1", "e", "e", "b1", "b1", "c1"]
    assert done.demand["distance_m"].tolist() == [1000, 2000, 2000, 3000, 10000, 3000]
    assert done.demand["elsewhere"].tolist() == [False, False, True, False, True, False]


def test_the_share_of_the_people_within_each_distance(done):
    assert figures(done, "share_within_1km", "share_within_2km") == [[0.666667, 0, 0], [1, 0.3, 0]]
    assert figures(done, "share_within_5km", "share_within_10km") == [[1, 1, 0.6], [1, 1, 1]]


def test_the_distances_weighted_with_the_people(done):
    assert figures(done, "mean_distance_m") == [1333.3, 2700, 5800]
    assert figures(done, "median_distance_m") == [1000, 3000, 3000]
    assert figures(done, "p90_distance_m") == [2000, 3000, 10000]
    assert figures(done, "max_distance_m") == [2000, 3000, 10000]


def test_the_share_whose_nearest_office_is_in_another_district(done):
    assert figures(done, "share_nearest_elsewhere") == [0, 0.3, 0.4]


def test_low_and_high_follow_from_where_an_office_may_be(done):
    ours = done.districts.set_index("district_id").loc["b"]
    assert (ours["mean_distance_m_low"], ours["mean_distance_m_high"]) == (2000, 3400)
    assert (ours["share_within_2km_low"], ours["share_within_2km_high"]) == (0.3, 1)
    assert figures(done, "max_distance_m_low") == [2000, 2000, 9000]
    assert figures(done, "max_distance_m_high") == [2000, 4000, 10000]


def test_offices_shared_within_five_kilometres(done):
    assert figures(done, "access_2sfca_5km") == [1750, 1375, 1000]
    assert "access_2sfca_5km" not in done.totals  # it would be the offices per 100 000
    assert figures(done, "share_without_access_5km") == [0, 0, 0.4]
    assert done.totals["share_without_access_5km"] == round(40 / 350, 6)


def test_counts_and_ratios(done):
    assert figures(done, "offices_local", "offices_not_placed") == [[3, 1, 1], [0, 1, 0]]
    assert figures(done, "population", "demand") == [[150, 100, 100]] * 2
    assert figures(done, "offices_per_100000", "population_per_office") == [
        [2000, 1000, 1000],
        [50, 100, 100],
    ]


def test_the_figures_of_the_whole_region(done):
    total = done.totals
    assert (total["population"], total["demand"], total["land_km2"]) == (350, 350, 400)
    assert np.isnan(total["later_population"])
    assert (total["offices_local"], total["offices_not_placed"]) == (5, 1)
    assert (total["population_per_office"], total["offices_per_100000"]) == (70, 1428.571)
    assert (total["mean_distance_m"], total["median_distance_m"]) == (3000, 2000)
    assert (total["p90_distance_m"], total["share_within_5km"]) == (10000, 0.885714)
    assert total["share_nearest_elsewhere"] == 0.2


def test_the_region_has_every_figure_that_says_something_of_it(done):
    numbers = done.districts.select_dtypes("number").columns
    counts = {n for n in numbers if n.startswith("offices_") and n.endswith(("_low", "_high"))}
    access = {f"access_2sfca_5km{end}" for end in ("", "_low", "_high")}
    assert set(done.totals.index) == set(numbers) - counts - access


def test_without_an_office_shares_are_zero_and_distances_unknown(region):
    done = analyse(survey_of(region, OFFICES[5:]), demand())
    assert figures(done, "share_within_10km", "access_2sfca_5km") == [[0, 0, 0]] * 2
    names = ["mean_distance_m", "max_distance_m", "share_nearest_elsewhere", "offices_per_100000"]
    assert done.totals[names[:3]].isna().all()
    assert done.districts[names[:3]].isna().all(axis=None)
    assert done.totals["offices_per_100000"] == 0


def test_unknown_people_make_a_districts_figures_unknown(region):
    people = demand()
    people.loc[0, "population"] = np.nan
    table = analyse(survey_of(region), people).districts
    assert table["mean_distance_m"].isna().tolist() == [True, False, False]


def test_demand_outside_every_district_is_told_and_counts_nowhere(region, caplog):
    done = analyse(survey_of(region), demand([*HOMES, (40, 40, 50)]))
    assert done.totals["demand"] == 350
    assert "1 of 7 points" in caplog.text
    assert "12.50 %" in caplog.text


@given(st.permutations(range(6)), st.permutations(range(6)))
@settings(max_examples=30)
def test_the_order_of_offices_and_homes_changes_nothing(region, survey, office_order, home_order):
    fixed = select_facilities(offices().iloc[office_order], region)
    once = assign_demand(demand(), survey.districts, fixed, region)
    again = assign_demand(demand().iloc[home_order], survey.districts, fixed, region)
    pd.testing.assert_frame_equal(again.sort_index(), once)
    assert fixed["office_id"].tolist() == ["a1", "a2", "b1", "c1", "e"]


@given(homes, st.integers(1, 14))
@settings(max_examples=30)
def test_parts_of_a_demand_give_what_the_whole_gives(region, survey, rows, cut):
    fixed = select_facilities(survey.offices, region)
    whole = assign_demand(demand(rows), survey.districts, fixed, region)
    blocks = [part for part in (demand(rows).iloc[:cut], demand(rows).iloc[cut:]) if len(part)]
    parts = [assign_demand(block, survey.districts, fixed, region) for block in blocks]
    pd.testing.assert_frame_equal(pd.concat(parts), whole)


@given(homes)
@settings(max_examples=20)
def test_the_bounds_enclose_the_figures(survey, rows):
    table = analyse(survey, demand(rows)).districts.dropna(subset="mean_distance_m")
    table = table.dropna(axis="columns", how="all")
    for name in [name.removesuffix("_low") for name in table if name.endswith("_low")]:
        assert (table[f"{name}_low"] <= table[name]).all()
        assert (table[name] <= table[f"{name}_high"]).all()


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 9)), min_size=1), st.integers(1, 100))
def test_a_quantile_is_the_least_value_that_enough_of_the_weight_stays_within(pairs, percent):
    values, weights = np.array(pairs, dtype="float64").T
    found = weighted_quantile(values, weights, percent)
    assert weights[values <= found].sum() * 100 >= percent * weights.sum()
    assert weights[values < found].sum() * 100 < percent * weights.sum()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # access 1.1 on pandas 3
def test_2sfca_agrees_with_pysal_access():
    access = importlib.import_module("access")
    rng = np.random.default_rng(4)
    people = demand([(*xy, n) for *xy, n in rng.integers(1, 20, (40, 3)).tolist()])
    x, y = rng.integers(0, 20, (2, 6)) * KM
    fixed = pd.DataFrame({"x_m": X + x, "y_m": Y + y})
    reference = _reference(access, people, fixed, 5000)
    assert share_offices(people, fixed, 5000) == pytest.approx(reference, rel=1e-12)


def _reference(access, people, fixed, catchment_m):
    def layer(frame, **columns):
        points = gpd.points_from_xy(frame["x_m"], frame["y_m"], crs="EPSG:3006")
        return gpd.GeoDataFrame(columns, geometry=points)

    homes = layer(people, home=people.index, people=people["population"])
    sites = layer(fixed, site=fixed.index, supply=1.0)
    tool = access.Access(
        demand_df=homes,
        demand_index="home",
        demand_value="people",
        supply_df=sites,
        supply_index="site",
        supply_value="supply",
    )
    # Its matrix is cut by a buffer, which leaves out what is on the limit: cut it wide.
    tool.create_euclidean_distance(threshold=2 * catchment_m, centroid_o=True, centroid_d=True)
    found = tool.two_stage_fca(name="fca", cost="euclidean", max_cost=catchment_m)
    return found.iloc[:, 0].reindex(people.index).fillna(0).to_numpy()


def later(rows=HOMES):
    """The same homes with twice the people in the second, and nobody in the first."""
    people = demand(rows)
    return people.assign(later_population=[0, 2 * rows[1][2], *people["population"][2:]])


def test_the_later_year_is_measured_by_the_same_offices_and_its_own_people(region):
    done = analyse(survey_of(region), later())
    assert figures(done, "later_share_within_1km", "later_share_within_2km") == [
        [0, 0, 0],
        [1, 0.3, 0],
    ]
    assert figures(done, "later_mean_distance_m") == [2000, 2700, 5800]
    assert figures(done, "later_median_distance_m_high") == [2000, 4000, 3000]
    # e is shared by 100 + 30 people, b1 by 30 + 70: 30 people reach both, 70 only b1.
    assert figures(done, "later_access_2sfca_5km")[1] == 1230.769
    assert done.totals["later_median_distance_m"] == 3000


def test_the_same_people_later_give_the_same_figures(region):
    people = demand()
    done = analyse(survey_of(region), people.assign(later_population=people["population"]))
    measured = [n for n in done.districts if n.startswith("later_") and "population" not in n]
    measured.remove("later_offices_per_100000")  # of the units' people, not the points'
    assert len(measured) == 33
    now = done.districts[[name.removeprefix("later_") for name in measured]]
    assert (done.districts[measured].to_numpy() == now.to_numpy()).all()
    whole = [name for name in measured if "2sfca" not in name]
    assert all(done.totals[name] == done.totals[name.removeprefix("later_")] for name in whole)


def test_the_ratios_of_the_later_year_are_unknown_where_its_people_are(done):
    offices_each = figures(done, "later_population_per_office")
    assert offices_each[:2] == [100, 200]
    assert np.isnan(offices_each[2])
    assert figures(done, "later_offices_per_100000")[:2] == [1000, 500]
    assert np.isnan(done.totals["later_population_per_office"])
    assert "later_mean_distance_m" not in done.districts  # no district has it


@given(homes, st.data())
@settings(max_examples=20)
def test_each_figure_is_what_a_plain_computation_gives(survey, rows, data):
    counts = data.draw(st.lists(st.integers(0, 9), min_size=len(rows), max_size=len(rows)))
    done = analyse(survey, demand(rows).assign(later_population=np.array(counts, dtype="float64")))
    ours = done.districts.set_index("district_id")
    for name, group in done.demand.groupby(done.demand["district_id"].astype("str")):
        for year in ("", "later_") if sum(counts) else ("",):
            people = group[f"{year}population"].to_numpy(dtype="float64")
            row = ours.loc[name].filter(regex=f"^{year}(share|mean|median|max)")
            assert plainly(group, people) == pytest.approx(
                [row.get(f"{year}{figure}", np.nan) for figure in PLAIN], abs=0.051, nan_ok=True
            )


PLAIN = ("share_within_2km", "share_within_5km_low", "mean_distance_m", "max_distance_m_high")


def plainly(group, people):
    if not people.sum():
        return [np.nan] * len(PLAIN)
    near, farthest = group["distance_m"].to_numpy(), group["distance_high_m"].to_numpy()
    return [
        people[near <= 2000].sum() / people.sum(),
        people[farthest <= 5000].sum() / people.sum(),
        np.average(near, weights=people),
        farthest[people > 0].max(),
    ]
