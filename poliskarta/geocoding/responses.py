"""What geocoding services say of a place, in our words: kind, precision, id, extent, licence."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from poliskarta.geocoding.providers import Candidate
from poliskarta.geocoding.queries import Query, fold_name

_SETTLEMENTS = (
    *("city", "borough", "town", "village", "hamlet", "locality"),
    *("city_district", "district", "suburb", "quarter", "neighbourhood", "island"),
)

# What a kind of place stands for; what isn't here stands for a place, if nothing else is said.
_PRECISIONS = {
    "house": "address",
    "address": "address",
    "building": "building",
    "square": "square",
    "station": "station",
    "halt": "station",
    **dict.fromkeys(_SETTLEMENTS, "place"),
    "municipality": "municipality",
    "administrative": "municipality",
    "localadmin": "municipality",
}
_TOO_COARSE = {"continent", "country", "macroregion", "region", "state", "county", "macrocounty"}
_AREAS = ("place", "municipality")

# Nominatim's, Pelias' and OpenCage's words for a kind, the most telling first; then Photon's,
# whose `type` is "house" for everything that is smaller than a street, a bus stop too.
_KIND_KEYS = ("addresstype", "layer", "_type", "type", "class")
_PHOTON_KEYS = ("osm_value", "osm_key")
_PHOTON_BOUNDARY_KEYS = ("type", "osm_value")
_OSM_TYPES = {"N": "node", "W": "way", "R": "relation"}
_OSM_LICENCE = "Data © OpenStreetMap contributors, ODbL 1.0"
_LICENCES = {"nominatim": _OSM_LICENCE, "photon": _OSM_LICENCE}
_NUMBER = re.compile(r"\d+(?: ?[a-z])?(?!\w)")
_METRES_A_DEGREE = 111_195


def candidate_of(location: Any, query: Query, service: str) -> Candidate | None:  # noqa: ANN401
    """Return a geopy `location` as a candidate; None if it is larger than a municipality.

    What has a house number stands for an address when an address is asked for. Otherwise the
    first of the service's words for its kind that says something decides. Raises ValueError for
    a place without a position.
    """
    if location.latitude == 0 and location.longitude == 0:
        # What geopy makes of a position that is missing.
        raise ValueError("a place without a position")
    facts = _facts(location.raw)
    kinds = _kinds(facts)
    if not _TOO_COARSE.isdisjoint(kinds[:1]):
        return None
    number = _part(facts, "house_number", "housenumber") if query.kind == "address" else ""
    precision = next((_PRECISIONS[kind] for kind in kinds if kind in _PRECISIONS), "")
    bounds = _bounds(facts) if precision in _AREAS else ()
    return Candidate(
        name=_plain(location.address),
        kind=_plain(kinds[0] if kinds else ""),
        latitude=location.latitude,
        longitude=location.longitude,
        precision="address" if number else precision or "place",
        provider=service,
        provider_id=_plain(_id(facts)),
        licence=_plain(facts.get("licence")) or _LICENCES.get(service, f"terms of {service}"),
        radius_m=_radius_m(bounds),
        is_named=_is_number(number, facts, query) if number else _is_name(location, query),
        is_place=bool(number or precision),
        bounds=bounds,
    )


def _facts(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return a result flat; what GeoJSON calls the type of a feature says nothing of its kind."""
    return {**raw, **raw.get("components", {}), **raw.get("properties", {})}


def _kinds(facts: Mapping[str, Any]) -> list[str]:
    keys = _PHOTON_KEYS if "osm_value" in facts else _KIND_KEYS
    if facts.get("osm_value") == "administrative":
        keys = _PHOTON_BOUNDARY_KEYS
    return [str(facts[name]) for name in keys if facts.get(name)]


def _plain(text: Any) -> str:  # noqa: ANN401
    """Return `text` on one line, without what a CSV file or a reader can't show."""
    shown = (char if char.isprintable() else " " for char in str(text or ""))
    return " ".join("".join(shown).split())


def _fold(text: Any) -> str:  # noqa: ANN401
    return fold_name(_plain(text))


def _part(facts: Mapping[str, Any], *names: str) -> str:
    """Return a part of an address, whichever of `names` the service calls it by."""
    address = facts.get("address")
    parts = {**facts, **address} if isinstance(address, Mapping) else facts
    return next((_fold(parts[name]) for name in names if parts.get(name)), "")


def _is_number(number: str, facts: Mapping[str, Any], query: Query) -> bool:
    """Tell whether an address is the one asked for: this house, in a street that was named."""
    asked = _fold(query.name)
    numbers = {match.replace(" ", "") for match in _NUMBER.findall(asked)}
    numbers_found = {one.replace(" ", "") for one in re.split("[;,]", number)}
    return bool(numbers & numbers_found) and _part(facts, "road", "street") in asked


def _is_name(location: Any, query: Query) -> bool:  # noqa: ANN401
    """Tell whether any of its names is the one asked for; its address begins with the main one."""
    facts = _facts(location.raw)
    details = facts.get("namedetails")
    names = [*details.values()] if isinstance(details, Mapping) else []
    names += [facts.get("name"), _plain(location.address).partition(",")[0]]
    return _fold(query.name) in map(_fold, names)


def _id(facts: Mapping[str, Any]) -> str:
    if facts.get("osm_type") and facts.get("osm_id"):
        kind = _OSM_TYPES.get(facts["osm_type"], facts["osm_type"])
        return f"osm:{kind}/{facts['osm_id']}"
    return str(facts.get("gid") or facts.get("place_id") or "")


def _bounds(facts: Mapping[str, Any]) -> tuple[float, ...]:
    """Return the extent of an area of OpenStreetMap; Nominatim makes one up for a point."""
    if facts.get("osm_type") in ("node", "N"):
        return ()
    if facts.get("boundingbox"):
        south, north, west, east = map(float, facts["boundingbox"])
        return (west, south, east, north)
    if facts.get("extent"):
        west, north, east, south = map(float, facts["extent"])
        return (west, south, east, north)
    return ()


def _radius_m(bounds: tuple[float, ...]) -> float:
    """Return half the diagonal of an extent, whole metres: so far may an office in it be."""
    if not bounds:
        return math.nan
    west, south, east, north = bounds
    width = (east - west) * math.cos(math.radians((south + north) / 2))
    return float(round(math.hypot(width, north - south) / 2 * _METRES_A_DEGREE))
