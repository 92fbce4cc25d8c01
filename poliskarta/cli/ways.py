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


def chosen_ways(distances: Path | None, columns: str, unit: str) -> pipeline.WaysFile | None:
    """Return what ways are measured by; None for straight lines."""
    from poliskarta import pipeline

    if distances is None:
        if columns or unit:
            raise typer.BadParameter("it is about the file of --distances: name that, too")
        return None
    named = tuple(name.strip() for name in columns.split(",")) if columns else ()
    return pipeline.WaysFile(distances, named, unit)
