"""Published files that are damaged or unusual: read, or told in words as a project's own are."""

import json
import unicodedata

import pytest
from support.published import districts, stations, write_csv

from poliskarta.errors import DataError
from poliskarta.ingest.source_files import Reading, read_source

OFFICES = Reading("offices")
POLYGONS = Reading("districts", "Polygon")


def read(path, content, reading=OFFICES):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_source(path, reading)


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("o.csv", 'name,lat,lon\n"A,1,2\nB,1,2\n', r"o\.csv:2.*nothing closes"),
        ("o.csv", 'name,lat,lon\nA,1,2\n"B" x,1,2\n', r"o\.csv:3.*text behind"),
        ("o.csv", ",".join(f"c{n}" for n in range(2000)) + "\n1,2\n", "2,000 columns"),
        ("o.json", "[" * 100_000, "not JSON: nested too deep"),
        ("o.json", '{"a": 1', "not JSON"),
        ("o.xlsx", b"PK\3\4 no sheet", "can't be read"),
        ("o.parquet", b"PAR1 no table PAR1", "not readable GeoParquet"),
        ("o.gpkg", b"SQLite format 3\0" + b"\0" * 100, "can't be read"),
    ],
)
def test_a_fault_is_told_in_words(tmp_path, name, content, what):
    with pytest.raises(DataError, match=what):
        read(tmp_path / name, content)


def test_outlines_in_cells_may_be_long(tmp_path):
    precincts = districts(-56.3, -34.95)
    precincts["the_geom"] = precincts.geometry.segmentize(0.00001).to_wkt()
    path = write_csv(tmp_path / "d.csv", precincts.drop(columns="geometry"))
    assert precincts["the_geom"].str.len().max() > 131_072
    assert len(read_source(path, POLYGONS).table) == len(precincts)


def test_the_delimiter_that_excel_declares_is_used(tmp_path):
    table = read(tmp_path / "o.csv", "sep=;\nname;lat;lon\nA;1,5;2\n").table
    assert table.iloc[0].to_dict() == {"name": "A", "lat": "1,5", "lon": "2"}


def test_names_are_composed(tmp_path):
    decomposed = unicodedata.normalize("NFD", "Älvsjö")
    content = json.dumps([{"näme": decomposed}, {"näme": "B"}], ensure_ascii=False)
    table = read(tmp_path / "o.json", unicodedata.normalize("NFD", content)).table
    assert list(table.columns) == ["näme"]
    assert table["näme"].tolist() == ["Älvsjö", "B"]


def test_a_path_may_have_an_exclamation_mark(tmp_path):
    folder = tmp_path / "police! now"
    folder.mkdir()
    precincts = districts(-56.3, -34.95)
    precincts.to_file(tmp_path / "d.gpkg")
    (tmp_path / "d.gpkg").rename(folder / "d.gpkg")
    stations(precincts).to_excel(folder / "o.xlsx", index=False)
    assert len(read_source(folder / "d.gpkg", POLYGONS).table) == len(precincts)
    assert len(read_source(folder / "o.xlsx", OFFICES).table) == len(precincts)


def test_a_shape_without_finite_coordinates_is_none(tmp_path):
    precincts = districts(-56.3, -34.95)
    precincts.to_file(tmp_path / "d.geojson")
    first = str(round(precincts.geometry[0].exterior.coords[0][0], 6))
    content = (tmp_path / "d.geojson").read_text().replace(first, "NaN", 1)
    assert "NaN" in content
    assert read(tmp_path / "d.geojson", content, POLYGONS).shapes.isna().sum() == 1
