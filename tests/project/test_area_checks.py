"""The tables of areas against the units and each other: every mistake is named, with what to do."""

import pandas as pd
import pytest

from poliskarta.project.area_checks import check_area_tables
from poliskarta.project.folder import Project
from poliskarta.project.schema import AREA_GROUPS, AREA_POPULATIONS, GROUP_POPULATIONS

UNITS = pd.DataFrame(
    {
        "unit_id": ["u", "v"],
        "population": [100.0, 50.0],
        "population_year": 2010.0,
        "later_population": [300.0, float("nan")],
        "later_population_year": [2025.0, float("nan")],
    }
)
DEMAND = pd.DataFrame({"area_id": ["a", "b", "b", "c"], "unit_id": ["u", "u", "u", "v"]})


def table(kind, rows):
    names = [column.name for column in kind.columns][: len(rows[0]) if rows else None]
    return pd.DataFrame(rows, columns=names, index=range(2, len(rows) + 2))


def found(tmp_path, groups=(), totals=(), people=(), demand=DEMAND):
    tables = {
        "area_groups": table(AREA_GROUPS, [*groups]),
        "group_populations": table(GROUP_POPULATIONS, [*totals]),
        "area_populations": table(AREA_POPULATIONS, [*people]),
    }
    project = Project(tmp_path, tmp_path)
    problems = list(check_area_tables(project, tables, UNITS, demand))
    assert all(problem.remedy for problem in problems)
    return [(problem.row, problem.column, problem.value, problem.what) for problem in problems]


WHOLE = [("a", "g"), ("b", "g")]


def test_right_tables_are_right(tmp_path):
    people = [("a", 2025.0, 100.0), ("b", 2025.0, 199.0), ("c", 2025.0, 9.0)]
    assert found(tmp_path, WHOLE, [("g", "u", 100.0, 2010.0)], people) == []
    assert found(tmp_path, WHOLE[:1], [("g", "u", 99.0, 2010.0)]) == []  # b has one


@pytest.mark.parametrize(
    ("groups", "totals", "people", "problem"),
    [
        (
            [("x", "g"), *WHOLE],
            [("g", "u", 100, 2010)],
            [],
            (2, "area_id", "x", "not in demand.csv"),
        ),
        ([*WHOLE, ("c", "h")], [("g", "u", 100, 2010)], [], (4, "group", "h", "not in group_")),
        ([*WHOLE, ("c", "g")], [("g", "u", 100, 2010)], [], (4, "area_id", "c", "another unit")),
        (WHOLE, [("g", "u", 100, 2010), ("h", "v", 1, 2010)], [], (3, "group", "h", "no area")),
        (WHOLE, [("g", "u", 100, 2011)], [], (2, "population_year", "2011", "another year")),
        (WHOLE, [("g", "u", 99, 2010)], [], (None, "unit_id", "u", "have 99 people, the unit 100")),
        (WHOLE[:1], [("g", "u", 101, 2010)], [], (None, "unit_id", "u", "have 101 people")),
        ([], [], [("x", 2025.0, 1.0)], (2, "area_id", "x", "not in demand")),
        ([], [], [("a", 2025.0, 1.0)], (None, "unit_id", "u", "no people of 2025 in 1 of its 2")),
        (
            *([], []),
            [("a", 2025.0, 100.0), ("b", 2025.0, 190.0)],
            (None, "unit_id", "u", "its areas have 290 people in 2025, the unit 300"),
        ),
    ],
)
def test_what_is_wrong_is_named(tmp_path, groups, totals, people, problem):
    totals = [(*row[:2], float(row[2]), float(row[3])) for row in totals]
    ((row, column, value, what),) = found(tmp_path, groups, totals, people)
    assert (row, column, value) == problem[:3]
    assert problem[3] in what


def test_a_group_of_an_unknown_unit_is_named(tmp_path):
    problems = found(tmp_path, WHOLE, [("g", "w", 100.0, 2010.0)])
    assert (2, "unit_id", "w", "not in units.csv") in problems


def test_without_points_the_units_are_the_areas(tmp_path):
    rows = [("a", 2025.0, 1.0)]
    assert found(tmp_path, people=rows, demand=None) == [(2, "area_id", "a", "not in units.csv")]
