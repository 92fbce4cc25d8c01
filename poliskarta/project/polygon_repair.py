"""Published polygons → polygons that tile: valid, one feature an id, neighbours sharing edges.

What a GIS, a format or a hand leaves behind is mended and told; a real overlap is refused, since
only a person knows whose it is.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from poliskarta.errors import Problem

# An overlap is drawing noise unless it is more than this share of the smaller polygon, or as
# wide as this somewhere; less than the area is never more than that.
OVERLAP_SHARE = 0.01
OVERLAP_WIDTH_M = 200.0
OVERLAP_TOLERANCE_M2 = 1_000.0

# Narrower gaps between neighbours are closed: a digitised border is seldom better.
GAP_WIDTH_M = 10.0
_POLYGONS = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
_AREA_KM2 = 1e6
_ROUNDS = 4

# Less is how computers round, not something that moved.
_ARITHMETIC_M2 = 1.0

# Of the greatest coordinate: where exact arithmetic fails, vertices are moved by so much.
_GRID = 1e-11


@dataclass(frozen=True)
class Overlap:
    """Two polygons, by id, that share an area; `share` is that of the smaller one."""

    first: str
    second: str
    area_m2: float
    share: float
    real: bool


@dataclass(frozen=True)
class RepairReport:
    """What was done: ids merged and made valid, counts, and square metres that moved by id.

    `dissolved` and `flattened` count features; `gaps` are those that were closed. What an id
    gained and what it lost count together.
    """

    dissolved: int = 0
    flattened: int = 0
    merged: tuple[str, ...] = ()
    made_valid: tuple[str, ...] = ()
    overlaps: tuple[Overlap, ...] = ()
    gaps: int = 0
    moved_m2: Mapping[str, float] = field(default_factory=dict)

    @property
    def moved_km2(self) -> float:
        """The area that changed hands, square kilometres."""
        return sum(self.moved_m2.values()) / _AREA_KM2

    @property
    def real_overlaps(self) -> tuple[Overlap, ...]:
        """The overlaps that are too large to be drawing noise; nothing was done about them."""
        return tuple(overlap for overlap in self.overlaps if overlap.real)

    def __str__(self) -> str:
        counts = (
            (self.dissolved, "features merged with others of their id"),
            (self.flattened, "features with heights, left out"),
            (len(self.made_valid), "invalid polygons mended"),
            (len(self.overlaps), "small overlaps removed"),
            (self.gaps, "narrow gaps closed"),
        )
        told = [f"{count} {what}" for count, what in counts if count]
        if self.moved_m2:
            told.append(f"borders moved over {self.moved_km2:.6f} km2")
        return "; ".join(told)


def repair_polygons(
    frame: gpd.GeoDataFrame, id_column: str, crs: str
) -> tuple[gpd.GeoDataFrame, RepairReport]:
    """Return one valid polygon an id, that share their edges, and a report of what that took.

    `frame` has polygons in any CRS, ids in `id_column`, as texts; `crs` is projected, in
    metres. Heights are dropped, invalid polygons made valid, features of one id merged, keeping
    the first one's attributes. Where neighbours overlap by little or leave a gap of less than
    GAP_WIDTH_M, the area goes to the one with the longer common border. Same CRS and order as
    `frame`; what needs no mending is the same to the last digit. Polygons that overlap by much
    (see `RepairReport.real_overlaps`) are left as they are.

    Raises ValueError for a feature without a polygon.
    """
    flat = shapely.force_2d(frame.geometry.array)
    flattened = int(shapely.has_z(frame.geometry.array).sum())
    valid = shapely.is_valid(flat)
    fine = valid & np.isin(shapely.get_type_id(flat), _POLYGONS)
    mended = np.where(fine, flat, only_polygons(shapely.make_valid(flat)))
    if shapely.is_empty(mended).any():
        raise ValueError("a feature is no polygon, or has no area")
    merged = _merge_ids(
        frame.set_geometry(gpd.GeoSeries(mended, frame.index, frame.crs)), id_column
    )
    ids = frame[id_column]
    report = {
        "dissolved": len(frame) - len(merged),
        "flattened": flattened,
        "merged": tuple(dict.fromkeys(ids[ids.duplicated()])),
        "made_valid": tuple(dict.fromkeys(ids[~valid])),
    }
    if _is_tiled(merged, crs):
        return merged, RepairReport(**report)
    projected = np.asarray(merged.geometry.to_crs(crs).array)
    overlaps = tuple(_find_overlaps(projected, merged[id_column]))
    if any(overlap.real for overlap in overlaps):
        return merged, RepairReport(**report, overlaps=overlaps)
    clean = shapely.coverage_clean(projected, gap_width=GAP_WIDTH_M)
    moved = shapely.area(shapely.symmetric_difference(projected, clean))
    back = gpd.GeoSeries(clean, merged.index, crs).to_crs(merged.crs)
    report |= {
        "overlaps": tuple(each for each in overlaps if each.area_m2 > _ARITHMETIC_M2),
        "gaps": _count_gaps(projected) - _count_gaps(clean),
        "moved_m2": {
            name: float(area)
            for name, area in zip(merged[id_column], moved, strict=True)
            if area > _ARITHMETIC_M2
        },
    }
    return merged.set_geometry(back), RepairReport(**report)


def overlap_problems(file: str, id_column: str, report: RepairReport) -> list[Problem]:
    """Return a problem for each real overlap of `report`, naming both polygons."""
    return [
        Problem(
            file,
            None,
            id_column,
            ", ".join(sorted((overlap.first, overlap.second))),
            f"the polygons overlap by {overlap.area_m2:,.0f} m2"
            f" ({100 * overlap.share:.1f} % of the smaller)",
            "Let them share an edge: only you know whose it is.",
        )
        for overlap in report.real_overlaps
    ]


def round_coverage(shapes: gpd.GeoSeries, decimals: int) -> gpd.GeoSeries:
    """Return polygons that tile with their coordinates rounded, still tiling.

    Rounding can fold a narrow place over itself or its neighbour: then it is mended again.
    """
    rounded = np.array(shapes.to_numpy())
    for _ in range(_ROUNDS):
        rounded = shapely.transform(rounded, lambda xy: xy.round(decimals))
        valid = shapely.is_valid(rounded).all()
        if valid and shapely.coverage_is_valid(rounded):
            break
        rounded = shapely.coverage_clean(only_polygons(shapely.make_valid(rounded)))
    return gpd.GeoSeries(np.asarray(rounded), index=shapes.index, crs=shapes.crs)


def unite(polygons: np.ndarray, *, tiling: bool = True) -> shapely.Geometry:
    """Return the union of `polygons`: quickly where they are a `tiling`, or nearly."""
    try:
        return (shapely.coverage_union_all if tiling else shapely.union_all)(polygons)
    except shapely.GEOSException:  # by a hair no tiling, or not valid
        valid = shapely.make_valid(polygons)
    try:
        return shapely.union_all(valid)
    except shapely.GEOSException:  # a vertex beside an edge
        grid = np.nanmax(np.abs(shapely.total_bounds(valid)), initial=0) * _GRID
        return shapely.union_all(valid, grid_size=grid)


def id_texts(values: pd.Series) -> pd.Series:
    """Return ids as texts: whole numbers without a decimal point, "" for none."""
    return values.map(_id_text).astype("str")


def _id_text(value: object) -> str:
    if value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return ""
    whole = isinstance(value, float) and value.is_integer()
    text = str(int(value)) if whole else str(value).strip()
    return unicodedata.normalize("NFC", text)


def only_polygons(shapes: np.ndarray) -> np.ndarray:
    """Return `shapes` without the lines and points that mending an outline may leave."""
    kept = [
        shapely.get_parts(shape)[shapely.get_dimensions(shapely.get_parts(shape)) == 2]  # noqa: PLR2004
        for shape in shapes
    ]
    return np.array([shapely.union_all(parts) for parts in kept], dtype=object)


def _merge_ids(frame: gpd.GeoDataFrame, id_column: str) -> gpd.GeoDataFrame:
    ids = frame[id_column]
    if not ids.duplicated().any():
        return frame.reset_index(drop=True)
    first = frame[~ids.duplicated()].reset_index(drop=True)
    united = [
        shapely.union_all(frame.geometry.array[(ids == value).to_numpy()])
        for value in first[id_column]
    ]
    return first.set_geometry(gpd.GeoSeries(united, first.index, frame.crs))


def _count_gaps(polygons: np.ndarray) -> int:
    """Return how many holes the union of `polygons` has."""
    parts = shapely.get_parts(unite(polygons))
    return int(shapely.get_num_interior_rings(parts).sum())


def _is_tiled(frame: gpd.GeoDataFrame, crs: str) -> bool:
    if not shapely.coverage_is_valid(frame.geometry.array):
        return False
    if len(frame) == 1:
        return True
    projected = frame.geometry.to_crs(crs).array
    return bool(shapely.coverage_is_valid(projected, gap_width=GAP_WIDTH_M))


def _find_overlaps(projected: np.ndarray, ids: pd.Series) -> Iterator[Overlap]:
    first, second = shapely.STRtree(projected).query(projected, predicate="intersects")
    pairs = [(a, b) for a, b in zip(first, second, strict=True) if a < b]
    for a, b in sorted(pairs):
        common = shapely.intersection(projected[a], projected[b])
        area_m2 = shapely.area(common)
        if area_m2 > 0:
            share = area_m2 / min(shapely.area(projected[a]), shapely.area(projected[b]))
            yield Overlap(
                str(ids.iloc[a]), str(ids.iloc[b]), area_m2, share, _is_real(common, share)
            )


def _is_real(common: shapely.Geometry, share: float) -> bool:
    if common.area <= OVERLAP_TOLERANCE_M2:
        return False
    return share > OVERLAP_SHARE or not common.buffer(-OVERLAP_WIDTH_M / 2).is_empty
