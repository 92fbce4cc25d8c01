"""Where people are taken to live, on squares of whole metres."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Point, box

from poliskarta.coverage.demand import build_demand, populate
from poliskarta.errors import DataError
from poliskarta.project.csv_tables import read_plain_table, write_table
from poliskarta.project.schema import DEMAND

CRS = "EPSG:3006"
X, Y = 656_000, 6_600_000  # multiples of the widest grid

REMEDY = "Build it with `poliskarta boundaries`."


def square(x, y, size):
    return box(X + x, Y + y, X + x + size, Y + y + size)


AREAS = gpd.GeoDataFrame(
    {"area_id": ["a", "b", "c"], "unit_id": ["u", "u", "v"]},
    geometry=[square(0, 0, 800), square(800, 0, 3200), square(4000, 0, 400)],
    crs=CRS,
)
LAND = MultiPolygon([square(0, 0, 800), square(800, 0, 3200)])


def units(*populations):
    table = pd.DataFrame({"unit_id": [f"u{i}" for i in range(len(populations))]})
    return table.assign(district_id="d", population=populations, later_population=np.nan)


def test_an_area_gets_the_widest_grid_that_puts_16_points_on_its_land():
    points = build_demand(AREAS, LAND)
    counts = points.groupby("area_id").size()
    assert counts.to_dict() == {"a": 16, "b": 16, "c": 1}
    a = points[points["area_id"] == "a"]
    assert sorted({*(a["x_m"] - X)}) == [100, 300, 500, 700]


def test_an_area_without_land_gets_one_point_within_it():
    point = build_demand(AREAS, LAND).iloc[-1]
    assert AREAS.geometry.iloc[2].contains(Point(point["x_m"], point["y_m"]))


def test_points_lie_on_land():
    island = square(0, 0, 300)
    points = build_demand(AREAS.iloc[:1], island)
    assert shapely_contains(island, points).all()
    assert len(points) >= 16


def shapely_contains(shape, points):
    return gpd.points_from_xy(points["x_m"], points["y_m"]).within(shape)


@given(st.permutations([0, 1, 2]))
def test_the_order_of_the_areas_changes_nothing(order):
    pd.testing.assert_frame_equal(build_demand(AREAS.iloc[order], LAND), build_demand(AREAS, LAND))


def test_a_unit_is_shared_equally_among_areas_and_evenly_over_their_points():
    table = pd.DataFrame(
        {"unit_id": ["u", "v"], "district_id": ["d", "e"], "population": [3200, 7]}
    ).assign(later_population=[np.nan, 8])
    people = populate(build_demand(AREAS, LAND), table)
    assert people.groupby("area_id")["population"].unique().map(list).to_dict() == {
        "a": [100],
        "b": [100],
        "c": [7],
    }
    assert people["later_population"].isna().sum() == 32
    assert people.groupby("district_id")["population"].sum().to_dict() == {"d": 3200, "e": 7}


populations = st.lists(st.integers(0, 2_000_000), min_size=1, max_size=4)
sizes = st.lists(st.integers(1, 9), min_size=1, max_size=12)


@given(populations, sizes)
def test_every_units_population_is_conserved_to_the_person(totals, counts):
    areas = [(f"a{i:02}", f"u{i % len(totals)}") for i, n in enumerate(counts) for _ in range(n)]
    points = pd.DataFrame(areas, columns=["area_id", "unit_id"])
    people = populate(points, units(*map(float, totals)))["population"]
    assert (people == people.round()).all()
    sums = people.groupby(points["unit_id"]).sum()
    assert all(sums.get(f"u{i}", total) == total for i, total in enumerate(totals))
    shares = people.groupby(points["area_id"]).agg(lambda values: values.max() - values.min())
    assert shares.max() <= 1


def test_the_file_reads_back_as_it_was_built(tmp_path):
    points = build_demand(AREAS, LAND)
    write_table(tmp_path / "demand.csv", DEMAND, points)
    pd.testing.assert_frame_equal(read_plain_table(tmp_path / "demand.csv", DEMAND, REMEDY), points)


@pytest.mark.parametrize(
    "content", [None, "area_id,unit_id\na,u\n", "area_id,unit_id,x_m,y_m\na,u,x,1\n"]
)
def test_a_file_that_is_not_as_it_was_built_says_how_to_build_it(tmp_path, content):
    if content is not None:
        (tmp_path / "demand.csv").write_text(content)
    with pytest.raises(DataError, match="poliskarta boundaries"):
        read_plain_table(tmp_path / "demand.csv", DEMAND, REMEDY)
