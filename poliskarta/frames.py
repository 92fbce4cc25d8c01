"""All that a page shows, as the earlier stages leave it."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from poliskarta.coverage.method_cards import Method


@dataclass(frozen=True)
class Frames:
    """All that the page shows, as placement and coverage leave it (EPSG:4326).

    `backdrop` has polygons with `kind`, land or water; only water is drawn. `gazetteer` holds
    the names that a reader may search for, `figures` the districts with their indicators,
    `totals` the region's, `methods` the cards that explain them. `demand` and `fixed` are what
    the figures were measured from (see `analysis.Analysis`); without them the page can't let
    its readers try other offices.
    """

    offices: gpd.GeoDataFrame
    stops: gpd.GeoDataFrame
    districts: gpd.GeoDataFrame
    units: gpd.GeoDataFrame
    initiatives: pd.DataFrame
    sources: pd.DataFrame
    backdrop: gpd.GeoDataFrame
    gazetteer: pd.DataFrame
    figures: gpd.GeoDataFrame
    totals: pd.Series
    methods: tuple[Method, ...]
    demand: pd.DataFrame | None = None
    fixed: pd.DataFrame | None = None
