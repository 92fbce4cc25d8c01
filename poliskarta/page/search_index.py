"""Gazetteer and units → the place names that a reader may search for, in few bytes."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from pyproj import Geod

from poliskarta.page.geometry import STEPS_PER_DEGREE, write_numbers, write_path

# The kinds of the gazetteer, first what people mean when several of a name are one place.
KINDS = ("place", "square", "station", "area")
SAME_PLACE_M = 1500.0
"""A station no farther than this from the middle of a town of its name is in that town."""
RADIUS_STEP_M = 50
_COARSE = STEPS_PER_DEGREE // 10_000  # four decimals: some ten metres


def searchable_names(gazetteer: pd.DataFrame, units: gpd.GeoDataFrame) -> dict[str, Any]:
    """Return `names` in alphabetical order, `within` (numbers into `municipalities`), `points`.

    The points are one path in letters, on four decimals of degrees. `kinds` has a digit a name,
    its place among KINDS; `radii` are how far each area reaches around its point, in letters,
    steps of RADIUS_STEP_M rounded up, 0 for all else: nobody says how large a town is. Of several
    with one name in a municipality, whatever its case, those that are one place are said once. A
    municipality that `units` doesn't know has the number -1.
    """
    rows = _distinct(gazetteer)
    known = units.drop_duplicates("municipality_code").set_index("municipality_code")
    municipalities = known["municipality"].sort_index()
    return {
        "names": rows["name"].tolist(),
        "within": municipalities.index.get_indexer(rows["municipality_code"]).tolist(),
        "municipalities": municipalities.tolist(),
        "points": _points(rows) if len(rows) else "",
        "kinds": "".join(rows["_rank"].astype("str")),
        "radii": write_numbers(_radius_steps(rows)) if len(rows) else "",
    }


def _distinct(gazetteer: pd.DataFrame) -> pd.DataFrame:
    """Return the rows in alphabetical order, none that a better one of its name makes needless.

    An area gives way to any other kind, which says where its middle is; a square or a station
    to a place that is near.
    """
    folded = gazetteer["name"].str.casefold()
    rows = gazetteer.assign(_folded=folded, _rank=gazetteer["kind"].map(KINDS.index).astype(int))
    by_worth = rows.sort_values(["_rank", "name", "latitude", "longitude"])
    group = [by_worth["_folded"], by_worth["municipality_code"]]
    ends = ["longitude", "latitude"]
    best = by_worth.groupby(group)[[*ends, "_rank"]].transform("first")
    metres = Geod(ellps="WGS84").inv(*best[ends].to_numpy().T, *by_worth[ends].to_numpy().T)[2]
    is_near = (metres <= SAME_PLACE_M) | (by_worth["kind"] == "area")
    kept = by_worth[~((by_worth["_rank"] > best["_rank"]) & is_near)]
    return kept.sort_values(["name", "municipality_code", "_rank", "latitude", "longitude"])


def _points(rows: pd.DataFrame) -> str:
    degrees = rows[["longitude", "latitude"]].to_numpy("float64")
    return write_path(np.rint(degrees * STEPS_PER_DEGREE / _COARSE).astype(int) * _COARSE)


def _radius_steps(rows: pd.DataFrame) -> np.ndarray:
    radii = pd.to_numeric(rows["radius_m"]).where(rows["kind"] == "area").fillna(0)
    return np.ceil(radii.to_numpy("float64") / RADIUS_STEP_M).astype(int)
