"""The analysis, composed: a dataset → placed offices → figures of every district, and layers."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from poliskarta.coverage.assignment import (
    assign_demand,
    assign_districts,
    count_not_placed,
    select_facilities,
    summarize_districts,
)
from poliskarta.coverage.data_quality import weigh_certainty
from poliskarta.coverage.demand import build_demand, populate, spread_land
from poliskarta.coverage.demand_weights import known_areas
from poliskarta.coverage.indicators import (
    add_indicators,
    measure_access,
    measure_land,
    sum_up_region,
)
from poliskarta.coverage.intervals import add_intervals
from poliskarta.coverage.method_cards import Method, describe_methods
from poliskarta.coverage.own_demand import OwnDemand, describe_own
from poliskarta.coverage.position_ranges import may_lie_in
from poliskarta.coverage.service_areas import (
    build_distance_bands,
    build_service_areas,
    draw_demand,
    select_underserved,
)
from poliskarta.coverage.unknown_columns import is_mute, unknown_columns
from poliskarta.coverage.water_crossing import mark_obstacles
from poliskarta.coverage.ways import MINUTES, FindWays, Ways, follow_ways, measure_minutes
from poliskarta.geocoding.placement import place_offices
from poliskarta.project.dataset import Dataset
from poliskarta.project.indicators import DECIMALS, LOW95
from poliskarta.project.layer_types import ANALYSIS_LAYERS, LAYERS
from poliskarta.project.polygon_repair import unite
from poliskarta.project.region import Region
from poliskarta.project.schema import WGS84
from poliskarta.project.vocabularies import CERTAINTIES

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

    @property
    def is_exact(self) -> bool:
        """Whether each office that is placed stands just where its point is."""
        return not (self.offices.loc[self.offices["placed"].astype(bool), "radius_m"] > 0).any()


@dataclass(frozen=True)
class Analysis:
    """What a dataset amounts to.

    `districts` are those of `located` with their indicators (EPSG:4326); `totals` the same
    figures for all of them; `demand` the points that were measured (see `assign_demand`);
    `facilities` the offices that they were measured to (see `select_facilities`); `methods` the
    cards that explain the figures; `own_demand` the people of a user's own that were measured,
    None of the project's estimate.
    """

    located: Located
    districts: gpd.GeoDataFrame
    totals: pd.Series
    demand: pd.DataFrame
    facilities: pd.DataFrame
    methods: tuple[Method, ...]
    own_demand: OwnDemand | None = None

    @property
    def has_people(self) -> bool:
        """Whether people were measured; land, where nobody knows how many live there."""
        return "population" in self.demand

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

        They are those of `LAYERS` and `ANALYSIS_LAYERS` in layer_types, in that order. The latter
        are drawn anew, which takes longer than everything else. Columns that a table's file
        lacks, and where nothing is known, are left out. So are, unless `names` has them, stops
        where no kind of office is mobile, and units that say no more than their districts, whose
        names districts don't list then.
        """
        drawn = draw_layers(self, names=names)
        plain = {
            "offices": self.located.offices,
            "stops": self.located.stops,
            "districts": self.districts,
            "units": self.located.units,
        }
        absent = self.dataset.absent
        plain = {name: _without(plain[name], absent.get(name, ())) for name in LAYERS}
        if not self.dataset.has_units:
            plain["districts"] = plain["districts"].drop(columns="units")
        both = plain | drawn
        wanted = names if names is not None else both.keys() - self._without_content()
        return {name: layer for name, layer in both.items() if name in wanted}

    def _without_content(self) -> set[str]:
        silent = set() if self.dataset.has_units else {"units"}
        has_stops = any(not kind.fixed for kind in self.region.kinds) or len(self.located.stops)
        return silent if has_stops else silent | {"stops"}

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


