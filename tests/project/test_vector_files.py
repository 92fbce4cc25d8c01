"""Polygon files: CRS, ids, validity, overlaps; RFC 7946 out."""

import json

import geopandas as gpd
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal
from shapely.geometry import LineString, Polygon, box

from poliskarta.errors import DataError
from poliskarta.project.vector_files import (
    geojson_bytes,
    read_geometries,
    read_polygons,
    write_geojson,
)

CRS = "EPSG:3006"
X, Y = 650_000, 6_600_000


def square(x, y, size=1000):
    return box(X + x, Y + y, X + x + size, Y + y + size)


def layer(shapes, ids=None, crs=CRS):
    ids = ids or [f"d{n}" for n in range(len(shapes))]
    return gpd.GeoDataFrame({"district_id": ids}, geometry=shapes, crs=crs)


def problems(tmp_path, frame):
    path = tmp_path / "districts.gpkg"
    frame.to_file(path)
    with pytest.raises(DataError) as caught:
        read_polygons(path, "district_id", CRS)
    return [(problem.value, problem.what.split(":")[0]) for problem in caught.value.problems]


def test_neighbours_are_read_in_wgs84_sorted_by_id(tmp_path):
    path = tmp_path / "districts.gpkg"
    layer([square(0, 0), square(1000, 0)], ["b", "a"]).to_file(path)
    read = read_polygons(path, "district_id", CRS)
    assert list(read["district_id"]) == ["a", "b"]
    assert read.crs == "EPSG:4326"
    assert read.total_bounds.round(2).tolist() == [17.65, 59.51, 17.69, 59.52]


def test_a_file_without_crs_is_refused(tmp_path):
    with pytest.warns(UserWarning, match="crs"):
        assert problems(tmp_path, layer([square(0, 0)], crs=None)) == [
            (None, "names no coordinate reference system (CRS)")
        ]


def test_every_bad_polygon_is_named(tmp_path):
    flat = Polygon([(X, Y), (X + 100, Y), (X, Y)])
    line = LineString([(X, Y), (X + 1, Y)])
    frame = layer([flat, None, line, square(0, 0)], ["flat", "none", "line", "ok"])
    assert problems(tmp_path, frame) == [
        ("flat", "is a polygon without an area"),
        ("line", "is a LineString"),
        ("none", "has no geometry, or none that can be read"),
    ]


@pytest.mark.parametrize("other", [square(500, 0), square(250, 250, 500), square(0, 0)])
def test_overlapping_polygons_are_named_as_a_pair(tmp_path, other):
    found = problems(tmp_path, layer([square(0, 0), other]))
    assert [value for value, _ in found] == ["d0, d1"]


def test_features_without_an_id_are_named(tmp_path):
    frame = layer([square(0, 0), square(2000, 0), square(4000, 0)], ["a", "a", ""])
    assert problems(tmp_path, frame) == [("", "feature 3 has no id")]


def test_numbered_polygons_have_their_numbers_as_texts(tmp_path):
    frame = layer([square(0, 0), square(1000, 0)]).assign(district_id=[2.0, 1.0])
    frame.to_file(tmp_path / "districts.gpkg")
    read = read_polygons(tmp_path / "districts.gpkg", "district_id", CRS)
    assert read["district_id"].tolist() == ["1", "2"]


def test_what_a_gis_leaves_behind_is_mended_and_told(tmp_path, caplog):
    frame = layer([square(0, 0), square(999, 0), square(0, 1000), square(5000, 0)], [*"abcb"])
    frame.to_crs("EPSG:32633").to_file(tmp_path / "districts.gpkg")
    read = read_polygons(tmp_path / "districts.gpkg", "district_id", CRS)
    assert shapely.coverage_is_valid(read.geometry.to_crs(CRS).array)
    assert read["district_id"].tolist() == ["a", "b", "c"]
    assert "1 features merged" in caplog.text
    assert "small overlaps removed" in caplog.text


def test_a_file_without_features_is_refused(tmp_path):
    path = tmp_path / "districts.geojson"
    path.write_text('{"type": "FeatureCollection", "features": []}')
    with pytest.raises(DataError, match="holds no features"):
        read_polygons(path, "district_id", CRS)


def test_a_missing_attribute_lists_those_there_are(tmp_path):
    path = tmp_path / "d.gpkg"
    layer([square(0, 0)]).rename(columns={"district_id": "kod"}).to_file(path)
    with pytest.raises(DataError, match="the file has: kod"):
        read_polygons(path, "district_id", CRS)


def test_a_file_that_is_no_layer_is_refused(tmp_path):
    path = tmp_path / "d.geojson"
    path.write_text("hello")
    with pytest.raises(DataError, match="not a readable layer"):
        read_polygons(path, "district_id", CRS)


def test_geojson_follows_rfc_7946():
    frame = layer([square(0, 0).difference(square(100, 100, 50)), None]).assign(
        n=[float("nan"), 2.5]
    )
    collection = json.loads(geojson_bytes(frame))
    first, second = collection["features"]
    shape = shapely.geometry.shape(first["geometry"])
    assert shape.exterior.is_ccw
    assert not shape.interiors[0].is_ccw
    assert second["geometry"] is None
    assert [first["properties"]["n"], second["properties"]["n"]] == [None, 2.5]
    assert "crs" not in collection
    decimals = [len(str(x).partition(".")[2]) for xy in shape.exterior.coords for x in xy]
    assert max(decimals) <= 6


def test_geojson_is_read_back_as_it_was(tmp_path):
    frame = layer([square(0, 0), square(1000, 0)]).to_crs("EPSG:4326")
    write_geojson(tmp_path / "d.geojson", frame)
    again = read_polygons(tmp_path / "d.geojson", "district_id", CRS)
    assert shapely.equals_exact(
        again.geometry.array, frame.normalize().array, 1e-6, normalize=True
    ).all()


@pytest.mark.parametrize("name", ["units", "districts", "backdrop"])
def test_the_project_s_own_files_read_the_same_as_with_gdal(name, real):
    path = real.data / f"{name}.geojson"
    assert_geodataframe_equal(read_geometries(path), gpd.read_file(path))


@pytest.mark.parametrize("geometry", [square(0, 0), None])
def test_geojson_in_another_crs_or_with_a_gap_is_left_to_gdal(tmp_path, geometry):
    path = tmp_path / "districts.geojson"
    frame = layer([square(0, 0), geometry], crs=CRS if geometry else "EPSG:4326")
    frame.to_file(path)
    assert_geodataframe_equal(read_geometries(path), gpd.read_file(path))
    assert read_geometries(path).crs == frame.crs


def test_a_text_that_looks_like_coordinates_stays_as_it_is(tmp_path):
    path, name = tmp_path / "districts.geojson", 'a "coordinates": [[1, 2]] b'
    write_geojson(path, layer([square(0, 0)], [name]))
    assert read_geometries(path)["district_id"].tolist() == [name]
