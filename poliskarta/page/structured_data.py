"""The payload → what search engines read: each placed office as a schema.org PoliceStation.

The stations are what a Map of a certain date is about, so that nobody takes an office of that
date for one of today. An area-level point is a GeoCircle with the reach of its uncertainty,
never an address. Terms: https://schema.org/PoliceStation, .../Map, .../GeoCircle.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from poliskarta.page.contact_links import addresses
from poliskarta.project.region import Region

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAY_MINUTES = 24 * 60
_HOUR_MINUTES = 60


def describe_stations(region: Region, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the map and its placed offices as JSON-LD, in plain JSON types.

    `data` is the payload of the page. Offices keep their order; who isn't placed is left out.
    """
    first = region.languages[0]
    stations = [_station(office, region.country) for office in data["offices"] if "lat" in office]
    return {
        "@context": "https://schema.org",
        "@type": "Map",
        "name": region.title[first],
        "inLanguage": list(region.languages),
        **({"temporalCoverage": region.date} if region.date else {}),
        "about": stations,
    }


def _station(office: Mapping[str, Any], country: str) -> dict[str, Any]:
    found = {
        "@type": "PoliceStation",
        "@id": f"#office={office['id']}",
        "name": office["name"],
        "address": _address(office, country),
        "geo": _position(office),
        "telephone": _one_or_all(addresses(office.get("phone", []), "tel:")),
        "email": _one_or_all(addresses(office.get("email", []), "mailto:")),
        "url": _one_or_all(addresses(office.get("website", []))),
        "openingHoursSpecification": [_opening(*interval) for interval in office.get("open", [])],
    }
    return {name: value for name, value in found.items() if value}


def _one_or_all(values: list[str]) -> str | list[str]:
    return values[0] if len(values) == 1 else values


def _address(office: Mapping[str, Any], country: str) -> dict[str, str]:
    known = {
        "streetAddress": office.get("address"),
        "addressLocality": office.get("municipality"),
        "addressCountry": country,
    }
    return {"@type": "PostalAddress"} | {name: value for name, value in known.items() if value}


def _position(office: Mapping[str, Any]) -> dict[str, Any]:
    point = {"@type": "GeoCoordinates", "latitude": office["lat"], "longitude": office["lon"]}
    if not office.get("radius"):
        return point
    return {"@type": "GeoCircle", "geoMidpoint": point, "geoRadius": office["radius"]}


def _opening(start: int, end: int) -> dict[str, str]:
    """Return an interval in minutes of the week as a day and two times; it may end a day later."""
    return {
        "@type": "OpeningHoursSpecification",
        "dayOfWeek": _DAYS[start // _DAY_MINUTES % len(_DAYS)],
        "opens": _clock(start),
        "closes": _clock(end),
    }


def _clock(minute: int) -> str:
    hours, minutes = divmod(minute % _DAY_MINUTES, _HOUR_MINUTES)
    return f"{hours:02}:{minutes:02}"
