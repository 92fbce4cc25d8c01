"""People are put where the tables of areas know them to be: groups first, then weights."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from poliskarta.coverage.demand import populate
from poliskarta.coverage.demand_weights import NOTHING_KNOWN, AreaPeople, weigh_areas

POINTS = pd.DataFrame(
    {
        "area_id": ["a", "a", "b", "c", "c", "d"],
        "unit_id": ["u", "u", "u", "u", "u", "v"],
    }
)
UNITS = pd.DataFrame(
    {
        "unit_id": ["u", "v"],
        "district_id": ["d", "d"],
        "population": [100.0, 7.0],
        "population_year": 2010.0,
        "later_population": [300.0, np.nan],
        "later_population_year": 2025.0,
    }
)


def people(**populations):
    rows = [(area_id, 2025.0, float(n), np.nan) for area_id, n in populations.items()]
    return pd.DataFrame(rows, columns=["area_id", "year", "population", "weight"])


def known(areas, group="ab", total=60.0):
    groups = pd.DataFrame({"area_id": list(group), "group": "g"})
    totals = pd.DataFrame({"group": ["g"], "unit_id": "u", "population": total})
    return AreaPeople(groups, totals, areas)


def by_area(table, column="population"):
    return table.groupby("area_id")[column].sum().to_dict()


def test_a_groups_total_comes_first_then_the_weights_then_the_points():
    table = populate(POINTS, UNITS, known(people(a=10, b=20, c=1, d=1)))
    assert by_area(table) == {"a": 20, "b": 40, "c": 40, "d": 7}
    assert table["population"].tolist() == [10, 10, 40, 20, 20, 7]


def test_the_totals_are_of_their_own_year_only():
    table = populate(POINTS, UNITS, known(people(a=10, b=20, c=70, d=1)))
    shared = table[table["unit_id"] == "u"]
    assert by_area(shared, "later_population") == {"a": 30, "b": 60, "c": 210}


def test_an_area_set_aside_counts_in_the_year_of_its_own_people_alone():
    areas = people(a=10, b=20, c=70, d=1)
    areas.loc[areas["area_id"] == "c", "weight"] = 0.0
    table = populate(POINTS, UNITS, known(areas, "", 0.0))
    assert by_area(table)["c"] == 0
    assert by_area(table, "later_population")["c"] == 210


@pytest.mark.parametrize("areas", [people(a=10, b=20), people(a=0, b=0, c=0, d=0)])
def test_areas_are_equal_where_the_weights_dont_say(areas):
    table = populate(POINTS, UNITS.assign(population=[90.0, 7.0]), known(areas, "", 0.0))
    assert by_area(table) == {"a": 30, "b": 30, "c": 30, "d": 7}


def test_nobody_is_shared_out_of_a_unit_whose_people_are_unknown():
    table = populate(POINTS, UNITS.assign(population=np.nan), known(people(a=1, b=1, c=1, d=1)))
    assert table["population"].isna().all()


def test_of_several_years_the_nearest_counts_and_of_two_as_near_the_later():
    table = pd.DataFrame(
        {"area_id": "a", "year": [2000.0, 2008, 2012], "population": [1.0, 2, 3], "weight": np.nan}
    )
    years = np.array([1990.0, 2009, 2010, 2012])
    assert weigh_areas(np.full(4, "a"), years, table).tolist() == [1, 2, 3, 3]
    assert np.isnan(weigh_areas(np.array(["b"]), years[:1], table)).all()


@given(
    st.lists(st.integers(0, 30_000), min_size=4, max_size=4),
    st.integers(0, 2_000_000),
    st.integers(0, 2_000_000),
)
def test_every_known_total_is_kept_to_the_person(weights, total, rest):
    units = UNITS.assign(population=[float(total + rest), 7.0])
    areas = people(**dict(zip("abcd", weights, strict=True)))
    table = populate(POINTS, units, known(areas, "ab", float(total)))
    found = by_area(table)
    assert found["a"] + found["b"] == total
    assert found["c"] == rest
    assert (table["population"] == table["population"].round()).all()


def test_without_tables_all_areas_count_the_same():
    assert by_area(populate(POINTS, UNITS.assign(population=[90.0, 7.0]), NOTHING_KNOWN)) == {
        "a": 30,
        "b": 30,
        "c": 30,
        "d": 7,
    }
