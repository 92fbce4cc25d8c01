"""What the report says besides figures, as rows for its templates: offices, districts, sources."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pandas as pd

from poliskarta.coverage.analysis import Analysis, Located
from poliskarta.coverage.sensitivity import rank_by_catchment
from poliskarta.project.region import Region
from poliskarta.project.schema import read_sources
from poliskarta.report.figures import Figures, Row, districts_by_name, records
from poliskarta.report.wording import DASH, Wording
from poliskarta.templating import is_link


def office_rows(located: Located, wording: Wording, numbers: Mapping[str, int]) -> list[Row]:
    """Return the offices in the order of their names; `numbers` are those of the sources."""
    words = located.region.words
    offices, stops = records(located.offices), records(located.stops)
    kinds = {kind.id: kind for kind in located.region.kinds}
    ordered = sorted(offices, key=lambda row: (words.sort_key(row["name"]), row["office_id"]))
    return [
        office
        | {
            "kind_row": kinds[office["kind"]],
            "cells": _cells(office, wording),
            "position": _position(office, wording),
            "approximate": office["placed"] and not office["address_located"],
            "stops": [_stop(s, wording) for s in stops if s["office_id"] == office["office_id"]],
            "hours": _hours(office, wording),
            "reason": wording.page(f"unplaced.{office['unplaced_reason'] or 'no_place'}"),
            "references": references(office["source"], numbers),
            "note_text": wording.column(office, "note"),
        }
        for office in ordered
    ]


def told_columns(offices: Iterable[Row], region: Region) -> list[str]:
    """Return the columns of tables of offices that say something of any of the rows.

    What kind an office is says something where there are several kinds. Sources stand with how
    sure they make an office; where nobody says that, they have a column of their own.
    """
    rows = list(offices)
    told = [name for name in ("municipality", "address") if any(row["cells"][name] for row in rows)]
    sure = any(row["cells"]["certainty"] for row in rows)
    cited = any(row["references"] for row in rows)
    kinds = ["kind"] if len(region.kinds) > 1 else []
    return [*kinds, *told, *(["certainty"] if sure else ["source"] if cited else [])]


def _cells(office: Mapping[str, Any], wording: Wording) -> dict[str, str]:
    kinds = {kind.id: kind for kind in wording.region.kinds}
    return {
        "kind": wording.pick(kinds[office["kind"]].label),
        "municipality": office["municipality"],
        "address": office["address"],
        "certainty": _certainty(office, wording.say),
    }


def told_of_units(units: pd.DataFrame) -> set[str]:
    """Return which of `land` and `certainty` is known of any unit."""
    known = {"land": units["land_km2"].notna(), "certainty": units["certainty"] != ""}
    return {name for name, column in known.items() if column.any()}


def remaining_heading(offices: Iterable[Row], initiatives: Iterable[Row], wording: Wording) -> str:
    """Return the heading of what belongs to no district; empty when there is nothing of it."""
    left = any(not office["placed"] or not office["district_id"] for office in offices)
    region = wording.region
    if not (left or list(initiatives) or wording.pick(region.office_note)):
        return ""
    return wording.say("remaining.heading", place=wording.pick(region.place))


def district_rows(analysis: Analysis, wording: Wording, numbers: Mapping[str, int]) -> list[Row]:
    """Return what the page of each district says, in the order of their names."""
    words = analysis.region.words
    parts = analysis.located.units
    parts = parts[parts["unit_id"] != parts["district_id"]]  # a district isn't made of itself
    parts = parts if parts["population"].notna().any() else parts.iloc[:0]
    units = sorted(records(parts), key=lambda row: words.sort_key(row["name"]))
    offices = office_rows(analysis.located, wording, numbers)
    initiatives, figures = analysis.dataset.initiatives, Figures(analysis, wording)
    return [
        {
            "id": district["district_id"],
            "name": district["name"],
            "note": wording.column(district, "note"),
            "certainty": _certainty(district, wording.page),
            "references": references(district["source"], numbers),
            "figures": figures.rows(district),
            "years": figures.years(district),
            "weakness": figures.certainty(district),
            "fixed": sum(district[f"offices_{kind}"] for kind in wording.region.fixed_kinds),
            "units": [
                _unit(unit, wording)
                for unit in units
                if unit["district_id"] == district["district_id"]
            ],
            "offices": [row for row in offices if row["district_id"] == district["district_id"]],
            "initiatives": initiative_rows(initiatives, wording, numbers, district["district_id"]),
        }
        for district in districts_by_name(analysis, words)
    ]


def initiative_rows(
    initiatives: pd.DataFrame, wording: Wording, numbers: Mapping[str, int], place: str = ""
) -> list[Row]:
    """Return the initiatives, those of the whole region or of the district `place`, in order."""
    return [
        {
            "name": wording.column(row, "name"),
            "text": wording.column(row, "text"),
            "figure": _counted(row, wording),
            "conflict": wording.column(row, "conflict"),
            "main": row["part"] == "main",
            "references": references(row["source"], numbers),
        }
        for row in records(initiatives)
        if row["district_id"] == place
    ]


def source_rows(sources: pd.DataFrame, wording: Wording) -> list[Row]:
    """Return the sources in the order of their ids, numbered from 1."""
    rows = enumerate(records(sources.sort_values("source_id")), start=1)
    return [
        {
            "id": row["source_id"],
            "number": number,
            "title": wording.column(row, "title"),
            "details": ", ".join(filter(None, [row["publisher"], wording.date(row["published"])])),
            "url": row["url"],
            "href": row["url"] if is_link(row["url"]) else "",
            "licence": row["licence"],
        }
        for number, row in rows
    ]


def references(cell: str, numbers: Mapping[str, int]) -> list[str]:
    """Return the numbers of the sources that a cell names, as themselves where they have none."""
    named = [str(numbers.get(name, name)) for name in read_sources(cell)]
    return sorted(named, key=lambda text: (len(text), text))


def credit_rows(region: Region, wording: Wording) -> list[Row]:
    """Return whose data the report is made from."""
    return [vars(credit) | {"what": wording.pick(credit.what)} for credit in region.credits]


def _position(office: Mapping[str, Any], wording: Wording) -> str:
    """Return what an office's point stands for, and how far from it the office may be."""
    if not office["placed"]:
        return ""
    name = office["matched_name"] or office["name"]
    what = wording.say(f"position.{office['precision']}", name=name)
    if office["address_located"]:
        return what
    distance = wording.amount(office["radius_m"], "distance")
    return wording.say("position.within", what=what, distance=distance)


