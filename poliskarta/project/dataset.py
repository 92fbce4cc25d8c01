"""A project's files, read once and checked against each other: what every stage starts from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from poliskarta.errors import DataError, Problem, require_no_problems
from poliskarta.project import validation
from poliskarta.project.csv_tables import empty_table, read_plain_table, read_table, scan_table
from poliskarta.project.folder import Project, project_at
from poliskarta.project.geocode_table import scan_geocodes
from poliskarta.project.region import Region, read_region
from poliskarta.project.schema import (
    DEMAND,
    DEMAND_ERRORS,
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
_OPTIONAL = (STOPS, INITIATIVES, SOURCES, GAZETTEER, DEMAND_ERRORS)


@dataclass(frozen=True)
class Dataset:
    """All that a project folder says, checked; tables in file order, indexed by line number.

    `units` and `districts` are their tables joined with their polygons, `backdrop` the polygons
    of land and water (`kind`), all EPSG:4326. `geocodes` are the kept results, those of an
    interrupted run too. `demand` are the points of demand.csv, None when there is no such file.
    """

    project: Project
    region: Region
    offices: pd.DataFrame
    stops: pd.DataFrame
    units: gpd.GeoDataFrame
    districts: gpd.GeoDataFrame
    initiatives: pd.DataFrame
    sources: pd.DataFrame
    gazetteer: pd.DataFrame
    geocodes: pd.DataFrame
    backdrop: gpd.GeoDataFrame
    demand: pd.DataFrame | None
    demand_errors: pd.DataFrame


def read_dataset(project: Project, *, geocodes: bool = True, built: bool = True) -> Dataset:
    """Return the project's dataset.

    Without `geocodes` that table is empty, whatever the file holds: before they are asked for.
    Without `built` what `poliskarta boundaries` builds isn't read: units and districts have no
    polygons then, there is no backdrop and no demand.

    Raises DataError with the problems of all files at once, within each file and between them.
    """
    region = read_region(project.table("region.toml"))
    problems: list[Problem] = []
    tables = {
        name: _scan(project, table, problems)
        for name, table in (
            ("offices", OFFICES),
            ("stops", STOPS),
            ("units", UNITS),
            ("districts", DISTRICTS),
            ("initiatives", INITIATIVES),
            ("sources", SOURCES),
            ("gazetteer", GAZETTEER),
            ("demand_errors", DEMAND_ERRORS),
        )
    }
    problems += _cross_problems(project, tables, region)
    results = _scan_geocodes(project, region, problems) if geocodes else empty_table(GEOCODES)
    layers = _read_built(project, tables, region, problems) if built else _unbuilt(tables)
    require_no_problems(problems)
    return Dataset(project, region, geocodes=results, **tables | layers)


def read_geocodes(dataset: Dataset) -> Dataset:
    """Return `dataset` with the geocodes as they are now. Raises DataError with all problems."""
    problems: list[Problem] = []
    results = _scan_geocodes(dataset.project, dataset.region, problems)
    require_no_problems(problems)
    return replace(dataset, geocodes=results)


def read_version(dataset: Dataset, path: Path) -> Dataset:
    """Return `dataset` with the offices of `path`, checked, and what says where they are.

    `path` is a file of offices, whose places are those of the dataset's geocodes and whose
    mobile offices stand at its stops, or a project folder with all of its own.

    Raises DataError with every problem, DataError too when a folder is no project.
    """
    if path.is_dir():
        own = read_dataset(project_at(path))
        version = replace(dataset, offices=own.offices, stops=own.stops, geocodes=own.geocodes)
        path = path / "data" / OFFICES.file
    else:
        offices = read_table(path, OFFICES)
        mobile = offices.loc[~offices["kind"].isin(dataset.region.fixed_kinds), "office_id"]
        stops = dataset.stops[dataset.stops["office_id"].isin(mobile)]
        version = replace(dataset, offices=offices, stops=stops)
    known = dataset.units["municipality"]
    require_no_problems(
        [
            *validation.check_offices(str(path), version.offices, dataset.region),
            *validation.check_known(str(path), version.offices, "municipality", known, UNITS.file),
        ]
    )
    return version


def read_optional(project: Project, table: Table) -> pd.DataFrame:
    """Return a table that a project needn't have, empty if there is none."""
    path = project.table(table.file)
    return read_table(path, table) if path.exists() else empty_table(table)


def _scan(project: Project, table: Table, problems: list[Problem]) -> pd.DataFrame:
    path = project.table(table.file)
    if table in _OPTIONAL and not path.exists():
        return empty_table(table)
    frame, found = scan_table(path, table)
    problems += found
    return frame


def _scan_geocodes(project: Project, region: Region, problems: list[Problem]) -> pd.DataFrame:
    path = project.table(GEOCODES.file)
    results, found = scan_geocodes(path)
    problems += found
    problems += validation.check_geocodes(str(path), results, region)
    return results


def _cross_problems(
    project: Project, tables: dict[str, pd.DataFrame], region: Region
) -> list[Problem]:
    offices, stops, units = tables["offices"], tables["stops"], tables["units"]
    municipalities, districts = units["municipality"], tables["districts"]["district_id"]

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
        (INITIATIVES, tables["initiatives"], "district_id", districts, DISTRICTS.file),
    ):
        problems += validation.check_known(file(table), rows, column, known, where)
    return problems


def _read_built(
    project: Project, tables: dict[str, pd.DataFrame], region: Region, problems: list[Problem]
) -> dict[str, Any]:
    """Return the polygons joined with their tables, the backdrop and the points of demand."""
    return {
        "units": _join(project, "units", tables["units"], "unit_id", region.crs, problems),
        "districts": _join(
            project, "districts", tables["districts"], "district_id", region.crs, problems
        ),
        "backdrop": _read_backdrop(project, problems),
        "demand": _read_demand(project, problems),
    }


def _unbuilt(tables: dict[str, pd.DataFrame]) -> dict[str, Any]:
    bare = {
        name: gpd.GeoDataFrame(tables[name], geometry=[None] * len(tables[name]), crs=WGS84)
        for name in ("units", "districts")
    }
    return bare | {"backdrop": _no_backdrop(), "demand": None}


def _join(
    project: Project,
    name: str,
    table: pd.DataFrame,
    key: str,
    crs: str,
    problems: list[Problem],
) -> gpd.GeoDataFrame:
    path = project.table(f"{name}.geojson")
    try:
        polygons = read_polygons(path, key, crs)[[key, "geometry"]]
    except DataError as error:
        problems += error.problems
        return gpd.GeoDataFrame({key: []}, geometry=[], crs=WGS84)
    problems += validation.check_same_ids(str(path), polygons[key], key, table[key], f"{name}.csv")
    return polygons.merge(table, on=key)


def _read_backdrop(project: Project, problems: list[Problem]) -> gpd.GeoDataFrame:
    path = project.table("backdrop.geojson")
    if not path.exists():
        return _no_backdrop()
    try:
        return read_geometries(path).to_crs(WGS84)
    except DataError as error:
        problems += error.problems
        return _no_backdrop()


def _no_backdrop() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"kind": []}, geometry=[], crs=WGS84)


def _read_demand(project: Project, problems: list[Problem]) -> pd.DataFrame | None:
    path = project.table(DEMAND.file)
    if not path.exists():
        return None
    try:
        return read_plain_table(path, DEMAND, "Build it with `poliskarta boundaries`.")
    except DataError as error:
        problems += error.problems
        return None
