"""Polygon files that somebody or something has damaged: mended, or told in words by feature."""

import json
import logging
import shutil

import geopandas as gpd
import pytest
from shapely.geometry import Point, Polygon, box
from support.small_force import CRS, lay_out, square, write_settings

from poliskarta.cli.app import main
from poliskarta.errors import DataError
from poliskarta.project.dataset import read_dataset
from poliskarta.project.folder import Project
from poliskarta.project.vector_files import read_features, read_polygons

RING = [[17, 59], [18, 59], [18, 60], [17, 60], [17, 59]]
NAN, INF = float("nan"), float("inf")


def collection(ring, district_id="d0", **members):
    geometry = {"type": "Polygon", "coordinates": ring if ring is None else [ring]}
    feature = {"type": "Feature", "properties": {"district_id": district_id}, "geometry": geometry}
    return {"type": "FeatureCollection", **members, "features": [feature]}


def read(tmp_path, content, name="districts.geojson"):
    path = tmp_path / name
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return read_polygons(path, "district_id", CRS)


def moved(ring, x=0.0, y=0.0, factor=1.0):
    return [[factor * lon + x, factor * lat + y] for lon, lat in ring]


@pytest.mark.parametrize("name", ["districts.geojson", "districts.json"])
@pytest.mark.parametrize(
    ("content", "what"),
    [
        (collection(RING[:2]), "d0.*without an area"),
        (collection(RING[:1]), "d0.*none that can be read"),
        (collection([]), "d0.*none that can be read"),
        (collection([["a", "b"], [1, 2]]), "d0.*none that can be read"),
        (collection([[17], [18], [17]]), "d0.*none that can be read"),
        (collection([*RING[:1], [18, NAN], *RING[2:]]), "d0.*no finite numbers"),
        (collection([*RING[:1], [18, INF], *RING[2:]]), "d0.*no finite numbers"),
        (collection(moved(RING, factor=1e5)), "d0.*no degrees"),
        (collection([*RING[:1], [1e300, 59], *RING[2:]]), "d0.*no degrees"),
        (collection([*RING[:2], [18, 95], *RING[3:]]), "d0.*beyond 90 degrees"),
        (collection([[y, x + 100] for x, y in RING]), "d0.*longitude swapped"),
        (collection(RING, ["a", "b"]), "a list, no id"),
        (collection(RING, {"a": 1}), "no id"),
        (collection(RING, None), "feature 1 has no id"),
        (json.dumps(collection(RING)).replace("[[[17", "[" * 1000 + "17"), "not a readable layer"),
        (json.dumps(collection(RING)).replace('"d0"', "[" * 9999 + "]" * 9999), "nested"),
    ],
)
def test_a_feature_that_no_map_can_have_is_told(tmp_path, name, content, what):
    with pytest.raises(DataError, match=what) as caught:
        read(tmp_path, content, name)
    assert len(caught.value.problems) == 1


def test_an_open_ring_is_closed_and_told(tmp_path, caplog):
    with caplog.at_level(logging.WARNING, "poliskarta"):
        assert read(tmp_path, collection(RING[:-1])).total_bounds.tolist() == [17, 59, 18, 60]
    assert "ring" in caplog.text


@pytest.mark.parametrize(("value", "text"), [(7, "7"), (7.0, "7"), (True, "True")])
def test_ids_that_are_no_texts_become_such(tmp_path, value, text):
    assert read(tmp_path, collection(RING, value))["district_id"].tolist() == [text]


def test_metres_are_read_where_their_crs_is_named(tmp_path):
    named = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3006"}}
    ring = [list(xy) for xy in square(0, 0).exterior.coords]
    assert read(tmp_path, collection(ring, crs=named)).total_bounds.round(2).tolist() == [
        *(17.65, 59.51, 17.67, 59.52)
    ]


def two_layers(path, first="d0", second="d1"):
    for name, value in (("old", first), ("new", second)):
        frame = gpd.GeoDataFrame({"district_id": [value]}, geometry=[square(0, 0)], crs=CRS)
        frame.to_file(path, layer=name)
    return path


def test_of_two_layers_one_must_be_named(tmp_path):
    path = two_layers(tmp_path / "d.gpkg")
    with pytest.raises(DataError, match=r"holds 2 layers.*\n.*It has: old, new"):
        read_polygons(path, "district_id", CRS)
    assert read_polygons(path, "district_id", CRS, "new")["district_id"].tolist() == ["d1"]
    with pytest.raises(DataError, match=r"'newer': no such layer\n.*old, new"):
        read_polygons(path, "district_id", CRS, "newer")


