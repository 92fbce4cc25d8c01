"""The commands about the files of data/: boundaries, check."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from poliskarta.cli.console import (
    HERE,
    OutOption,
    ProjectOption,
    QuietOption,
    counted,
    counted_districts,
    running,
)
from poliskarta.errors import require_no_problems
from poliskarta.locales import draft_notes
from poliskarta.project.folder import find_project

if TYPE_CHECKING:
    from poliskarta import pipeline

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
        from poliskarta import pipeline

        place = find_project(project)
        built = pipeline.rebuild_boundaries(
            place, areas=areas, land=land, water=water, shoreline=shoreline
        )
        units, districts = len(built.units), len(built.districts)
        log.info("%s: %s, %s", place.data, counted(units, "unit"), counted(districts, "district"))


def check(project: ProjectOption = HERE, quiet: QuietOption = False) -> None:
    """Check every file of the project; write nothing.

    Example: poliskarta check --project my-county
    """
    with running(quiet=quiet):
        from poliskarta import pipeline

        located, problems = pipeline.check(find_project(project))
        for finding in pipeline.misplaced(located):
            log.warning("%s", finding)
        for note in draft_notes(located.region.languages, located.region.locale):
            log.info("%s", note)
        require_no_problems(problems)
        tell_placed(located)
        _tell_demand(located)


def _tell_demand(located: pipeline.Located) -> None:
    """Tell how much of the people the estimate of where they live puts in the wrong place."""
    from poliskarta import pipeline

    for test, row in pipeline.demand_errors(located).iterrows():
        share = f"{100 * row['used']:.1f} % of the people in the wrong place"
        log.info("demand: %s when %s", share, _LEFT_OUT[str(test)].format(row["places"]))
    dataset = located.dataset
    if dataset.has_population and dataset.area_populations.empty:
        log.info("demand: how many live where in it is not known; to share equally is a weak guess")


# What an estimate is tested by, see demand_errors.csv.
_LEFT_OUT = {
    "municipalities": "the people of {:.0f} municipalities are left out",
    "parts": "the people of {:.0f} parts of municipalities are left out",
    "groups": "the people of {:.0f} groups of areas are left out",
}


def tell_placed(located: pipeline.Located) -> None:
    """Tell how many offices are placed, and in how many districts."""
    total, placed = len(located.offices), int(located.offices["placed"].sum())
    told = ", all placed" if placed == total else f": {placed} placed, {total - placed} not placed"
    districts = counted_districts(len(located.districts), located.region)
    log.info("%s%s; %s", counted(total, "office"), told, districts)


def report(
    project: ProjectOption = HERE,
    out: OutOption = None,
    lang: Annotated[
        str,
        typer.Option("--lang", metavar="LANGUAGE", help="One of the region's; its first if none."),
    ] = "",
    formats: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="LIST",
            help="Any of html, pdf, svg, png; the last two are pictures.",
        ),
    ] = "html,pdf",
    quiet: QuietOption = False,
) -> None:
    """Write a report to print.

    The region, a sheet for each district, methods and sources.

    Needs matplotlib and WeasyPrint: pip install 'poliskarta[report]'.

    Example: poliskarta report --lang en --format html,pdf
    """
    with running(quiet=quiet):
        from poliskarta import pipeline

        analysis = pipeline.analyse(find_project(project, out))
        names = [name.strip() for name in formats.split(",") if name.strip()]
        paths = pipeline.report(analysis, lang, names)
        log.info("%s: %s", paths[0].parent, counted(len(paths), "file"))
