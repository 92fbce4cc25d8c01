"""The command that makes what people orient by."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from poliskarta.cli.console import HERE, ProjectOption, QuietOption, counted, running
from poliskarta.project.folder import find_project

if TYPE_CHECKING:
    from poliskarta.pipeline.background import BackgroundReport

log = logging.getLogger("poliskarta")
_BYTES_PER_KB = 1000
_LINES = {
    3: "all lines",
    2: "no secondary roads",
    1: "no primary or secondary roads, no trams",
}


def background(
    project: ProjectOption = HERE,
    osm: Annotated[
        Path | None,
        typer.Option("--osm", metavar="FILE", help="An OpenStreetMap extract, .osm.pbf say."),
    ] = None,
    budget: Annotated[
        int,
        typer.Option(metavar="KB", min=1, help="How much larger it may make the page."),
    ] = 60,
    quiet: QuietOption = False,
) -> None:
    """Make what people orient by: names, lines and areas.

    Without an extract the names are GeoNames' towns and the gazetteer's areas, and the lines
    those of data/source/network_*.csv. Nothing is fetched.

    An extract needs osmium: pip install 'poliskarta[osm]'.

    Example: poliskarta background --osm my-county.osm.pbf
    """
    with running(quiet=quiet):
        from poliskarta import pipeline

        place = find_project(project)
        _tell(pipeline.make_background(place, osm, budget * _BYTES_PER_KB), place.data, budget)


def _tell(report: BackgroundReport, folder: Path, budget: int) -> None:
    from poliskarta.project.background import RANKS

    background, level = report.background, report.level
    parts = ((background.lines, "line"), (background.areas, "area"), (background.places, "place"))
    told = ", ".join(counted(len(layer), noun) for layer, noun in parts)
    log.info("%s: %s; in the page %d KB", folder, told, -(-report.page_bytes // _BYTES_PER_KB))
    if level:
        log.info("Simplified to %d m for a budget of %d KB: names of rank 1 to %d, %s.",
                 level.tolerance_m, budget, level.rank, _LINES[level.importance])  # fmt: skip
    elif report.last_rank < len(RANKS):
        log.info("For a budget of %d KB: names of rank 1 to %d.", budget, report.last_rank)
