"""Polygon files: read with their CRS, checked as a coverage, written as RFC 7946 GeoJSON."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from poliskarta.errors import Problem, missing_packages, require_no_problems
from poliskarta.project.cell_rules import is_id
from poliskarta.project.files import file_error, understood
from poliskarta.project.folder import write_atomic
from poliskarta.project.gdal_files import choose_layer, gdal_path
from poliskarta.project.polygon_repair import id_texts, overlap_problems, repair_polygons
from poliskarta.project.schema import WGS84

log = logging.getLogger("poliskarta")

_RIGHT, _HALF, _TURN = 90.0, 180.0, 360.0
_PLANE_M = 1e9  # no projection of the Earth reaches as far, in whatever unit

# Not in a text, where quotation marks are escaped. Most of a file, and GEOS reads them itself.
_COORDINATES = re.compile(r'(?<!\\)"coordinates"\s*:\s*\[[\[\]\d\s.,eE+-]*\]')


def read_polygons(path: Path, id_column: str, crs: str, layer: str = "") -> gpd.GeoDataFrame:
    """Return the polygons of `path`, any format GDAL reads, in EPSG:4326, sorted by `id_column`.

    Ids are texts. `crs` is a projected CRS, `layer` the one of several that is meant. Polygons
    are mended so that they tile, see `repair_polygons`; a warning tells what that took.

    Raises DataError with every problem: no CRS, no `id_column`, ids empty or none, geometries
    missing or not polygons, or not on the globe, polygons that overlap by much (each pair named).
    """
    frame = read_geometries(path, layer, id_column)
    require_no_problems(_column_problems(path, frame, id_column))
    require_no_problems(_list_problems(path, frame[id_column]))
    frame[id_column] = id_texts(frame[id_column])
    problems = [*_id_problems(path, frame[id_column]), *_geometry_problems(path, frame, id_column)]
    require_no_problems(problems)
    with understood(path, "its polygons can't be mended", "Mend them in a GIS."):
        mended, report = repair_polygons(frame, id_column, crs)
    require_no_problems(overlap_problems(str(path), id_column, report))
    if str(report):
        log.warning("%s: %s", path, report)
    return mended.to_crs(WGS84).sort_values(id_column, kind="stable", ignore_index=True)


def read_geometries(path: Path, layer: str = "", needing: str = "") -> gpd.GeoDataFrame:
    """Return the features of `path` as they are, in the file's own CRS.

    Of several layers the one named `layer` is read; without that name the only one with
    geometries, or of several the only one that has the attribute `needing`. A geometry that is
    none, such as a ring of two points, is missing; open rings are closed.

    Raises DataError when there is no such file or layer, it can't be told which of several is
    meant, GDAL can't read it, or it names no CRS.
    """
    path = Path(path)
    plain = None if layer else _read_plain_geojson(path)
    if plain is not None:
        return plain
    if not path.exists():
        remedy = "Build it with `poliskarta boundaries`, or name another file."
        raise file_error(path, "the file is missing", remedy)
    with understood(path, "not a readable layer", _FORMATS), gdal_path(path) as readable:
        chosen = choose_layer(path, readable, layer, needing)
        frame = gpd.read_file(readable, layer=chosen, on_invalid="fix")
    if not isinstance(frame, gpd.GeoDataFrame):
        raise file_error(path, "holds no geometries", "Give a layer of polygons.")
    if frame.crs is None:
        remedy = "Say which one: add a .prj file, or write the layer again with its CRS."
        raise file_error(path, "names no coordinate reference system (CRS)", remedy)
    return frame


_FORMATS = "Give a GeoPackage, GeoJSON, Shapefile or another vector file."


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
        rows = pd.DataFrame(properties)
    # AttributeError where properties are no object; RecursionError where lists are nested deep.
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError,
            shapely.GEOSException):  # fmt: skip
        return None
    if len(shapes) != len(properties) or "geometry" in rows:
        return None
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=WGS84)


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


def _list_problems(path: Path, ids: pd.Series) -> list[Problem]:
    return [
        Problem(
            str(path), None, str(ids.name), str(value), "a list, no id", "Give a text or a number."
        )
        for value in ids
        if pd.api.types.is_list_like(value)
    ]


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
    off_globe = globe_faults(frame.geometry)
    problems = []
    for position, (value, geometry) in enumerate(
        zip(frame[id_column], frame.geometry, strict=True)
    ):
        fault = off_globe.get(position) or _polygon_fault(geometry)
        if fault:
            problems.append(Problem(str(path), None, id_column, str(value), *fault))
    return problems


def _polygon_fault(geometry: shapely.Geometry | None) -> tuple[str, str] | None:
    if geometry is None or geometry.is_empty:
        return "has no geometry, or none that can be read", "Draw it, or remove the feature."
    if geometry.geom_type not in {"Polygon", "MultiPolygon"}:
        return f"is a {geometry.geom_type}", "Give polygons."
    if shapely.make_valid(geometry).area == 0:
        return "is a polygon without an area", "Draw it anew."
    return None


def globe_faults(shapes: gpd.GeoSeries) -> dict[int, tuple[str, str]]:
    """Return what is wrong with the coordinates of `shapes`, and a remedy, by position.

    They are finite, and in a geographic CRS degrees: no further than 90 north or south, nor than
    once around the world. Missing and empty shapes have no fault.
    """
    boxes = shapely.bounds(shapes.array)
    known = ~(shapely.is_missing(shapes.array) | shapely.is_empty(shapes.array))
    finite = np.isfinite(shapely.get_coordinates(shapes.array)).all(axis=1)
    _, owner = shapely.get_coordinates(shapes.array, return_index=True)
    endless = known & np.isin(np.arange(len(boxes)), owner[~finite])
    wide, high = (np.abs(boxes[:, sides]).max(axis=1) for sides in ([0, 2], [1, 3]))
    degrees = bool(shapes.crs is not None and shapes.crs.is_geographic)
    far = known & ~endless & (np.maximum(wide, high) > (_TURN if degrees else _PLANE_M))
    beyond = known & ~endless & ~far & degrees & (high > _RIGHT)
    swapped = beyond & (wide <= _RIGHT) & (np.abs(boxes[:, [1, 3]]).min(axis=1) > _RIGHT)
    swapped &= high <= _HALF
    metres = "Give degrees, or name the CRS that it is in." if degrees else "Name the right CRS."
    faults = (
        (beyond, "reaches beyond 90 degrees north or south", "Correct its coordinates."),
        (swapped, "has latitude and longitude swapped", "Write longitude first."),
        (far, "coordinates that are no degrees" if degrees else "coordinates beyond sense", metres),
        (endless, "has coordinates that are no finite numbers", "Correct its coordinates."),
    )
    return {
        int(position): (what, remedy)
        for wrong, what, remedy in faults
        for position in np.flatnonzero(wrong)
    }


PARQUET = {".parquet", ".geoparquet", ".pq"}


def read_features(path: Path, needing: str = "") -> gpd.GeoDataFrame:
    """Return the features of GeoParquet or another vector file as they are, in the file's CRS.

    Of several layers with geometries it is the one that has the attribute `needing`.

    Raises DataError when there is no such file, it can't be read, it names no CRS, it can't be
    told which layer is meant, or coordinates lie nowhere.
    """
    path = Path(path)
    is_parquet = path.suffix.lower() in PARQUET
    frame = _read_parquet(path) if is_parquet else read_geometries(path, needing=needing)
    require_no_problems(
        Problem(str(path), None, None, None, f"feature {position + 1} {what}", remedy)
        for position, (what, remedy) in globe_faults(frame.geometry).items()
    )
    return frame


def _read_parquet(path: Path) -> gpd.GeoDataFrame:
    if not path.exists():
        raise file_error(path, "the file is missing", "Correct the name.")
    require_no_problems(missing_packages(str(path), "parquet", ["pyarrow"]))
    with understood(path, "not GeoParquet", "Write it with geopandas' to_parquet()."):
        frame = gpd.read_parquet(path)
        crs = frame.crs
    if crs is None:
        remedy = "Write it again with its CRS."
        raise file_error(path, "names no coordinate reference system (CRS)", remedy)
    return frame
