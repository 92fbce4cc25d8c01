"""The layers as a GIS reads them."""

import json
import time

import pyogrio
import pytest

from poliskarta.export import write_layers
from poliskarta.schema import LAYERS
from poliskarta.survey import survey


@pytest.fixture
def layers(town):
    done = survey(town)
    return {name: getattr(done, name) for name in LAYERS}


def write(folder, layers):
    return write_layers(folder, "town", "EPSG:3006", layers)


def test_the_geopackage_holds_every_layer_in_the_regions_crs(tmp_path, layers):
    path = write(tmp_path, layers)[0]
    listed = dict(pyogrio.list_layers(path))
    assert listed == {
        "offices": "Point",
        "stops": "Point",
        "districts": "MultiPolygon",
        "units": "MultiPolygon",
    }
    for name, layer in layers.items():
        info = pyogrio.read_info(path, layer=name)
        assert (info["crs"], info["features"]) == ("EPSG:3006", len(layer))


def test_an_office_without_a_place_is_in_the_layer_with_its_reason(tmp_path, layers):
    path = write(tmp_path, layers)[0]
    offices = pyogrio.read_dataframe(path, layer="offices").set_index("office_id")
    assert offices.loc["bat", "geometry"] is None
    assert offices.loc["bat", "unplaced_reason"] == "no_place"


def test_geojson_and_geopackage_say_the_same(tmp_path, layers):
    gpkg, *others = write(tmp_path, layers)
    for name, path in zip(LAYERS, others, strict=True):
        packed = pyogrio.read_dataframe(gpkg, layer=name).to_crs("EPSG:4326")
        features = json.loads(path.read_text())["features"]
        columns = list(features[0]["properties"])
        assert columns == list(packed.columns.drop("geometry"))
        plain = packed[columns].astype(object).where(packed[columns].notna(), None)
        assert [feature["properties"] for feature in features] == plain.to_dict("records")


def test_counts_are_whole_numbers(tmp_path, layers):
    districts = pyogrio.read_dataframe(write(tmp_path, layers)[0], layer="districts")
    assert districts["population"].dtype == "int64"


def test_two_exports_are_the_same_bytes_whenever_they_are_made(tmp_path, layers, monkeypatch):
    first = write(tmp_path / "a", layers)
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    second = write(tmp_path / "b", layers)
    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in second]


def test_a_failed_export_leaves_the_old_files_and_nothing_else(tmp_path, layers, monkeypatch):
    paths = write(tmp_path / "layers", layers)
    before = [path.read_bytes() for path in paths]

    def fail(*_, **__):
        raise OSError("no space left")

    monkeypatch.setattr(pyogrio, "write_dataframe", fail)
    with pytest.raises(OSError, match="no space"):
        write(tmp_path / "layers", {name: layer.iloc[:1] for name, layer in layers.items()})
    assert [path.read_bytes() for path in paths] == before
    assert sorted((tmp_path / "layers").iterdir()) == sorted(paths)
