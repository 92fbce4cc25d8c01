"""Polygon files: read with their CRS, checked as a coverage, written as RFC 7946 GeoJSON."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from poliskarta.errors import DataError, Problem, require_no_problems
from poliskarta.project.cell_rules import is_id
from poliskarta.project.folder import write_atomic
from poliskarta.project.polygon_repair import id_texts, overlap_problems, repair_polygons
from poliskarta.project.schema import WGS84

log = logging.getLogger("poliskarta")

# Not in a text, where quotation marks are escaped. Most of a file, and GEOS reads them itself.
_COORDINATES = re.compile(r'(?<!\\)"coordinates"\s*:\s*\[[\[\]\d\s.,eE+-]*\]')


def read_polygons(path: Path, id_column: str, crs: str) -> gpd.GeoDataFrame:
    """Return the polygons of `path`, any format GDAL reads, in EPSG:4326, sorted by `id_column`.

    Ids are texts. `crs` is a projected CRS. Polygons are mended so that they tile, see
    `repair_polygons`; a warning tells what that took.

    Raises DataError with every problem: no CRS, no `id_column`, ids empty or none, geometries
    missing or not polygons, polygons that overlap by much (each pair named).
    """
    frame = read_geometries(path)
    require_no_problems(_column_problems(path, frame, id_column))
    frame[id_column] = id_texts(frame[id_column])
    problems = [*_id_problems(path, frame[id_column]), *_geometry_problems(path, frame, id_column)]
    require_no_problems(problems)
    mended, report = repair_polygons(frame, id_column, crs)
    require_no_problems(overlap_problems(str(path), id_column, report))
    if str(report):
        log.warning("%s: %s", path, report)
    return mended.to_crs(WGS84).sort_values(id_column, kind="stable", ignore_index=True)


def read_geometries(path: Path) -> gpd.GeoDataFrame:
    """Return the features of `path` as they are, in the file's own CRS.

    Raises DataError when there is no such file, GDAL can't read it, or it names no CRS.
    """
    plain = _read_plain_geojson(Path(path))
    if plain is not None:
        return plain
    try:
        frame = gpd.read_file(path)
    except (OSError, RuntimeError, ValueError) as error:
        missing = not Path(path).exists()
        what = "the file is missing" if missing else f"not a readable layer: {error}"
        remedy = (
            "Build it with `poliskarta boundaries`, or name another file."
            if missing
            else "Give a GeoPackage, GeoJSON, Shapefile or another vector file."
        )
        raise DataError([Problem(str(path), None, None, None, what, remedy)]) from None
    if not isinstance(frame, gpd.GeoDataFrame):
        remedy = "Give a layer of polygons."
        raise DataError([Problem(str(path), None, None, None, "holds no geometries", remedy)])
    if frame.crs is None:
        remedy = "Say which one: add a .prj file, or write the layer again with its CRS."
        what = "names no coordinate reference system (CRS)"
        raise DataError([Problem(str(path), None, None, None, what, remedy)])
    return frame


def _read_plain_geojson(path: Path) -> gpd.GeoDataFrame | None:
    """Return the features of RFC 7946 GeoJSON; None of anything else, which GDAL must look at.

    A project's own files are such, and GDAL takes longer to load than to read them like this.
    """
    if path.suffix.lower() != ".geojson":
        return None
    try:
        text = path.read_text(encoding="utf-8")
        content = json.loads(_COORDINATES.sub('"coordinates": []', text))
        if "crs" in content or content["type"] != "FeatureCollection":
            return None
        properties = [feature["properties"] or {} for feature in content["features"]]
        shapes = shapely.get_parts(shapely.from_geojson(text)) if properties else []
    except (OSError, ValueError, LookupError, TypeError, shapely.GEOSException):
        return None
    if len(shapes) != len(properties):
        return None
    return gpd.GeoDataFrame(pd.DataFrame(properties), geometry=shapes, crs=WGS84)


def write_geojson(path: Path, frame: gpd.GeoDataFrame, decimals: int = 6) -> None:
    """Write `frame` as RFC 7946 GeoJSON, one feature a line, in the frame's order. Atomic.

    Coordinates are longitude and latitude (WGS 84), rounded; outer rings run anticlockwise.
    Missing values become null.
    """
    write_atomic(path, geojson_bytes(frame, decimals))


def geojson_bytes(frame: gpd.GeoDataFrame, decimals: int = 6) -> bytes:
    """Return the bytes that `write_geojson` writes."""
    features = ",\n".join(_features(frame.to_crs(WGS84), decimals))
    return f'{{"type": "FeatureCollection", "features": [\n{features}\n]}}\n'.encode()


def _features(frame: gpd.GeoDataFrame, decimals: int) -> Iterator[str]:
    geometries = frame.geometry.where(frame.geometry.notna(), None)
    oriented = shapely.orient_polygons(geometries.array)
    rounded = shapely.transform(oriented, lambda xy: xy.round(decimals))
    properties = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    rows = properties.astype(object).where(properties.notna(), None).to_dict("records")
    for row, shape in zip(rows, shapely.to_geojson(rounded), strict=True):
        values = json.dumps(row, ensure_ascii=False, allow_nan=False)
        yield f'{{"type": "Feature", "properties": {values}, "geometry": {shape or "null"}}}'


def _column_problems(path: Path, frame: gpd.GeoDataFrame, id_column: str) -> list[Problem]:
    if id_column in frame and len(frame):
        return []
    if frame.empty:
        remedy = "Draw the polygons, or name another file."
        return [Problem(str(path), None, None, None, "holds no features", remedy)]
    others = ", ".join(map(str, frame.columns.drop(frame.geometry.name)))
    what = "the attribute is missing"
    return [Problem(str(path), None, id_column, None, what, f"Add it; the file has: {others}.")]


def _id_problems(path: Path, ids: pd.Series) -> list[Problem]:
    problems = [
        Problem(
            str(path), None, str(ids.name), "", f"feature {position + 1} has no id", "Give it one."
        )
        for position, value in enumerate(ids)
        if pd.isna(value) or value == ""
    ]
    return problems + [
        Problem(
            str(path), None, str(ids.name), value, "not an id", "Shorten it, without semicolons."
        )
        for value in dict.fromkeys(ids)
        if value and not is_id(value)
    ]


def _geometry_problems(path: Path, frame: gpd.GeoDataFrame, id_column: str) -> list[Problem]:
    def problem(value: object, what: str, remedy: str) -> Problem:
        return Problem(str(path), None, id_column, str(value), what, remedy)

    problems = []
    for value, geometry in zip(frame[id_column], frame.geometry, strict=True):
        if geometry is None or geometry.is_empty:
            problems.append(problem(value, "has no geometry", "Draw it, or remove the feature."))
        elif geometry.geom_type not in {"Polygon", "MultiPolygon"}:
            problems.append(problem(value, f"is a {geometry.geom_type}", "Give polygons."))
        elif shapely.make_valid(geometry).area == 0:
            problems.append(problem(value, "is a polygon without an area", "Draw it anew."))
    return problems


_PARQUET = {".parquet", ".geoparquet", ".pq"}


def read_features(path: Path) -> gpd.GeoDataFrame:
    """Return the features of GeoParquet or another vector file as they are, in the file's CRS.

    Raises DataError when there is no such file, it can't be read, or it names no CRS.
    """
    return _read_parquet(path) if Path(path).suffix.lower() in _PARQUET else read_geometries(path)


def _read_parquet(path: Path) -> gpd.GeoDataFrame:
    try:
        frame = gpd.read_parquet(path)
    except ImportError:
        what, remedy = "reading Parquet needs pyarrow", "pip install 'poliskarta[parquet]'"
    except FileNotFoundError:
        what, remedy = "the file is missing", "Correct the name."
    except (OSError, ValueError) as error:
        what, remedy = f"not GeoParquet: {error}", "Write it with geopandas' to_parquet()."
    else:
        if frame.crs is not None:
            return frame
        what, remedy = "names no coordinate reference system (CRS)", "Write it again with its CRS."
    raise DataError([Problem(str(path), None, None, None, what, remedy)])
