"""What the report says besides figures, as rows for its templates: offices, districts, sources."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from poliskarta.coverage.analysis import Analysis, Located
from poliskarta.layers.dictionary import describe_layer
from poliskarta.project.indicators import ENDINGS, LATER, Indicator, Place, shown_in
from poliskarta.project.region import Region
from poliskarta.project.schema import POPULATIONS, read_sources
from poliskarta.report.wording import Wording
from poliskarta.templating import is_link


def office_rows(located: Located, wording: Wording, numbers: Mapping[str, int]) -> list[Row]:
    """Return the offices in the order of their names; `numbers` are those of the sources."""
    words = located.region.words
    offices, stops = _records(located.offices), _records(located.stops)
    kinds = {kind.id: kind for kind in located.region.kinds}
    ordered = sorted(offices, key=lambda row: (words.sort_key(row["name"]), row["office_id"]))
    return [
        office
        | {
            "kind_row": kinds[office["kind"]],
            "kind_label": wording.pick(kinds[office["kind"]].label),
            "position": _position(office, wording),
            "approximate": office["placed"] and not office["address_located"],
            "stops": [_stop(s, wording) for s in stops if s["office_id"] == office["office_id"]],
            "hours": _hours(office, wording),
            "certainty_text": _certainty(office, wording.say),
            "reason": wording.page(f"unplaced.{office['unplaced_reason'] or 'no_place'}"),
            "references": references(office["source"], numbers),
            "note_text": wording.column(office, "note"),
        }
        for office in ordered
    ]


def district_rows(analysis: Analysis, wording: Wording, numbers: Mapping[str, int]) -> list[Row]:
    """Return what the page of each district says, in the order of their names."""
    words = analysis.region.words
    units = sorted(_records(analysis.located.units), key=lambda row: words.sort_key(row["name"]))
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
        for district in sorted(
            _records(analysis.districts),
            key=lambda row: (words.sort_key(row["name"]), row["district_id"]),
        )
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


def _records(frame: pd.DataFrame) -> list[Row]:
    return frame.to_dict("records")


Row = dict[str, Any]


@dataclass(frozen=True)
class Figures:
    """Says the figures of `analysis` in words."""

    analysis: Analysis
    wording: Wording

    def labels(self) -> dict[str, str]:
        """Return what each figure is called, populations with their year."""
        districts, wording = self.analysis.districts, self.wording
        fields = describe_layer("districts", districts, wording.region).fields
        labels = {field.name: wording.with_miles(field.alias) for field in fields}
        counted = [name for name in POPULATIONS if name in districts]
        years = {name: districts[f"{name}_year"].dropna().unique() for name in counted}
        people = labels.get("population", "")
        named = {name: f"{people} {y[0]:.0f}" for name, y in years.items() if len(y) == 1}
        return labels | named

    def shown(self, place: Place) -> dict[str, Indicator]:
        """Return the indicators of a place in the report by their column, in order.

        Those that neither the districts nor the region have a figure of are left out.
        """
        chosen = shown_in(place, self.wording.region.kind_ids)
        known = {*self.analysis.districts, *self.analysis.totals.index}
        return {name: indicator for name, indicator in chosen.items() if name in known}

    def rows(self, figures: Mapping[str, float], place: Place = "district") -> list[Row]:
        """Return `label`, `value` and `span` of each figure, and the region's value as `whole`.

        `span` is "" where no low and high are known.
        """
        labels, chosen = self.labels(), self.shown(place)
        own, all_ = (self._cells(row, chosen) for row in (figures, self.analysis.totals))
        return [
            {"label": labels[name]} | cell | {"whole": whole["value"]}
            for name, cell, whole in zip(chosen, own, all_, strict=True)
        ]

    def years(self, figures: Mapping[str, float]) -> Row:
        """Return the figures that are known for both years side by side; empty without any.

        `first` and `second` are the years, `rows` have `label`, `first` and `second`, cells.
        """
        known = {
            name: indicator
            for name, indicator in self.shown("district").items()
            if not math.isnan(_later(figures, name))
        }
        if not known:
            return {}
        labels, first = self.labels(), self._cells(figures, known)
        labels["population"] = self._called("population")
        second = self._cells({name: _later(figures, name) for name in _ranged(known)}, known)
        years = (figures[f"{name}_year"] for name in POPULATIONS)
        rows = zip(known, first, second, strict=True)
        return dict(zip(("first", "second"), (f"{year:.0f}" for year in years), strict=True)) | {
            "rows": [{"label": labels[n], "first": one, "second": two} for n, one, two in rows]
        }

    def certainty(self, district: Mapping[str, Any]) -> str:
        """Return how weak a district's figures are."""
        if not district.get("weakest_certainty"):
            return ""
        wording, oldest = self.wording, district.get("oldest_source")
        share = district.get("share_inferred", math.nan)
        said = [wording.say("certainty.share", share=wording.amount(share, "share"))]
        summary = wording.say(
            "certainty.summary",
            level=wording.say(f"certainty.{district['weakest_certainty']}"),
            offices=district["uncertain_offices"],
            date=wording.date(oldest) if oldest else wording.page("number.unknown"),
            undated=district.get("undated_sources", 0),
        )
        return " ".join([summary, *([] if math.isnan(share) else said)])

    def headlines(self) -> list[Row]:
        """Return the region's key figures."""
        return self.rows(self.analysis.totals, "headlines")

    def comparison(self) -> Row:
        """Return the table of all districts: `labels`, `rows` of name and cells, and `whole`."""
        labels, shown = self.labels(), self.shown("overview")
        rows = [
            {
                "id": district["district_id"],
                "name": district["name"],
                "cells": self._cells(district, shown),
            }
            for district in self.analysis.districts.sort_values("district_id").to_dict("records")
        ]
        whole = self._cells(self.analysis.totals, shown)
        return {"labels": [labels[name] for name in shown], "rows": rows, "whole": whole}

    def findings(self) -> list[str]:
        """Return what the figures say in sentences; nothing of what isn't known."""
        return [*self._distances(), *self._extremes(), *self._crossings(), *self._certainties()]

    def _called(self, name: str) -> str:
        """Return what a figure is called, without its year."""
        fields = describe_layer("districts", self.analysis.districts, self.wording.region).fields
        return next(self.wording.pick(field.alias) for field in fields if field.name == name)

    def _cells(self, figures: Mapping[str, float], shown: Mapping[str, Indicator]) -> list[Row]:
        return [self._cell(figures, name, indicator.form) for name, indicator in shown.items()]

    def _cell(self, figures: Mapping[str, float], name: str, form: str) -> Row:
        value, low, high = (float(figures.get(name + ending, math.nan)) for ending in ENDINGS)
        spanned = not math.isnan(value + low + high)
        span = self.wording.span(low, high, form) if spanned else ""
        return {"value": self.wording.amount(value, form), "span": span}

    def _distances(self) -> Iterable[str]:
        totals, wording = self.analysis.totals, self.wording
        half, most = (totals.get(f"{name}_distance_m", math.nan) for name in ("median", "p90"))
        if not math.isnan(half):
            yield wording.say(
                "finding.distance",
                half=wording.amount(half, "distance"),
                most=wording.amount(most, "distance"),
                kinds=wording.kinds(fixed=True),
            )

    def _extremes(self) -> Iterable[str]:
        near, *_, far = self._ranked("median_distance_m") or (None, None)
        if near and far and near["district_id"] != far["district_id"]:
            yield self.wording.say(
                "finding.extremes",
                near=near["name"],
                near_km=self.wording.amount(near["median_distance_m"], "distance"),
                far=far["name"],
                far_km=self.wording.amount(far["median_distance_m"], "distance"),
            )

    def _crossings(self) -> Iterable[str]:
        *_, top = self._ranked("share_nearest_elsewhere") or (None,)
        if top:
            share = self.analysis.totals["share_nearest_elsewhere"]
            yield self.wording.say(
                "finding.elsewhere",
                share=self.wording.amount(share, "share"),
                name=top["name"],
                top=self.wording.amount(top["share_nearest_elsewhere"], "share"),
            )

    def _ranked(self, name: str) -> list[Row]:
        """Return the districts whose figure is known, in its order."""
        if name not in self.analysis.districts:
            return []
        known = self.analysis.districts.dropna(subset=name)
        return known.sort_values([name, "district_id"]).to_dict("records")

    def _certainties(self) -> Iterable[str]:
        share = self.analysis.totals.get("share_inferred", 0)
        if share > 0:
            yield self.wording.say("finding.inferred", share=self.wording.amount(share, "share"))


def _later(figures: Mapping[str, float], name: str) -> float:
    return float(figures.get(f"{LATER}{name}", math.nan))


def _ranged(names: Iterable[str]) -> Iterable[str]:
    return (name + ending for name in names for ending in ENDINGS)
