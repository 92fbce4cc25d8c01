"""A published file, whatever its format → a table of text, with shapes if it has any."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from poliskarta.errors import missing_packages, require_no_problems
from poliskarta.ingest.findings import refuse
from poliskarta.ingest.plain_tables import (
    parse_json,
    table_of_csv,
    table_of_json,
    table_of_records,
    table_of_rows,
)
from poliskarta.project.csv_cells import MOST_CELLS, MOST_COLUMNS, MOST_MB
from poliskarta.project.encodings import detect
from poliskarta.project.files import read_content, understood
from poliskarta.project.gdal_files import gdal_path
from poliskarta.project.vector_files import PARQUET

_TEXT = {".csv", ".tsv", ".tab", ".txt"}
_SHEETS = {".xlsx", ".xlsm", ".ods"}
_JSON = {".json", ".geojson", ".jsonl", ".ndjson"}
_GEO_TYPES = {"Feature", "FeatureCollection", "Topology"}
_CORRECT = "Correct its name."
_EXPORT = "Export it again, as GeoPackage or GeoJSON."
_BYTES = "ISO-8859-1"
"""Every byte is a character of it: text that is read so can be told apart later."""


@dataclass(frozen=True)
class Reading:
    """How a file is to be read: what a person says of it, and where it comes from.

    `option` is the beginning of its options: "offices" of --offices-layer; `shape` is "Point" or
    "Polygon", what its layer should hold.
    """

    option: str
    shape: str = "Point"
    layer: str = ""
    encoding: str = ""
    country: str = ""


@dataclass(frozen=True)
class Source:
    """What a file holds: a table of text ("" when empty), indexed by row, and a shape a row.

    `shapes` are in the file's own CRS, None of a table without any. `encoding` is "" where the
    format says it; `guessed` tells that it doesn't, and nobody did. `layers` are all that the
    file has, `layer` the one that was read.
    """

    path: Path
    table: pd.DataFrame
    shapes: gpd.GeoSeries | None = None
    encoding: str = ""
    guessed: bool = False
    layer: str = ""
    layers: tuple[str, ...] = ()


def read_source(path: Path, reading: Reading) -> Source:
    """Return what the file holds: CSV, a spreadsheet, JSON, or anything that GDAL reads.

    Raises DataError when it is missing, can't be read, has no such layer, or holds no rows.
    """
    if not path.exists():
        refuse(path, "the file is missing", _CORRECT)
    source = _reader(path)(path, reading)
    if source.table.empty and not len(source.table.index):
        refuse(path, "holds no rows", "Name the file that has them.")
    _refuse_too_much(path, source.table)
    return _composed(source)


def _refuse_too_much(path: Path, table: pd.DataFrame) -> None:
    remedy = "Is it another file? Else leave out what isn't needed."
    if len(table.columns) > MOST_COLUMNS:
        what = f"{len(table.columns):,} columns, more than the {MOST_COLUMNS:,} that are read"
        refuse(path, what, remedy)
    if table.size > MOST_CELLS:
        refuse(path, f"more than the {MOST_CELLS:,} cells that are read of a file", remedy)


def _composed(source: Source) -> Source:
    """Return `source` with texts in Unicode's composed form, and shapes that lie somewhere."""
    table = source.table.map(lambda text: unicodedata.normalize("NFC", text))
    table.columns = [unicodedata.normalize("NFC", str(name)) for name in table.columns]
    shapes = None if source.shapes is None else finite_shapes(source.shapes)
    return replace(source, table=table, shapes=shapes)


def finite_shapes(shapes: gpd.GeoSeries) -> gpd.GeoSeries:
    """Return `shapes`, those with coordinates that are no finite numbers being missing."""
    coordinates, owner = shapely.get_coordinates(shapes.to_numpy(), return_index=True)
    endless = np.zeros(len(shapes), dtype=bool)
    endless[owner[~np.isfinite(coordinates).all(axis=1)]] = True
    return gpd.GeoSeries(np.where(endless, None, shapes.to_numpy()), shapes.index, shapes.crs)


def redecode(source: Source, reading: Reading) -> Source:
    """Return `source` with its text decoded now that the country is known.

    Only text of a Shapefile that says no encoding is left to be decoded; the rest stays.
    """
    if source.encoding != _BYTES:
        return source
    content = "\n".join([*source.table.columns, *source.table.stack()]).encode(_BYTES)
    known = detect(source.path, content, reading.country, reading.encoding)
    table = source.table.map(lambda text: _decoded(text, known.encoding))
    table.columns = [_decoded(name, known.encoding) for name in table.columns]
    return replace(source, table=table, encoding=known.encoding, guessed=not known.certain)


def _decoded(text: str, encoding: str) -> str:
    """Return a cell; a name cut within a letter, as a Shapefile does, loses what is left of it."""
    return text.encode(_BYTES).decode(encoding, errors="ignore")


def _reader(path: Path):  # noqa: ANN202
    suffix = path.suffix.lower()
    if suffix in _TEXT:
        return _read_csv
    if suffix in _SHEETS:
        return _read_sheet
    if suffix in PARQUET:
        return _read_parquet
    return _read_json if suffix in _JSON else _read_vector


def _read_csv(path: Path, reading: Reading) -> Source:
    content = read_content(path, MOST_MB, _CORRECT)
    known = detect(path, content, reading.country, reading.encoding)
    table = table_of_csv(path, known.text)
    return Source(path, table, encoding=known.encoding, guessed=not known.certain)


