"""The payload → the rows of the page's list, tables and sections, as its templates want them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from poliskarta.language import Texts, Words
from poliskarta.region import Kind, Region

SHAPES = ("circle", "square", "diamond")

Row = dict[str, Any]


def kind_rows(region: Region, data: Mapping[str, Any]) -> list[Row]:
    """Return the kinds of office with their number of offices, style class and sign."""
    counts = Counter(office["kind"] for office in data["offices"])
    rows = enumerate(region.kinds)
    return [_kind_row(number, kind, counts[kind.id], data["districts"]) for number, kind in rows]


def _kind_row(number: int, kind: Kind, count: int, districts: Iterable[Row]) -> Row:
    return {
        "id": kind.id,
        "label": kind.label,
        "plural": kind.plural,
        "css": f"kind-{number}",
        "shape": kind.symbol if kind.symbol in SHAPES else SHAPES[0],
        "count": count,
        "in_districts": sum(district["counts"].get(kind.id, 0) for district in districts),
    }


def office_rows(data: Mapping[str, Any], kinds: Iterable[Row], words: Words) -> list[Row]:
    """Return the offices in the order of the list, with all that the list and table say."""
    by_kind = {kind["id"]: kind for kind in kinds}
    districts = {district["id"]: district["name"] for district in data["districts"]}
    return [
        _office_row(office, by_kind[office["kind"]], districts, words) for office in data["offices"]
    ]


def _office_row(office: Row, kind: Row, districts: Mapping[str, str], words: Words) -> Row:
    district = districts.get(office.get("district", ""), "")
    where = dict.fromkeys(part for part in (district, office.get("municipality")) if part)
    blank = {"municipality": "", "address": "", "approximate": False, "sources": []}
    return blank | office | {
        "kind_row": kind,
        "css": kind["css"],
        "placed": "lat" in office,
        "where": " · ".join(where),
        "district_name": district,
        "unplaced": unplaced_text(office, words),
        "hours_text": hours_text(office, words) or words.say("number.unknown"),
        "certainty_text": words.say(f"certainty.{office['certainty']}"),
    }  # fmt: skip


def unplaced_text(office: Mapping[str, Any], words: Words) -> dict[str, str]:
    """Return why an office isn't on the map, and the area it serves when that is known."""
    if "lat" in office:
        return {}
    stops = office.get("stops", [])
    areas = [stop["area"] for stop in stops if stop.get("area")]
    areas = [area for area in areas if office["name"] not in area.values()]
    reason = words.say(f"unplaced.{office.get('reason', 'no_place')}")
    return words.join([reason, *(words.say("unplaced.area", area=area) for area in areas)], " ")


def hours_text(row: Mapping[str, Any], words: Words) -> dict[str, str]:
    """Return the hours of an office, or of its stops, in words; empty when nothing is known."""
    own = [row[name] for name in ("rule", "hours") if row.get(name)]
    stops = [
        words.join([words.same(f"{stop['place']}: "), hours], "")
        for stop in row.get("stops", [])
        if stop.get("place") and (hours := hours_text(stop, words))
    ]
    parts = [*own, *stops]
    return words.join(parts, ". ") if parts else {}


def district_total(districts: Iterable[Row]) -> Row:
    """Return the sums of the districts, None where a part of one is unknown."""
    rows = list(districts)
    return {
        name: sum(row[name] for row in rows) if all(name in row for row in rows) else None
        for name in ("population", "land_km2")
    }


def initiative_rows(data: Mapping[str, Any], words: Words) -> list[Row]:
    """Return the initiatives, each with its parts."""
    place = data["region"]["place"]
    rows = (_initiative_row(row, place, words) for row in data["initiatives"])
    groups = [list(group) for _, group in groupby(rows, key=lambda row: row["id"])]
    return [
        first | {"parts": parts, "figures": [row for row in (first, *parts) if row["figure_text"]]}
        for first, *parts in groups
    ]


def _initiative_row(row: Row, place: Texts, words: Words) -> Row:
    blank = dict.fromkeys(("unit", "conflict", "place", "district", "figure_text", "note"))
    figure = row.get("figure")
    scope = words.same(row["place"]) if row.get("place") else place
    return blank | row | {
        "figure_text": None if figure is None else words.number(figure),
        "scope_text": words.say(f"scope.{row['scope']}", name=scope),
        "certainty_text": words.say(f"certainty.{row['certainty']}"),
    }  # fmt: skip


def credited(rows: Iterable[Row]) -> list[str]:
    """Return whom the map itself must name: the holders of all that is under a licence."""
    return list(dict.fromkeys(credit["who"] for credit in rows if credit["licence"]))


def gap_texts(data: Mapping[str, Any], words: Words) -> list[dict[str, str]]:
    """Return what this map is known not to know, counted from the data."""
    offices, districts = data["offices"], data["districts"]
    counts = {
        "unplaced": sum("lat" not in office for office in offices),
        "approximate": sum("approximate" in office for office in offices),
        "hours": sum("rule" not in office for office in offices),
        "inferred": sum(office["certainty"] == "inferred" for office in offices),
        "districts": sum(district.get("certainty") == "inferred" for district in districts),
    }
    return [words.say(f"gaps.{name}", n=count) for name, count in counts.items() if count]
