"""An OpenStreetMap extract → what people orient by in it, still in full detail.

Which tags mean what is OpenStreetMap's: https://wiki.openstreetmap.org/wiki/Map_features.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from poliskarta.background.ranks import (
    AREA_RANK,
    STATION_RANK,
    merge_places,
    points_inside,
    rank_settlements,
)
from poliskarta.errors import missing_packages, require_no_problems
from poliskarta.project.background import OPENSTREETMAP
from poliskarta.project.bounds import box_of
from poliskarta.project.files import understood
from poliskarta.project.region import Region
from poliskarta.project.schema import WGS84

if TYPE_CHECKING:
    import osmium

LICENCE = "ODbL 1.0"

# The kind of each, and how readily it is left out when there is no room: 1 last, 3 first.
_LINES = {
    ("highway", "motorway"): ("motorway", 1),
    ("highway", "trunk"): ("road", 1),
    ("highway", "primary"): ("road", 2),
    ("highway", "secondary"): ("road", 3),
    ("railway", "rail"): ("rail", 1),
    ("railway", "light_rail"): ("rail", 1),
    ("railway", "narrow_gauge"): ("rail", 2),
    ("railway", "tram"): ("rail", 2),
    ("railway", "subway"): ("metro", 1),
}
_AREAS = {
    ("natural", "water"): "water",
    ("landuse", "reservoir"): "water",
    ("waterway", "riverbank"): "water",
    ("natural", "wood"): "green",
    ("landuse", "forest"): "green",
    ("leisure", "park"): "green",
}

# The kind of each place, and its rank where nobody says how many live there.
_PLACES = {
    "city": ("settlement", 2),
    "town": ("settlement", 3),
    "village": ("settlement", 5),
    "hamlet": ("settlement", AREA_RANK),
    "borough": ("area", 4),
    "suburb": ("area", 4),
    "quarter": ("area", AREA_RANK),
    "neighbourhood": ("area", AREA_RANK),
    "island": ("area", STATION_RANK),
}
_STATIONS = {"station", "halt"}
_KEYS = ("highway", "railway", "natural", "landuse", "waterway", "leisure", "place")
# Mappers group the thousands in several ways, and some add a year.
_NUMBER = re.compile(r"\d{1,3}(?:[ .,'\u00a0\u202f]\d{3})+(?!\d)|\d+")


@dataclass(frozen=True)
class Extract:
    """What an extract holds within a region's bounds, unsimplified.

    `lines` (lines, EPSG:4326) have `kind` and `importance`, 1 to 3; `areas` (polygons) `kind`;
    `places` the columns of background_places.csv. `date` is that of the extract, "" if unknown.
    """

    lines: gpd.GeoDataFrame
    areas: gpd.GeoDataFrame
    places: pd.DataFrame
    date: str


def read_extract(path: Path, region: Region) -> Extract:
    """Return what lies within the region's bounds, cut at them.

    Roads from secondary ones up, railways but for yards and sidings, water, woods and parks,
    places and stations with a name, which is that in the region's first language if the map has
    one. Ways with nodes that aren't in the extract are taken as far as they go.

    Raises DataError when osmium isn't installed or can't read `path`.
    """
    found = _Found()
    require_no_problems(missing_packages(str(path), "osm", ["osmium"]))
    remedy = "Give a file of OpenStreetMap's data: .osm.pbf, .osm.bz2 or .osm."
    with understood(path, "not a readable extract", remedy):
        date = found.read(path)
    box = box_of(region.bounds)
    lines = gpd.GeoDataFrame(
        found.lines, columns=["kind", "importance", "geometry"], geometry="geometry", crs=WGS84
    )
    areas = gpd.GeoDataFrame(
        found.areas, columns=["kind", "geometry"], geometry="geometry", crs=WGS84
    )
    places = _table_of_places(found.places, region, box, date)
    return Extract(_cut(lines, box), _cut(areas, box), places, date)


@dataclass
class _Found:
    """The features of an extract, in its order."""

    lines: list[tuple[str, int, shapely.Geometry]] = field(default_factory=list)
    areas: list[tuple[str, shapely.Geometry]] = field(default_factory=list)
    places: list[dict[str, Any]] = field(default_factory=list)

    def read(self, path: Path) -> str:
        """Fill the lists from `path`; return its date."""
        import osmium  # noqa: PLC0415  # an extra

        wanted = osmium.filter.KeyFilter(*_KEYS)
        features = osmium.FileProcessor(str(path)).with_areas(wanted).with_filter(wanted)
        date = features.header.get("osmosis_replication_timestamp")[:10]
        for feature in features:
            tags = dict(feature.tags)
            if feature.is_node():
                self._add_place(feature, tags)
            elif feature.is_way():
                self._add_line(feature, tags)
            elif feature.is_area():
                self._add_area(feature, tags)
        return date

    def _add_place(self, node: osmium.osm.Node, tags: Mapping[str, str]) -> None:
        kind = _place_kind(tags)
        if kind and tags.get("name"):
            at = {"latitude": node.lat, "longitude": node.lon}
            self.places.append({"tags": tags, "kind": kind, "id": f"osm:node/{node.id}"} | at)

    def _add_line(self, way: osmium.osm.Way, tags: Mapping[str, str]) -> None:
        known = [_LINES[item] for item in tags.items() if item in _LINES]
        if not known or "service" in tags:
            return
        points = [(node.lon, node.lat) for node in way.nodes if node.location.valid()]
        if len(points) > 1:
            self.lines.append((*known[0], shapely.LineString(points)))

    def _add_area(self, area: osmium.osm.Area, tags: Mapping[str, str]) -> None:
        known = [_AREAS[item] for item in tags.items() if item in _AREAS]
        if known:
            self.areas.append((known[0], shapely.union_all([*_polygons_of(area)])))


def _polygons_of(area: osmium.osm.Area) -> Iterator[shapely.Geometry]:
    for outer in area.outer_rings():
        holes = [_ring(inner) for inner in area.inner_rings(outer)]
        yield shapely.make_valid(shapely.Polygon(_ring(outer), holes))


def _ring(nodes: Sequence[Any]) -> list[tuple[float, float]]:
    return [(node.lon, node.lat) for node in nodes]


def _place_kind(tags: Mapping[str, str]) -> tuple[str, int] | None:
    if tags.get("railway") in _STATIONS:
        return "station", STATION_RANK
    return _PLACES.get(tags.get("place", ""))


def _table_of_places(
    found: list[dict[str, Any]], region: Region, box: shapely.Geometry, date: str
) -> pd.DataFrame:
    rows = pd.DataFrame(
        {
            "latitude": [place["latitude"] for place in found],
            "longitude": [place["longitude"] for place in found],
            "kind": [place["kind"][0] for place in found],
            "_rank": [str(place["kind"][1]) for place in found],
            "population": [_population(place["tags"]) for place in found],
            "source_id": [place["id"] for place in found],
        }
        | _names([place["tags"] for place in found], region.languages)
    ).astype({"latitude": "float64", "longitude": "float64", "population": "float64"})
    told = (rows["kind"] == "settlement") & rows["population"].notna()
    rank = rank_settlements(rows["population"]).where(told, rows["_rank"])
    rows = rows.drop(columns="_rank").assign(
        rank=rank, source=OPENSTREETMAP, source_date=date, licence=LICENCE
    )
    return merge_places([points_inside(rows, box)], region.crs)


def _names(tags: list[dict[str, str]], languages: Sequence[str]) -> dict[str, list[str]]:
    """Return the column of names, and one for each further language that any place has."""
    first, *others = languages
    columns = {"name": [each.get(f"name:{first}", each["name"]) for each in tags]}
    for language in others:
        names = [each.get(f"name:{language}", "") for each in tags]
        if any(names):
            columns[f"name_{language}"] = names
    return columns


def _population(tags: Mapping[str, str]) -> float:
    """Return the inhabitants: the first number that is said; NaN if none is."""
    found = _NUMBER.search(tags.get("population", ""))
    return float(re.sub(r"\D", "", found[0])) if found else float("nan")


def _cut(layer: gpd.GeoDataFrame, box: shapely.Geometry) -> gpd.GeoDataFrame:
    """Return what of `layer` lies in `box`, as single parts of its own dimension."""
    shapes = np.asarray(layer.geometry.array)
    dimension = shapely.get_dimensions(shapes).max(initial=0)
    inside = layer.set_geometry(shapely.intersection(shapes, box), crs=WGS84)
    parts = inside[~inside.is_empty].explode(ignore_index=True)
    return parts[shapely.get_dimensions(np.asarray(parts.geometry.array)) == dimension]
