"""People of a user's own: a file of points or areas → the points that are measured.

The project's estimate of where people live is made in `demand`; this replaces it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from poliskarta.coverage.polygon_points import spread_over
from poliskarta.errors import Problem, require_no_problems
from poliskarta.i18n import Texts, Words, say_amount
from poliskarta.project.bounds import box_of
from poliskarta.project.csv_tables import read_cells, to_numbers
from poliskarta.project.polygon_repair import unite
from poliskarta.project.region import Region
from poliskarta.project.schema import WGS84
from poliskarta.project.thresholds import USUAL
from poliskarta.project.vector_files import read_features

log = logging.getLogger("poliskarta")

# What x and y are called in a CSV, and their CRS; None is the region's own.
_COORDINATES: tuple[tuple[str, str, str | None], ...] = (
    ("longitude", "latitude", WGS84),
    ("lon", "lat", WGS84),
    ("lng", "lat", WGS84),
    ("x_m", "y_m", None),
)
_POINTS = [shapely.GeometryType[name] for name in ("POINT", "MULTIPOINT")]
_POLYGONS = [shapely.GeometryType[name] for name in ("POLYGON", "MULTIPOLYGON")]


@dataclass(frozen=True)
class OwnDemand:
    """People of a user's own: `points` as `read_own_demand` returns them, and where from.

    `file` is the file's name without its folder, `weight` the column that was counted, `cell_m`
    the width of an area that counts at one point.
    """

    points: pd.DataFrame
    file: str
    weight: str
    cell_m: float = USUAL.cell_m


def read_own_demand(
    path: Path, weight: str, region: Region, land: shapely.Geometry | None = None
) -> OwnDemand:
    """Return a user's own demand: points with `x_m`, `y_m` (the region's CRS) and `population`.

    `path` is a CSV with coordinates (`longitude` and `latitude` or `lon` and `lat` in degrees, WGS
    84, or `x_m` and `y_m` in the region's CRS), GeoParquet, or any vector file that GDAL reads, in
    any CRS. `weight` is the column with the number of people, which need not be whole. `land` is
    in the region's CRS, None where none is known (see `land_around`).

    Rows are sorted by y, x and number, and the weights keep their sum. A point is a row; the points
    of a MultiPoint share its weight equally. A polygon is cut to land; what is as large as a square
    with sides of `Limits.cell_m`, or smaller, is a row at a point on its surface, what is larger
    is spread evenly, see `spread_over`. A polygon without any land is taken as it is, and a
    message counts those.

    Raises DataError with every problem: no such file or column, no CRS, weights that are not
    numbers of 0 or more, or all 0, geometries that are missing, empty or neither points nor
    polygons, positions that aren't on earth, swapped, or beyond what the CRS can measure.
    """
    if Path(path).suffix.lower() == ".csv":
        points = _read_csv(path, weight, region)
    else:
        points = _read_layer(path, weight, region, land)
    require_no_problems(_position_problems(path, points, region))
    order = np.lexsort([points["population"], points["x_m"], points["y_m"]])
    ordered = points.iloc[order].reset_index(drop=True)
    return OwnDemand(ordered, Path(path).name, weight, region.limits.cell_m)


def describe_own(own: OwnDemand, assigned: pd.DataFrame, words: Words) -> dict[str, Texts]:
    """Return what can be said of `own`, by language; `assigned` is it as `assign_demand` has it.

    `demand_file` and `demand_weight`, `people_all` (all of them), `people_outside` (the share of
    them that lie in no district, which count nowhere) and `cell_m` (the size of an area that
    counts at a point).
    """
    people = assigned["population"].sum()
    share = sum_outside(assigned) / people
    return {
        "demand_file": words.same(own.file),
        "demand_weight": words.same(own.weight),
        "people_all": say_amount(words, people, "people"),
        "people_outside": say_amount(words, share, "share"),
        "cell_m": words.number(own.cell_m),
    }


def sum_outside(assigned: pd.DataFrame) -> float:
    """Return how many of the people lie in no district, and count nowhere."""
    outside = assigned["district_id"].to_numpy(dtype=object) == ""
    return float(assigned["population"].to_numpy()[outside].sum())


def land_around(backdrop: gpd.GeoDataFrame, crs: str) -> shapely.Geometry | None:
    """Return all land of `backdrop` (`kind`), in and outside the region, in `crs`; None of none.

    What lies in no district is land too here, so that a polygon across the region's border keeps
    the people that it has outside.
    """
    land = backdrop[backdrop["kind"] == "land"]
    if land.empty:
        return None
    return unite(shapely.make_valid(land.geometry.to_crs(crs).array), tiling=False)


def _read_csv(path: Path, weight: str, region: Region) -> pd.DataFrame:
    header, rows = read_cells(path, region.encoding)
    pair = _coordinates_in(header)
    require_no_problems(_header_problems(path, header, weight, pair))
    x_name, y_name, crs = pair or ("", "", None)
    lines = [line for line, _ in rows]
    texts = {
        name: pd.Series(_cells(rows, header.index(name)), index=lines, dtype="object")
        for name in (x_name, y_name, weight)
    }
    numbers = {name: to_numbers(cells) for name, cells in texts.items()}
    problems = [*_cell_problems(path, texts, numbers, weight)]
    if not problems and not numbers[weight].sum() > 0:
        problems = [_no_people(path, weight)]
    require_no_problems(problems)
    x, y = numbers[x_name].to_numpy(), numbers[y_name].to_numpy()
    if crs is not None:
        require_no_problems(_degree_problems(path, numbers, (x_name, y_name), region))
        projected = gpd.points_from_xy(x, y, crs=crs).to_crs(region.crs)
        x, y = np.asarray(projected.x), np.asarray(projected.y)
    return pd.DataFrame({"x_m": x, "y_m": y, "population": numbers[weight].to_numpy()})


def _cells(rows: list[tuple[int, list[str]]], position: int) -> list[str]:
    return [row[position] if position < len(row) else "" for _, row in rows]


def _coordinates_in(header: list[str]) -> tuple[str, str, str | None] | None:
    """Return what x and y are called in `header`, as it is written there, and their CRS."""
    written = {name.lower(): name for name in reversed(header)}
    for x, y, crs in _COORDINATES:
        if x in written and y in written:
            return written[x], written[y], crs
    return None


def _header_problems(
    path: Path, header: list[str], weight: str, pair: tuple[str, str, str | None] | None
) -> Iterator[Problem]:
    there = f"The file has: {', '.join(header)}."
    if weight not in header:
        yield Problem(str(path), 1, weight, None, "no such column to weigh with", there)
    if pair is None:
        what = "no coordinates: neither longitude and latitude nor x_m and y_m"
        yield Problem(str(path), 1, None, None, what, f"Rename the columns. {there}")


def _cell_problems(
    path: Path, texts: dict[str, pd.Series], numbers: dict[str, pd.Series], weight: str
) -> Iterator[Problem]:
    remedy = "Correct the cell, or remove the row."
    for name, values in numbers.items():
        bad = ~(values >= 0) if name == weight else values.isna()
        what = "not a number of 0 or more" if name == weight else "not a number"
        for line in values.index[bad]:
            yield Problem(str(path), int(line), name, texts[name][line], what, remedy)


def _degree_problems(
    path: Path, numbers: dict[str, pd.Series], pair: tuple[str, str], region: Region
) -> list[Problem]:
    lon, lat = (numbers[name] for name in pair)
    beyond = [(pair[0], lon, lon.abs() > 180), (pair[1], lat, lat.abs() > 90)]  # noqa: PLR2004
    box = box_of(region.bounds)
    inside = shapely.intersects_xy(box, lon, lat)
    if not inside.any() and shapely.intersects_xy(box, lat, lon).any():
        what, remedy = "longitude and latitude are swapped", "Rename the columns."
        return [Problem(str(path), 1, pair[0], None, what, remedy)]
    remedy = "Write degrees, WGS 84; metres in the region's CRS are called x_m and y_m."
    return [
        Problem(str(path), int(line), name, f"{values[line]:g}", "not in degrees", remedy)
        for name, values, bad in beyond
        for line in values.index[bad]
    ]


def _read_layer(
    path: Path, weight: str, region: Region, land: shapely.Geometry | None
) -> pd.DataFrame:
    frame = read_features(path)
    require_no_problems([*_weight_problems(path, frame, weight), *_geometry_problems(path, frame)])
    shapes = np.asarray(frame.geometry.to_crs(region.crs).array)
    weights = frame[weight].to_numpy(dtype="float64")
    is_point = np.isin(shapely.get_type_id(shapes), _POINTS)
    at, of = shapely.get_coordinates(shapes[is_point], return_index=True)
    row = np.flatnonzero(is_point)[of]
    if not is_point.all():
        areas, in_water = _cut(shapes[~is_point], land)
        _tell_water(path, in_water, len(areas))
        inside, area = spread_over(areas, region.limits.cell_m)
        at = np.concatenate([at, inside])
        row = np.concatenate([row, np.flatnonzero(~is_point)[area]])
    people = (weights / np.bincount(row, minlength=len(weights)))[row]
    return pd.DataFrame({"x_m": at[:, 0], "y_m": at[:, 1], "population": people})


def _cut(shapes: np.ndarray, land: shapely.Geometry | None) -> tuple[np.ndarray, int]:
    """Return the land of each polygon, all of one that has none, and how many have none."""
    bad = ~shapely.is_valid(shapes)
    shapes = shapes.copy()
    shapes[bad] = shapely.make_valid(shapes[bad])
    if land is None:
        return shapes, 0
    shapely.prepare(land)
    wet = np.flatnonzero(~shapely.contains_properly(land, shapes))
    dry = shapely.intersection(shapes[wet], land)
    has_land = shapely.area(dry) > 0
    shapes[wet[has_land]] = dry[has_land]
    return shapes, int((~has_land).sum())


def _tell_water(path: Path, in_water: int, count: int) -> None:
    if in_water:
        words = "%s: %d of %d polygons have no land on the map; their people count where they lie"
        log.warning(words, path, in_water, count)


def _weight_problems(path: Path, frame: gpd.GeoDataFrame, weight: str) -> list[Problem]:
    def problem(value: str | None, what: str, remedy: str) -> list[Problem]:
        return [Problem(str(path), None, weight, value, what, remedy)]

    columns = frame.columns.drop(frame.geometry.name)
    if weight not in columns:
        there = f"The file has: {', '.join(map(str, columns))}."
        return problem(None, "no such column to weigh with", there)
    column = frame[weight]
    if not pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column):
        return problem(None, "not a column of numbers", "Name another with --weight.")
    weights = column.to_numpy(dtype="float64", na_value=np.nan)
    bad = np.flatnonzero(~(np.isfinite(weights) & (weights >= 0)))
    if len(bad):
        what = f"{len(bad)} features have no weight of 0 or more, the first is number {bad[0] + 1}"
        return problem(str(column.iloc[bad[0]]), what, "Correct or remove them.")
    return [] if weights.sum() > 0 else [_no_people(path, weight)]


def _no_people(path: Path, weight: str) -> Problem:
    return Problem(str(path), None, weight, None, "all weights are 0", "Name another column.")


def _geometry_problems(path: Path, frame: gpd.GeoDataFrame) -> list[Problem]:
    shapes = frame.geometry.array
    usable = np.isin(shapely.get_type_id(shapes), [*_POINTS, *_POLYGONS])
    usable &= ~shapely.is_empty(shapes) & np.isfinite(shapely.bounds(shapes)).all(axis=1)
    bad = np.flatnonzero(~usable)
    what = f"{len(bad)} features are neither points nor polygons"
    what += f", the first is number {bad[0] + 1}" if len(bad) else ""
    remedy = "Correct or remove them."
    return [Problem(str(path), None, None, None, what, remedy)] if len(bad) else []


def _position_problems(path: Path, points: pd.DataFrame, region: Region) -> list[Problem]:
    measured = np.isfinite(points["x_m"]) & np.isfinite(points["y_m"])
    if measured.all():
        return []
    what = f"{(~measured).sum()} points lie where {region.crs} can't measure"
    remedy = "Correct or remove them; or is it another CRS that the file should name?"
    return [Problem(str(path), None, None, None, what, remedy)]
