"""Layers as files: which ones, in which CRS, all or nothing, the same bytes each time."""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pyogrio
import pytest
from geopandas.testing import assert_geodataframe_equal

from poliskarta.errors import DataError
from poliskarta.layers import drivers
from poliskarta.layers.dictionary import describe_layer
from poliskarta.layers.drivers import FORMATS
from poliskarta.layers.export import write_layers
from poliskarta.project.layer_types import LAYERS

RECORDS = {"datapackage.json", "town-iso19115.xml", "town-dcat.rdf"}


def named(paths):
    return {path.name: path for path in paths}


def test_by_default_there_is_one_geopackage_and_a_geojson_a_layer(tmp_path, region, layers):
    paths = named(write_layers(tmp_path, region, layers))
    assert set(paths) == {"town.gpkg", *(f"town-{name}.geojson" for name in LAYERS)} | RECORDS
    assert all(path.parent == tmp_path and path.is_file() for path in paths.values())


def test_only_the_layers_and_formats_asked_for_are_written(tmp_path, region, layers):
    paths = write_layers(tmp_path, region, layers, ["kml", "csv"], ["districts", "offices"])
    assert set(named(paths)) == {"town.kml", "town-offices.csv", "town-districts.csv"} | RECORDS


def test_the_crs_is_the_regions_unless_another_is_named(tmp_path, region, layers):
    first = named(write_layers(tmp_path / "a", region, layers))
    other = named(write_layers(tmp_path / "b", region, layers, crs="EPSG:3011"))
    for paths, crs in ((first, "EPSG:3006"), (other, "EPSG:3011")):
        assert pyogrio.read_info(paths["town.gpkg"], layer="offices")["crs"] == crs
        assert pyogrio.read_info(paths["town-offices.geojson"])["crs"] == "EPSG:4326"


def test_geojson_and_geopackage_say_the_same(tmp_path, region, layers):
    paths = named(write_layers(tmp_path, region, layers))
    for name in LAYERS:
        packed = pyogrio.read_dataframe(paths["town.gpkg"], layer=name).to_crs("EPSG:4326")
        features = json.loads(paths[f"town-{name}.geojson"].read_text())["features"]
        columns = list(features[0]["properties"])
        assert columns == list(packed.columns.drop("geometry"))
        days = packed.select_dtypes("datetime")
        packed[days.columns] = days.apply(lambda column: column.dt.strftime("%Y-%m-%d"))
        plain = packed[columns].astype(object).where(packed[columns].notna(), None)
        assert [feature["properties"] for feature in features] == plain.to_dict("records")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"formats": ["gpkg", "dxf"]}, ["--format: 'dxf'", *FORMATS]),
        ({"selection": ["streets"]}, ["--layer: 'streets'", *LAYERS]),
        ({"crs": "EPSG:1"}, ["--crs: 'EPSG:1'", "EPSG:4326"]),
        ({"crs": "EPSG:5773"}, ["--crs: 'EPSG:5773'", "not a CRS for a map"]),
        ({"crs": "EPSG:2154"}, ["--crs: 'EPSG:2154'", "made for elsewhere", "EPSG:3006"]),
    ],
)
def test_what_is_unknown_is_said_with_what_there_is(tmp_path, region, layers, wrong, said):
    with pytest.raises(DataError) as caught:
        write_layers(tmp_path / "layers", region, layers, **wrong)
    assert all(word in str(caught.value) for word in said)
    assert not (tmp_path / "layers").exists()


def test_all_that_is_wrong_is_said_at_once(tmp_path, region, layers):
    with pytest.raises(DataError) as caught:
        write_layers(tmp_path, region, layers, ["dxf"], ["streets"], "EPSG:1")
    assert len(caught.value.problems) == 3


@pytest.mark.parametrize("name", ["parquet", "xlsx"])
def test_a_missing_package_is_said_with_how_to_get_it(tmp_path, region, layers, monkeypatch, name):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(DataError, match=rf"pip install 'poliskarta\[{name}\]'"):
        write_layers(tmp_path / "layers", region, layers, [name])
    assert not (tmp_path / "layers").exists()


@pytest.mark.parametrize("broken", FORMATS)
def test_a_failed_export_leaves_the_old_files_and_nothing_else(
    tmp_path, region, layers, monkeypatch, broken
):
    folder = tmp_path / "layers"
    old = write_layers(folder, region, layers, list(FORMATS))
    before = {path: path.read_bytes() for path in old}

    def fail(*_):
        raise OSError("no space left")

    format_ = vars(FORMATS[broken]) | {"write": fail}
    monkeypatch.setitem(FORMATS, broken, drivers.Format(**format_))
    fewer = {name: layer.iloc[:1] for name, layer in layers.items()}
    with pytest.raises(OSError, match="no space"):
        write_layers(folder, region, fewer, list(FORMATS))
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_no_layer_is_changed_by_being_written(tmp_path, region, layers):
    before = {name: layer.copy() for name, layer in layers.items()}
    write_layers(tmp_path, region, layers, list(FORMATS))
    for name, layer in layers.items():
        assert_geodataframe_equal(layer, before[name])


def test_kml_has_the_points_of_demand_only_when_asked(tmp_path, region, layers):
    more = layers | {"demand": layers["stops"].iloc[:1]}
    name = describe_layer("demand", more["demand"], region).title["sv"]
    plain = named(write_layers(tmp_path / "a", region, more, ["kml"]))["town.kml"]
    asked = named(write_layers(tmp_path / "b", region, more, ["kml"], ["demand"]))["town.kml"]
    assert f"<name>{name}</name>" not in plain.read_text(encoding="utf-8")
    assert f"<name>{name}</name>" in asked.read_text(encoding="utf-8")


WRITE = """
import sys
from pathlib import Path
from poliskarta.layers.export import write_layers
from poliskarta.layers.drivers import FORMATS
from poliskarta.project.folder import Project
from poliskarta.project.layer_types import LAYERS
from poliskarta.pipeline import locate

done = locate(Project(Path(sys.argv[1]), Path()))
layers = {name: getattr(done, name) for name in LAYERS}
write_layers(Path(sys.argv[2]), done.region, layers, list(FORMATS))
"""


def test_two_exports_are_the_same_bytes_in_any_time_zone_locale_and_hash_order(tmp_path, town):
    written = []
    for number, (zone, locale) in enumerate([("UTC", "C.UTF-8"), ("Asia/Tokyo", "sv_SE.UTF-8")]):
        folder = tmp_path / f"out-{number}"
        environment = os.environ | {"TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": str(number)}
        command = [sys.executable, "-c", WRITE, str(town.root), str(folder)]
        subprocess.run(command, check=True, env=environment, cwd=Path(__file__).parents[2])
        written.append({path.name: path.read_bytes() for path in folder.iterdir()})
    assert written[0].keys() == written[1].keys()
    assert [name for name, content in written[0].items() if content != written[1][name]] == []


def test_files_of_their_own_are_made_of_the_surveyed_layers_unless_others_are_named(
    tmp_path, layers, region
):
    more = layers | {"service_areas": layers["units"].iloc[:0].assign(office_id="")}
    names = [path.name for path in write_layers(tmp_path, region, more)]
    assert "town-service_areas.geojson" not in names
    assert "service_areas" in dict(pyogrio.list_layers(tmp_path / "town.gpkg"))
    named = write_layers(tmp_path, region, more, ["geojson"], ["service_areas"])
    assert "town-service_areas.geojson" in [path.name for path in named]
