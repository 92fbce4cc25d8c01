"""Layers → what GDAL writes, with days as dates: pyogrio's own writer makes them texts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio.raw
import shapely

from poliskarta.layers.tidy import is_day


def write_vector(
    path: Path, frame: gpd.GeoDataFrame, geometry_type: str, **options: str | bool | Mapping
) -> None:
    """Write `frame` as pyogrio.write_dataframe does, columns of days as dates; `options` are its.

    FlatGeobuf knows no dates: there a day is the instant at which it begins. Missing
    geometries, texts, numbers and days are null.
    """
    names = frame.columns.drop(frame.geometry.name)
    fields = [_field(frame[name]) for name in names]
    epsg = frame.crs.to_epsg()
    pyogrio.raw.write(
        path,
        geometry=shapely.to_wkb(frame.geometry.array),
        field_data=[values for values, _ in fields],
        field_mask=[missing for _, missing in fields],
        fields=[str(name) for name in names],
        geometry_type=geometry_type,
        crs=f"EPSG:{epsg}" if epsg else frame.crs.to_wkt("WKT1_GDAL"),
        **options,
    )


def _field(values: pd.Series) -> tuple[np.ndarray, np.ndarray | None]:
    """Return a column as GDAL takes it, and which of its cells are null."""
    if is_day(values):
        return values.to_numpy().astype("datetime64[D]"), None
    missing = values.isna().to_numpy()
    if isinstance(values.dtype, np.dtype):
        return values.to_numpy(), missing if values.dtype == object else None
    if pd.api.types.is_numeric_dtype(values.dtype):
        plain = values.dtype.numpy_dtype
        return values.to_numpy(dtype=plain, na_value=plain.type(0)), missing
    return values.to_numpy(dtype=object, na_value=None), missing
