"""What the report says of figures, in words: tables of them, and what they amount to."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from poliskarta.coverage.analysis import Analysis
from poliskarta.coverage.own_demand import describe_own, sum_outside
from poliskarta.i18n import Words
from poliskarta.layers.dictionary import describe_layer
from poliskarta.project.indicators import ENDINGS, INTERVAL, LATER, Indicator, Place, shown_in
from poliskarta.project.schema import POPULATIONS
from poliskarta.report.wording import Wording

Row = dict[str, Any]


def records(frame: pd.DataFrame) -> list[Row]:
    """Return the rows of a table, a dictionary each."""
    return frame.to_dict("records")


def districts_by_name(analysis: Analysis, words: Words) -> list[Row]:
    """Return the districts in the order of their names, of one name in that of their ids."""
    rows = records(analysis.districts)
    return sorted(rows, key=lambda row: (words.sort_key(row["name"]), row["district_id"]))


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

        Those that neither the districts nor the region have a figure of are left out, and offices
        that aren't placed where all are.
        """
        region = self.wording.region
        chosen = shown_in(place, region.kind_ids, region.limits)
        known = {*self.analysis.districts, *self.analysis.totals.index}
        if not self.analysis.totals.get("offices_not_placed"):
            known.discard("offices_not_placed")
        return {name: indicator for name, indicator in chosen.items() if name in known}

    def rows(self, figures: Mapping[str, float], place: Place = "district") -> list[Row]:
        """Return the cell of each figure with its `label`, and the region's value as `whole`.

        A cell has `value`, `span` (how low and high it may be by the positions of offices) and
        `interval`, "" where they aren't known.
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
        """Return how weak a district's figures are, as far as anything says it."""
        return " ".join(self._weaknesses(district))

    def _weaknesses(self, district: Mapping[str, Any]) -> Iterator[str]:
        wording = self.wording
        if district.get("weakest_certainty"):
            level = wording.say(f"certainty.{district['weakest_certainty']}")
            yield wording.say("certainty.weakest", level=level)
        if district.get("uncertain_offices"):
            yield wording.say("certainty.offices", n=district["uncertain_offices"])
        if district.get("oldest_source"):
            yield wording.say("certainty.oldest", date=wording.date(district["oldest_source"]))
        if district.get("undated_sources"):
            yield wording.say("certainty.undated", n=district["undated_sources"])
        if district.get("share_inferred", 0) > 0:
            share = wording.amount(district["share_inferred"], "share")
            yield wording.say("certainty.share", share=share)

    def have(self, part: str) -> bool:
        """Tell whether any figure of the report has this part of a cell, `span` or `interval`."""
        places = [self.analysis.totals, *records(self.analysis.districts)]
        shown = self.shown("district")
        return any(cell[part] for row in places for cell in self._cells(row, shown))

    def headlines(self) -> list[Row]:
        """Return the region's key figures."""
        return self.rows(self.analysis.totals, "headlines")

    def comparison(self) -> Row:
        """Return the table of all districts: `labels`, `rows` of name and cells, and `whole`."""
        labels, shown, words = self.labels(), self.shown("overview"), self.wording.words
        rows = [
            {
                "id": district["district_id"],
                "name": district["name"],
                "cells": self._cells(district, shown),
            }
            for district in districts_by_name(self.analysis, words)
        ]
        whole = self._cells(self.analysis.totals, shown)
        return {"labels": [labels[name] for name in shown], "rows": rows, "whole": whole}

    def people_note(self) -> str:
        """Return what distances are measured from: estimated people, one's own, or land."""
        analysis, wording = self.analysis, self.wording
        kinds = wording.kinds(fixed=True)
        if analysis.own_demand is None:
            key = "comparison.note" if analysis.has_people else "comparison.note_land"
            return wording.say(key, kinds=kinds)
        own = describe_own(analysis.own_demand, analysis.demand, wording.words)
        said = {name: wording.pick(texts) for name, texts in own.items()}
        note = wording.say(
            "comparison.note_own",
            kinds=kinds,
            file=said["demand_file"],
            weight=said["demand_weight"],
            people=said["people_all"],
        )
        if not sum_outside(analysis.demand):
            return note
        return f"{note} {wording.say('comparison.outside', share=said['people_outside'])}"

    def findings(self) -> list[str]:
        """Return what the figures say in sentences; nothing of what isn't known."""
        figures = [*self._distances(), *self._extremes(), *self._crossings()]
        return [*figures, *self._certainties(), *self._times()]

    def _called(self, name: str) -> str:
        """Return what a figure is called, without its year."""
        fields = describe_layer("districts", self.analysis.districts, self.wording.region).fields
        return next(self.wording.pick(field.alias) for field in fields if field.name == name)

    def _cells(self, figures: Mapping[str, float], shown: Mapping[str, Indicator]) -> list[Row]:
        return [self._cell(figures, name, indicator.form) for name, indicator in shown.items()]

    def _cell(self, figures: Mapping[str, float], name: str, form: str) -> Row:
        value, *ends = (float(figures.get(name + end, math.nan)) for end in (*ENDINGS, *INTERVAL))
        pairs = {"span": ends[:2], "interval": ends[2:]}
        known = {part: not math.isnan(value + sum(pair)) for part, pair in pairs.items()}
        spans = {
            part: self.wording.span(*pair, form) if known[part] else ""
            for part, pair in pairs.items()
        }
        return {"value": self.wording.amount(value, form)} | spans

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
        if top and top["share_nearest_elsewhere"] > 0:
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

    def _times(self) -> Iterable[str]:
        """Say what the report's date left out or couldn't tell, where anybody gives dates."""
        validity, wording = self.analysis.dataset.validity, self.wording
        if validity is not None:
            date = wording.date(validity.date)
            for name, count in validity.counts.items():
                yield wording.say(f"finding.{name}", n=count, date=date)


def _later(figures: Mapping[str, float], name: str) -> float:
    return float(figures.get(f"{LATER}{name}", math.nan))


def _ranged(names: Iterable[str]) -> Iterable[str]:
    return (name + ending for name in names for ending in ENDINGS)
