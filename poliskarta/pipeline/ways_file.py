"""Which file ways are measured by, in place of straight lines, and how it is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from poliskarta.coverage.od_table import read_od_table, ways_of_table
from poliskarta.coverage.ways import FindWays
from poliskarta.project.region import Region


@dataclass(frozen=True)
class WaysFile:
    """What ways to offices are measured by: a table of distances (an OD matrix) or a network.

    Of a table, `columns` names those of point, office and length, `unit` what the last is in,
    where their names don't say it: see `read_od_table`. Of a `network`, `speed` names the column
    of km/h, if minutes are wanted: see `read_network`.
    """

    path: Path
    columns: Sequence[str] = ()
    unit: str = ""
    network: bool = False
    speed: str = ""


def find_ways(file: WaysFile, region: Region) -> FindWays:
    """Return what finds the ways by `file`, which is read now.

    Raises DataError with every problem of the file.
    """
    if file.network:
        from poliskarta.coverage.network import read_network, ways_of_network  # noqa: PLC0415

        network = read_network(file.path, region.crs, file.speed)
        return lambda demand, facilities: ways_of_network(network, demand, facilities)
    table = read_od_table(file.path, file.columns, file.unit)
    return lambda demand, facilities: ways_of_table(table, demand, facilities)
