"""The commands about the files of data/: boundaries, check."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from poliskarta import geojobs, jobs
from poliskarta.errors import require_no_problems
from poliskarta.options import HERE, ProjectOption, QuietOption
from poliskarta.project import find_project
from poliskarta.terminal import counted, running

if TYPE_CHECKING:
    from poliskarta.survey import Survey

log = logging.getLogger("poliskarta")


def boundaries(
    project: ProjectOption = HERE,
    areas: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Small statistical areas, polygons.")
    ] = None,
    land: Annotated[Path | None, typer.Option(metavar="FILE", help="Land polygons.")] = None,
    water: Annotated[Path | None, typer.Option(metavar="FILE", help="Water polygons.")] = None,
    shoreline: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Better land polygons, instead of both.")
    ] = None,
    quiet: QuietOption = False,
) -> None:
    """Build the polygons of data/ from their sources.

    Units, districts, background, place names and demand, from the files that region.toml names.

    Example: poliskarta boundaries --shoreline my-land.gpkg
    """
    with running(quiet=quiet):
        place = find_project(project)
        built = jobs.boundaries(place, areas=areas, land=land, water=water, shoreline=shoreline)
        units, districts = len(built.units), len(built.districts)
        log.info("%s: %s, %s", place.data, counted(units, "unit"), counted(districts, "district"))


def check(project: ProjectOption = HERE, quiet: QuietOption = False) -> None:
    """Check every file of the project; write nothing.

    Example: poliskarta check --project my-county
    """
    with running(quiet=quiet):
        from poliskarta.survey import survey

        place = find_project(project)
        done = survey(place)
        require_no_problems(geojobs.check_geocodes(place, done))
        tell_placed(done)


def tell_placed(done: Survey) -> None:
    """Tell how many offices are placed, and in how many districts."""
    placed = int(done.offices["placed"].sum())
    log.info(
        "%s: %d placed, %d not placed; %s",
        counted(len(done.offices), "office"),
        placed,
        len(done.offices) - placed,
        counted(len(done.districts), "district"),
    )
