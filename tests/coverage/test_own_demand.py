"""People of a user's own, from any file: where they are put, and what is wrong with it."""

import dataclasses

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import LineString, MultiPoint, MultiPolygon, Point, Polygon, box
from support.six_offices import KM, X, Y, survey_of

from poliskarta.coverage.analysis import analyse
from poliskarta.coverage.own_demand import OwnDemand, land_around, read_own_demand
from poliskarta.errors import DataError

CRS = "EPSG:3006"


def square(x, y, size):
    return box(X + x, Y + y, X + x + size, Y + y + size)


def write_file(path, geometry, crs=CRS, **columns):
    frame = gpd.GeoDataFrame(columns, geometry=geometry, crs=crs)
    frame.to_parquet(path) if path.suffix == ".parquet" else frame.to_file(path)
    return path


@pytest.fixture
def read(region):
    """Read a file's points, the town's region being theirs."""

    def points(path, weight, land=None):
        return read_own_demand(path, weight, region, land).points

    return points


def places(points):
    return (points[["x_m", "y_m"]] - [X, Y]).round(1).to_numpy().tolist()


@pytest.mark.parametrize("name", ["own.gpkg", "own.geojson", "own.parquet"])
def test_points_are_read_from_any_format_and_crs(tmp_path, read, name):
    if name.endswith("parquet"):
        pytest.importorskip("pyarrow")
    points = gpd.GeoSeries([Point(X, Y), Point(X + 10, Y + 10)], crs=CRS).to_crs("EPSG:4326")
    path = write_file(tmp_path / name, points.array, "EPSG:4326", people=[3, 4.5])
    found = read(path, "people")
    assert found["population"].tolist() == [3, 4.5]
    assert found["x_m"].to_numpy() == pytest.approx([X, X + 10], abs=0.02)


def test_the_points_of_one_row_share_its_people_equally(tmp_path, read):
    several = MultiPoint([(X, Y), (X + 10, Y), (X + 20, Y)])
    path = write_file(tmp_path / "own.gpkg", [several, MultiPoint([(X, Y + 5)])], n=[6, 1])
    found = read(path, "n")
    assert found["population"].tolist() == [2, 2, 2, 1]
    assert places(found) == [[0, 0], [10, 0], [20, 0], [0, 5]]


def test_points_and_areas_may_stand_in_one_file(tmp_path, read):
    shapes = [Point(X, Y), square(1600, 0, 800), square(0, 3000, 200)]
    found = read(write_file(tmp_path / "own.gpkg", shapes, n=[5, 8, 7]), "n")
    assert found["population"].tolist() == [5, *[0.5] * 16, 7]
    assert places(found)[-1] == [100, 3100]


def degrees(*points):
    shapes = gpd.GeoSeries([Point(X + x, Y + y) for x, y in points], crs=CRS).to_crs("EPSG:4326")
    return [(point.x, point.y) for point in shapes]


@pytest.mark.parametrize("names", [("Longitude", "LATITUDE"), ("lon", "lat"), ("lng", "lat")])
def test_a_csv_has_degrees(tmp_path, read, names):
    rows = [(*at, n) for at, n in zip(degrees((0, 0), (0, 50)), (3, 4), strict=True)]
    pd.DataFrame(rows, columns=[*names, "n"]).to_csv(tmp_path / "own.csv", index=False)
    found = read(tmp_path / "own.csv", "n")
    assert found["population"].tolist() == [3, 4]
    assert places(found) == [[0, 0], [0, 50]]


def test_a_csv_has_metres_as_a_spreadsheet_writes_them(tmp_path, read):
    (tmp_path / "own.csv").write_text(f"x_m;y_m;n\n{X};{Y},5;1 000,25\n", encoding="utf-8-sig")
    found = read(tmp_path / "own.csv", "n")
    assert found["population"].tolist() == [1000.25]
    assert places(found) == [[0, 0.5]]


def test_every_wrong_cell_of_a_csv_is_named(tmp_path, read):
    path = tmp_path / "own.csv"
    path.write_text("lon,lat,n\n18,59.5,1\n18,far,2\n18,59.5,-1\n18,59.5\n")
    with pytest.raises(DataError) as error:
        read(path, "n")
    assert [(p.row, p.column, p.value) for p in error.value.problems] == [
        (3, "lat", "far"),
        (4, "n", "-1"),
        (5, "n", ""),
    ]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("lon,lat,people\n18,59.5,1\n", "no such column to weigh with"),
        ("east,north,n\n18,59.5,1\n", "no coordinates: neither longitude and latitude"),
        ("lon,lat,n\n18,59.5,0\n", "all weights are 0"),
        ("lon,lat,n\n", "all weights are 0"),
        ("lon,lat,n\n59.5,17.5,1\n", "longitude and latitude are swapped"),
        ("lon,lat,n\n650000,6600000,1\n", "'650000': not in degrees"),
        ("lon,lat,n\n17.5,91,1\n", "lat '91': not in degrees"),
        ("", "the file is empty"),
    ],
)
def test_what_is_wrong_with_a_csv_is_said(tmp_path, read, content, complaint):
    (tmp_path / "own.csv").write_text(content)
    with pytest.raises(DataError, match=complaint):
        read(tmp_path / "own.csv", "n")


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
def test_what_is_wrong_with_a_layer_is_said(tmp_path, read, columns, geometry, complaint):
    path = write_file(tmp_path / "own.gpkg", geometry, **columns)
    with pytest.raises(DataError, match=complaint):
        read(path, "w")


