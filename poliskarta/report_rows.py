"""What the report says besides figures, as rows for its templates: offices, districts, sources."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from poliskarta.analysis import Analysis
from poliskarta.language import Words
from poliskarta.markup import is_link
from poliskarta.payload import EXACT_PRECISIONS, read_sources
from poliskarta.region import Region
from poliskarta.report_figures import Figures, Row
from poliskarta.schema import RADIUS_M
from poliskarta.survey import Survey
from poliskarta.wording import Wording


def office_rows(survey: Survey, wording: Wording, numbers: Mapping[str, int]) -> list[Row]:
    """Return the offices in the order of their names; `numbers` are those of the sources."""
    words = Words(survey.tables.region.languages)
    offices, stops = _records(survey.offices), _records(survey.stops)
    kinds = {kind.id: kind for kind in survey.tables.region.kinds}
    ordered = sorted(offices, key=lambda row: (words.sort_key(row["name"]), row["office_id"]))
    return [
        office
        | {
            "kind_row": kinds[office["kind"]],
            "kind_label": wording.pick(kinds[office["kind"]].label),
            "position": _position(office, wording),
            "approximate": office["placed"] and office["precision"] not in EXACT_PRECISIONS,
            "stops": [_stop(s, wording) for s in stops if s["office_id"] == office["office_id"]],
            "hours": _hours(office, wording),
            "certainty_text": wording.say(f"certainty.{office['certainty']}"),
            "reason": wording.page(f"unplaced.{office['unplaced_reason'] or 'no_place'}"),
            "references": references(office["source"], numbers),
            "note_text": wording.column(office, "note"),
        }
        for office in ordered
    ]


def district_rows(
    survey: Survey, analysis: Analysis, wording: Wording, numbers: Mapping[str, int]
) -> list[Row]:
    """Return what the page of each district says, in the order of their ids."""
    words = Words(survey.tables.region.languages)
    units = sorted(_records(survey.units), key=lambda row: words.sort_key(row["name"]))
    offices = office_rows(survey, wording, numbers)
    initiatives, figures = survey.tables.initiatives, Figures(analysis, wording)
    return [
        {
            "id": district["district_id"],
            "name": district["name"],
            "note": wording.column(district, "note"),
            "certainty": wording.page(f"certainty.{district['certainty']}"),
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
        for district in _records(analysis.districts.sort_values("district_id"))
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
        for row in _records(initiatives)
        if row["district_id"] == place
    ]


def source_rows(sources: pd.DataFrame, wording: Wording) -> list[Row]:
    """Return the sources in the order of their ids, numbered from 1."""
    rows = enumerate(_records(sources.sort_values("source_id")), start=1)
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
    precision = office["precision"]
    what = wording.say(f"position.{precision}", name=office["matched_name"] or office["name"])
    if precision in EXACT_PRECISIONS:
        return what
    radius_m = office["radius_m"]
    reach_m = RADIUS_M[precision] if math.isnan(radius_m) else radius_m
    return wording.say("position.within", what=what, distance=wording.amount(reach_m, "distance"))


def _stop(stop: Mapping[str, Any], wording: Wording) -> str:
    """Return where a mobile office stands, and when as far as it is known."""
    where = stop["place"] or wording.column(stop, "area")
    return ": ".join(filter(None, [where, _hours(stop, wording)]))


def _hours(row: Mapping[str, Any], wording: Wording) -> str:
    """Return the hours of an office or a stop in words; empty if none are known."""
    said = wording.column(row, "hours_text")
    if not row["opening_hours"]:
        return said
    from poliskarta.hours import hours_in_words  # noqa: PLC0415 (only if a row has hours)

    rule = hours_in_words(row["opening_hours"], Words((wording.language,)))
    return ". ".join(filter(None, [rule[wording.language], said]))


def _unit(unit: Mapping[str, Any], wording: Wording) -> Row:
    return {
        "name": unit["name"],
        "population": wording.number(unit["population"]),
        "later_population": wording.number(unit["later_population"]),
        "land": wording.number(unit["land_km2"]),
        "certainty": wording.say(f"certainty.{unit['certainty']}"),
    }


def _counted(row: Mapping[str, Any], wording: Wording) -> str:
    if math.isnan(row["figure"]):
        return ""
    return " ".join(filter(None, [wording.number(row["figure"]), wording.column(row, "unit")]))


def _records(frame: pd.DataFrame) -> list[Row]:
    return frame.to_dict("records")
