"""An analysis → the plain dict that the page is made from: JSON types only, no empty values.

Offices stand in the order of their names, other rows in that of their ids, whatever the order
of the tables. Texts in several languages are dicts from language to words.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping, Sized
from typing import Any

import pandas as pd

from poliskarta.coverage.analysis import Analysis, Located
from poliskarta.coverage.own_demand import describe_own, sum_outside
from poliskarta.i18n import Words
from poliskarta.page.background import (
    background_credits,
    background_keys,
    describe_background,
)
from poliskarta.page.bundle import LEAFLET_VERSION
from poliskarta.page.calendars import describe_calendars
from poliskarta.page.contact_links import contact_pieces
from poliskarta.page.geometry import draw_nearness, draw_shapes, on_one_side
from poliskarta.page.indicators import describe_figures
from poliskarta.page.search_index import searchable_names
from poliskarta.page.timeline import describe_timeline, locate_whole, widen_classes
from poliskarta.page.traits import find_traits
from poliskarta.page.what_if import describe_what_if
from poliskarta.project.background import Background
from poliskarta.project.periods import Validity
from poliskarta.project.region import Kind, Region
from poliskarta.project.schema import read_sources
from poliskarta.project.vocabularies import CERTAINTIES

_PLAIN_OFFICE = (
    "office_id", "kind", "name", "place", "municipality", "district_id", "address",
    "precision", "matched_name", "certainty", "unplaced_reason",
)  # fmt: skip
_PLAIN_STOP = ("place", "municipality", "certainty", "precision")


def build_payload(analysis: Analysis) -> dict[str, Any]:
    """Return everything the page's scripts and templates need to know.

    `hash` is the SHA-256 of all the rest but messages and habits: two pages with the same hash show
    the same facts, in whatever words and units.
    """
    analysis = on_one_side(analysis)
    located, dataset, region = analysis.located, analysis.dataset, analysis.region
    words, figures = region.words, describe_figures(analysis)
    timeline = describe_timeline(analysis, figures)
    facts = {
        "region": _region(region, dataset.background),
        "kinds": [_kind(kind) for kind in region.kinds],
        "certainties": list(CERTAINTIES),
        "offices": _offices(located, locate_whole(analysis), region),
        "districts": _districts(analysis, words),
        "units": _units(located.units, words),
        "initiatives": _initiatives(dataset.initiatives, words),
        "ties": _ties(dataset.initiatives, words),
        "sources": _sources(dataset.sources, words),
        "calendars": describe_calendars((located.offices, located.stops)),
        "indicators": widen_classes(figures, timeline),
        "shapes": draw_shapes(located.districts, located.units, dataset.backdrop)
        | draw_nearness(located.offices, located.districts, region),
        "background": describe_background(dataset.background, located.units, region.bounds, words),
        "backgroundKeys": background_keys(dataset.background, words),
        "names": searchable_names(dataset.gazetteer, located.units),
        "whatIf": describe_what_if(analysis),
    }
    facts |= _own_demand(analysis, words) | _validity(dataset.validity)
    facts |= {"timeline": timeline} if timeline else {}
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False, allow_nan=False)
    messages = {
        language: sections["script"]
        for language, sections in words.having(find_traits(facts)).read("page.json").items()
    }
    digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
    directions = {language: words.direction(language) for language in region.languages}
    shown = {"messages": messages, "habits": dict(vars(region.habits)), "directions": directions}
    return facts | {"hash": digest} | shown


def _validity(validity: Validity | None) -> dict[str, Any]:
    """Return how much the date left out or couldn't tell; nothing where nobody gives dates."""
    counts = validity.counts if validity else {}
    return {"validity": counts} if counts else {}


def _own_demand(analysis: Analysis, words: Words) -> dict[str, Any]:
    """Return whose people count, where they are of a user's own; nothing of the estimate."""
    if analysis.own_demand is None:
        return {}
    told = describe_own(analysis.own_demand, analysis.demand, words)
    names = {"file": "demand_file", "weight": "demand_weight"}
    names |= {"people": "people_all", "share": "people_outside"}
    outside = sum_outside(analysis.demand) > 0
    return {"ownDemand": {new: told[old] for new, old in names.items()} | {"outside": outside}}


