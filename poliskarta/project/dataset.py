"""A project's files, read once and checked against each other: what every stage starts from."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from poliskarta.errors import DataError, Problem, require_no_problems
from poliskarta.project import validation
from poliskarta.project.area_checks import check_area_tables
from poliskarta.project.backdrop import no_backdrop, read_backdrop
from poliskarta.project.background import Background, no_background, scan_background
from poliskarta.project.columns import Table
from poliskarta.project.csv_tables import (
    complete,
    empty_table,
    read_plain_table,
    read_table,
    scan_table,
)
from poliskarta.project.folder import Project, project_at
from poliskarta.project.geocode_table import scan_geocodes
from poliskarta.project.periods import Validity
from poliskarta.project.region import Region, scan_region
from poliskarta.project.schema import (
    AREA_GROUPS,
    AREA_POPULATIONS,
    DEMAND,
    DEMAND_ERRORS,
    DISTRICTS,
    GAZETTEER,
    GEOCODES,
    GROUP_POPULATIONS,
    INITIATIVES,
    OFFICES,
    SOURCES,
    STOPS,
    UNITS,
    WGS84,
)
from poliskarta.project.vector_files import read_polygons

# A force may have no mobile offices, no initiatives, no list of sources, no names known offline.
_AREA_TABLES = {
    "area_groups": AREA_GROUPS,
    "group_populations": GROUP_POPULATIONS,
    "area_populations": AREA_POPULATIONS,
}
_OPTIONAL = (
    *(STOPS, UNITS, DISTRICTS, INITIATIVES, SOURCES, GAZETTEER, DEMAND_ERRORS),
    *_AREA_TABLES.values(),
)
_TABLES = {
    "offices": OFFICES,
    "stops": STOPS,
    "units": UNITS,
    "districts": DISTRICTS,
    "initiatives": INITIATIVES,
    "sources": SOURCES,
    "gazetteer": GAZETTEER,
    "demand_errors": DEMAND_ERRORS,
    **_AREA_TABLES,
}


@dataclass(frozen=True)
class Dataset:
    """All that a project folder says, checked; tables in file order, indexed by line number.

    A table has all columns of its schema: those that its file lacks are empty, and named in
    `absent`. `units` and `districts` are their tables joined with their polygons, `backdrop` the
    polygons of land and water (`kind`), all EPSG:4326. Without units.csv the districts are the
    units, without districts.csv the districts are as their polygons say. `geocodes` are the kept
    results, those of an interrupted run too. `demand` are the points of demand.csv, None when
    there is no such file. `validity` is what `on_date` left out, None before that. `background`
    is what people orient by, with nothing on it where there are no files of it.
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
    area_groups: pd.DataFrame
    group_populations: pd.DataFrame
    area_populations: pd.DataFrame
    absent: Mapping[str, frozenset[str]] = field(default_factory=dict)
    background: Background = field(default_factory=no_background)
    validity: Validity | None = None

    @property
    def has_population(self) -> bool:
        """Whether it is known of any unit how many people live there."""
        return bool(self.units["population"].notna().any())

    @property
    def has_units(self) -> bool:
        """Whether the units say anything that the districts don't."""
        own = {column.name for column in UNITS.columns} - {"unit_id", "district_id"}
        same = (self.units["unit_id"] == self.units["district_id"]).all()
        return not (same and own <= self.absent.get("units", frozenset()))


