"""Every format, read back by a reader that isn't the writer, where there is one."""

import io
import json
import sqlite3
import zipfile
from xml.etree import ElementTree as ET

import duckdb
import geopandas as gpd
import pyarrow.parquet as pq
import pyogrio
import pytest
from geopandas.testing import assert_geoseries_equal

from poliskarta.coverage.analysis import analyse, draw_layers
from poliskarta.layers.dictionary import describe_layer
from poliskarta.layers.drivers import FORMATS
from poliskarta.layers.export import write_layers
from poliskarta.layers.tidy import tidy_layer
from poliskarta.pipeline import locate
from poliskarta.project.layer_types import ANALYSIS_LAYERS, LAYERS

HOSTILE = [
    "=cmd|' /C calc'!A0",
    "+46 8 1",
    "</script><script>alert(1)</script>",
    "says \"no\", & 'yes'; <b> ]]> {{ x }}",
    "first line\nsecond line",
    "🚓 sjösjuk",
    "עברית مرحبا",
    "\ttab",
    "",
]


@pytest.fixture
def hostile():
    points = gpd.GeoSeries.from_xy([18.0] * len(HOSTILE), [59.0] * len(HOSTILE), crs="EPSG:4326")
    rows = {"name": HOSTILE, "figure": range(len(HOSTILE)), "<é=>": HOSTILE}
    return gpd.GeoDataFrame(rows, geometry=points.where(points.index > 0, None))


@pytest.fixture
def everything(town):
    """All layers there are, those of the analysis too: one has no rows, one an empty area."""
    done = locate(town)
    analysis = analyse(done)
    layers = {name: getattr(done, name) for name in LAYERS} | draw_layers(analysis)
    return layers | {"districts": analysis.districts}


def write(folder, region, layers, format_):
    paths = write_layers(folder, region, layers, [format_], list(layers))
    return {path.name: path for path in paths}


def read(path, layer=0):
    return pyogrio.read_dataframe(path, layer=layer)


def by_id(frame):
    """FlatGeobuf has its own order; what says the same is told apart by where it is."""
    where = frame.geometry.to_crs("EPSG:3006").bounds.round(1)
    keys = [*frame.columns.drop("geometry"), *where.columns]
    return frame.join(where).sort_values(keys, ignore_index=True).drop(columns=where.columns)


def vector_files(folder, region, layers, format_):
    """The files of a format that GDAL reads, with the layer's place in them."""
    paths, suffix = write(folder, region, layers, format_), FORMATS[format_].suffix
    if FORMATS[format_].whole:
        order = list(layers) if format_ == "gpkg" else range(len(layers))
        return {name: (paths[f"town{suffix}"], at) for name, at in zip(layers, order, strict=True)}
    return {name: (paths[f"town-{name}{suffix}"], 0) for name in layers}


@pytest.mark.parametrize("format_", ["gpkg", "geojson", "fgb", "shp", "kml"])
def test_gdal_reads_the_rows_types_and_crs_of_every_layer(tmp_path, region, everything, format_):
    crs = "EPSG:4326" if FORMATS[format_].wgs84 else "EPSG:3006"
    types = LAYERS | ANALYSIS_LAYERS
    for name, (path, at) in vector_files(tmp_path, region, everything, format_).items():
        frame, expected = read(path, at), everything[name]
        if format_ == "fgb":
            frame, expected = by_id(frame), by_id(expected)
        assert frame.crs.to_string() == crs
        assert set(frame.geom_type.dropna()) <= {types[name], types[name].removeprefix("Multi")}
        placed = ~(expected.geometry.isna() | expected.geometry.is_empty)
        assert list(~frame.geometry.isna()) == list(placed)
        got, wanted = (rows.geometry[placed].to_crs("EPSG:3006") for rows in (frame, expected))
        tolerance_m = 0.1 if crs == "EPSG:4326" else 0.001
        assert (got.hausdorff_distance(wanted) < tolerance_m).all()


@pytest.mark.parametrize("format_", ["gpkg", "geojson", "fgb"])
def test_columns_and_values_come_back(tmp_path, region, everything, format_):
    if format_ == "geojson":
        del everything["underserved"]  # no rows: GeoJSON has no columns then
    for name, (path, at) in vector_files(tmp_path, region, everything, format_).items():
        frame, expected = by_id(read(path, at)), by_id(tidy_layer(everything[name]))
        assert list(frame.columns.drop("geometry")) == list(expected.columns.drop("geometry"))
        for column in frame.columns.drop("geometry"):
            got, wanted = frame[column].astype(object), expected[column].astype(object)
            assert (
                got.where(got.notna(), None).tolist() == wanted.where(wanted.notna(), None).tolist()
            )


@pytest.mark.parametrize("format_", ["gpkg", "geojson", "fgb", "shp", "kml"])
def test_hostile_texts_come_back_as_they_were(tmp_path, region, hostile, format_):
    ((path, at),) = vector_files(tmp_path, region, {"hostile": hostile}, format_).values()
    frame = read(path, at)
    name = "Name" if format_ == "kml" else "name"
    assert frame[name].fillna("").tolist() == HOSTILE
    assert frame.geometry.isna().tolist() == [True] + [False] * (len(HOSTILE) - 1)


