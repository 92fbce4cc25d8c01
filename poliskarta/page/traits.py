"""The payload → what a force has, so that the page speaks of nothing that it hasn't."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


def find_traits(facts: Mapping[str, Any]) -> dict[str, bool]:
    """Return what the page may speak of, by the name that its words have in brackets.

    See `i18n.say_of`; the templates ask for the same names. `facts` is what `build_payload` finds.
    """
    offices, districts = facts["offices"], facts["districts"]
    stops = [stop for office in offices for stop in office.get("stops", [])]
    mobile = {kind["id"] for kind in facts["kinds"] if not kind["fixed"]}
    unplaced = [office for office in offices if "lat" not in office]
    shapes, region = facts["shapes"], facts["region"]
    spans = (value for row in facts["indicators"] for value in row["values"].values())
    return {
        "addresses": _any(offices, "address"),
        "approximate": _any([*offices, *stops], "approximate"),
        "certainty": _any([*offices, *districts], "certainty"),
        "cited": _any(offices, "sources"),
        "contacts": any(not contact["emergency"] for contact in region["contacts"]),
        "credits": bool(region["credits"]),
        "elsewhere": any("district" not in office for office in offices),
        "hours": any("rule" in row or "hours" in row for row in [*offices, *stops]),
        "landmarks": bool(facts["backgroundKeys"]),
        "languages": len(region["languages"]) > 1,
        "looked_up": _any([*offices, *stops], "matched_name"),
        "municipalities": _any(offices, "municipality"),
        "parts": len(shapes["units"]) > len(districts),
        "people": _any(districts, "population"),
        "places": bool(facts["names"]["names"]),
        "searched_municipalities": any(facts["names"]["municipalities"]),
        "shore": bool(shapes["water"]),
        "sources": bool(facts["sources"]),
        "sourced": all("sources" in row for row in [*offices, *districts]),
        "spans": any(len(value) > 1 for value in spans),
        "unplaced": bool(unplaced),
        "unplaced_mobile": any(office["kind"] in mobile for office in unplaced),
        "unplaced_fixed": any(office["kind"] not in mobile for office in unplaced),
    }


def _any(rows: Iterable[Mapping[str, Any]], name: str) -> bool:
    return any(name in row for row in rows)
