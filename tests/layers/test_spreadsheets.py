"""Tables for spreadsheets: nothing runs, nothing is lost."""

import csv
import datetime as dt

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from poliskarta.errors import DataError
from poliskarta.layers import spreadsheets
from poliskarta.layers.export import write_layers
from poliskarta.layers.tidy import tidy_layer
from poliskarta.project.csv_tables import is_formula, safe_text

FORMULAS = [
    "=1+1",
    "+46 8 1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\uff1d1",
    '"=1',
    " =1",
    "a;=1",
    'a;"=1"',
    "a\n=1",
    "a\t@b",
]
HARMLESS = ["", "Husby", "a = b", "5-6", "e@post.se", "Storgatan 1, 2", "'=1", "a\nb", "Mo; Tu"]


@pytest.mark.parametrize("text", FORMULAS)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text):
    assert is_formula(text)
    assert safe_text(text).replace("'", "") == text
    assert not is_formula(safe_text(text))


@pytest.mark.parametrize("text", HARMLESS)
def test_an_ordinary_text_is_left_alone(text):
    assert safe_text(text) == text


@given(st.text(alphabet="=+-@;,\t\r\n\"' aå1\uff1d"))
def test_no_cell_begins_with_a_sign_however_the_line_is_cut(text):
    safe = safe_text(text)
    assert safe_text(safe) == safe
    for separator in ";\t\r\n":
        for cell in safe.split(separator):
            assert not cell.strip('" ').startswith(tuple("=+-@\uff1d"))


@pytest.fixture
def offices(region, layers):
    offices = layers["offices"].copy()
    offices["note"] = (FORMULAS * 2)[: len(offices)]
    offices["=evil"] = -5.0
    return {"offices": offices}


def write(folder, region, layers, format_):
    return next(iter(write_layers(folder, region, layers, [format_])))


def test_csv_is_strict_utf8_that_any_reader_takes(tmp_path, region, offices):
    path = write(tmp_path, region, offices, "csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["office_id"] for row in rows] == list(offices["offices"]["office_id"])
    assert [row["note"] for row in rows] == [safe_text(t) for t in offices["offices"]["note"]]
    assert {row["'=evil"] for row in rows} == {"-5"}
    assert {row["placed"] for row in rows} == {"true", "false"}


def test_pandas_reads_the_csv_with_the_types_of_the_layer(tmp_path, region, layers):
    paths = {path.name: path for path in write_layers(tmp_path, region, layers, ["csv"])}
    districts = pd.read_csv(paths["town-districts.csv"])
    assert list(districts["population"]) == list(layers["districts"]["population"])
    expected = tidy_layer(layers["districts"]).columns.drop("geometry")
    assert list(districts.columns) == list(expected)


def test_points_are_latitude_and_longitude_with_six_decimals(tmp_path, region, layers):
    path = write(tmp_path, region, {"offices": layers["offices"]}, "csv")
    table = pd.read_csv(path)
    points = layers["offices"].geometry
    assert list(table["latitude"].isna()) == list(points.isna())
    assert (table["latitude"] - points.y).abs().max() <= 5e-7
    assert (table["longitude"] - points.x).abs().max() <= 5e-7


def test_xlsx_keeps_texts_as_they_are_and_runs_none(tmp_path, region, offices):
    sheet = openpyxl.load_workbook(write(tmp_path, region, offices, "xlsx"))["offices"]
    header = [cell.value for cell in sheet[1]]
    notes = [row[header.index("note")] for row in sheet.iter_rows(min_row=2)]
    expected = list(offices["offices"]["note"])
    assert [cell.value.replace("_x000D_", "\r") for cell in notes] == expected
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in notes)
    formulas = [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert formulas == []


def test_xlsx_has_a_sheet_a_layer_and_says_what_the_columns_mean(tmp_path, region, layers):
    book = openpyxl.load_workbook(write(tmp_path, region, layers, "xlsx"))
    assert book.sheetnames == [*layers, "fields"]
    explained = {(row[0].value, row[1].value) for row in book["fields"].iter_rows(min_row=2)}
    for name, layer in layers.items():
        assert {(name, column) for column in layer.columns.drop("geometry")} <= explained
        assert book[name].max_row == len(layer) + 1


def test_xlsx_numbers_are_numbers_and_missing_ones_are_empty(tmp_path, region, layers):
    sheet = openpyxl.load_workbook(write(tmp_path, region, layers, "xlsx"))["offices"]
    header = [cell.value for cell in sheet[1]]
    radius = [row[header.index("radius_m")].value for row in sheet.iter_rows(min_row=2)]
    expected = layers["offices"]["radius_m"]
    assert radius == [None if pd.isna(value) else value for value in expected]


def test_xlsx_cells_have_the_format_of_what_they_are(tmp_path, region, layers):
    opened = layers["offices"].assign(opened=["1850", *["2020-02"] * (len(layers["offices"]) - 1)])
    shares = layers["districts"].assign(share_within_2km=0.25, population_per_office=1234.5)
    both = {"offices": opened, "districts": shares}
    book = openpyxl.load_workbook(write(tmp_path, region, both, "xlsx"))
    formats = {
        (sheet.title, head.value): {row[at].number_format for row in sheet.iter_rows(min_row=2)}
        for sheet in book.worksheets
        for at, head in enumerate(sheet[1])
    }
    assert formats["districts", "share_within_2km"] == {"0.0%"}
    assert formats["districts", "population_per_office"] == {"#,##0"}
    assert "#,##0" not in formats["districts", "population_year"]
    assert "yyyy-mm-dd" in formats["offices", "opened_latest"]
    assert "0.000000" in formats["offices", "latitude"]
    sheet = book["offices"]
    at = [cell.value for cell in sheet[1]].index("opened_latest")
    days = [row[at].value for row in sheet.iter_rows(min_row=2)]
    assert days[:2] == ["1850-12-31", dt.datetime(2020, 2, 29)]  # noqa: DTZ001  # Excel knows none


def test_a_layer_longer_than_a_sheet_is_refused(tmp_path, region, layers, monkeypatch):
    monkeypatch.setattr(spreadsheets, "SHEET_ROWS", 8)
    with pytest.raises(DataError, match="--format csv"):
        write_layers(tmp_path, region, layers, ["xlsx"])


def test_an_empty_layer_is_a_table_with_a_header(tmp_path, region, layers):
    empty = {"stops": gpd.GeoDataFrame(layers["stops"].iloc[:0])}
    assert len(pd.read_csv(write(tmp_path, region, empty, "csv"))) == 0
    book = openpyxl.load_workbook(write(tmp_path, region, empty, "xlsx"))
    assert book["stops"].max_row == 1
