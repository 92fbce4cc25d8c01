"""What a layer and its columns are called and mean, for people: a frame → a described `Layer`.

Both fields.csv have one row a field, or a layer where the field is empty; a row without a layer
holds for all layers that have no row of their own. That in layers/ says its unit and its short
name (project/indicators.py those of the indicators), that of each language what it is called and
means; an empty English description is that of the column in schema.py.
"""

from __future__ import annotations

import csv
import datetime as dt
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import geopandas as gpd

from poliskarta.i18n import Words, say_limit, say_of
from poliskarta.layers.tidy import EARLIEST, LATEST
from poliskarta.project.bounds import Bounds
from poliskarta.project.indicators import ENDINGS, LATER, open_limit, short_names_and_units
from poliskarta.project.layer_types import ANALYSIS_LAYERS, LAYERS, WHAT_IF_LAYERS
from poliskarta.project.region import Kind, Region
from poliskarta.project.schema import TABLES, WGS84
from poliskarta.project.thresholds import metres_of_name

Texts = Mapping[str, str]
FIELDS = Path(__file__).parent / "fields.csv"
_SHORT = 10
_DAY_SHORTS = {EARLIEST: "_min", LATEST: "_max"}
_OF_PEOPLE = ("population", "demand", "people_gained")
_SIMPLE = {"Polygon": "MultiPolygon", "LineString": "MultiLineString"}


@dataclass(frozen=True)
class Row:
    """What both fields.csv say of a field or a layer, in each language."""

    short: str
    unit: str
    alias: Texts
    description: Texts


@dataclass(frozen=True)
class Field:
    """A column of a layer. Texts are by language; `unit` is "" for what has none.

    `short` is its name where ten characters are all there is (Shapefile); cut it, if need be.
    """

    name: str
    short: str
    alias: Texts
    description: Texts
    unit: str


@dataclass(frozen=True)
class Layer:
    """A layer to export: its rows, one geometry type for all, and words for people.

    `fields` are those of `frame`'s columns without the geometry, in the same order; `bounds` are
    in degrees, WGS 84, None without any geometry; `newest` is the newest day that anything in it
    is of, None if nobody says.
    """

    name: str
    frame: gpd.GeoDataFrame
    geometry_type: str
    title: Texts
    description: Texts
    fields: tuple[Field, ...]
    bounds: Bounds | None
    newest: dt.date | None = None


def describe_layer(
    name: str, frame: gpd.GeoDataFrame, region: Region, newest: dt.date | None = None
) -> Layer:
    """Return `frame` as the layer `name`, described in each of the region's languages.

    What fields.csv doesn't know is called by its own name, without a description. It speaks of
    people where `frame` has a number of them.
    """
    words, own_name = region.words, name.replace("_", " ").capitalize()
    row = _read_row(name, "", words) or Row("", "", words.same(own_name), words.same(""))
    columns = frame.columns.drop(frame.geometry.name)
    has = {
        "people": any(column in frame for column in _OF_PEOPLE),
        "estimate": "area_id" in frame,  # of what statistical area is known of no other people
        "unplaced": "placed" in frame and not frame["placed"].astype(bool).all(),
    }
    fields = (_describe(name, str(column), region) for column in columns)
    return Layer(
        name,
        frame,
        _geometry_type(name, frame),
        _said(row.alias, has),
        _said(row.description, has),
        _with_own_aliases(
            replace(field, alias=_said(field.alias, has), description=_said(field.description, has))
            for field in fields
        ),
        _bounds(frame),
        newest,
    )


def _said(texts: Texts, has: Mapping[str, bool]) -> Texts:
    return {language: say_of(text, has) for language, text in texts.items()}


def _bounds(frame: gpd.GeoDataFrame) -> Bounds | None:
    degrees = frame.geometry if frame.crs == WGS84 else frame.geometry.to_crs(WGS84)
    minx, miny, maxx, maxy = map(float, degrees.total_bounds)
    return None if math.isnan(minx) else (minx, miny, maxx, maxy)


def _geometry_type(name: str, frame: gpd.GeoDataFrame) -> str:
    """Return the one type of all geometries, as a Multi- type where single ones may be multiple."""
    types = set(frame.geom_type.dropna())
    known = LAYERS | ANALYSIS_LAYERS | WHAT_IF_LAYERS
    if name in known or not types:
        return known.get(name, "Unknown")
    multiple = {_SIMPLE.get(kind, kind) for kind in types}
    return multiple.pop() if len(multiple) == 1 else "Unknown"


