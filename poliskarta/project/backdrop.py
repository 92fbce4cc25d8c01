"""backdrop.geojson: the land and the water around the districts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from poliskarta.errors import Problem, require_no_problems
from poliskarta.project.files import understood
from poliskarta.project.polygon_repair import only_polygons
from poliskarta.project.schema import WGS84
from poliskarta.project.vector_files import globe_faults, read_geometries

_KINDS = ("land", "water")


def read_backdrop(path: Path) -> gpd.GeoDataFrame:
    """Return the features of `path` in EPSG:4326 and in file order, `kind` being land or water.

    Polygons, made valid; features without a geometry are left out.

    Raises DataError when it can't be read, and with every feature of another kind, that is no
    polygon, or whose coordinates lie nowhere.
    """
    shapes = read_geometries(path)
    require_no_problems(_problems(path, shapes))
    with understood(path, "its polygons can't be mended", "Mend them in a GIS."):
        drawn = shapes[~(shapes.geometry.isna() | shapes.geometry.is_empty)]
        valid = shapely.is_valid(drawn.geometry.array)
        if not valid.all():
            mended = np.where(
                valid, drawn.geometry.array, only_polygons(drawn.geometry.make_valid())
            )
            drawn = drawn.set_geometry(gpd.GeoSeries(mended, drawn.index, drawn.crs))
        return drawn.to_crs(WGS84)


def no_backdrop() -> gpd.GeoDataFrame:
    """Return the backdrop of a project that has none: no features."""
    return gpd.GeoDataFrame({"kind": []}, geometry=[], crs=WGS84)


def _problems(path: Path, shapes: gpd.GeoDataFrame) -> Iterator[Problem]:
    remedy = "Say of each feature: land or water."
    if len(shapes) and "kind" not in shapes:
        yield Problem(str(path), None, "kind", None, "the attribute is missing", remedy)
        return
    off_globe = globe_faults(shapes.geometry)
    flat = shapely.get_dimensions(shapes.geometry.array) == 2  # noqa: PLR2004
    nothing = shapes.geometry.isna() | shapes.geometry.is_empty
    for position, kind in enumerate(shapes["kind"] if len(shapes) else ()):
        number = f"feature {position + 1}"
        if kind not in _KINDS:
            yield Problem(str(path), None, "kind", str(kind), f"{number}: no such kind", remedy)
        if position in off_globe:
            what, cure = off_globe[position]
            yield Problem(str(path), None, None, None, f"{number} {what}", cure)
        elif not flat[position] and not nothing.iloc[position]:
            yield Problem(str(path), None, None, None, f"{number} is no polygon", "Remove it.")
