"""What the page needs to show other dates: who was there when, and the figures of then."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import median
from typing import Any

import pandas as pd

from poliskarta.coverage.analysis import Analysis, Located, analyse, locate_offices
from poliskarta.i18n import Words
from poliskarta.layers.symbology import class_breaks
from poliskarta.page.indicators import describe_figures
from poliskarta.project.dataset import Dataset
from poliskarta.project.indicators import ENDINGS
from poliskarta.project.validity import known_dates, on_date, whole

Figures = list[dict[str, Any]]


def describe_timeline(analysis: Analysis, figures: Figures) -> list[dict[str, Any]]:
    """Return the dates from which on other offices are there, in plain JSON types; [] of one only.

    Each has its `date` (ISO, of any precision) and `said` (Texts), whether it is the `usual` one
    of the page, the ids of the offices `absent` then, how many districts had `ceased` or weren't
    there yet, and `figures`: of those of `figures` (see `describe_figures`) that differ from the
    page's the `total` and the `values` that differ, by their ids; [] where there is none. They are
    measured for the people of the page, whatever the date, and have no intervals: to simulate them
    for each date would take too long. Stops are those of the page's date.
    """
    dataset = whole(analysis.dataset)
    dates = known_dates(dataset) if analysis.dataset.validity else []
    if len(dates) < 2:  # noqa: PLR2004  # nothing to choose from
        return []
    words, usual = analysis.region.words, analysis.region.date
    return [
        _describe(on_date(dataset, date), analysis, figures, words, is_usual=date == usual)
        for date in dates
    ]


def locate_whole(analysis: Analysis) -> Located:
    """Return the offices of all dates, placed: those too that aren't there on the page's."""
    validity = analysis.dataset.validity
    if validity is None or validity.offices.empty:
        return analysis.located
    return locate_offices(whole(analysis.dataset))


def widen_classes(figures: Figures, timeline: list[dict[str, Any]]) -> Figures:
    """Return `figures` with classes that hold the values of all dates, so that colours compare."""
    return [figure | _limits(figure, timeline) for figure in figures]


def _limits(figure: dict[str, Any], timeline: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the classes of the values of all dates, whichever the page's is."""
    steps = [step["figures"].get(figure["id"], {}).get("values", {}) for step in timeline]
    if not any(steps):
        return {}
    rows = [value for step in steps for value in (figure["values"] | step).values() if value]
    width = _typical_width(figure["values"].values())
    return {"limits": class_breaks(pd.Series([value for value, *_ in rows]), width=width)}


def _typical_width(values: Iterable[Sequence[float]]) -> float:
    """Return what `symbology.typical_width` does, of values as the page has them."""
    widths = [ends[-1] - ends[-2] for _, *ends in values if ends]
    return median(widths) if widths else 0.0


def _describe(
    dated: Dataset, analysis: Analysis, usual: Figures, words: Words, *, is_usual: bool
) -> dict[str, Any]:
    found, date = usual, dated.region.date
    if not is_usual:
        inside = analysis.demand["district_id"].to_numpy(dtype=object) != ""
        found = describe_figures(analyse(locate_offices(dated), analysis.demand[inside]))
    before = {figure["id"]: figure for figure in usual}
    parts = {f["id"]: _differing(f, before[f["id"]]) for f in found if f["id"] in before}
    return {
        "date": date,
        "said": words.date(date),
        "usual": is_usual,
        "absent": sorted(dated.validity.offices["office_id"]) if dated.validity else [],
        "ceased": len(dated.validity.ceased) if dated.validity else 0,
        "figures": {
            key: part
            for key, part in parts.items()
            if part["values"] or not _alike(part["total"], before[key]["total"])
        },
    }


def _differing(figure: dict[str, Any], usual: dict[str, Any]) -> dict[str, Any]:
    """Return the values that aren't the `usual` ones, [] where there is none, and the total."""
    values, before = figure["values"], usual["values"]
    ids = sorted({*values, *before})
    pairs = {key: (values.get(key, []), before.get(key, [])) for key in ids}
    differing = {key: value for key, (value, known) in pairs.items() if not _alike(value, known)}
    return {"values": differing, "total": figure["total"]}


def _alike(value: Sequence[float], other: Sequence[float]) -> bool:
    """Tell whether two values and their ranges are the same, intervals apart."""
    return value[: len(ENDINGS)] == other[: len(ENDINGS)]
