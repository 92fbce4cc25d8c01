"""Land, divided by the points that were measured on it: each piece is like the nearest point."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from poliskarta.project.polygon_repair import unite

Array = np.ndarray

# More points than this are thinned before they divide the land: no map shows so many cells.
MOST_CELLS = 50_000


def divide_land(points: pd.DataFrame, label: Array, count: int, land: shapely.Geometry) -> Array:
    """Return the land that is nearest to the points of each label from 0 to `count`.

    `points` have `x_m` and `y_m`, `label` a whole number each, below 0 for what is in no piece.
    One MultiPolygon a label, empty without land; together they are the land of all labelled
    points, without overlap. Of points at one place the least label counts; of more than
    MOST_CELLS points one in each cell of a square grid, the first by y, x and label.
    """
    x, y, label = _thinned(points["x_m"].to_numpy(), points["y_m"].to_numpy(), label)
    cells = _voronoi(x, y, land)
    pieces = [_united(cells[label == number]) for number in range(count)]
    return cut_areas(np.array(pieces, dtype=object), land)


def cut_areas(areas: Array, outline: shapely.Geometry) -> Array:
    """Return what of each polygon lies in `outline`: MultiPolygons, lines and points left out."""
    shapely.prepare(outline)
    return np.array([_multi(piece) for piece in shapely.intersection(areas, outline)], dtype=object)


def _thinned(x: Array, y: Array, label: Array) -> tuple[Array, Array, Array]:
    """Return one point a place, at most MOST_CELLS, sorted by y and x."""
    order = np.lexsort([label, x, y])
    x, y, label = x[order], y[order], label[order]
    places = np.column_stack([x, y])
    grid_m = max(np.ptp(x), np.ptp(y), 1.0) / np.sqrt(4 * MOST_CELLS) if len(x) else 1.0
    while True:
        first = np.sort(np.unique(places, axis=0, return_index=True)[1])
        if len(first) <= MOST_CELLS:
            return x[first], y[first], label[first]
        places = np.floor(np.column_stack([x, y]) / grid_m)
        grid_m *= 2


def _voronoi(x: Array, y: Array, land: shapely.Geometry) -> Array:
    """Return the Voronoi cell of each point, as far as the land."""
    if len(x) < 2:  # noqa: PLR2004  # one point has it all
        return np.array([shapely.box(*shapely.bounds(land))] * len(x), dtype=object)
    points = shapely.points(x, y)
    diagram = shapely.voronoi_polygons(shapely.multipoints(points), extend_to=land)
    cells = shapely.get_parts(diagram)
    cell, point = shapely.STRtree(points).query(cells, predicate="intersects")
    found = np.empty(len(points), dtype=object)
    found[point] = cells[cell]
    return found


def _united(cells: Array) -> shapely.Geometry:
    return unite(cells) if len(cells) else shapely.MultiPolygon()


def _multi(shape: shapely.Geometry) -> shapely.MultiPolygon:
    parts = shapely.get_parts(shape)
    parts = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    return shapely.normalize(shapely.multipolygons(parts))