def _describe(layer: str, column: str, region: Region) -> Field:
    left_open, limit = open_limit(column)
    row, language, kind = _find(layer, left_open, region)
    words = region.words
    if not row:
        return Field(column, column, words.same(column), words.same(""), "")
    counted = kind.plural if kind else {}
    suffix = f" ({language})" if language else ""
    said = say_limit(words, metres_of_name(limit) / 1000) if limit else words.same("")

    def fill(text: str, key: str) -> str:
        text = text.replace("{kind}", words.pick(counted, key))
        return text.replace("{limit}", said[key]).replace("{catchment}", said[key])

    alias = {key: fill(text, key) + suffix for key, text in row.alias.items()}
    description = {key: fill(text, key) for key, text in row.description.items()}
    short = row.short.replace("{limit}", limit).replace("{catchment}", limit)
    row = replace(row, short=short)
    return Field(column, _short(row, column, language, kind), alias, description, row.unit)


def _short(row: Row, column: str, language: str, kind: Kind | None) -> str:
    suffix = f"_{language}" if language else ""
    short = row.short.replace("{kind}", kind.id if kind else "")
    return f"{short[: _SHORT - len(suffix)]}{suffix}" if short else column


def _find(layer: str, column: str, region: Region) -> tuple[Row | None, str, Kind | None]:
    """Return the words of a column, the language it is in and the kind of office it counts.

    `note_en` is `note` in English; `offices_<kind>` counts the offices of a kind, and has a low
    and a high.
    """
    base, _, language = column.rpartition("_")
    kinds = {
        f"offices_{kind.id}{end}": (f"offices_{{kind}}{end}", "", kind)
        for kind in region.kinds
        for end in ENDINGS
    }
    readings = [(column, "", None)]
    readings += [(base, language, None)] if language in region.languages else []
    readings += [kinds[column]] if column in kinds else []
    for name, tongue, kind in readings:
        row = _row(layer, name, region.words)
        if row:
            return row, tongue, kind
    return None, "", None


def _row(layer: str, field: str, words: Words) -> Row | None:
    """Return what is said of a field in this layer or in all; None if nothing is."""
    row = _read_row(layer, field, words) or _read_row(layer, field, words, of_layer="")
    if row is None and field.startswith(LATER):
        figure = _row(layer, field.removeprefix(LATER), words)
        short = f"l{figure.short.replace('_', '')}" if figure else ""
        return _derived(figure, f"{LATER}{{figure}}", short, words)
    for ending, short in _DAY_SHORTS.items():
        if row is None and field.endswith(ending):
            date = field.removesuffix(ending)
            named = f"{date.replace('_', '')[: _SHORT - len(short)]}{short}"
            return _derived(_row(layer, date, words), f"{{date}}{ending}", named, words)
    return row


def _derived(row: Row | None, pattern: str, short: str, words: Words) -> Row | None:
    """Return the words of a column that is made of another: `pattern` with the words of `row`.

    {figure} and {date} are what the other one is called, in its description what that means.
    """
    form = _read_row("", pattern, words)
    if row is None or form is None:
        return None

    def fill(texts: Texts, figure: Texts) -> Texts:
        return {
            key: text.replace("{figure}", figure[key]).replace("{date}", row.alias[key])
            for key, text in texts.items()
        }

    return Row(
        short, row.unit, fill(form.alias, row.alias), fill(form.description, row.description)
    )


def _read_row(layer: str, field: str, words: Words, of_layer: str | None = None) -> Row | None:
    """Return the row of a field: of its layer, or of another one ("": of all)."""
    of_layer = layer if of_layer is None else of_layer
    structure = _fields().get((of_layer, field))
    if structure is None and not of_layer:
        structure = short_names_and_units().get(field)
    if structure is None:
        return None
    said = {
        language: sections[f"{of_layer}/{field}"]
        for language, sections in words.read("fields.csv").items()
    }
    return Row(
        *structure,
        {language: row["alias"] for language, row in said.items()},
        {
            language: row["description"] or _described_in_schema(layer, field)
            for language, row in said.items()
        },
    )


def _described_in_schema(layer: str, field: str) -> str:
    """Return the English description of a column of the project's tables; "" if there is none."""
    tables = sorted(TABLES, key=lambda table: table.file != f"{layer}.csv")
    return next((c.description for table in tables for c in table.columns if c.name == field), "")


def _with_own_aliases(fields: Iterable[Field]) -> tuple[Field, ...]:
    """Return `fields`, each alias of a field before it being made its own by the field's name."""
    taken: set[tuple[str, str]] = set()
    result = []
    for field in fields:
        alias = {
            key: f"{text} [{field.name}]" if (key, text) in taken else text
            for key, text in field.alias.items()
        }
        taken.update(alias.items())
        result.append(replace(field, alias=alias))
    return tuple(result)


@cache
def _fields() -> dict[tuple[str, str], tuple[str, str]]:
    """Return the short name and the unit of each field by layer and field."""
    with FIELDS.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return {(row["layer"], row["field"]): (row["short"], row["unit"]) for row in rows}
