"""Small parts for the tests of geocoding: a source of a few places, answers, the town's matcher."""

import datetime as dt
import math

import geopandas as gpd

from poliskarta.geocoding.matching import Matcher, municipality_polygons
from poliskarta.geocoding.providers import Candidate
from poliskarta.geocoding.queries import address_query, place_query
from poliskarta.project.csv_tables import read_table
from poliskarta.project.schema import GEOCODES, UNITS, WGS84

TODAY = dt.date(2020, 2, 29)

# Where the town's municipalities are: latitude and longitude well inside each.
VASTRA, NORRA, OSTRA = (59.520103, 17.669090), (59.538043, 17.670510), (59.519000, 17.703800)
METRE = 1 / 111_320  # degrees of latitude


def ask(place, municipality="Västra", country="SE"):
    return place_query(place, municipality, country)


def ask_address(address, place="Mitt", municipality="Västra"):
    return address_query(address, place, municipality, "SE")


def candidate(at=VASTRA, precision="place", north_m=0.0, **more):
    facts = {
        "name": "Mitt",
        "kind": "",
        "provider": "list",
        "provider_id": "",
        "licence": "CC0-1.0",
    }
    return Candidate(
        **{**facts, **more},
        latitude=at[0] + north_m * METRE,
        longitude=at[1],
        precision=precision,
    )


def geocode_row(query, status="found", **more):
    """A row of geocodes.csv."""
    located = status in ("found", "manual")
    return {
        "query": query,
        "municipality": "",
        "latitude": VASTRA[0] if located else math.nan,
        "longitude": VASTRA[1] if located else math.nan,
        "radius_m": math.nan,
        "precision": "place" if located else "",
        "matched_name": "",
        "provider": "gazetteer",
        "provider_id": "",
        "status": status,
        "retrieved_on": "2020-02-29",
        "licence": "CC0-1.0",
        "note": "",
        **more,
    }


def stored(cache):
    """The answers on disk, by their queries."""
    return read_table(cache.path, GEOCODES).set_index("query")


def kept(cache, *rows):
    """The cache with rows of geocodes.csv in it."""
    with cache.writing():
        for row in rows:
            cache.keep(row, [])
    return cache


class ListProvider:
    """Has the same candidates for every query, and remembers what it was asked."""

    def __init__(self, *candidates, name="list", is_service=False):
        self.name, self.is_service = name, is_service
        self.asked = []
        self._candidates = candidates

    def covers(self, query):
        return self.is_service or query.kind == "place"

    def candidates(self, query):
        self.asked.append(query.text)
        return self._candidates


def matcher_of(project, region):
    """The matcher of a project folder, on a day that is always the same."""
    polygons = gpd.read_file(project.table("units.geojson"))[["unit_id", "geometry"]]
    units = polygons.merge(read_table(project.table(UNITS.file), UNITS), on="unit_id")
    return Matcher(municipality_polygons(units.set_crs(WGS84)), region, TODAY)
