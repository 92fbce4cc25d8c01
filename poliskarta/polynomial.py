"""Any projected CRS → a polynomial that a page can compute without knowing about projections."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
from numpy.polynomial import chebyshev

from poliskarta.schema import WGS84

# Enough for a country; a small region gets by with less.
_DEGREE = 14
_DEGREES = range(2, _DEGREE + 1)
_GOOD_M = 0.0002
_ACCEPTED_M = 0.01
_DECIMALS = 5
_CHECKED = 25  # a side

Bounds = tuple[float, float, float, float]


def fit_projection(bounds: Bounds, crs: str) -> dict[str, Any]:
    """Return the polynomial that turns degrees within `bounds` into a projected CRS.

    Chebyshev polynomials T of the longitude u and the latitude v, each stretched from the
    `bounds` (west, south, east, north) to -1 … 1: `x` and `y` list the coefficients of
    T_i(u) T_j(v), in metres, for each i from 0 to `degree` those of j from 0 to `degree` - i.
    `error_m` is the greatest difference found on a grid that includes the bounds. Of all
    degrees the lowest that is as good as it need be; {} when none is within a centimetre.
    """
    nodes = np.cos(np.pi * (np.arange(_DEGREE + 1) + 0.5) / (_DEGREE + 1))
    checked = np.linspace(-1, 1, _CHECKED)
    known, wanted = (_project(*np.meshgrid(axis, axis), bounds, crs) for axis in (nodes, checked))
    basis = chebyshev.chebvander(nodes, _DEGREE).T * (2 / len(nodes))
    basis[0] /= 2
    # known[axis, v, u] → full[axis, i, j]
    full = np.round(np.einsum("iu,avu,jv->aij", basis, known, basis), _DECIMALS)
    values = chebyshev.chebvander(checked, _DEGREE)
    total = np.add.outer(np.arange(_DEGREE + 1), np.arange(_DEGREE + 1))
    for degree in _DEGREES:
        kept = np.where(total <= degree, full, 0)
        found = np.einsum("ui,aij,vj->avu", values, kept, values)
        error_m = float(np.hypot(*(found - wanted)).max())
        if error_m <= _GOOD_M or (degree == _DEGREE and error_m <= _ACCEPTED_M):
            lists = [[float(c) for c in axis[total <= degree]] for axis in full]
            return {
                "bounds": list(bounds),
                "degree": degree,
                "x": lists[0],
                "y": lists[1],
                "error_m": round(error_m, 6),
            }
    return {}


def _project(u: np.ndarray, v: np.ndarray, bounds: Bounds, crs: str) -> np.ndarray:
    """Return x and y of longitudes and latitudes stretched to -1 … 1."""
    west, south, east, north = bounds
    longitudes = ((west + east) + (east - west) * u) / 2
    latitudes = ((south + north) + (north - south) * v) / 2
    points = gpd.points_from_xy(longitudes.ravel(), latitudes.ravel(), crs=WGS84)
    projected = points.to_crs(crs)
    return np.array([projected.x, projected.y]).reshape(2, *u.shape)