def _region(region: Region, background: Background) -> dict[str, Any]:
    west, south, east, north = region.frame
    own = [dict(vars(credit)) for credit in region.credits]
    return {
        "id": region.id,
        "title": region.title,
        "description": region.description,
        "place": region.place,
        "date": region.date,
        "timezone": region.timezone,
        "languages": list(region.languages),
        "officeNote": region.office_note,
        "bounds": [[south, west], [north, east]],
        "contacts": [dict(vars(contact)) for contact in region.contacts],
        "credits": [*own, *background_credits(background, region.words)],
        "publication": dict(vars(region.publication)),
        "leaflet": LEAFLET_VERSION,
    }


def _kind(kind: Kind) -> dict[str, Any]:
    names = ("id", "label", "plural", "shape", "fixed")
    return {name: getattr(kind, name) for name in names}


def _offices(located: Located, whole: Located, region: Region) -> list[dict[str, Any]]:
    """Return the offices of all dates; those not of the page's, `located`, are `absent`."""
    here = set(located.offices["office_id"])
    offices = _office_rows(whole, region)
    return [office | ({} if office["id"] in here else {"absent": True}) for office in offices]


def _office_rows(located: Located, region: Region) -> list[dict[str, Any]]:
    words = region.words
    stops = located.stops.sort_values(["office_id", "valid_from", "place"], kind="stable")
    by_office: dict[str, list[dict[str, Any]]] = {}
    for row in _rows(stops):
        by_office.setdefault(row["office_id"], []).append(_stop(row, words))
    rows = _rows(located.offices.sort_values("office_id"))
    offices = [
        _office(row, by_office.get(row["office_id"], []), words)
        | contact_pieces(row, region.country)
        for row in rows
    ]
    return sorted(offices, key=lambda office: (words.sort_key(office["name"]), office["id"]))


def _office(row: Mapping[str, Any], stops: list[dict[str, Any]], words: Words) -> dict[str, Any]:
    renamed = {"office_id": "id", "district_id": "district", "unplaced_reason": "reason"}
    plain = {renamed.get(name, name): row.get(name) for name in _PLAIN_OFFICE}
    if not row["placed"]:  # it belongs where the force counts it to
        plain["district"] = row.get("own_district_id", "")
    return _present(
        plain
        | {"names": _names(row, words)}
        | _position(row)
        | _hours(row, words)
        | {
            "opened": _date(row, "opened", words),
            "closed": _date(row, "closed", words),
            "note": words.column(row, "note"),
            "sources": read_sources(row["source"]),
            "stops": stops,
            "flags": str(row.get("flags", "")).split(),
        }
    )


def _position(row: Mapping[str, Any]) -> dict[str, Any]:
    point = row["geometry"]
    if point is None or point.is_empty:
        return {"approximate": None}
    return {
        "lat": round(point.y, 5),
        "lon": round(point.x, 5),
        "radius": row["radius_m"] or None,  # 0 says no more than nothing
        "approximate": not row["address_located"] or None,
    }


def _hours(row: Mapping[str, Any], words: Words) -> dict[str, Any]:
    said = {"hours": words.column(row, "hours_text")}
    if not row.get("opening_hours"):
        return said
    from poliskarta.project.opening_calendar import opening_calendar  # noqa: PLC0415
    from poliskarta.project.opening_hours import hours_in_words, weekly_intervals  # noqa: PLC0415

    rule = row["opening_hours"]
    return said | {
        "rule": hours_in_words(rule, words),
        "open": weekly_intervals(rule),
        "calendar": rule if opening_calendar(rule) else None,
    }


