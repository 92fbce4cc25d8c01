"""Small statistical areas, land and water → units, districts, the backdrop and place names.

Run when the sources change, not for every map. What the sources are, and how far each can be
trusted, stands in data/README.md; how land is drawn, in `shoreline`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from poliskarta.boundaries.demand_accuracy import measure_errors
from poliskarta.boundaries.place_names import rebuild_gazetteer
from poliskarta.boundaries.shoreline import DECIMALS as BACKDROP_DECIMALS
from poliskarta.boundaries.shoreline import (
    Generalisation,
    LandSources,
    Shoreline,
    combine_sources,
    draw_backdrop,
    merge_land,
)
from poliskarta.boundaries.statistical_areas import assign_units, read_areas, read_channels
from poliskarta.coverage.demand import build_demand
from poliskarta.coverage.demand_weights import known_areas
from poliskarta.errors import DataError, Problem, require_no_problems
from poliskarta.project.csv_tables import write_table
from poliskarta.project.dataset import Dataset, read_dataset
from poliskarta.project.folder import Project
from poliskarta.project.region import BoundarySources, Region
from poliskarta.project.schema import DEMAND, DEMAND_ERRORS, DISTRICTS, GAZETTEER, UNITS, WGS84
from poliskarta.project.vector_files import read_geometries, write_geojson

_DECIMALS = 6


@dataclass(frozen=True)
class BoundaryFiles:
    """The input files of one build; all but `areas` may be missing.

    `land` is the land that is measured on, once `water` is taken out of it; `coast` is land
    with its lakes filled in, which bounds the sea (see `shoreline.LandSources`). For the
    picture only: `shorelines` are further sources of land, `channels` names pairs of areas
    whose border runs in water.
    """

    areas: Path
    area_units: Path | None
    land: Path | None
    water: Path | None
    shorelines: tuple[Path, ...]
    channels: Path | None
    coast: Path | None = None


@dataclass(frozen=True)
class Boundaries:
    """What is built: layers EPSG:4326, and the gazetteer with its area rows made anew."""

    units: gpd.GeoDataFrame
    districts: gpd.GeoDataFrame
    backdrop: gpd.GeoDataFrame
    gazetteer: pd.DataFrame


def find_files(
    project: Project,
    sources: BoundarySources | None,
    *,
    areas: Path | None = None,
    land: Path | None = None,
    water: Path | None = None,
    shoreline: Path | None = None,
) -> BoundaryFiles:
    """Return the files to build from: those of region.toml but for the ones named here.

    `land` stands in for the `coast` of region.toml, too. `shoreline` is a better source of land
    polygons: it is then the only one, for the picture and for measuring alike.

    Raises DataError when region.toml has no [boundaries].
    """
    sources = _require(sources)

    def known(name: str) -> Path | None:
        return project.table(name) if name else None

    areas = areas or project.table(sources.areas)
    area_units = known(sources.area_units)
    if shoreline:
        return BoundaryFiles(areas, area_units, shoreline, None, (), None)
    shorelines = tuple(project.table(name) for name in sources.shorelines)
    coast = None if land else known(sources.coast)
    land, water = land or known(sources.land), water or known(sources.water)
    return BoundaryFiles(areas, area_units, land, water, shorelines, known(sources.channels), coast)


def build_boundaries(
    region: Region,
    files: BoundaryFiles,
    units: pd.DataFrame,
    districts: pd.DataFrame,
    gazetteer: pd.DataFrame,
) -> Boundaries:
    """Return the layers and place names that follow from `files` and the three tables.

    Units are sorted by unit_id (unit_id, name, district_id, municipality_code), districts by
    district_id (district_id, name). Both are valid coverages with the very same edges, at six
    decimals. For the backdrop see `shoreline.draw_backdrop`, for the place names
    `place_names.rebuild_gazetteer`. Where no land is known, all that the areas cover is land.

    Raises DataError with every problem: areas without a unit or with an unknown one, units
    without areas, districts without units, areas that overlap, files that can't be read.
    """
    sources = _require(region.boundaries)
    areas = read_areas(files.areas, sources, region.crs)
    areas["unit_id"] = assign_units(areas, units, files.areas, files.area_units)
    require_no_problems(_district_problems(units, districts))
    layer = build_units(areas, units, sources.simplify_m)
    shoreline = read_shoreline(files, region, areas, sources.channel_m)
    settings = Generalisation(
        sources.backdrop_simplify_m,
        sources.smallest_island_km2 * 1e6,
        sources.smallest_lake_km2 * 1e6,
    )
    return Boundaries(
        layer,
        build_districts(layer, districts),
        draw_backdrop(shoreline, layer, region.bounds, settings),
        rebuild_gazetteer(gazetteer, areas, shoreline, sources),
    )


def write_boundaries(project: Project, boundaries: Boundaries) -> None:
    """Write the GeoJSON files and gazetteer.csv into the data folder, each atomically.

    Where no land is known there is no backdrop: an old one is removed.
    """
    write_geojson(project.table("units.geojson"), boundaries.units, _DECIMALS)
    write_geojson(project.table("districts.geojson"), boundaries.districts, _DECIMALS)
    if len(boundaries.backdrop):
        write_geojson(project.table("backdrop.geojson"), boundaries.backdrop, BACKDROP_DECIMALS)
    else:  # of no land nothing is drawn
        project.table("backdrop.geojson").unlink(missing_ok=True)
    write_table(project.table(GAZETTEER.file), GAZETTEER, boundaries.gazetteer)


def build_units(
    areas: gpd.GeoDataFrame, units: pd.DataFrame, tolerance_m: float
) -> gpd.GeoDataFrame:
    """Return one polygon a unit, EPSG:4326, simplified so that neighbours go on sharing edges."""
    merged = areas.dissolve("unit_id", method="coverage").geometry
    simple = shapely.coverage_simplify(merged.array, tolerance_m)
    degrees = gpd.GeoSeries(simple, index=merged.index, crs=areas.crs).to_crs(WGS84)
    shapes = shapely.normalize(shapely.transform(degrees.array, lambda xy: xy.round(_DECIMALS)))
    columns = ["name", "district_id", "municipality_code"]
    table = units.set_index("unit_id")[columns].reindex(merged.index).reset_index()
    return gpd.GeoDataFrame(table, geometry=shapes, crs=WGS84)


def build_districts(units: gpd.GeoDataFrame, districts: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return one polygon a district, EPSG:4326, made of the very edges of `units`."""
    merged = units.dissolve("district_id", method="coverage").geometry
    names = districts.set_index("district_id")["name"].reindex(merged.index).reset_index()
    return gpd.GeoDataFrame(names, geometry=shapely.normalize(merged.array), crs=WGS84)


