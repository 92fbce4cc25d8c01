"""Layers → tables for spreadsheets: CSV and XLSX, in which no cell is run as a formula."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from poliskarta.errors import Problem, require_no_problems
from poliskarta.layers.dictionary import Field, Layer
from poliskarta.layers.metadata import date_of
from poliskarta.layers.tidy import is_day
from poliskarta.project.csv_tables import is_formula, safe_text
from poliskarta.project.region import Region
from poliskarta.project.schema import WGS84

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

Cell = str | bool | int | float | dt.date | None

# Excel's limits.
CELL_LENGTH = 32_767
SHEET_NAME_LENGTH = 31
SHEET_ROWS = 1_048_576
FIRST_YEAR = 1900
_QUOTED = re.compile(r'[",\r\n]')
_FIELDS_SHEET = "fields"
_POSITION = {"latitude": "degrees", "longitude": "degrees"}
_FORMATS = {
    "persons": "#,##0",
    "share": "0.0%",
    "m": "#,##0",
    "km²": "#,##0.00",
    "degrees": "0.000000",
}


def table_of(layer: Layer) -> pd.DataFrame:
    """Return the columns of `layer` without its geometry, and for points where they are.

    Points get `latitude` and `longitude`, degrees (WGS 84), six decimals; NaN without a point.
    """
    table = pd.DataFrame(layer.frame.drop(columns=layer.frame.geometry.name))
    if layer.geometry_type != "Point":
        return table
    points = layer.frame.geometry.to_crs(WGS84)
    return table.assign(latitude=points.y.round(6), longitude=points.x.round(6))


def write_csv(path: Path, layers: Sequence[Layer], _region: Region) -> None:
    """Write the table of the one layer of `layers`: UTF-8, commas, LF, texts made safe."""
    (layer,) = layers
    table = table_of(layer)
    header = [safe_text(str(name)) for name in table.columns]
    lines = [header, *([_csv_cell(value) for value in row] for row in _rows(table))]
    text = "".join(",".join(map(_quoted, line)) + "\n" for line in lines)
    path.write_bytes(text.encode())


def write_xlsx(path: Path, layers: Sequence[Layer], region: Region) -> None:
    """Write a workbook: a sheet a layer, and the sheet "fields", which says what columns mean.

    Raises DataError when a layer has more rows than a sheet can hold.
    """
    require_no_problems(_too_long(path, layers))
    import xlsxwriter  # noqa: PLC0415  # an optional extra

    day = dt.datetime.combine(date_of(layers, region), dt.time(), dt.UTC)
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"title": region.title[region.languages[0]], "created": day})
        for layer in layers:
            _write_sheet(book, layer.name, table_of(layer), layer.fields)
        _write_sheet(book, _FIELDS_SHEET, _field_table(layers, region))


def _too_long(path: Path, layers: Sequence[Layer]) -> list[Problem]:
    what, remedy = f"more than {SHEET_ROWS} rows", "Choose --format csv for it."
    return [
        Problem(path.name, None, None, layer.name, what, remedy)
        for layer in layers
        if len(layer.frame) >= SHEET_ROWS
    ]


def _write_sheet(
    book: Workbook, name: str, table: pd.DataFrame, fields: Sequence[Field] = ()
) -> None:
    units = _POSITION | {field.name: field.unit for field in fields}
    head = book.add_format({"bold": True, "bottom": 1, "quote_prefix": True})
    formula = book.add_format({"quote_prefix": True})
    forms = [book.add_format({"num_format": number_format(table[n], units)}) for n in table]
    sheet = book.add_worksheet(name[:SHEET_NAME_LENGTH])
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(table), 1), max(len(table.columns) - 1, 0))
    for at, column in enumerate(table.columns):
        sheet.write_string(0, at, str(column), head)
        sheet.set_column(at, at, _width(table[column]))
    for line, row in enumerate(_rows(table), start=1):
        for at, value in enumerate(row):
            is_risk = isinstance(value, str) and is_formula(value)
            _write_cell(sheet, (line, at), value, formula if is_risk else forms[at])


def number_format(column: pd.Series, units: Mapping[str, str]) -> str:
    """Return how a spreadsheet is to show the cells of a column, in Excel's codes.

    `units` are those of the columns that have one. Shares are shown as per cent, people and what
    is measured with separators, days as ISO dates; a plain number or a text as it is.
    """
    if is_day(column):
        return "yyyy-mm-dd"
    if pd.api.types.is_bool_dtype(column.dtype) or not pd.api.types.is_numeric_dtype(column.dtype):
        return "General"
    return _FORMATS.get(units.get(str(column.name), ""), "General")


def _write_cell(sheet: Worksheet, at: tuple[int, int], value: Cell, style: Format) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(*at, value, style)
    elif isinstance(value, str):
        sheet.write_string(*at, value[:CELL_LENGTH], style)
    elif not isinstance(value, dt.date):
        sheet.write_number(*at, value, style)
    elif value.year < FIRST_YEAR:
        sheet.write_string(*at, value.isoformat(), style)
    else:
        sheet.write_datetime(*at, value, style)


def _width(column: pd.Series) -> int:
    """Return a width in characters that shows most cells whole."""
    lengths = [len(str(column.name)), *column.dropna().astype("str").str.len()]
    return int(np.clip(np.quantile(lengths, 0.9) + 2, lengths[0] + 2, 60))


def _field_table(layers: Sequence[Layer], region: Region) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"layer": layer.name, "field": field.name, "unit": field.unit}
            | {f"alias_{language}": field.alias[language] for language in region.languages}
            | {
                f"description_{language}": field.description[language]
                for language in region.languages
            }
            for layer in layers
            for field in layer.fields
        ]
    )


def _rows(table: pd.DataFrame) -> list[tuple]:
    """Return the rows as plain Python values: str, bool, int, float, date, or None for missing."""
    plain = table.astype(object).where(table.notna(), None)
    return [tuple(map(_plain, row)) for row in plain.itertuples(index=False, name=None)]


def _plain(value: object) -> Cell:
    if isinstance(value, pd.Timestamp):
        return value.date()
    return value.item() if isinstance(value, np.generic) else value


def _quoted(cell: str) -> str:
    """Return `cell` as RFC 4180 has it; Python's csv leaves a carriage return unquoted."""
    return '"{}"'.format(cell.replace('"', '""')) if _QUOTED.search(cell) else cell


def _csv_cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.date):
        return value.isoformat()
    return safe_text(value) if isinstance(value, str) else repr(value)