def _stop(row: Mapping[str, Any], words: Words) -> dict[str, Any]:
    return _present(
        {name: row.get(name) for name in _PLAIN_STOP}
        | _position(row)
        | _hours(row, words)
        | {
            "area": words.column(row, "area"),
            "from": _date(row, "valid_from", words),
            "to": _date(row, "valid_to", words),
            "since": row.get("valid_from"),
            "until": row.get("valid_to"),
            "note": words.column(row, "note"),
            "sources": read_sources(row["source"]),
        }
    )


def _districts(analysis: Analysis, words: Words) -> list[dict[str, Any]]:
    numbers = ("population", "population_year", "later_population", "later_population_year",
               "land_km2", "population_per_office")  # fmt: skip
    kinds = analysis.region.kind_ids
    rows = _rows(analysis.districts.sort_values("district_id"))
    return [
        _present(
            {"id": row["district_id"], "name": row["name"], "names": _names(row, words)}
            | {name: row.get(name) for name in numbers}
            | {
                "counts": {kind: int(row[f"offices_{kind}"]) for kind in kinds},
                "units": _parts(row) if analysis.dataset.has_units else [],
                "certainty": row.get("certainty"),
                "note": words.column(row, "note"),
                "sources": read_sources(row.get("source", "")),
            }
        )
        for row in rows
    ]


def _parts(row: Mapping[str, Any]) -> list[str]:
    return [part for part in str(row.get("units", "")).split("; ") if part]


def _units(units: pd.DataFrame, words: Words) -> list[dict[str, Any]]:
    names = {"unit_id": "id", "name": "name", "district_id": "district"}
    rows = _rows(units.sort_values("unit_id"))
    return [
        {new: row[old] for old, new in names.items()} | _present({"names": _names(row, words)})
        for row in rows
    ]


def _initiatives(initiatives: pd.DataFrame, words: Words) -> list[dict[str, Any]]:
    """Group the parts of each initiative, `main` first, the others by their slug."""
    localised = ("name", "text", "unit", "conflict", "note")
    names = {"initiative_id": "id", "part": "part", "figure": "figure", "scope": "scope",
             "scope_name": "place", "district_id": "district",
             "certainty": "certainty"}  # fmt: skip
    order = initiatives.assign(_main=initiatives["part"] != "main")
    order = order.sort_values(["initiative_id", "_main", "part"], kind="stable")
    return [
        _present(
            {new: row.get(old) for old, new in names.items()}
            | {name: words.column(row, name) for name in localised}
            | {"from": _date(row, "from_date", words), "sources": read_sources(row["source"])}
        )
        for row in _rows(order)
    ]


def _ties(initiatives: pd.DataFrame, words: Words) -> list[dict[str, Any]]:
    """Return which part of which initiative names which district."""
    tied = initiatives[initiatives["district_id"] != ""]
    return [
        {"id": row["initiative_id"], "district": row["district_id"]}
        | {"name": words.column(row, "name")}
        for row in _rows(tied.sort_values(["initiative_id", "part"], kind="stable"))
    ]


def _sources(sources: pd.DataFrame, words: Words) -> dict[str, dict[str, Any]]:
    return {
        row["source_id"]: _present(
            {
                "title": words.column(row, "title"),
                "publisher": row.get("publisher"),
                "published": _date(row, "published", words),
                "url": row.get("url"),
                "licence": row.get("licence"),
            }
        )
        for row in _rows(sources.sort_values("source_id"))
    }


def _names(row: Mapping[str, Any], words: Words) -> dict[str, str]:
    """Return what a row is called in each language; empty where it is the same in all."""
    names = words.column(row, "name")
    return names if len(set(names.values())) > 1 else {}


def _date(row: Mapping[str, Any], name: str, words: Words) -> dict[str, str]:
    return words.date(row[name]) if row.get(name) else {}


def _rows(frame: pd.DataFrame) -> Iterable[dict[str, Any]]:
    names = list(frame.columns)
    columns = (frame[name].tolist() for name in names)
    return (dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True))


def _present(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in values.items() if not _is_empty(value)}


def _is_empty(value: object) -> bool:
    unknown = isinstance(value, float) and math.isnan(value)
    return value is None or unknown or (isinstance(value, Sized) and len(value) == 0)


def _plain(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value
