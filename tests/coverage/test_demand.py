"""Where people are taken to live, on squares of whole metres, and files of a user's own."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box

from poliskarta.coverage.demand import build_demand, populate, read_demand
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


def write_file(path, geometry, crs=CRS, **columns):
    frame = gpd.GeoDataFrame(columns, geometry=geometry, crs=crs)
    frame.to_parquet(path) if path.suffix == ".parquet" else frame.to_file(path)
    return path


@pytest.mark.parametrize("name", ["own.gpkg", "own.geojson", "own.parquet"])
def test_a_users_points_are_read_from_any_format_and_crs(tmp_path, name):
    if name.endswith("parquet"):
        pytest.importorskip("pyarrow")
    points = gpd.GeoSeries([Point(X, Y), Point(X + 10, Y)], crs=CRS).to_crs("EPSG:4326")
    path = write_file(tmp_path / name, points.array, "EPSG:4326", people=[3, 4.5])
    found = read_demand(path, "people", CRS)
    assert found["population"].tolist() == [3, 4.5]
    assert found["x_m"].to_numpy() == pytest.approx([X, X + 10], abs=0.02)


def test_a_small_cell_is_one_point_and_a_large_one_is_spread_evenly(tmp_path):
    path = write_file(tmp_path / "own.gpkg", [square(0, 0, 1000), square(1600, 0, 3200)], n=[5, 8])
    found = read_demand(path, "n", CRS)
    assert found["population"].tolist() == [5, *[0.5] * 16]


@pytest.mark.parametrize(
    ("columns", "geometry", "complaint"),
    [
        ({"n": [1]}, [Point(X, Y)], "no such column to weigh with"),
        ({"w": ["1"]}, [Point(X, Y)], "not a column of numbers"),
        ({"w": [-1.0]}, [Point(X, Y)], "no weight of 0 or more, the first is number 1"),
        ({"w": [1, np.nan]}, [Point(X, Y)] * 2, "the first is number 2"),
        ({"w": [0]}, [Point(X, Y)], "all weights are 0"),
        ({"w": [1, 2]}, [Point(X, Y), None], "neither points nor polygons, the first is number 2"),
        ({"w": [1]}, [LineString([(X, Y), (X + 1, Y)])], "neither points nor polygons"),
        ({"w": [1]}, [Polygon()], "neither points nor polygons"),
    ],
)
def test_what_is_wrong_with_a_users_file_is_said(tmp_path, columns, geometry, complaint):
    path = write_file(tmp_path / "own.gpkg", geometry, **columns)
    with pytest.raises(DataError, match=complaint):
        read_demand(path, "w", CRS)


@pytest.mark.parametrize("name", ["none.gpkg", "none.parquet"])
def test_a_missing_file_is_named(tmp_path, name):
    if name.endswith("parquet"):
        pytest.importorskip("pyarrow")
    with pytest.raises(DataError, match="none"):
        read_demand(tmp_path / name, "w", CRS)
