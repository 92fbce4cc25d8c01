"""Where a new office may be: places from a file, or the region's own."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from poliskarta.errors import Problem, require_no_problems
from poliskarta.project.bounds import Bounds
from poliskarta.project.csv_tables import read_table
from poliskarta.project.region import Region
from poliskarta.project.schema import CANDIDATE_SITES, WGS84
from poliskarta.project.validation import check_positions
from poliskarta.project.vector_files import read_features

MOST_CANDIDATES = 5_000
_THINNED = 600
_FINEST_M = 100


def read_candidates(path: Path, bounds: Bounds) -> gpd.GeoDataFrame:
    """Return the candidates of a file: `candidate_id`, `name`, points in EPSG:4326.

    A CSV has `latitude` and `longitude`, perhaps `candidate_id` and `name`. Anything else is a
    vector file with a CRS; a polygon in it stands for a point on its surface. Without ids the
    number of the line or feature is one.

    Raises DataError with every problem: no such file or column, ids empty or twice, geometries
    that are neither points nor polygons, positions swapped or outside `bounds`, too many.
    """
    is_csv = Path(path).suffix.lower() == ".csv"
    rows = read_table(path, CANDIDATE_SITES) if is_csv else _read_features(path)
    require_no_problems([*check_positions(str(path), rows, bounds), *_count_problems(path, rows)])
    width = len(str(rows.index.max()))
    if "candidate_id" not in rows:
        rows["candidate_id"] = [str(number).zfill(width) for number in rows.index]
    return _points(rows)


def default_candidates(
    gazetteer: pd.DataFrame, demand: pd.DataFrame, region: Region
) -> gpd.GeoDataFrame:
    """Return the areas of `gazetteer` as `read_candidates` does; if it has none, thinned `demand`.

    That is the most populous point in each square cell, of cells so large that 600 at most have
    one; its id is made of its coordinates.
    """
    areas = gazetteer[gazetteer["kind"] == "area"]
    if len(areas):
        return _points(areas.assign(candidate_id=areas["source_id"]))
    weight = "population" if "population" in demand else "land_km2"
    ranked = demand.assign(cell=cells_of(demand, _THINNED))
    ranked = ranked.sort_values([weight, "y_m", "x_m"], ascending=[False, True, True])
    best = ranked.drop_duplicates("cell").sort_values(["y_m", "x_m"], ignore_index=True)
    ids = [f"{y:.0f}-{x:.0f}" for y, x in zip(best["y_m"], best["x_m"], strict=True)]
    points = gpd.points_from_xy(best["x_m"], best["y_m"], crs=region.crs)
    columns = {"candidate_id": ids, "name": ""}
    return gpd.GeoDataFrame(columns, geometry=points).to_crs(WGS84)


def cells_of(points: pd.DataFrame, most: int) -> np.ndarray:
    """Return the number of each point's square cell: the smallest cells that are `most` or fewer.

    Cells are 100 m or a power of two times that, aligned to the grid of the CRS.
    """
    size_m = _FINEST_M
    while True:
        column, row = (np.floor(points[axis].to_numpy() / size_m) for axis in ("x_m", "y_m"))
        _, cell = np.unique(column * 2**30 + row, return_inverse=True)
        if cell.max(initial=0) < most:
            return cell
        size_m *= 2


def _points(rows: pd.DataFrame) -> gpd.GeoDataFrame:
    names = rows["name"].to_numpy() if "name" in rows else ""
    columns = {"candidate_id": rows["candidate_id"].to_numpy(), "name": names}
    points = gpd.points_from_xy(rows["longitude"], rows["latitude"], crs=WGS84)
    placed = gpd.GeoDataFrame(columns, geometry=points)
    return placed.sort_values("candidate_id", ignore_index=True)


def _read_features(path: Path) -> pd.DataFrame:
    """Return the features as a CSV would have them, indexed by their number."""
    features = read_features(path, "candidate_id")
    features.index = pd.RangeIndex(1, len(features) + 1, name="row")
    require_no_problems(_feature_problems(path, features))
    points = features.geometry.to_crs(WGS84).array
    x, y = shapely.get_coordinates(shapely.point_on_surface(points)).T
    known = [name for name in ("candidate_id", "name") if name in features]
    texts = pd.DataFrame(features[known]).fillna("").astype("str")
    return texts.assign(latitude=y, longitude=x)


def _feature_problems(path: Path, features: gpd.GeoDataFrame) -> list[Problem]:
    shapes = features.geometry.array
    types = [shapely.GeometryType[name] for name in ("POINT", "POLYGON", "MULTIPOLYGON")]
    usable = np.isin(shapely.get_type_id(shapes), types) & ~shapely.is_empty(shapes)
    usable &= np.isfinite(shapely.bounds(shapes)).all(axis=1)
    problems = [(row, None, "neither a point nor a polygon") for row in features.index[~usable]]
    if "candidate_id" in features:
        ids = features["candidate_id"]
        problems += [(row, "", "has no id") for row in features.index[ids.isna() | (ids == "")]]
        twice = ids[ids.duplicated() & ids.notna()].astype("str")
        problems += [(row, value, "stands there before") for row, value in twice.items()]
    return [
        Problem(str(path), int(row), "candidate_id", value, what, "Correct or remove the feature.")
        for row, value, what in problems
    ]


def _count_problems(path: Path, rows: pd.DataFrame) -> list[Problem]:
    if 0 < len(rows) <= MOST_CANDIDATES:
        return []
    what = f"{len(rows)} candidates" if len(rows) else "no candidate"
    remedy = f"Give between 1 and {MOST_CANDIDATES}."
    return [Problem(str(path), None, None, None, what, remedy)]
