"""The commands about the files of data/: boundaries, check."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from poliskarta.cli.console import (
    HERE,
    AsOfOption,
    DemandOption,
    OutOption,
    ProjectOption,
    QuietOption,
    WeightOption,
    counted,
    counted_districts,
    running,
)
from poliskarta.cli.ways import (
    ColumnsOption,
    DistancesOption,
    NetworkOption,
    SpeedOption,
    UnitOption,
    chosen_ways,
)
from poliskarta.errors import require_no_problems
from poliskarta.locales import draft_notes
from poliskarta.project.folder import find_project

if TYPE_CHECKING:
    from poliskarta import pipeline
    from poliskarta.project.periods import Validity
    from poliskarta.project.region import Region

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
        for finding in [*pipeline.misplaced(located), *pipeline.untimely(located)]:
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
    tell_validity(located.dataset.validity, located.region)


def tell_validity(validity: Validity | None, region: Region) -> None:
    """Tell what the date left out, and of how many offices nobody knows when they were there."""
    if validity is None:
        return
    date, absent = validity.date, len(validity.offices)
    if absent:
        log.info("%s: %s not shown, opened later or closed before", date, counted(absent, "office"))
    if validity.undated and validity.knows_any:
        undated, shown = len(validity.undated), validity.shown
        log.info("    %d of %d have no date and count as there", undated, shown)
    if validity.unsure:
        names = ", ".join(validity.unsure)
        log.warning("%s: dates too rough to tell, counted as there: %s", date, names)
    if validity.ceased:
        districts = counted_districts(len(validity.ceased), region)
        log.warning("%s: %s of the map weren't there: figures are by them", date, districts)


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
    demand: DemandOption = None,
    weight: WeightOption = "",
    as_of: AsOfOption = "",
    distances: DistancesOption = None,
    columns: ColumnsOption = "",
    unit: UnitOption = "",
    network: NetworkOption = None,
    speed: SpeedOption = "",
    quiet: QuietOption = False,
) -> None:
    """Write a report to print.

    The region, a sheet for each district, methods and sources.

    Needs matplotlib and WeasyPrint: pip install 'poliskarta[report]'.

    Example: poliskarta report --lang en --format html,pdf
    """
    with running(quiet=quiet):
        from poliskarta import pipeline

        ways = chosen_ways(distances, columns, unit, network, speed)
        analysis = pipeline.analyse(find_project(project, out), demand, weight, as_of, ways)
        names = [name.strip() for name in formats.split(",") if name.strip()]
        paths = pipeline.report(analysis, lang, names)
        log.info("%s: %s", paths[0].parent, counted(len(paths), "file"))