@pytest.mark.parametrize("name", ["none.gpkg", "none.parquet", "none.csv"])
def test_a_missing_file_is_named(tmp_path, read, name):
    with pytest.raises(DataError, match="none"):
        read(tmp_path / name, "w")


def test_an_area_is_cut_to_land(tmp_path, read):
    path = write_file(tmp_path / "own.gpkg", [square(0, 0, 1000)], n=[8])
    found = read(path, "n", square(0, 0, 400))
    assert found["population"].sum() == 8
    assert found[["x_m", "y_m"]].to_numpy().max(axis=0).tolist() == [X + 350, Y + 350]


def test_an_area_in_water_counts_where_it_lies_and_is_told(tmp_path, read, caplog):
    path = write_file(tmp_path / "own.gpkg", [square(0, 0, 200), square(900, 0, 200)], n=[8, 1])
    found = read(path, "n", square(900, 0, 4000))
    assert places(found) == [[100, 100], [1000, 100]]
    assert "1 of 2 polygons have no land" in caplog.text


def test_land_outside_the_districts_is_land_too():
    shapes = [square(0, 0, 1000), square(2000, 0, 1000), square(4000, 0, 1000)]
    columns = {"kind": ["land", "land", "water"], "inside": [True, False, None]}
    backdrop = gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS)
    assert land_around(backdrop, CRS).area == 2_000_000
    assert land_around(backdrop.iloc[2:], CRS) is None


def grid(size, count):
    cells = [square(x * size, y * size, size) for x in range(count) for y in range(count)]
    return gpd.GeoSeries(cells, crs=CRS)


@pytest.mark.parametrize("size", [250, 500, 1000])
def test_a_grid_gives_the_same_figures_in_any_crs(tmp_path, region, size):
    survey, shares = survey_of(region), set()
    cells = grid(size, 20 * KM // size)
    for crs in ("EPSG:3006", "EPSG:3035", "EPSG:32634", "EPSG:4326"):
        path = write_file(tmp_path / "own.gpkg", cells.to_crs(crs).array, crs, n=[1] * len(cells))
        own = read_own_demand(path, "n", region)
        shares.add(analyse(survey, own).totals["share_within_1km"])
    assert max(shares) - min(shares) < 0.0005
    # Four discs of 1 km: a1 and a2 are at one place, and no two others meet.
    assert np.mean([*shares]) == pytest.approx(4 * np.pi / 400, abs=0.0015)


def test_the_order_of_the_rows_changes_nothing(tmp_path, read):
    shapes, numbers = [square(x, 0, 700) for x in (0, 2000, 900)], [1.1, 2.2, 3.3]
    found = []
    for order in ([0, 1, 2], [2, 0, 1]):
        columns = {"n": [numbers[i] for i in order]}
        path = write_file(tmp_path / f"{order[0]}.gpkg", [shapes[i] for i in order], **columns)
        found.append(read(path, "n"))
    pd.testing.assert_frame_equal(*found)


def test_an_area_that_is_no_valid_polygon_is_mended(tmp_path, read):
    bow = Polygon([(X, Y), (X + 100, Y + 100), (X + 100, Y), (X, Y + 100)])
    found = read(write_file(tmp_path / "own.gpkg", [MultiPolygon([bow])], n=[3]), "n")
    assert found["population"].tolist() == [3]


def own_people(*rows):
    points = pd.DataFrame(rows, columns=["x_m", "y_m", "population"], dtype="float64")
    points = points.assign(x_m=X + points["x_m"] * KM, y_m=Y + points["y_m"] * KM)
    return OwnDemand(points, "own.csv", "n")


def test_all_people_outside_leave_every_column_there_and_are_told(region, caplog):
    survey = survey_of(region)
    inside = analyse(survey, own_people((5, 6, 3)))
    outside = analyse(survey, own_people((95, 6, 3)))
    assert [*outside.districts] == [*inside.districts]
    assert [*outside.totals.index] == [*inside.totals.index]
    assert outside.districts["share_within_1km"].isna().all()
    assert "1 of 1 points of the demand lie in no district and don't count: 100.00 %" in caplog.text


def test_the_cards_speak_of_the_file_and_of_no_estimate(region):
    done = analyse(survey_of(region), own_people((5, 6, 3), (5, 7, 1), (95, 6, 4)))
    cards = {card.id: card for card in done.methods}
    told = cards["demand"]
    assert told.formula["en"].startswith("The people of the file own.csv, 8 in its column n.")
    assert "Outside every district live 50% of the people" in told.borders["en"]
    shared = cards["share_within"]
    assert shared.population["en"] == "The people of the file own.csv: the numbers in its column n."
    said = [text for card in cards.values() for text in dataclasses.asdict(card).values()]
    words = " ".join(text["en"] for text in said if isinstance(text, dict))
    assert "estimate" not in words


def test_there_are_no_figures_of_a_later_year_that_the_file_doesnt_know(region):
    done = analyse(survey_of(region), own_people((5, 6, 3)))
    later = [name for name in done.districts if name.startswith("later_")]
    assert later == [
        "later_population",
        "later_population_year",
        "later_population_per_office",
        "later_offices_per_100000",
    ]
