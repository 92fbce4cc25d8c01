"""The options of coverage, export, report and render that say by what ways distances run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from poliskarta import pipeline

DistancesOption = Annotated[
    Path | None,
    typer.Option(
        "--distances", metavar="FILE", help="Ways by an OD table instead of straight lines."
    ),
]
ColumnsOption = Annotated[
    str, typer.Option("--columns", metavar="LIST", help="Its columns: point, office, length.")
]
UnitOption = Annotated[
    str, typer.Option("--unit", metavar="UNIT", help="What lengths are in: m, km, mi, s, min, h.")
]
NetworkOption = Annotated[
    Path | None,
    typer.Option(
        "--network", metavar="FILE", help="Ways by roads and ferries instead of straight lines."
    ),
]
SpeedOption = Annotated[
    str, typer.Option("--speed", metavar="COLUMN", help="Its column of km/h, to count in minutes.")
]


def chosen_ways(
    distances: Path | None, columns: str, unit: str, network: Path | None, speed: str
) -> pipeline.WaysFile | None:
    """Return what ways are measured by; None for straight lines.

    Raises typer's BadParameter for both files, and for an option of a file that isn't named.
    """
    from poliskarta import pipeline

    if distances and network:
        raise typer.BadParameter("name a table of --distances or a --network, not both")
    if (columns or unit) and not distances:
        raise typer.BadParameter("--columns and --unit are about the file of --distances")
    if speed and not network:
        raise typer.BadParameter("--speed is about the file of --network")
    if network:
        return pipeline.WaysFile(network, network=True, speed=speed)
    if distances is None:
        return None
    named = tuple(name.strip() for name in columns.split(",")) if columns else ()
    return pipeline.WaysFile(distances, named, unit)
