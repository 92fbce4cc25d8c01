"""The analysis, composed: a survey → figures of every district and of the region, and layers."""

from __future__ import annotations

import logging
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
import shapely

from poliskarta.coverage.assignment import (
    assign_demand,
    assign_districts,
    select_fixed,
    summarize_districts,
)
from poliskarta.coverage.data_quality import weigh_certainty
from poliskarta.coverage.demand import build_demand, populate, read_points, summarize_errors
from poliskarta.coverage.indicators import (
    add_indicators,
    count_not_placed,
    measure_access,
    sum_up_region,
)
from poliskarta.coverage.method_cards import Method, fill_methods, find_facts, read_methods
from poliskarta.coverage.service_areas import (
    build_distance_bands,
    build_service_areas,
    draw_demand,
    select_underserved,
)
from poliskarta.geocoding.placement import place_offices
from poliskarta.project.csv_tables import empty_table, read_table
from poliskarta.project.dataset import Layers, Tables, read_layers, read_tables
from poliskarta.project.folder import Project
from poliskarta.project.schema import CERTAINTIES, DEMAND, DEMAND_ERRORS, UNDERSERVED_KM, WGS84


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


log = logging.getLogger("poliskarta")


@dataclass(frozen=True)
class Analysis:
    """What a survey amounts to.

    `districts` are the survey's with their indicators (EPSG:4326); `region` the same figures for
    all of them; `demand` the points that were measured (see `coverage.assign_demand`); `fixed`
    the offices that they were measured to (see `coverage.select_fixed`).
    """

    districts: gpd.GeoDataFrame
    region: pd.Series
    demand: pd.DataFrame
    fixed: pd.DataFrame


def analyse(survey: Survey, demand: pd.DataFrame) -> Analysis:
    """Return the analysis of `survey` for `demand`, as `demand_of` or `demand.read_demand` has it.

    Pure: reads no file. Demand outside every district counts nowhere; a warning says how much.
    """
    region = survey.tables.region
    fixed = select_fixed(survey.offices, region)
    assigned = assign_demand(demand, survey.districts, fixed, region)
    _warn_of_strays(assigned)
    by_district, overall = measure_access(assigned, fixed)
    not_placed = count_not_placed(survey.offices, survey.units, survey.districts)
    certainty, weakest = weigh_certainty(
        survey.districts, survey.units, survey.offices, survey.tables.sources
    )
    districts = add_indicators(survey.districts, certainty, by_district, not_placed, region)
    unplaced = int((~survey.offices["placed"]).sum())
    figures = {"offices_not_placed": unplaced} | weakest | overall.to_dict()
    return Analysis(districts, sum_up_region(survey.districts, figures, region), assigned, fixed)


def demand_of(project: Project, survey: Survey) -> pd.DataFrame:
    """Return the project's estimated demand: the points of demand.csv with the units' population.

    A project without that file gets points spread over the land of each unit as a whole.

    Raises DataError when the file isn't as it was built.
    """
    path = project.table(DEMAND.file)
    points = read_points(path) if path.exists() else _points_of_units(survey)
    return populate(points, survey.units)


def draw_layers(
    survey: Survey, analysis: Analysis, beyond_km: int = UNDERSERVED_KM
) -> dict[str, gpd.GeoDataFrame]:
    """Return the layers of schema.ANALYSIS_LAYERS, EPSG:4326, in that order.

    Land is the backdrop's; where the project has none, all that the districts cover.
    """
    region, fixed, demand = survey.tables.region, analysis.fixed, analysis.demand
    land = land_of(survey)
    bands = build_distance_bands(demand, fixed, survey.districts, land, region)
    return {
        "region": draw_region(survey, analysis),
        "service_areas": build_service_areas(demand, fixed, land, region),
        "distance_bands": bands,
        "underserved": select_underserved(bands, beyond_km, region),
        "demand": draw_demand(demand, region),
    }


def draw_region(survey: Survey, analysis: Analysis) -> gpd.GeoDataFrame:
    """Return the whole region as a layer: one row, EPSG:4326, MultiPolygon.

    Columns: `region_id`, `name` (localised), and each figure of the districts, here of all of
    them together, in the same order.
    """
    region, districts = survey.tables.region, analysis.districts
    first, *others = region.languages
    names = {"name": region.place[first]}
    names |= {f"name_{language}": region.place.get(language, "") for language in others}
    known = [name for name in districts["oldest_source"] if name]
    figures = analysis.region.to_dict() | {
        "weakest_certainty": max(districts["weakest_certainty"], key=CERTAINTIES.index),
        "oldest_source": min(known, default=""),
    }
    columns = {name: [figures[name]] for name in districts if name in figures}
    whole = [name for name in columns if pd.api.types.is_integer_dtype(districts[name])]
    row = pd.DataFrame({"region_id": [region.id]} | {name: [text] for name, text in names.items()})
    row = row.join(pd.DataFrame(columns).astype(dict.fromkeys(whole, "int64")))
    shape = shapely.union_all(districts.geometry.array)
    parts = shapely.normalize(shapely.multipolygons(shapely.get_parts(shape)))
    return gpd.GeoDataFrame(row, geometry=[parts], crs=districts.crs).to_crs(WGS84)


def describe_methods(project: Project, survey: Survey) -> tuple[Method, ...]:
    """Return the method cards, filled in with the project's CRS, years, sources and errors."""
    tables, path = survey.tables, project.table(DEMAND_ERRORS.file)
    errors = read_table(path, DEMAND_ERRORS) if path.exists() else empty_table(DEMAND_ERRORS)
    facts = find_facts(tables.region, tables.units, tables.sources, summarize_errors(errors))
    return fill_methods(read_methods(), facts, tables.region.kind_ids)


def land_of(survey: Survey) -> shapely.Geometry:
    """Return the land of the region that the map shows, in the region's CRS."""
    crs, backdrop = survey.tables.region.crs, survey.backdrop
    land = backdrop[backdrop["kind"] == "land"]
    if "inside" in land:
        land = land[land["inside"].astype(bool)]
    shapes = shapely.make_valid(land.geometry.to_crs(crs).array)
    shown = shapes[0] if len(shapes) == 1 else shapely.union_all(shapes)  # one takes time, too
    if "inside" in land and not land.empty:
        return shown
    districts = shapely.union_all(survey.districts.geometry.to_crs(crs).array)
    return districts if land.empty else shapely.intersection(shown, districts)


def _points_of_units(survey: Survey) -> pd.DataFrame:
    log.info("no data/demand.csv: the population is spread evenly over the land of each unit")
    units = survey.units.to_crs(survey.tables.region.crs)
    areas = units[["unit_id", "geometry"]].assign(area_id=units["unit_id"])
    return build_demand(areas, land_of(survey))


def _warn_of_strays(demand: pd.DataFrame) -> None:
    strays = demand["district_id"].to_numpy(dtype=object) == ""
    if strays.any():
        share = demand.loc[strays, "population"].sum() / demand["population"].sum()
        log.warning(
            "%d of %d points of the demand lie in no district and don't count: %.2f %% of it",
            strays.sum(),
            len(demand),
            100 * share,
        )