def test_region_toml_names_the_layer_of_the_districts(tmp_path):
    project = lay_out(tmp_path)
    two_layers(project.table("d.gpkg"))
    settings = project.table("region.toml")
    plain = settings.read_text() + '\n[districts]\nfile = "d.gpkg"\n'
    settings.write_text(plain)
    assert main(["check", "--project", str(project.root)]) == 2
    settings.write_text(plain + 'layer = "new"\n')
    assert read_dataset(project).districts["district_id"].tolist() == ["d1"]


def test_of_two_layers_the_one_that_has_the_attribute_is_meant(tmp_path):
    path = two_layers(tmp_path / "d.gpkg")
    points = gpd.GeoDataFrame({"people": [3]}, geometry=[Point(650_000, 6_600_000)], crs=CRS)
    points.to_file(path, layer="people")
    assert read_features(path, "people")["people"].tolist() == [3]


def test_heights_in_a_flatgeobuf_are_left_out(tmp_path, caplog):
    solid = Polygon([(x, y, 5.0) for x, y in square(0, 0).exterior.coords])
    frame = gpd.GeoDataFrame({"district_id": ["d0"]}, geometry=[solid], crs=CRS)
    frame.to_file(tmp_path / "d.fgb")
    assert not read_polygons(tmp_path / "d.fgb", "district_id", CRS).has_z.any()
    assert "1 features with heights, left out" in caplog.text


@pytest.mark.parametrize("name", ["d.gpkg", "d.fgb", "d.shp", "a;b.gpkg", "a!b.shp"])
def test_a_path_may_have_an_exclamation_mark(tmp_path, name):
    folder = tmp_path / "police! now; then?"
    folder.mkdir()
    frame = gpd.GeoDataFrame({"district": ["d0"]}, geometry=[square(0, 0)], crs=CRS)
    frame.to_file(tmp_path / f"plain.{name[-4:].strip('.')}")
    for file in tmp_path.glob("plain.*"):
        shutil.copy(file, folder / (name.rpartition(".")[0] + file.suffix))
    assert read_polygons(folder / name, "district", CRS)["district"].tolist() == ["d0"]


def test_a_project_s_path_may_have_an_exclamation_mark(tmp_path):
    lay_out(tmp_path)
    folder = (tmp_path / "force").rename(tmp_path / "police! now")
    project = Project(folder, folder / "maps")
    options = ["--project", str(folder)]
    assert main(["check", *options]) == 0
    assert main(["map", *options]) == 0
    assert main(["export", *options, "--format", "gpkg,fgb,geojson,shp,csv"]) == 0
    assert (project.out / "layers" / "force.gpkg").stat().st_size > 0


@pytest.mark.parametrize(
    ("kind", "shape", "what"),
    [
        ("sea", box(17, 59, 18, 60), "feature 1: no such kind"),
        ("land", Point(17, 59), "feature 1 is no polygon"),
        ("land", box(-18, -60, -17, -59), "no land lies in any district"),
        ("land", box(1700, 5900, 1800, 6000), "feature 1 coordinates that are no degrees"),
    ],
)
def test_the_backdrop_is_land_or_water_on_the_globe(tmp_path, kind, shape, what):
    project = lay_out(tmp_path)
    frame = gpd.GeoDataFrame({"kind": [kind]}, geometry=[shape], crs=4326)
    frame.to_file(project.table("backdrop.geojson"))
    with pytest.raises(DataError, match=what):
        read_dataset(project)


def test_a_backdrop_that_crosses_itself_is_mended(tmp_path):
    project = lay_out(tmp_path)
    knot = Polygon([(17, 59), (18, 60), (18, 59), (17, 60), (17, 59)])
    frame = gpd.GeoDataFrame({"kind": ["land", "water"]}, geometry=[knot, None], crs=4326)
    frame.to_file(project.table("backdrop.geojson"))
    backdrop = read_dataset(project).backdrop
    assert backdrop.is_valid.tolist() == [True]
    assert main(["map", "--project", str(project.root)]) == 0


def test_a_setting_may_be_too_large_for_a_computer_s_numbers(tmp_path):
    project = lay_out(tmp_path)
    write_settings(project, bounds=[10**400, 59.0, 18.5, 60.0])
    with pytest.raises(DataError, match="not four numbers"):
        read_dataset(project)