def analyse(
    located: Located,
    demand: pd.DataFrame | OwnDemand | None = None,
    find_ways: FindWays | None = None,
) -> Analysis:
    """Return the analysis of `located` for `demand`: the project's estimate if none is given.

    Distances are straight lines, unless `find_ways` finds others; the region knows then that they
    are `by_ways`, so that all words say so. In minutes there are the figures of `measure_minutes`.
    `demand` is what `estimate_demand` or `read_own_demand` returns. Pure: reads no file of data/.
    Demand outside every district counts nowhere; a warning says how much.
    """
    region, districts, units = located.region, located.districts, located.units
    own = demand if isinstance(demand, OwnDemand) else None
    estimate = estimate_demand(located.dataset) if demand is None else demand
    people = own.points if own else estimate
    facilities = select_facilities(located.offices, region)
    assigned = assign_demand(people, districts, facilities, region)
    ways = find_ways(assigned, facilities) if find_ways else None
    if ways:
        located = _by_ways(located, ways)
        region = located.region
        assigned = follow_ways(assigned, facilities, ways)
    elif "population" in people:
        assigned = mark_obstacles(assigned, facilities, located.dataset)
    _warn_of_strays(assigned)
    _warn_of_unplaced(located)
    by_district, overall = _measure(assigned, facilities, located, ways)
    if demand is None and not ways:  # of others' people nobody knows how wrong they are
        measured = (by_district, overall, assigned, facilities)
        by_district, overall = add_intervals(*measured, located.dataset)
    not_placed = count_not_placed(located.offices, units, districts)
    certainty, weakest = weigh_certainty(districts, units, located.offices, located.dataset.sources)
    unplaced = int((~located.offices["placed"]).sum())
    figures = {"offices_not_placed": unplaced} | weakest | overall.to_dict()
    full = add_indicators(districts, certainty, by_district, not_placed, region)
    totals = sum_up_region(districts, figures, region)
    if full.get("land_km2", pd.Series(np.nan)).isna().all():
        full, totals = _with_areas(full, totals, located.dataset)
    unknown = unknown_columns(full, located.offices, located.dataset, assigned)
    known = full.drop(columns=unknown)
    facts = describe_own(own, assigned, region.words) if own else None
    has = {"of_people": "population" in people, "exact": located.is_exact}
    has["simulated"] = any(name.endswith(LOW95) for name in known)
    cards = describe_methods(located.dataset, own=facts, **has)
    told = known if unplaced else known.drop(columns="offices_not_placed", errors="ignore")
    methods = tuple(card for card in cards if not is_mute(card, told, by_ways=bool(ways)))
    of_all = totals.drop(unknown, errors="ignore")
    return Analysis(located, known, of_all, assigned, facilities, methods, own)


def _with_areas(
    districts: gpd.GeoDataFrame, totals: pd.Series, dataset: Dataset
) -> tuple[gpd.GeoDataFrame, pd.Series]:
    """Return both with `area_km2`, the land on the map, where nobody says how much there is."""
    shapes = districts.geometry.to_crs(dataset.region.crs).array
    land_km2 = shapely.area(shapely.intersection(shapes, land_of(dataset))) / 1e6
    area_km2 = land_km2.round(DECIMALS["km²"])
    columns = districts.drop(columns="geometry").assign(area_km2=area_km2)
    full = gpd.GeoDataFrame(columns, geometry=districts.geometry)[[*districts, "area_km2"]]
    total = pd.Series({"area_km2": round(float(area_km2.sum()), DECIMALS["km²"])})
    return full, pd.concat([totals, total])


def _without(layer: gpd.GeoDataFrame, absent: Collection[str]) -> gpd.GeoDataFrame:
    """Return `layer` without those of `absent` columns that say nothing in any row."""
    named = {"own_district_id" if name == "district_id" else name for name in absent}
    empty = [n for n in named if n in layer and (layer[n].isna() | (layer[n] == "")).all()]
    return layer.drop(columns=empty)


def _by_ways(located: Located, ways: Ways) -> Located:
    """Return `located` with a region that says of its distances that they aren't straight."""
    dataset = located.dataset
    region = replace(dataset.region, by_ways=ways.source, by_network=ways.network)
    return replace(located, dataset=replace(dataset, region=region))


def _measure(
    assigned: pd.DataFrame, facilities: pd.DataFrame, located: Located, ways: Ways | None
) -> tuple[pd.DataFrame, pd.Series]:
    if ways and ways.unit == MINUTES:
        return measure_minutes(assigned)
    measure, region = measure_access if "population" in assigned else measure_land, located.region
    if ways:
        return measure(assigned, facilities, region.limits, ways.within)
    reach = may_lie_in(facilities, located.districts, region)
    return measure(assigned, facilities, region.limits, reach=reach)


