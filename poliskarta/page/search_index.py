"""Gazetteer and units → the place names that a reader may search for, in few bytes."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from poliskarta.page.geometry import STEPS_PER_DEGREE, write_path

_COARSE = STEPS_PER_DEGREE // 10_000  # four decimals: some ten metres


def searchable_names(gazetteer: pd.DataFrame, units: gpd.GeoDataFrame) -> dict[str, Any]:
    """Return `names` in alphabetical order, `within` (numbers into `municipalities`), `points`.

    The points are one path in letters, on four decimals of degrees. Of an area and another kind
    of place with the same name in a municipality only the other is kept: it says where the
    middle is. A municipality that `units` doesn't know has the number -1.
    """
    order = gazetteer.assign(_area=gazetteer["kind"] == "area")
    order = order.sort_values(["name", "municipality_code", "_area", "latitude", "longitude"])
    place = ["name", "municipality_code"]
    extra = order["_area"] & ~order.groupby(place)["_area"].transform("all")
    rows = order[~extra]
    known = units.drop_duplicates("municipality_code").set_index("municipality_code")
    municipalities = known["municipality"].sort_index()
    return {
        "names": rows["name"].tolist(),
        "within": municipalities.index.get_indexer(rows["municipality_code"]).tolist(),
        "municipalities": municipalities.tolist(),
        "points": _points(rows) if len(rows) else "",
    }


def _points(rows: pd.DataFrame) -> str:
    degrees = rows[["longitude", "latitude"]].to_numpy("float64")
    return write_path(np.rint(degrees * STEPS_PER_DEGREE / _COARSE).astype(int) * _COARSE)