def read_dataset(project: Project, *, geocodes: bool = True, built: bool = True) -> Dataset:
    """Return the project's dataset.

    Without `geocodes` that table is empty, whatever the file holds: before they are asked for.
    Without `built` what `poliskarta boundaries` builds isn't read: units and districts have no
    polygons then, there is no backdrop and no demand.

    Raises DataError with the problems of all files at once, within each file and between them.
    """
    region, problems = scan_region(project.table("region.toml"))
    read = {name: _scan(project, table, region, problems) for name, table in _TABLES.items()}
    tables = {name: frame for name, (frame, _) in read.items()}
    absent = {name: columns for name, (_, columns) in read.items()}
    tables["offices"] = _with_kinds(tables["offices"], absent["offices"], region)
    layers = _read_built(project, tables, region, problems) if built else _unbuilt(tables)
    derived = ("units", "districts")  # from the polygons, where there is no file of them
    known = tables | {n: pd.DataFrame(layers[n]) for n in derived if tables[n].empty}
    problems += _cross_problems(project, known, region)
    if built:
        found = {name: tables[name] for name in _AREA_TABLES}
        problems += check_area_tables(project, found, layers["units"], layers["demand"])
    results = _scan_geocodes(project, region, problems) if geocodes else empty_table(GEOCODES)
    background, found = scan_background(project, region) if built else (no_background(), [])
    problems += found
    require_no_problems(problems)
    more = {"absent": absent, "background": background}
    return Dataset(project, region, geocodes=results, **more, **tables | layers)


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
        offices, absent = complete(read_table(path, OFFICES, dataset.region.encoding), OFFICES)
        offices = _with_kinds(offices, absent, dataset.region)
        mobile = offices.loc[~offices["kind"].isin(dataset.region.fixed_kinds), "office_id"]
        stops = dataset.stops[dataset.stops["office_id"].isin(mobile)]
        version = replace(dataset, offices=offices, stops=stops)
    named_in = _named_in(dataset.project, dataset.region)
    municipalities, districts = dataset.units["municipality"], dataset.districts["district_id"]
    file, offices = str(path), version.offices
    require_no_problems(
        [
            *validation.check_offices(file, offices, dataset.region),
            *validation.check_known(file, offices, "municipality", municipalities, UNITS.file),
            *validation.check_known(file, offices, "district_id", districts, named_in),
        ]
    )
    return version


def read_optional(project: Project, table: Table) -> pd.DataFrame:
    """Return a table that a project needn't have, empty if there is none."""
    path = project.table(table.file)
    frame = read_table(path, table) if path.exists() else empty_table(table)
    return complete(frame, table)[0]


def _scan(
    project: Project, table: Table, region: Region, problems: list[Problem]
) -> tuple[pd.DataFrame, frozenset[str]]:
    """Return a table with all its columns, and those that its file lacks."""
    path = project.table(table.file)
    if table in _OPTIONAL and not path.exists():
        return complete(empty_table(table), table)
    frame, found = scan_table(path, table, region.encoding)
    problems += found
    return complete(frame, table)


def _with_kinds(offices: pd.DataFrame, absent: Collection[str], region: Region) -> pd.DataFrame:
    """Return `offices`, all of the one kind that there is where their file has none."""
    if "kind" not in absent or len(region.kinds) != 1:
        return offices
    return offices.assign(kind=region.kinds[0].id)


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
    named_in = _named_in(project, region)

    def file(table: Table) -> str:
        return str(project.table(table.file))

    problems = [
        *validation.check_offices(file(OFFICES), offices, region),
        *validation.check_stops(file(STOPS), stops, offices, region),
        *validation.check_units(file(UNITS), units),
    ]
    for table, rows, column, known, where in (
        (OFFICES, offices, "municipality", municipalities, UNITS.file),
        (OFFICES, offices, "district_id", districts, named_in),
        (STOPS, stops, "municipality", municipalities, UNITS.file),
        (UNITS, units, "district_id", districts, named_in),
        (INITIATIVES, tables["initiatives"], "district_id", districts, named_in),
    ):
        problems += validation.check_known(file(table), rows, column, known, where)
    return problems


def _named_in(project: Project, region: Region) -> str:
    """Return the file that says which districts there are."""
    return DISTRICTS.file if project.table(DISTRICTS.file).exists() else region.districts.file


def _read_built(
    project: Project, tables: dict[str, pd.DataFrame], region: Region, problems: list[Problem]
) -> dict[str, Any]:
    """Return the polygons joined with their tables, the backdrop and the points of demand."""
    districts = _read_districts(project, tables["districts"], region, problems)
    units = _read_units(project, tables["units"], districts, region, problems)
    backdrop = _read_backdrop(project, problems)
    file = str(project.table("backdrop.geojson"))
    problems += validation.check_land(file, backdrop, districts)
    return {
        "units": units,
        "districts": districts,
        "backdrop": backdrop,
        "demand": _read_demand(project, units, problems),
    }


