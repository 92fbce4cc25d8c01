"""What geocoding services say of a place, in our words: kind, precision, id, licence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from poliskarta.providers import Candidate
from poliskarta.questions import Question

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

# Nominatim's, Pelias', OpenCage's and Photon's words for a kind, the most telling first.
_KIND_KEYS = ("addresstype", "layer", "_type", "osm_value", "type", "osm_key", "class")
_OSM_TYPES = {"N": "node", "W": "way", "R": "relation"}
_OSM_LICENCE = "Data © OpenStreetMap contributors, ODbL 1.0"
_LICENCES = {"nominatim": _OSM_LICENCE, "photon": _OSM_LICENCE}


def candidate_of(location: Any, question: Question, service: str) -> Candidate | None:  # noqa: ANN401
    """Return a geopy `location` as a candidate; None if it is larger than a municipality.

    What has a house number stands for the address when an address is asked for. Otherwise the
    first of the service's words for its kind that says something decides. Raises ValueError for
    a place without a position.
    """
    if location.latitude == 0 and location.longitude == 0:
        # What geopy makes of a position that is missing.
        raise ValueError("a place without a position")
    facts = _facts(location.raw)
    kinds = [str(facts[name]) for name in _KIND_KEYS if facts.get(name)]
    if not _TOO_COARSE.isdisjoint(kinds[:1]):
        return None
    has_number = question.kind == "address" and _has_house_number(facts)
    return Candidate(
        name=_plain(location.address),
        kind=_plain(kinds[0] if kinds else ""),
        latitude=location.latitude,
        longitude=location.longitude,
        precision="address" if has_number else _precision(kinds),
        provider=service,
        provider_id=_plain(_id(facts)),
        licence=_plain(facts.get("licence")) or _LICENCES.get(service, f"terms of {service}"),
    )


def _facts(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answer flat; what GeoJSON calls the type of a feature says nothing of its kind."""
    return {**raw, **raw.get("components", {}), **raw.get("properties", {})}


def _plain(text: Any) -> str:  # noqa: ANN401
    """Return `text` on one line, without what a CSV file or a reader can't show."""
    shown = (char if char.isprintable() else " " for char in str(text or ""))
    return " ".join("".join(shown).split())


def _precision(kinds: list[str]) -> str:
    return next((_PRECISIONS[kind] for kind in kinds if kind in _PRECISIONS), "place")


def _has_house_number(facts: Mapping[str, Any]) -> bool:
    address = facts.get("address")
    parts = {**facts, **address} if isinstance(address, Mapping) else facts
    return bool(parts.get("house_number") or parts.get("housenumber"))


def _id(facts: Mapping[str, Any]) -> str:
    if facts.get("osm_type") and facts.get("osm_id"):
        kind = _OSM_TYPES.get(facts["osm_type"], facts["osm_type"])
        return f"osm:{kind}/{facts['osm_id']}"
    return str(facts.get("gid") or facts.get("place_id") or "")
