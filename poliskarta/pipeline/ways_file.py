"""Which file ways are measured by, in place of straight lines, and how it is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from poliskarta.coverage.od_table import read_od_table, ways_of_table
from poliskarta.coverage.ways import FindWays


@dataclass(frozen=True)
class WaysFile:
    """What ways to offices are measured by: a table of distances, an OD matrix.

    `columns` names those of point, office and length, `unit` what the last is in, where their
    names don't say it: see `read_od_table`.
    """

    path: Path
    columns: Sequence[str] = ()
    unit: str = ""


def find_ways(file: WaysFile) -> FindWays:
    """Return what finds the ways by `file`, which is read now.

    Raises DataError with every problem of the file.
    """
    table = read_od_table(file.path, file.columns, file.unit)
    return lambda demand, facilities: ways_of_table(table, demand, facilities)
