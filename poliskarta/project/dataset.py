"""A project's files, read and checked against each other: what every stage starts from."""

from __future__ import annotations

from dataclasses import dataclass, replace

import geopandas as gpd
import pandas as pd

from poliskarta.errors import DataError, Problem, require_no_problems
from poliskarta.project import validation
from poliskarta.project.csv_tables import empty_table, scan_table
from poliskarta.project.folder import Project
from poliskarta.project.geocode_table import scan_answers
from poliskarta.project.region import Region, read_region
from poliskarta.project.schema import (
    DISTRICTS,
    GAZETTEER,
    GEOCODES,
    INITIATIVES,
    OFFICES,
    SOURCES,
    STOPS,
    UNITS,
    WGS84,
    Table,
)
from poliskarta.project.vector_files import read_geometries, read_polygons

# A force may have no mobile offices, no initiatives, no list of sources, no names known offline.
_OPTIONAL = (STOPS, INITIATIVES, SOURCES, GAZETTEER)


@dataclass(frozen=True)
class Tables:
    """The checked CSV files of a project, in file order, indexed by line number."""

    region: Region
    offices: pd.DataFrame
    stops: pd.DataFrame
    units: pd.DataFrame
    districts: pd.DataFrame
    initiatives: pd.DataFrame
    sources: pd.DataFrame
    gazetteer: pd.DataFrame
    answers: pd.DataFrame


@dataclass(frozen=True)
class Layers:
    """The checked polygons of a project, EPSG:4326: tables and geometry in one frame each."""

    units: gpd.GeoDataFrame
    districts: gpd.GeoDataFrame
    backdrop: gpd.GeoDataFrame


def read_tables(project: Project) -> Tables:
    """Return the project's tables.

    Raises DataError with the problems of all files at once, within each file and between them.
    """
    tables, problems = _scan_tables(project)
    tables, more = _scan_answers(project, tables)
    require_no_problems(problems + more)
    return tables


def read_tables_but_answers(project: Project) -> Tables:
    """Return what `read_tables` does, but with no answers: before they are asked for."""
    tables, problems = _scan_tables(project)
    require_no_problems(problems)
    return tables


def add_answers(project: Project, tables: Tables) -> Tables:
    """Return `tables` with the answers as they are now. Raises DataError with all problems."""
    tables, problems = _scan_answers(project, tables)
    require_no_problems(problems)
    return tables


def read_layers(project: Project, tables: Tables) -> Layers:
    """Return the project's polygons joined with their tables.

    Raises DataError with every problem: no CRS, invalid or overlapping polygons, ids that only
    one of table and polygon file has.
    """
    problems: list[Problem] = []
    crs = tables.region.crs
    units = _join(project, "units.geojson", tables.units, "unit_id", crs, problems)
    districts = _join(project, "districts.geojson", tables.districts, "district_id", crs, problems)
    require_no_problems(problems)
    return Layers(units, districts, _read_backdrop(project))


def _scan_tables(project: Project) -> tuple[Tables, list[Problem]]:
    region = read_region(project.table("region.toml"))
    problems: list[Problem] = []
    frames = [
        _scan(project, table, problems)
        for table in (OFFICES, STOPS, UNITS, DISTRICTS, INITIATIVES, SOURCES, GAZETTEER)
    ]
    tables = Tables(region, *frames, answers=empty_table(GEOCODES))
    return tables, problems + _cross_problems(project, tables)


def _scan_answers(project: Project, tables: Tables) -> tuple[Tables, list[Problem]]:
    path = project.table(GEOCODES.file)
    answers, problems = scan_answers(path)
    problems += validation.check_answers(str(path), answers, tables.region)
    return replace(tables, answers=answers), problems


def _scan(project: Project, table: Table, problems: list[Problem]) -> pd.DataFrame:
    path = project.table(table.file)
    if table in _OPTIONAL and not path.exists():
        return empty_table(table)
    frame, found = scan_table(path, table)
    problems += found
    return frame


def _cross_problems(project: Project, tables: Tables) -> list[Problem]:
    region, offices, stops, units = tables.region, tables.offices, tables.stops, tables.units
    municipalities, districts = units["municipality"], tables.districts["district_id"]

    def file(table: Table) -> str:
        return str(project.table(table.file))

    problems = [
        *validation.check_offices(file(OFFICES), offices, region),
        *validation.check_stops(file(STOPS), stops, offices, region),
        *validation.check_units(file(UNITS), units),
    ]
    for table, rows, column, known, where in (
        (OFFICES, offices, "municipality", municipalities, UNITS.file),
        (STOPS, stops, "municipality", municipalities, UNITS.file),
        (UNITS, units, "district_id", districts, DISTRICTS.file),
        (INITIATIVES, tables.initiatives, "district_id", districts, DISTRICTS.file),
    ):
        problems += validation.check_known(file(table), rows, column, known, where)
    return problems


def _join(
    project: Project, name: str, table: pd.DataFrame, key: str, crs: str, problems: list[Problem]
) -> gpd.GeoDataFrame:
    path = project.table(name)
    try:
        polygons = read_polygons(path, key, crs)[[key, "geometry"]]
    except DataError as error:
        problems += error.problems
        return gpd.GeoDataFrame({key: []}, geometry=[], crs=WGS84)
    where = name.replace(".geojson", ".csv")
    problems += validation.check_same_ids(str(path), polygons[key], key, table[key], where)
    return polygons.merge(table, on=key)


def _read_backdrop(project: Project) -> gpd.GeoDataFrame:
    path = project.table("backdrop.geojson")
    if not path.exists():
        return gpd.GeoDataFrame({"kind": []}, geometry=[], crs=WGS84)
    return read_geometries(path).to_crs(WGS84)
