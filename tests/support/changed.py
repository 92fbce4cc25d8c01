"""An analysis with other tables than its own, whichever of its parts they stand in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd

from poliskarta.coverage.analysis import Analysis

_OF_DATASET = ("region", "initiatives", "sources", "units", "backdrop", "gazetteer")
_LOCATED = ("offices", "stops")
_TABLES = (*_OF_DATASET[1:], *_LOCATED, "districts")


def changed(analysis: Analysis, **changes: Any) -> Analysis:
    """Return `analysis` with `changes`: tables or the region, by name.

    New `districts` keep the figures of the old ones.
    """
    own = {name: value for name, value in changes.items() if name not in (*_OF_DATASET, *_LOCATED)}
    read = {name: value for name, value in changes.items() if name in _OF_DATASET}
    placed = {name: value for name, value in changes.items() if name in _LOCATED}
    dataset = replace(analysis.dataset, **read)
    located = replace(analysis.located, dataset=dataset, **placed)
    if "districts" in changes:
        located = replace(located, districts=changes["districts"])
    return replace(analysis, located=located, **own)


def tables_of(analysis: Analysis) -> dict[str, pd.DataFrame]:
    """Return the tables that a page shows, by name."""
    holders = (analysis.dataset, analysis.located, analysis)
    return {
        name: next(getattr(part, name) for part in reversed(holders) if hasattr(part, name))
        for name in _TABLES
    }


def each_table(analysis: Analysis, change: Callable[[pd.DataFrame], pd.DataFrame]) -> Analysis:
    """Return `analysis` with `change` made to every table that a page shows."""
    tables = tables_of(analysis)
    return changed(analysis, **{name: change(table) for name, table in tables.items()})