def _stop(stop: Mapping[str, Any], wording: Wording) -> str:
    """Return where a mobile office stands, and when as far as it is known."""
    where = stop["place"] or wording.column(stop, "area")
    return ": ".join(filter(None, [where, _hours(stop, wording)]))


def _hours(row: Mapping[str, Any], wording: Wording) -> str:
    """Return the hours of an office or a stop in words; empty if none are known."""
    said = wording.column(row, "hours_text")
    if not row["opening_hours"]:
        return said
    from poliskarta.project.opening_hours import hours_in_words  # noqa: PLC0415

    rule = hours_in_words(row["opening_hours"], wording.words)
    return ". ".join(filter(None, [rule[wording.language], said]))


def _unit(unit: Mapping[str, Any], wording: Wording) -> Row:
    return {
        "name": unit["name"],
        "population": wording.number(unit["population"]),
        "later_population": wording.number(unit["later_population"]),
        "land": wording.area(unit["land_km2"]),
        "certainty": _certainty(unit, wording.say),
    }


def _certainty(row: Mapping[str, Any], say: Callable[[str], str]) -> str:
    """Return how sure a row is; empty when nobody says."""
    return say(f"certainty.{row['certainty']}") if row.get("certainty") else ""


def _counted(row: Mapping[str, Any], wording: Wording) -> str:
    if math.isnan(row["figure"]):
        return ""
    return " ".join(filter(None, [wording.number(row["figure"]), wording.column(row, "unit")]))


def rank_rows(analysis: Analysis, wording: Wording) -> Row:
    """Return the ranks of the districts by their offices within reach, for other catchments.

    `limits` are those catchments in words; each of `rows`, by name, has `id`, `name` and `ranks`,
    a number a catchment, a dash where it isn't known.
    """
    ranks = rank_by_catchment(analysis.demand, analysis.facilities)
    ordered = districts_by_name(analysis, wording.words)
    known = ranks.reindex([row["district_id"] for row in ordered])
    cells = [
        [DASH if pd.isna(rank) else wording.number(rank) for rank in row]
        for row in known.to_numpy()
    ]
    return {
        "limits": [wording.kilometres(km) for km in ranks],
        "rows": [
            {"id": row["district_id"], "name": row["name"], "ranks": own}
            for row, own in zip(ordered, cells, strict=True)
        ],
    }
