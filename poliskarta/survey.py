"""The stages up to coverage, composed: a project folder → everything that is shown or exported."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd

from poliskarta.coverage import assign_districts, summarize_districts
from poliskarta.inputs import Layers, Tables, read_layers, read_tables
from poliskarta.placement import place_offices
from poliskarta.project import Project


@dataclass(frozen=True)
class Survey:
    """A project's offices and stops with place and district, and its areas with their figures.

    All layers are EPSG:4326 and sorted by their ids. `tables` holds what was read.
    """

    tables: Tables
    offices: gpd.GeoDataFrame
    stops: gpd.GeoDataFrame
    districts: gpd.GeoDataFrame
    units: gpd.GeoDataFrame
    backdrop: gpd.GeoDataFrame


def survey(project: Project, tables: Tables | None = None) -> Survey:
    """Return the survey of `project`, whose `tables` may be read already. Asks no geocoder.

    Raises DataError with every problem of the files.
    """
    known = read_tables(project) if tables is None else tables
    return compose(known, read_layers(project, known))


def compose(tables: Tables, layers: Layers) -> Survey:
    """Return the survey of what was read. Pure: reads no file."""
    region = tables.region
    placed = place_offices(tables.offices, tables.stops, tables.answers, region)
    offices, stops = (
        assign_districts(rows, layers.districts, layers.units, region) for rows in placed
    )
    districts = summarize_districts(layers.districts, layers.units, offices, region)
    return Survey(tables, offices, stops, districts, layers.units, layers.backdrop)
