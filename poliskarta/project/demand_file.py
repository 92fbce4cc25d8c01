"""Where a project says whose people its figures are about: the table [demand] of region.toml."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DemandFile:
    """A file of people of the project's own, in its data folder, in place of the estimate.

    `weight` is the column that says how many there are; see `own_demand.read_own_demand`.
    """

    file: str
    weight: str = "population"