def estimate_demand(dataset: Dataset) -> pd.DataFrame:
    """Return the project's estimated demand: its points with the units' population.

    A project without points gets some, spread over the land of each unit as a whole. One that
    doesn't know how many people live anywhere gets points of its districts' land instead: with
    `land_km2`, the land that each stands for, and without any population.
    """
    if not dataset.has_population:
        return spread_land(_areas_of(dataset.districts, "district_id", dataset), land_of(dataset))
    if dataset.demand is not None:
        return populate(dataset.demand, dataset.units, known_areas(dataset))
    log.info("no data/demand.csv: the population is spread evenly over the land of each unit")
    areas = _areas_of(dataset.units, "unit_id", dataset)
    return populate(build_demand(areas, land_of(dataset)), dataset.units)


def _areas_of(polygons: gpd.GeoDataFrame, key: str, dataset: Dataset) -> gpd.GeoDataFrame:
    projected = polygons.to_crs(dataset.region.crs)
    named = {"area_id": projected[key], "unit_id": projected[key]}
    return projected[["geometry"]].assign(**named)


def draw_layers(
    analysis: Analysis,
    beyond_km: float | None = None,
    names: Collection[str] | None = None,
) -> dict[str, gpd.GeoDataFrame]:
    """Return the layers of ANALYSIS_LAYERS, EPSG:4326, in that order, or those of `names`.

    `beyond_km` is a limit of the region's bands, that of `Limits.beyond_km` if None. Land is the
    backdrop's; where the project has none, all that the districts cover.
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
        "underserved": lambda: select_underserved(
            bands, beyond_km or region.limits.beyond_km, region
        ),
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
    figures = analysis.totals.to_dict()
    if "oldest_source" in districts:
        figures["oldest_source"] = min(filter(None, districts["oldest_source"]), default="")
    if "weakest_certainty" in districts:
        known = filter(None, districts["weakest_certainty"])
        figures["weakest_certainty"] = max(known, key=CERTAINTIES.index, default="")
    columns = {name: [figures[name]] for name in districts if name in figures}
    whole = [name for name in columns if pd.api.types.is_integer_dtype(districts[name])]
    row = pd.DataFrame({"region_id": [region.id]} | {name: [text] for name, text in names.items()})
    row = row.join(pd.DataFrame(columns).astype(dict.fromkeys(whole, "int64")))
    shape = unite(np.asarray(districts.geometry.array), tiling=False)
    parts = [part for part in shapely.get_parts(shape) if part.area > 0]  # where corners meet
    whole_area = shapely.normalize(shapely.multipolygons(parts))
    return gpd.GeoDataFrame(row, geometry=[whole_area], crs=districts.crs).to_crs(WGS84)


def land_of(dataset: Dataset) -> shapely.Geometry:
    """Return the land of the region that the map shows, in the region's CRS."""
    crs, backdrop = dataset.region.crs, dataset.backdrop
    land = backdrop[backdrop["kind"] == "land"]
    if "inside" in land:
        land = land[land["inside"].astype(bool)]
    shapes = shapely.make_valid(land.geometry.to_crs(crs).array)
    shown = shapes[0] if len(shapes) == 1 else unite(shapes, tiling=False)  # one takes time, too
    if "inside" in land and not land.empty:
        return shown
    districts = unite(np.asarray(dataset.districts.geometry.to_crs(crs).array), tiling=False)
    return districts if land.empty else shapely.intersection(shown, districts)


def _warn_of_strays(demand: pd.DataFrame) -> None:
    strays = demand["district_id"].to_numpy(dtype=object) == ""
    if strays.any():
        weight = demand["population" if "population" in demand else "land_km2"]
        share = weight[strays].sum() / weight.sum()
        log.warning(
            "%d of %d points of the demand lie in no district and don't count: %.2f %% of it",
            strays.sum(),
            len(demand),
            100 * share,
        )


# So many offices without a point, and every distance is in doubt.
_FEW_PLACED = 0.75


def _warn_of_unplaced(located: Located) -> None:
    fixed = located.offices[located.offices["kind"].isin(located.region.fixed_kinds)]
    placed = int(fixed["placed"].sum())
    if placed < _FEW_PLACED * len(fixed):
        log.warning(
            "%d of %d offices have no known place: distances count only from those that have",
            len(fixed) - placed,
            len(fixed),
        )