def _read_json(path: Path, reading: Reading) -> Source:
    raw = read_content(path, MOST_MB, _CORRECT)
    known = detect(path, raw, reading.country, reading.encoding)
    with understood(path, "not JSON", "Download it again."):
        content = parse_json(known.text)
    if _is_geographic(content):
        return _read_vector(path, reading)
    with understood(path, "holds no records that can be read", "Download it again."):
        table = table_of_json(content)
    return Source(path, table, encoding=known.encoding, guessed=not known.certain)


def _is_geographic(content: object) -> bool:
    """Tell whether GDAL knows this JSON: GeoJSON, TopoJSON, or Esri's with geometries."""
    if not isinstance(content, dict):
        return False
    features = content.get("features")
    esri = isinstance(features, list) and any(
        isinstance(feature, dict) and "geometry" in feature for feature in features[:1]
    )
    return content.get("type") in _GEO_TYPES or esri


def _read_sheet(path: Path, reading: Reading) -> Source:
    layers = _layers(path)
    layer = _chosen(path, reading, [name for name, _ in layers])
    options = {"HEADERS": "DISABLE", "FIELD_TYPES": "STRING"}
    with understood(path, "not a readable sheet", _EXPORT), gdal_path(path) as readable:
        frame = pyogrio.read_dataframe(readable, layer=layer, read_geometry=False, **options)
    table = table_of_rows(frame.astype(object).where(frame.notna(), "").to_numpy().tolist())
    return Source(path, table, layer=layer, layers=tuple(name for name, _ in layers))


def _read_parquet(path: Path, _reading: Reading) -> Source:
    require_no_problems(missing_packages(str(path), "parquet", ["pyarrow"]))
    with understood(path, "not readable GeoParquet", _EXPORT):
        frame = gpd.read_parquet(path)
        shapes = frame.geometry.reset_index(drop=True)
    return Source(path, _text_table(frame), shapes)


def _read_vector(path: Path, reading: Reading) -> Source:
    layers = _layers(path)
    fitting = [name for name, kind in layers if reading.shape in (kind or "")]
    layer = _chosen(path, reading, [name for name, _ in layers], fitting)
    encoding = reading.encoding or _undeclared(path, layer)
    with understood(path, "not a readable layer", _EXPORT), gdal_path(path) as readable:
        frame = gpd.read_file(readable, layer=layer, encoding=encoding or None, on_invalid="fix")
    shapes = frame.geometry if isinstance(frame, gpd.GeoDataFrame) else None
    names = tuple(name for name, _ in layers)
    return Source(path, _text_table(frame), shapes, encoding, layer=layer, layers=names)


def _undeclared(path: Path, layer: str) -> str:
    """Return the encoding to read bytes in, where a Shapefile doesn't say its own; else ""."""
    with understood(path, "not a readable layer", _EXPORT), gdal_path(path) as readable:
        info = pyogrio.read_info(readable, layer=layer)
    shapefile = info["driver"] == "ESRI Shapefile"
    return _BYTES if shapefile and (info["encoding"] or _BYTES).upper() == _BYTES else ""


def _layers(path: Path) -> list[tuple[str, str | None]]:
    remedy = "Give CSV, XLSX, JSON, or a vector file: Shapefile, GeoPackage, KML, GeoJSON …"
    with understood(path, "can't be read", remedy), gdal_path(path) as readable:
        found = pyogrio.list_layers(readable)
    return [(str(name), kind) for name, kind in found]


def _chosen(
    path: Path, reading: Reading, names: Sequence[str], fitting: Sequence[str] | None = None
) -> str:
    """Return the layer that a person named, or else the first that fits."""
    if reading.layer and reading.layer not in names:
        remedy = f"It has: {', '.join(names)}."
        refuse(path, "no such layer", remedy, reading.layer)
    if not names:
        refuse(path, "holds no layer", "Name the file that has one.")
    return reading.layer or (fitting or names)[0]


def _text_table(frame: pd.DataFrame) -> pd.DataFrame:
    plain = pd.DataFrame(frame)
    shapes = {frame.geometry.name} if isinstance(frame, gpd.GeoDataFrame) else set()
    kept = plain[[name for name in plain if name not in shapes]]
    table = table_of_records(kept.astype(object).to_dict("records"))
    table.index = pd.RangeIndex(1, len(kept) + 1)
    return table


def shapes_of_text(table: pd.DataFrame) -> tuple[str, gpd.GeoSeries] | None:
    """Return the column of `table` that holds polygons as WKT or GeoJSON, and its shapes.

    None when no column does. Shapes are in EPSG:4326, as open data portals write such columns.
    """
    for name in table:
        filled = table[name][table[name] != ""]
        if not filled.empty and filled.str.match(_POLYGON_TEXT).all():
            try:
                shapes = _parse_shapes(table[name])
            except shapely.GEOSException:
                continue
            return str(name), gpd.GeoSeries(shapes, index=table.index, crs="EPSG:4326")
    return None


_POLYGON_TEXT = r'(?i)\s*(?:SRID=\d+;)?\s*(?:MULTI)?POLYGON|\s*\{.*"(?:Multi)?Polygon"'


def _parse_shapes(cells: pd.Series) -> list[shapely.Geometry | None]:
    plain = cells.str.replace(r"^SRID=\d+;", "", regex=True).replace("", None)
    as_json = plain.fillna("").str.startswith("{").any()
    return list(shapely.from_geojson(plain) if as_json else shapely.from_wkt(plain))
