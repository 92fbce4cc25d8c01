"""A layer as the analysis has it → a layer as tools want it: nulls, whole numbers, dates."""

from __future__ import annotations

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pandas as pd

from poliskarta.project.days import first_day, last_day
from poliskarta.project.schema import COUNTS, TABLES, WGS84

# Texts of any precision that tools can't compare; beside them stand the days they can mean.
DATES = {c.name for table in TABLES for c in table.columns if c.type in {"date", "plan"}}
DATES |= {"oldest_source"}
EARLIEST, LATEST = "_earliest", "_latest"
_DAYS: dict[str, Callable] = {EARLIEST: first_day, LATEST: last_day}
# What a column of days is: a day has no time, but pandas has no type of its own for it.
_DAY = "datetime64[s]"


def tidy_layer(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return `layer` in WGS 84, geometry last, null where there is none: same rows and order.

    What is missing is null, an empty text too. Whole counts are nullable integers (weights of a
    user's own demand need not be whole). After each column of dates, which are texts of any
    precision, stand `<column>_earliest` and `<column>_latest`: the first and the last day that it
    can mean, see `is_day`; null where there is no date.
    """
    tidy = layer.to_crs(WGS84)
    name = tidy.geometry.name
    shapes = tidy.geometry.where(~tidy.geometry.is_empty, None)
    columns = {}
    for column in tidy.columns.drop(name):
        values = _null_where_empty(tidy[column])
        columns[column] = values.astype("Int64") if _counts(values) else values
        if column in DATES:
            columns |= _days(values)
    frame = pd.DataFrame(columns, index=tidy.index)
    return gpd.GeoDataFrame(frame.assign(**{name: shapes}), geometry=name, crs=tidy.crs)


def is_day(values: pd.Series) -> bool:
    """Tell whether `values` are days, as `tidy_layer` makes them: instants at midnight."""
    return values.dtype == _DAY


def days_as_texts(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return `frame` with its days as texts (2010-06-30), for formats without a type for them."""
    days = [name for name in frame if is_day(frame[name])]
    texts = {name: np.datetime_as_string(frame[name].to_numpy(), unit="D") for name in days}
    known = {
        name: pd.Series(t, frame.index).where(frame[name].notna()) for name, t in texts.items()
    }
    return frame.assign(**known)


def _null_where_empty(values: pd.Series) -> pd.Series:
    return values.mask(values == "") if pd.api.types.is_string_dtype(values.dtype) else values


def _counts(values: pd.Series) -> bool:
    """Tell whether `values` count something and are whole."""
    return values.name in COUNTS and bool((values.dropna() % 1 == 0).all())


def _days(texts: pd.Series) -> dict[str, pd.Series]:
    known = ["" if pd.isna(text) else str(text) for text in texts]
    return {
        f"{texts.name}{ending}": pd.Series(
            np.array([day_of(text) for text in known], dtype=_DAY), texts.index
        )
        for ending, day_of in _DAYS.items()
    }