def read_shoreline(
    files: BoundaryFiles, region: Region, areas: gpd.GeoDataFrame, channel_m: float
) -> Shoreline | None:
    """Return what `files` say of land around `areas`, in the region's CRS; None if nothing.

    Channels are drawn `channel_m` wide: a symbol, as a road's is on a map.
    """
    lines = read_channels(files.channels, areas) if files.channels else shapely.LineString()
    sources = LandSources(
        land=_read_land(files.land, region.crs) if files.land else None,
        water=_read_land(files.water, region.crs) if files.water else None,
        others=[_read_land(path, region.crs) for path in files.shorelines],
        channels=shapely.buffer(lines, channel_m / 2),
        coast=_read_land(files.coast, region.crs) if files.coast else None,
    )
    return combine_sources(sources, areas.geometry, region.bounds)


def _read_land(path: Path, crs: str) -> shapely.Geometry:
    shapes = read_geometries(path).to_crs(crs)
    polygons = shapes[shapes.geom_type.isin(["Polygon", "MultiPolygon"])]
    if polygons.empty:
        remedy = "Give a layer of polygons."
        raise DataError([Problem(str(path), None, None, None, "holds no polygons", remedy)])
    return merge_land(polygons)


def _require(sources: BoundarySources | None) -> BoundarySources:
    if sources is None:
        remedy = "Add it, or draw units.geojson and districts.geojson by other means."
        raise DataError(
            [Problem("region.toml", None, "boundaries", None, "the table is missing", remedy)]
        )
    return sources


def _district_problems(units: pd.DataFrame, districts: pd.DataFrame) -> list[Problem]:
    unknown = units[~units["district_id"].isin(districts["district_id"])]["district_id"]
    bare = districts[~districts["district_id"].isin(units["district_id"])]["district_id"]
    add, name = f"Add it to {DISTRICTS.file}.", f"Name its units in {UNITS.file}."
    problems = [
        Problem(UNITS.file, row, "district_id", value, "no such district", add)
        for row, value in unknown.items()
    ]
    return problems + [
        Problem(DISTRICTS.file, row, "district_id", value, "no unit belongs to it", name)
        for row, value in bare.items()
    ]


def rebuild_demand(dataset: Dataset, files: BoundaryFiles) -> list[Path]:
    """Write demand.csv and demand_errors.csv from the areas and the land of `files`; return both.

    Where no land is known, all that the areas cover is land. The same sources give the same
    bytes.

    Raises DataError with what is wrong with the files, ValueError without [boundaries] in
    region.toml.
    """
    region, sources = dataset.region, dataset.region.boundaries
    if sources is None:
        raise ValueError("region.toml has no [boundaries]: there are no areas to build from")
    areas = read_areas(files.areas, sources, region.crs)
    areas["unit_id"] = assign_units(areas, dataset.units, files.areas, files.area_units)
    # What the sources disagree about is only for the picture, and takes seconds to settle.
    without = not (files.land or files.coast)
    first = replace(files, shorelines=files.shorelines[:without], channels=None)
    shoreline = read_shoreline(first, region, areas, sources.channel_m)
    land = shoreline.land if shoreline else shapely.coverage_union_all(areas.geometry.array)
    errors = measure_errors(areas, land, dataset.units, known_areas(dataset))
    paths = [dataset.project.table(DEMAND.file), dataset.project.table(DEMAND_ERRORS.file)]
    write_table(paths[0], DEMAND, build_demand(areas, land))
    write_table(paths[1], DEMAND_ERRORS, errors)
    return paths


def rebuild_boundaries(project: Project, **files: Path | None) -> Boundaries:
    """Build and write the project's polygons, place names and demand.

    `files` are those of `find_files`. Raises DataError with what is wrong with the sources or
    with the tables of the project.
    """
    dataset = read_dataset(project, built=False)
    inputs = find_files(project, dataset.region.boundaries, **files)
    units, districts = (
        pd.DataFrame(frame.drop(columns="geometry")) for frame in (dataset.units, dataset.districts)
    )
    built = build_boundaries(dataset.region, inputs, units, districts, dataset.gazetteer)
    write_boundaries(project, built)
    rebuild_demand(dataset, inputs)
    return built
