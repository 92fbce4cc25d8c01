"""An analysis with the names of offices and districts in one language."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

import pandas as pd

from poliskarta.coverage.analysis import Analysis

Frame = TypeVar("Frame", bound=pd.DataFrame)


def in_language(analysis: Analysis, language: str) -> Analysis:
    """Return `analysis` with `name` in `language`: `name_<language>`, where that says anything.

    So are the names of offices, facilities, districts and units, in the tables too that they
    were read from. Nothing else differs, and nothing at all in the region's first language.
    """
    if language == analysis.region.languages[0]:
        return analysis
    column = f"name_{language}"
    located, dataset = analysis.located, analysis.dataset
    tables = {
        name: _named(getattr(dataset, name), column) for name in ("offices", "districts", "units")
    }
    rows = {name: _named(getattr(located, name), column) for name in ("offices", "districts")}
    names = rows["offices"].set_index("office_id")["name"]
    return replace(
        analysis,
        located=replace(located, dataset=replace(dataset, **tables), **rows),
        districts=_named(analysis.districts, column),
        facilities=analysis.facilities.assign(name=analysis.facilities["office_id"].map(names)),
    )


def _named(frame: Frame, column: str) -> Frame:
    if column not in frame:
        return frame
    return frame.assign(name=frame[column].where(frame[column] != "", frame["name"]))