def test_parquet_is_geoparquet_1_1_that_duckdb_reads(tmp_path, region, layers, hostile):
    paths = write(tmp_path, region, layers | {"hostile": hostile}, "parquet")
    metadata = pq.read_schema(paths["town-offices.parquet"]).metadata
    geo = json.loads(metadata[b"geo"])
    assert geo["version"] == "1.1.0"
    column = geo["columns"]["geometry"]
    assert (column["encoding"], column["crs"]["id"]["code"]) == ("WKB", 3006)
    assert column["covering"]["bbox"]["xmin"] == ["bbox", "xmin"]
    count = duckdb.sql(f"SELECT count(*), count(geometry) FROM '{paths['town-offices.parquet']}'")
    placed = int(layers["offices"].geometry.notna().sum())
    assert count.fetchall() == [(len(layers["offices"]), placed)]
    names = duckdb.sql(f"SELECT name FROM '{paths['town-hostile.parquet']}'").fetchall()
    assert [name or "" for (name,) in names] == HOSTILE


def test_bounds_are_null_in_parquet_where_there_is_no_point(tmp_path, region, layers):
    path = write(tmp_path, region, {"offices": layers["offices"]}, "parquet")[
        "town-offices.parquet"
    ]
    rows = duckdb.sql(f"SELECT geometry IS NULL, bbox IS NULL, bbox.xmin FROM '{path}'").fetchall()
    assert {empty for empty, _, _ in rows} == {True, False}
    for empty, unbounded, west in rows:
        assert (empty, empty) == (unbounded, west is None)
    geo = json.loads(pq.read_schema(path).metadata[b"geo"])
    assert set(geo["columns"]["geometry"]["covering"]["bbox"]) == {"xmin", "ymin", "xmax", "ymax"}
    assert geo["columns"]["geometry"]["geometry_types"] == ["Point"]


def test_parquet_comes_back_whole(tmp_path, region, everything):
    paths = write(tmp_path, region, everything, "parquet")
    for name, layer in everything.items():
        frame = gpd.read_parquet(paths[f"town-{name}.parquet"]).to_crs(layer.crs)
        shapes = layer.geometry.where(~layer.geometry.is_empty, None)
        assert_geoseries_equal(frame.geometry, shapes, check_less_precise=True)
        assert list(frame.columns) == list(tidy_layer(layer).columns)


def test_a_shapefile_has_its_companions_and_says_what_it_shortened(tmp_path, region, layers):
    path = write(tmp_path, region, layers, "shp")["town-offices.shp.zip"]
    with zipfile.ZipFile(path) as archive:
        suffixes = {name.rpartition(".")[2] for name in archive.namelist()}
        assert suffixes == {"shp", "shx", "dbf", "prj", "cpg", "txt"}
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.read("town-offices.cpg") == b"UTF-8"
        assert b"SWEREF99_TM" in archive.read("town-offices.prj")
        words = io.TextIOWrapper(archive.open("town-offices.txt"), "utf-8").read()
    assert "municip = municipality\n" in words
    described = {line.split(" = ")[0] for line in words.splitlines() if " = " in line}
    assert described == set(read(path).columns) - {"geometry"}


def test_a_text_too_long_for_a_shapefile_is_cut_between_characters(tmp_path, region, hostile):
    hostile["name"] = "å" * 300
    path = write(tmp_path, region, {"hostile": hostile}, "shp")["town-hostile.shp.zip"]
    assert set(read(path)["name"]) == {"å" * 127}
    with zipfile.ZipFile(path) as archive:
        assert "Texts were cut here in: name." in archive.read("town-hostile.txt").decode()


def test_kml_has_a_folder_a_layer_aliases_and_no_address_to_fetch(tmp_path, region, layers):
    path = write(tmp_path, region, layers, "kml")["town.kml"]
    tree = ET.parse(path)
    space = {"k": "http://www.opengis.net/kml/2.2"}
    folders = [name.text for name in tree.iterfind(".//k:Folder/k:name", space)]
    assert folders == ["Poliskontor", "Hållplatser", "Distrikt", "Distriktens delar"]
    aliases = {alias.text for alias in tree.iterfind(".//k:displayName", space)}
    assert {"Kommun", "Folkmängd", "Antal lokala kontor"} <= aliases
    assert [element.tag for element in tree.iter() if element.tag.endswith("href")] == []


def rows(path, query):
    with sqlite3.connect(path) as database:
        return database.execute(query).fetchall()


