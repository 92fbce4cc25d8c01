"""An extract in full detail → a background that takes no more room in a page than it may."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from poliskarta.background.osm import LICENCE, Extract
from poliskarta.errors import DataError, Problem
from poliskarta.project.background import AREA_KINDS, LINE_KINDS, OPENSTREETMAP, RANKS, Background
from poliskarta.project.schema import WGS84

# An area narrower than so many tolerances is too small to see when its outline is that coarse.
_SEEN = 10


@dataclass(frozen=True)
class Level:
    """How much is left out: lines are off by `tolerance_m` at most.

    Lines of a higher `importance` and places of a higher `rank` number aren't there.
    """

    tolerance_m: float
    importance: int
    rank: int


LEVELS = (
    Level(10, 3, 7),
    Level(20, 3, 7),
    Level(40, 3, 7),
    Level(40, 2, 7),
    Level(80, 2, 7),
    Level(80, 2, 6),
    Level(160, 2, 6),
    Level(160, 1, 5),
    Level(320, 1, 4),
    Level(640, 1, 3),
)


def fit_budget(
    extract: Extract, crs: str, budget_bytes: int, measure: Callable[[Background], int]
) -> tuple[Background, Level]:
    """Return the most detailed background that takes `budget_bytes` at most, and its level.

    `measure` says how many bytes one takes. Metres are those of the projected `crs`.

    Raises DataError when even the least detailed one takes more.
    """
    lines, areas = extract.lines.to_crs(crs), extract.areas.to_crs(crs)
    areas = _united(areas)
    for level in LEVELS:
        background = _at_level(lines, areas, extract, level)
        size = measure(background)
        if size <= budget_bytes:
            return background, level
    raise _too_large(size, budget_bytes)


def fit_ranks(
    background: Background, budget_bytes: int, measure: Callable[[Background], int]
) -> tuple[Background, int]:
    """Return `background` with the places of as many ranks as `budget_bytes` hold, and how many.

    Lines and areas stay as they are; `measure` says how many bytes a background takes.

    Raises DataError when even those of the first rank take more.
    """
    ranks = background.places["rank"].astype("int64")
    for last in reversed(range(1, len(RANKS) + 1)):
        kept = background.places[ranks <= last].reset_index(drop=True)
        smaller = replace(background, places=kept)
        size = measure(smaller)
        if size <= budget_bytes:
            return smaller, last
    raise _too_large(size, budget_bytes)


def _too_large(size: int, budget_bytes: int) -> DataError:
    what = f"even the least detailed background takes {-(-size // 1000)} KB"
    remedy = "Give a larger --budget, or take a smaller region."
    return DataError([Problem("--budget", None, None, str(budget_bytes // 1000), what, remedy)])


def _at_level(
    lines: gpd.GeoDataFrame, areas: gpd.GeoDataFrame, extract: Extract, level: Level
) -> Background:
    kept = lines[lines["importance"] <= level.importance]
    shapes = {kind: _merged(kept[kept["kind"] == kind], level.tolerance_m) for kind in LINE_KINDS}
    large = areas[areas.area >= (_SEEN * level.tolerance_m) ** 2]
    simple = large.set_geometry(large.simplify(level.tolerance_m))
    polygons = {kind: _parts(simple[simple["kind"] == kind]) for kind in AREA_KINDS}
    places = extract.places[extract.places["rank"].astype("int64") <= level.rank]
    return Background(
        _layer(shapes, lines.crs, extract.date),
        _layer(polygons, lines.crs, extract.date),
        places.reset_index(drop=True),
    )


def _layer(shapes: dict[str, np.ndarray], crs: object, date: str) -> gpd.GeoDataFrame:
    kinds = [kind for kind, parts in shapes.items() for _ in parts]
    geometry = np.concatenate([*shapes.values()]) if kinds else []
    told = {"source": OPENSTREETMAP, "source_date": date, "licence": LICENCE, "schematic": False}
    frame = gpd.GeoDataFrame({"kind": pd.Series(kinds, dtype="str")}, geometry=geometry, crs=crs)
    return frame.assign(**told).to_crs(WGS84)


def _merged(lines: gpd.GeoDataFrame, tolerance_m: float) -> np.ndarray:
    """Return ways put end to end, simplified; what is shorter than the tolerance is left out.

    The two tracks of a railway, or carriageways of a road, stay two: they lie within a pixel of
    each other until one is near enough to see both.
    """
    whole = shapely.line_merge(shapely.union_all(np.asarray(lines.geometry.array)))
    parts = shapely.get_parts(whole)
    simple = shapely.simplify(parts, tolerance_m)
    return simple[shapely.length(simple) > tolerance_m]


def _united(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return areas of a kind that touch each other as one."""
    united = {
        kind: shapely.get_parts(
            shapely.union_all(np.asarray(areas.geometry.array)[areas["kind"] == kind])
        )
        for kind in AREA_KINDS
    }
    kinds = [kind for kind, parts in united.items() for _ in parts]
    shapes = np.concatenate([*united.values()]) if kinds else []
    return gpd.GeoDataFrame({"kind": kinds}, geometry=shapes, crs=areas.crs)


def _parts(areas: gpd.GeoDataFrame) -> np.ndarray:
    parts = shapely.get_parts(np.asarray(areas.geometry.array))
    polygons = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    return polygons[~shapely.is_empty(polygons)]
