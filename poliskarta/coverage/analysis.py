"""The analysis, composed: a dataset → placed offices → figures of every district, and layers."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import shapely

from poliskarta.coverage.assignment import (
    assign_demand,
    assign_districts,
    select_facilities,
    summarize_districts,
)
from poliskarta.coverage.data_quality import weigh_certainty
from poliskarta.coverage.demand import build_demand, populate, summarize_errors
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
from poliskarta.project.dataset import Dataset
from poliskarta.project.region import Region
from poliskarta.project.schema import ANALYSIS_LAYERS, CERTAINTIES, LAYERS, UNDERSERVED_KM, WGS84

if TYPE_CHECKING:
    import folium

log = logging.getLogger("poliskarta")


@dataclass(frozen=True)
class Located:
    """A dataset's offices and stops with place and district, and its districts summed up.

    All are EPSG:4326 and sorted by their ids; see `place_offices`, `assign_districts` and
    `summarize_districts` for their columns.
    """

    dataset: Dataset
    offices: gpd.GeoDataFrame
    stops: gpd.GeoDataFrame
    districts: gpd.GeoDataFrame

    @property
    def region(self) -> Region:
        """What makes this police force differ from others."""
        return self.dataset.region

    @property
    def units(self) -> gpd.GeoDataFrame:
        """The areal units that the districts are made of."""
        return self.dataset.units


@dataclass(frozen=True)
class Analysis:
    """What a dataset amounts to.

    `districts` are those of `located` with their indicators (EPSG:4326); `totals` the same
    figures for all of them; `demand` the points that were measured (see `assign_demand`);
    `facilities` the offices that they were measured to (see `select_facilities`); `methods` the
    cards that explain the figures.
    """

    located: Located
    districts: gpd.GeoDataFrame
    totals: pd.Series
    demand: pd.DataFrame
    facilities: pd.DataFrame
    methods: tuple[Method, ...]

    @property
    def dataset(self) -> Dataset:
        """What was read."""
        return self.located.dataset

    @property
    def region(self) -> Region:
        """What makes this police force differ from others."""
        return self.located.region

    def layers(self, names: Collection[str] | None = None) -> dict[str, gpd.GeoDataFrame]:
        """Return the layers, EPSG:4326, by name: all, or those of `names` that there are.

        They are those of schema.LAYERS and schema.ANALYSIS_LAYERS, in that order. The latter
        are drawn anew, which takes longer than everything else.
        """
        drawn = draw_layers(self, names=names)
        plain = {
            "offices": self.located.offices,
            "stops": self.located.stops,
            "districts": self.districts,
            "units": self.located.units,
        }
        both = {name: plain[name] for name in LAYERS} | drawn
        return {name: layer for name, layer in both.items() if names is None or name in names}

    def explore(
        self, column: str = "population_per_office", tiles: str | None = None
    ) -> folium.Map:
        """Return a map of one indicator to move and press, for a notebook.

        Parameters
        ----------
        column
            The indicator that districts are shaded by, a column of `districts`.
        tiles
            A background as folium takes it; none by default.

        Returns
        -------
        map
            Districts and placed offices; all texts are escaped.

        Raises
        ------
        KeyError
            When there is no such column.
        """
        from poliskarta.coverage.explore import explore  # noqa: PLC0415  # folium, a notebook's

        return explore(self.districts, self.located.offices, column, tiles)


def locate_offices(dataset: Dataset) -> Located:
    """Return the offices of `dataset` with place and district. Pure: asks no geocoder."""
    region, units = dataset.region, dataset.units
    placed = place_offices(dataset.offices, dataset.stops, dataset.geocodes, region)
    offices, stops = (assign_districts(rows, dataset.districts, units, region) for rows in placed)
    districts = summarize_districts(dataset.districts, units, offices, region)
    return Located(dataset, offices, stops, districts)


def analyse(located: Located, demand: pd.DataFrame | None = None) -> Analysis:
    """Return the analysis of `located` for `demand`: the project's estimate if none is given.

    `demand` is what `estimate_demand` or `read_demand` returns. Pure: reads no file of data/.
    Demand outside every district counts nowhere; a warning says how much.
    """
    region, districts, units = located.region, located.districts, located.units
    people = estimate_demand(located.dataset) if demand is None else demand
    facilities = select_facilities(located.offices, region)
    assigned = assign_demand(people, districts, facilities, region)
    _warn_of_strays(assigned)
    by_district, overall = measure_access(assigned, facilities)
    not_placed = count_not_placed(located.offices, units, districts)
    certainty, weakest = weigh_certainty(districts, units, located.offices, located.dataset.sources)
    unplaced = int((~located.offices["placed"]).sum())
    figures = {"offices_not_placed": unplaced} | weakest | overall.to_dict()
    return Analysis(
        located,
        add_indicators(districts, certainty, by_district, not_placed, region),
        sum_up_region(districts, figures, region),
        assigned,
        facilities,
        describe_methods(located.dataset),
    )


def estimate_demand(dataset: Dataset) -> pd.DataFrame:
    """Return the project's estimated demand: its points with the units' population.

    A project without points gets some, spread over the land of each unit as a whole.
    """
    if dataset.demand is not None:
        return populate(dataset.demand, dataset.units)
    log.info("no data/demand.csv: the population is spread evenly over the land of each unit")
    units = dataset.units.to_crs(dataset.region.crs)
    areas = units[["unit_id", "geometry"]].assign(area_id=units["unit_id"])
    return populate(build_demand(areas, land_of(dataset)), dataset.units)


def draw_layers(
    analysis: Analysis,
    beyond_km: int = UNDERSERVED_KM,
    names: Collection[str] | None = None,
) -> dict[str, gpd.GeoDataFrame]:
    """Return the layers of schema.ANALYSIS_LAYERS, EPSG:4326, in that order, or those of `names`.

    Land is the backdrop's; where the project has none, all that the districts cover.
    """
    region, facilities, demand = analysis.region, analysis.facilities, analysis.demand
    wanted = set(ANALYSIS_LAYERS if names is None else names)
    land = land_of(analysis.dataset) if wanted & _ON_LAND else None
    bands = (
        build_distance_bands(demand, facilities, analysis.located.districts, land, region)
        if wanted & {"distance_bands", "underserved"}
        else None
    )
    draw: dict[str, Callable[[], gpd.GeoDataFrame]] = {
        "region": lambda: draw_region(analysis),
        "service_areas": lambda: build_service_areas(demand, facilities, land, region),
        "distance_bands": lambda: bands,
        "underserved": lambda: select_underserved(bands, beyond_km, region),
        "demand": lambda: draw_demand(demand, region),
    }
    return {name: draw[name]() for name in ANALYSIS_LAYERS if name in wanted}


_ON_LAND = {"service_areas", "distance_bands", "underserved"}


def draw_region(analysis: Analysis) -> gpd.GeoDataFrame:
    """Return the whole region as a layer: one row, EPSG:4326, MultiPolygon.

    Columns: `region_id`, `name` (localised), and each figure of the districts, here of all of
    them together, in the same order.
    """
    region, districts = analysis.region, analysis.districts
    first, *others = region.languages
    names = {"name": region.place[first]}
    names |= {f"name_{language}": region.place.get(language, "") for language in others}
    known = [name for name in districts["oldest_source"] if name]
    figures = analysis.totals.to_dict() | {
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


def describe_methods(dataset: Dataset) -> tuple[Method, ...]:
    """Return the method cards, filled in with the project's CRS, years, sources and errors."""
    errors = summarize_errors(dataset.demand_errors)
    facts = find_facts(dataset.region, dataset.units, dataset.sources, errors)
    return fill_methods(read_methods(dataset.region.words, dataset.region.kind_ids), facts)


def land_of(dataset: Dataset) -> shapely.Geometry:
    """Return the land of the region that the map shows, in the region's CRS."""
    crs, backdrop = dataset.region.crs, dataset.backdrop
    land = backdrop[backdrop["kind"] == "land"]
    if "inside" in land:
        land = land[land["inside"].astype(bool)]
    shapes = shapely.make_valid(land.geometry.to_crs(crs).array)
    shown = shapes[0] if len(shapes) == 1 else shapely.union_all(shapes)  # one takes time, too
    if "inside" in land and not land.empty:
        return shown
    districts = shapely.union_all(dataset.districts.geometry.to_crs(crs).array)
    return districts if land.empty else shapely.intersection(shown, districts)


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
