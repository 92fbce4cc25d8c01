"""What a layer and its columns are called and mean, for people: a frame → a described `Layer`.

The words are data, in layers/fields.csv, one row a field, or a layer where the field
is empty. A row without a layer holds for all layers that have no row of their own; an empty
English description is that of the column in schema.py.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import geopandas as gpd

from poliskarta.project.region import Bounds, Kind, Region
from poliskarta.project.schema import ANALYSIS_LAYERS, LAYERS, TABLES, WGS84, WHAT_IF_LAYERS

Texts = Mapping[str, str]
Row = Mapping[str, str]
WORDS = Path(__file__).parent / "fields.csv"
_FALLBACK = "en"
_SHORT = 10
_LATER = "later_"
_SIMPLE = {"Polygon": "MultiPolygon", "LineString": "MultiLineString"}


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
    in degrees, WGS 84, None without any geometry.
    """

    name: str
    frame: gpd.GeoDataFrame
    geometry_type: str
    title: Texts
    description: Texts
    fields: tuple[Field, ...]
    bounds: Bounds | None


def describe_layer(name: str, frame: gpd.GeoDataFrame, region: Region) -> Layer:
    """Return `frame` as the layer `name`, described in each of the region's languages.

    What fields.csv doesn't know is called by its own name, without a description.
    """
    own_name = name.replace("_", " ").capitalize()
    row = _words().get((name, ""), {"alias_en": own_name, "description_en": ""})
    columns = frame.columns.drop(frame.geometry.name)
    return Layer(
        name,
        frame,
        _geometry_type(name, frame),
        _texts("alias", row, region),
        _texts("description", row, region),
        _with_own_aliases(_describe(name, str(column), region) for column in columns),
        _bounds(frame),
    )


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
    row, language, kind = _find(layer, column, region)
    if not row:
        return Field(column, column, _same(column, region), _same("", region), "")
    counted = kind.plural if kind else {}
    suffix = f" ({language})" if language else ""
    alias = _texts("alias", row, region)
    return Field(
        column,
        _short(row, column, language, kind),
        {key: text.replace("{kind}", counted.get(key, "")) + suffix for key, text in alias.items()},
        _texts("description", row, region),
        row["unit"],
    )


def _short(row: Row, column: str, language: str, kind: Kind | None) -> str:
    suffix = f"_{language}" if language else ""
    short = row["short"].replace("{kind}", kind.id if kind else "")
    return f"{short[: _SHORT - len(suffix)]}{suffix}" if short else column


def _find(layer: str, column: str, region: Region) -> tuple[Row, str, Kind | None]:
    """Return the words of a column, the language it is in and the kind of office it counts.

    `note_en` is `note` in English; `offices_<kind>` counts the offices of a kind.
    """
    base, _, language = column.rpartition("_")
    kinds = {f"offices_{kind.id}": kind for kind in region.kinds}
    readings = [(column, "", None)]
    readings += [(base, language, None)] if language in region.languages else []
    readings += [("offices_{kind}", "", kinds[column])] if column in kinds else []
    for name, tongue, kind in readings:
        row = _row(layer, name)
        if row:
            return row, tongue, kind
    return {}, "", None


def _row(layer: str, field: str) -> Row:
    """Return the words of a field, its English description from schema.py if need be."""
    row = _words().get((layer, field)) or _words().get(("", field), {})
    if not row and field.startswith(_LATER):
        return _later(_row(layer, field.removeprefix(_LATER)))
    if not row or row["description_en"]:
        return row
    tables = sorted(TABLES, key=lambda table: table.file != f"{layer}.csv")
    entries = [c.description for table in tables for c in table.columns if c.name == field]
    return {**row, "description_en": entries[0] if entries else ""}


def _later(row: Row) -> Row:
    """Return the words of a figure as those of the same figure for the later population."""
    pattern = _words()["", f"{_LATER}{{figure}}"]
    parts = [name for name in row if name.startswith(("alias_", "description_"))]
    words = {name: pattern[name].replace("{figure}", row[name]) for name in parts}
    return {**row, **words, "short": f"l{row['short'].replace('_', '')}"} if row else {}


def _texts(part: str, row: Row, region: Region) -> dict[str, str]:
    """Return a part of a row in each language, in English where it lacks one."""
    return {
        language: row.get(f"{part}_{language}") or row[f"{part}_{_FALLBACK}"]
        for language in region.languages
    }


def _same(text: str, region: Region) -> dict[str, str]:
    return dict.fromkeys(region.languages, text)


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
def _words() -> dict[tuple[str, str], Row]:
    with WORDS.open(encoding="utf-8", newline="") as file:
        return {(row["layer"], row["field"]): row for row in csv.DictReader(file)}
