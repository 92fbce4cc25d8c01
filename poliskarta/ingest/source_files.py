"""A published file, whatever its format → a table of text, with shapes if it has any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely

from poliskarta.ingest.findings import refuse
from poliskarta.ingest.plain_tables import (
    parse_json,
    table_of_csv,
    table_of_json,
    table_of_records,
    table_of_rows,
)
from poliskarta.project.encodings import detect

_TEXT = {".csv", ".tsv", ".tab", ".txt"}
_SHEETS = {".xlsx", ".xlsm", ".ods"}
_JSON = {".json", ".geojson", ".jsonl", ".ndjson"}
_PARQUET = {".parquet", ".geoparquet", ".pq"}
_GEO_TYPES = {"Feature", "FeatureCollection", "Topology"}
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
        refuse(path, "the file is missing", "Correct its name.")
    source = _reader(path)(path, reading)
    if source.table.empty and not len(source.table.index):
        refuse(path, "holds no rows", "Name the file that has them.")
    return source


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
    if suffix in _PARQUET:
        return _read_parquet
    return _read_json if suffix in _JSON else _read_vector


def _read_csv(path: Path, reading: Reading) -> Source:
    known = detect(path, path.read_bytes(), reading.country, reading.encoding)
    table = table_of_csv(known.text)
    return Source(path, table, encoding=known.encoding, guessed=not known.certain)


def _read_json(path: Path, reading: Reading) -> Source:
    known = detect(path, path.read_bytes(), reading.country, reading.encoding)
    try:
        content = parse_json(known.text)
    except ValueError as error:
        refuse(path, f"not JSON: {error}", "Download it again.")
    if _is_geographic(content):
        return _read_vector(path, reading)
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
    frame = pyogrio.read_dataframe(path, layer=layer, read_geometry=False, **options)
    table = table_of_rows(frame.astype(object).where(frame.notna(), "").to_numpy().tolist())
    return Source(path, table, layer=layer, layers=tuple(name for name, _ in layers))


def _read_parquet(path: Path, _reading: Reading) -> Source:
    try:
        frame = gpd.read_parquet(path)
    except (ImportError, OSError, ValueError) as error:
        refuse(path, f"not readable GeoParquet: {error}", "pip install 'poliskarta[parquet]'")
    return Source(path, _text_table(frame), frame.geometry.reset_index(drop=True))


def _read_vector(path: Path, reading: Reading) -> Source:
    layers = _layers(path)
    fitting = [name for name, kind in layers if reading.shape in (kind or "")]
    layer = _chosen(path, reading, [name for name, _ in layers], fitting)
    encoding = reading.encoding or _undeclared(path, layer)
    try:
        frame = gpd.read_file(path, layer=layer, encoding=encoding or None)
    except (OSError, RuntimeError, ValueError, LookupError) as error:
        refuse(path, f"not a readable layer: {error}", "Export it as GeoPackage or GeoJSON.")
    shapes = frame.geometry if isinstance(frame, gpd.GeoDataFrame) else None
    names = tuple(name for name, _ in layers)
    return Source(path, _text_table(frame), shapes, encoding, layer=layer, layers=names)


def _undeclared(path: Path, layer: str) -> str:
    """Return the encoding to read bytes in, where a Shapefile doesn't say its own; else ""."""
    info = pyogrio.read_info(path, layer=layer)
    shapefile = info["driver"] == "ESRI Shapefile"
    return _BYTES if shapefile and (info["encoding"] or _BYTES).upper() == _BYTES else ""


def _layers(path: Path) -> list[tuple[str, str | None]]:
    try:
        found = pyogrio.list_layers(path)
    except (pyogrio.errors.DataSourceError, OSError, ValueError) as error:
        remedy = "Give CSV, XLSX, JSON, or a vector file: Shapefile, GeoPackage, KML, GeoJSON …"
        refuse(path, f"can't be read: {error}", remedy)
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
