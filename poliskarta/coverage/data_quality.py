"""How weak a district's figures are: the certainty and the age of all that goes into them.

A district is as sure as its own extent, the units that are counted to it and its placed offices;
its sources are theirs, and those of the units' populations and land areas.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import compress
from typing import Any

import numpy as np
import pandas as pd

from poliskarta.project.vocabularies import CERTAINTIES, CONFIRMED, INFERRED

_CITING = ("source", "population_source", "land_source")


def weigh_certainty(
    districts: pd.DataFrame, units: pd.DataFrame, offices: pd.DataFrame, sources: pd.DataFrame
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return how weak each district's figures are, in the order of `districts`, and the region's.

    Columns, and the entries for all districts together:

    - `weakest_certainty`, the weakest of the extent, the units and the placed offices;
    - `share_inferred`, the share of the population (0 to 1) that lives in units which are only
      inferred to belong to the district; NaN if the population of any unit is unknown;
    - `uncertain_offices`, the placed offices that are known to have fewer than two sources;
    - `oldest_source`, the date of the oldest dated source of all these, "" without any;
    - `undated_sources`, how many of their sources have no known date.
    """
    placed = [*compress(_columns(offices, "certainty", "source"), offices["placed"])]
    extents = _columns(districts, "certainty", "source")
    areas = _columns(units, "certainty", *_CITING, "population")
    dates = dict(zip(sources["source_id"], sources["published"], strict=True))
    ids = districts["district_id"].tolist()
    parts = {name: _Part() for name in ids}
    for district_id, certainty, *cells in [*extents, *placed]:
        if district_id in parts:
            parts[district_id].add(certainty, cells)
    for district_id, certainty, *cells, people in areas:
        if district_id in parts:
            parts[district_id].add(certainty, cells)
            parts[district_id].settle(people, certainty)
    for district_id, certainty, _ in placed:
        if district_id in parts:
            parts[district_id].uncertain_offices += certainty not in {CONFIRMED, ""}
    whole = sum(parts.values(), _Part())
    rows = [part.figures(dates) for part in parts.values()]
    return pd.DataFrame(rows, index=districts.index), whole.figures(dates)


@dataclass
class _Part:
    """What is known of all that goes into the figures of a district, or of several."""

    certainties: set[str] = field(default_factory=set)
    cells: set[str] = field(default_factory=set)
    people: float = 0.0
    inferred: float = 0.0
    uncertain_offices: int = 0

    def add(self, certainty: str, cells: Iterable[str]) -> None:
        """Note how sure something is, and the cells that name its sources."""
        self.certainties.add(certainty)
        self.cells.update(cells)

    def settle(self, people: float, certainty: str) -> None:
        """Note the people of a unit, and how sure it is that they belong here."""
        self.people += people
        self.inferred += people if certainty == INFERRED else 0

    def __add__(self, other: _Part) -> _Part:
        return _Part(
            self.certainties | other.certainties,
            self.cells | other.cells,
            self.people + other.people,
            self.inferred + other.inferred,
            self.uncertain_offices + other.uncertain_offices,
        )

    def figures(self, dates: Mapping[str, str]) -> dict[str, Any]:
        """Return the columns of `weigh_certainty`."""
        return {
            "weakest_certainty": max(self.certainties - {""}, key=CERTAINTIES.index, default=""),
            "share_inferred": self.inferred / self.people if self.people > 0 else np.nan,
            "uncertain_offices": self.uncertain_offices,
            **_age(self.cells, dates),
        }


def _columns(frame: pd.DataFrame, *names: str) -> Iterator[tuple[Any, ...]]:
    """Yield the district and the columns `names` of each row."""
    return zip(*(frame[name].tolist() for name in ("district_id", *names)), strict=True)


def _age(cells: Iterable[str], dates: Mapping[str, str]) -> dict[str, Any]:
    named = {part.strip() for cell in cells for part in cell.split(";")} - {""}
    known = sorted(filter(None, (dates.get(name, "") for name in named)))
    return {
        "oldest_source": known[0] if known else "",
        "undated_sources": len(named) - len(known),
    }