def test_a_geopackage_is_sound_and_holds_what_its_extensions_promise(tmp_path, region, layers):
    path = write(tmp_path, region, layers, "gpkg")["town.gpkg"]
    assert rows(path, "PRAGMA integrity_check") == [("ok",)]
    assert rows(path, "PRAGMA foreign_key_check") == []
    promised = {name for (name,) in rows(path, "SELECT table_name FROM gpkg_extensions")}
    there = {name for (name,) in rows(path, "SELECT name FROM sqlite_master")}
    assert promised <= there
    assert dict(pyogrio.list_layers(path)) == LAYERS | {"layer_styles": None}


def test_a_geopackage_explains_every_column(tmp_path, region, layers):
    path = write(tmp_path, region, layers, "gpkg")["town.gpkg"]
    query = "SELECT table_name, column_name, name, description FROM gpkg_data_columns"
    told = {(table, column): (alias, text) for table, column, alias, text in rows(path, query)}
    fields = {
        (name, field.name): field
        for name, layer in layers.items()
        for field in describe_layer(name, tidy_layer(layer), region).fields
    }
    assert told.keys() == fields.keys()
    for key, (alias, text) in told.items():
        assert alias == fields[key].alias["sv"]
        assert set(text.split("\n")) == set(fields[key].description.values())


def test_a_geopackage_has_a_style_a_layer_and_language_the_first_being_the_default(
    tmp_path, region, layers
):
    path = write(tmp_path, region, layers, "gpkg")["town.gpkg"]
    query = "SELECT f_table_name, styleName, useAsDefault, f_geometry_column FROM layer_styles"
    assert rows(path, query) == [
        (name, f"{name} ({language})", int(language == "sv"), "geom")
        for name in LAYERS
        for language in ("sv", "en")
    ]
    assert {stamp for (stamp,) in rows(path, "SELECT update_time FROM layer_styles")} == {
        "2020-01-01T00:00:00.000Z"
    }


def test_what_is_missing_is_null_in_sql(tmp_path, region, layers):
    paths = write(tmp_path, region, layers, "gpkg")
    missing = int((layers["offices"]["address"] == "").sum())
    assert missing
    query = "SELECT count(*) FROM offices WHERE address IS NULL"
    assert rows(paths["town.gpkg"], query) == [(missing,)]
    parquet = write(tmp_path, region, layers, "parquet")["town-offices.parquet"]
    assert duckdb.sql(query.replace("offices", f"'{parquet}'")).fetchall() == [(missing,)]


def test_days_are_dates_beside_the_texts(tmp_path, region, layers):
    offices = {"offices": layers["offices"].assign(opened="2020-02", closed="")}
    named = ("opened", "opened_earliest", "opened_latest", "closed_latest")
    for format_ in ("gpkg", "fgb", "shp"):
        ((path, at),) = vector_files(tmp_path, region, offices, format_).values()
        info = pyogrio.read_info(path, layer=at)
        names = named if format_ != "shp" else ("opened", "opened_min", "opened_max", "closed_max")
        types = dict(zip(info["fields"], info["ogr_types"], strict=True))
        kind = "OFTDateTime" if format_ == "fgb" else "OFTDate"  # FlatGeobuf has no dates
        assert [types[name] for name in names] == ["OFTString", *[kind] * 3]
        frame = read(path, at)
        assert set(frame[names[1]].astype("str")) == {"2020-02-01"}
        assert set(frame[names[2]].astype("str")) == {"2020-02-29"}
        assert frame[names[3]].isna().all()
    parquet = write(tmp_path, region, offices, "parquet")["town-offices.parquet"]
    types = {row[0]: row[1] for row in duckdb.sql(f"DESCRIBE SELECT * FROM '{parquet}'").fetchall()}
    assert [types[name] for name in named] == ["VARCHAR", *["DATE"] * 3]


def test_whole_numbers_of_a_shapefile_are_integers_to_every_reader(tmp_path, region, layers):
    path = write(tmp_path, region, layers, "shp")["town-districts.shp.zip"]
    types = dict(
        zip(*(pyogrio.read_info(path)[key] for key in ("fields", "ogr_types")), strict=True)
    )
    assert types["population"] == types["n_local"] == "OFTInteger"
    with zipfile.ZipFile(path) as archive:
        header = archive.read("town-districts.dbf")
    fields = {
        header[at : at + 11].rstrip(b"\0").decode(): (
            chr(header[at + 11]),
            *header[at + 16 : at + 18],
        )
        for at in range(32, int.from_bytes(header[8:10], "little") - 1, 32)
    }
    assert fields["population"] == fields["n_local"] == ("N", 9, 0)


def test_a_number_too_large_for_nine_digits_keeps_its_own_column(tmp_path, region, hostile):
    large = hostile.assign(figure=range(3_000_000_000, 3_000_000_000 + len(hostile)))
    path = write(tmp_path, region, {"hostile": large}, "shp")["town-hostile.shp.zip"]
    assert read(path)["figure"].tolist() == large["figure"].tolist()


def test_counts_are_whole_numbers(tmp_path, region, layers):
    districts = read(write(tmp_path, region, layers, "gpkg")["town.gpkg"], "districts")
    assert districts["population"].dtype == "int64"
