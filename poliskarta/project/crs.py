"""Which CRS measures a region: the UTM zone, what is wrong with another, how wrong it measures."""

from __future__ import annotations

import math

import numpy as np
from pyproj import CRS, Proj
from pyproj.exceptions import CRSError, ProjError

from poliskarta.project.bounds import Bounds, unwrapped

# No distance may be wrong by more than this share; a UTM zone's own edge is wrong by 0.001.
MOST_DISTORTION = 0.02
_HALF = 180.0
_TURN = 360.0
_GRID = 13  # a side: with corners, middles and thirds of the edges


def suggested_crs(bounds: Bounds) -> str:
    """Return the UTM zone of the middle of `bounds`: metric, and good within some degrees of it."""
    west, south, east, north = unwrapped(bounds)
    zone = int(((west + east) / 2 + _HALF) % _TURN // 6) + 1
    return f"EPSG:{326 if south + north >= 0 else 327}{zone:02d}"


def crs_fault(name: str, bounds: Bounds | None) -> tuple[str, str] | None:
    """Return what is wrong with measuring `bounds` in the CRS `name`, and a remedy; None if fine.

    Without `bounds` it is looked at by itself.
    """
    take = f"Take {suggested_crs(bounds)}" if bounds else "Take the UTM zone of the region"
    remedy = f"{take}, or another projected CRS in metres that is made for the region."
    try:
        crs = CRS.from_user_input(name)
    except CRSError:
        return "no such coordinate reference system (CRS)", remedy
    units = {axis.unit_name for axis in crs.axis_info[:2]}
    if not crs.is_projected:
        return f"not projected ({crs.name}): distances need metres", remedy
    if units != {"metre"}:
        return f"measures in {', '.join(sorted(units))}, not in metres", remedy
    what = _misfit(crs, bounds) if bounds else ""
    return (what, remedy) if what else None


def is_metric(crs: CRS) -> bool:
    """Tell whether distances in `crs` are metres: it is projected, and all its axes are."""
    return crs.is_projected and {axis.unit_name for axis in crs.axis_info} == {"metre"}


def measure_distortion(crs: CRS, bounds: Bounds) -> float:
    """Return by what share a short distance within `bounds` may be wrong in `crs`, at most.

    Looked at on a grid. Infinity where the projection has no answer.
    """
    west, south, east, north = unwrapped(bounds)
    longitudes = (np.linspace(west, east, _GRID) + _HALF) % _TURN - _HALF
    x, y = np.meshgrid(longitudes, np.linspace(south, north, _GRID))
    try:
        factors = Proj(crs).get_factors(x.ravel(), y.ravel())
    except ProjError:  # a CRS that PROJ can't compute with, or only elsewhere
        return float("inf")
    scales = np.concatenate([factors.tissot_semimajor, factors.tissot_semiminor])
    return float(np.abs(scales - 1).max()) if np.isfinite(scales).all() else float("inf")


def _misfit(crs: CRS, bounds: Bounds) -> str:
    """Return why a CRS doesn't suit `bounds`; "" if it does."""
    if crs.area_of_use and not _meet(crs.area_of_use.bounds, bounds):
        return f"made for elsewhere ({crs.area_of_use.name})"
    distortion = measure_distortion(crs, bounds)
    if distortion > MOST_DISTORTION:
        wrong = f"by {100 * distortion:.0f} %" if math.isfinite(distortion) else "without limit"
        return f"distances in these bounds would be wrong {wrong}"
    return ""


def _meet(area: Bounds, bounds: Bounds) -> bool:
    """Tell whether two boxes share ground, whichever of them cross the antimeridian."""
    west, south, east, north = unwrapped(bounds)
    low, bottom, high, top = unwrapped(area)
    apart = [low + turn > east or high + turn < west for turn in (-_TURN, 0, _TURN)]
    return not (all(apart) or bottom > north or top < south)
