"""Files of a background: taken as they are, or told with what is wrong, all at once."""

import geopandas as gpd
import pytest
from shapely.geometry import LineString, Point
from support.small_force import CRS, X, Y, lay_out, square

from poliskarta.errors import DataError
from poliskarta.project.background import (
    AREAS_FILE,
    LINES_FILE,
    PLACES,
    Background,
    write_background,
)
from poliskarta.project.csv_tables import complete, empty_table, read_table
from poliskarta.project.dataset import read_dataset


@pytest.fixture
def force(tmp_path):
    return lay_out(tmp_path)


def line(*points):
    return LineString([(X + x, Y + y) for x, y in points])


def put(project, file, kinds, shapes, **columns):
    layer = gpd.GeoDataFrame({"kind": kinds} | columns, geometry=shapes, crs=CRS)
    layer.to_crs("EPSG:4326").to_file(project.table(file))


def put_places(project, *rows, header="name,rank,latitude,longitude"):
    text = "\n".join([header, *rows]) + "\n"
    project.table(PLACES.file).write_text(text, encoding="utf-8")


def told(project):
    with pytest.raises(DataError) as caught:
        read_dataset(project)
    return [(p.file.rpartition("/")[2], p.column, p.what) for p in caught.value.problems]


def test_a_project_without_these_files_has_nothing_on_its_background(force):
    background = read_dataset(force).background
    assert not background
    assert set(background.places) == {column.name for column in PLACES.columns}


def test_the_least_that_files_may_say(force):
    put(force, LINES_FILE, ["rail"], [line((0, 0), (900, 900))])
    put(force, AREAS_FILE, ["green"], [square(0, 0, 300)])
    put_places(force, "Smallham,1,59.53,17.66")
    background = read_dataset(force).background
    assert background
    assert background.lines[["source", "licence"]].to_numpy().tolist() == [["", ""]]
    assert background.lines["schematic"].tolist() == [False]
    assert background.areas["kind"].tolist() == ["green"]
    assert background.places["kind"].tolist() == ["settlement"]


def test_a_layer_in_another_crs_is_read_in_degrees(force):
    layer = gpd.GeoDataFrame({"kind": ["rail"]}, geometry=[line((0, 0), (900, 0))], crs=CRS)
    layer.to_file(force.table(LINES_FILE))
    west, south, *_ = read_dataset(force).background.lines.total_bounds
    assert (round(west), round(south)) == (18, 60)


def test_everything_wrong_is_told_at_once(force):
    put(force, LINES_FILE, ["canal", "rail", "rail"],
        [line((0, 0), (9, 9)), Point(X, Y), line((9e5, 9e5), (9.1e5, 9e5))])  # fmt: skip
    gpd.GeoDataFrame(geometry=[square(0, 0)], crs=CRS).to_crs(4326).to_file(force.table(AREAS_FILE))
    put_places(force, "Smallham,8,59.53,17.66", "Elsewhere,1,17.66,59.53", ",1,59.5,17.6")
    assert sorted(told(force), key=str) == sorted(
        [
            (LINES_FILE, "kind", "feature 1 is of no kind that is drawn"),
            (LINES_FILE, None, "feature 2 is a Point"),
            (LINES_FILE, None, "feature 3 lies outside the region's bounds"),
            (AREAS_FILE, "kind", "the attribute is missing"),
            (PLACES.file, "rank", "not one of the choices"),
            (PLACES.file, "latitude", "latitude and longitude are swapped"),
            (PLACES.file, "name", "the cell is empty"),
        ],
        key=str,
    )


def test_what_is_written_is_read_again_and_what_there_is_nothing_of_goes(force):
    put(force, LINES_FILE, ["rail", "metro"], [line((0, 0), (900, 0)), line((0, 9), (900, 9))],
        source=["us", "us"], licence=["CC0 1.0", ""], schematic=[True, False])  # fmt: skip
    put(force, AREAS_FILE, ["green"], [square(0, 0, 300)])
    before = read_dataset(force).background
    no_places = complete(empty_table(PLACES), PLACES)[0]
    paths = write_background(force, Background(before.lines, before.areas.iloc[:0], no_places))
    assert [path.name for path in paths] == [LINES_FILE]
    assert not force.table(AREAS_FILE).exists()
    after = read_dataset(force).background
    assert after.lines["kind"].tolist() == ["metro", "rail"]  # sorted
    assert after.lines["schematic"].tolist() == [False, True]
    assert after.lines["source"].tolist() == ["us", "us"]
    assert after.areas.empty


def test_the_real_places_are_as_the_program_would_write_them(real):
    places = read_table(real.table(PLACES.file), PLACES)
    assert (places["source"] != "").all()
    assert (places["licence"] != "").all()
    assert not places.duplicated(list(PLACES.key)).any()