def _read_districts(
    project: Project, table: pd.DataFrame, region: Region, problems: list[Problem]
) -> gpd.GeoDataFrame:
    source = region.districts
    path = project.table(source.file)
    polygons = _read_layer(path, source.id, region, problems, source.layer)
    polygons = polygons.rename(columns={source.id: "district_id"})
    names = _drawn_names(polygons, region)
    polygons = polygons[["district_id", "geometry"]]
    if project.table(DISTRICTS.file).exists() or polygons.empty:
        problems += _same_ids(path, polygons, "district_id", table, DISTRICTS.file)
    else:
        table = complete(polygons[["district_id"]], DISTRICTS)[0]
    joined = polygons.merge(table, on="district_id")
    drawn = joined[["district_id"]].join(names.set_axis(polygons["district_id"]), on="district_id")
    for column in names:
        told = joined.get(column, drawn[column])
        joined[column] = told.where(told != "", drawn[column])
    return joined.assign(name=joined["name"].where(joined["name"] != "", joined["district_id"]))


def _drawn_names(polygons: gpd.GeoDataFrame, region: Region) -> pd.DataFrame:
    """Return what the polygons themselves are called: `name`, `name_<language>`, if they say it."""
    own = region.districts.name
    columns = {"name": own} | {f"name_{other}": f"{own}_{other}" for other in region.languages[1:]}
    said = {column: name for column, name in columns.items() if name in polygons}
    return pd.DataFrame(
        {column: polygons[name].fillna("").astype("str") for column, name in said.items()},
        index=polygons.index,
    )


def _read_units(
    project: Project,
    table: pd.DataFrame,
    districts: gpd.GeoDataFrame,
    region: Region,
    problems: list[Problem],
) -> gpd.GeoDataFrame:
    """Return the units with their polygons: those of the districts, if they are of the same ids."""
    path = project.table("units.geojson")
    shapes = districts[["district_id", "geometry"]].rename(columns={"district_id": "unit_id"})
    if not project.table(UNITS.file).exists():
        localised = [name for name in districts if name.startswith("name_")]
        names = districts[["district_id", "name", *localised]]
        names = names.assign(unit_id=districts["district_id"])
        table, polygons = complete(pd.DataFrame(names), UNITS)[0], shapes
    elif path.exists() or set(table["unit_id"]) != set(shapes["unit_id"]):
        polygons = _read_layer(path, "unit_id", region, problems)[["unit_id", "geometry"]]
        problems += _same_ids(path, polygons, "unit_id", table, UNITS.file)
    else:
        polygons = shapes
    joined = polygons.merge(table, on="unit_id")
    return joined.assign(name=joined["name"].where(joined["name"] != "", joined["unit_id"]))


def _unbuilt(tables: dict[str, pd.DataFrame]) -> dict[str, Any]:
    bare = {
        name: gpd.GeoDataFrame(tables[name], geometry=[None] * len(tables[name]), crs=WGS84)
        for name in ("units", "districts")
    }
    return bare | {"backdrop": no_backdrop(), "demand": None}


def _read_layer(
    path: Path, id_column: str, region: Region, problems: list[Problem], layer: str = ""
) -> gpd.GeoDataFrame:
    try:
        polygons = read_polygons(path, id_column, region.crs, layer)
    except DataError as error:
        problems += error.problems
        return gpd.GeoDataFrame({id_column: []}, geometry=[], crs=WGS84).astype({id_column: "str"})
    problems += validation.check_extent(str(path), polygons, id_column, region.bounds)
    return polygons


def _same_ids(
    path: Path, polygons: gpd.GeoDataFrame, key: str, table: pd.DataFrame, file: str
) -> Iterator[Problem]:
    """Yield the ids that differ; none if there are no polygons, which is told already."""
    if len(polygons):
        yield from validation.check_same_ids(str(path), polygons[key], key, table[key], file)


def _read_backdrop(project: Project, problems: list[Problem]) -> gpd.GeoDataFrame:
    path = project.table("backdrop.geojson")
    if not path.exists():
        return no_backdrop()
    try:
        return read_backdrop(path)
    except DataError as error:
        problems += error.problems
        return no_backdrop()


def _read_demand(
    project: Project, units: pd.DataFrame, problems: list[Problem]
) -> pd.DataFrame | None:
    path = project.table(DEMAND.file)
    if not path.exists():
        return None
    try:
        points = read_plain_table(path, DEMAND, "Build it with `poliskarta boundaries`.")
    except DataError as error:
        problems += error.problems
        return None
    remedy = f"Build it again with `poliskarta boundaries`, or add the unit to {UNITS.file}."
    strangers = sorted(set(points["unit_id"]) - set(units["unit_id"])) if len(units) else []
    problems += [
        Problem(str(path), None, "unit_id", value, "no such unit", remedy) for value in strangers
    ]
    return points
