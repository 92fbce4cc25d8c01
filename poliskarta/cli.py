"""Arguments in, words out. The work is in `jobs`, the exit codes in `terminal`.

Stages are imported when a command needs them, so that help and usage errors come at once.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from poliskarta import geojobs, jobs
from poliskarta.cli_analysis import compare, suggest
from poliskarta.cli_geocode import geocode, locate, review, tell_answers
from poliskarta.errors import require_no_problems
from poliskarta.options import HERE, OutOption, ProjectOption, QuietOption
from poliskarta.project import Project, find_project
from poliskarta.terminal import counted, running

if TYPE_CHECKING:
    from poliskarta.survey import Survey

log = logging.getLogger("poliskarta")

app = typer.Typer(
    help="A map of police offices: geocoded once, joined with districts, readable offline.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code: 0 fine, 1 not finished, 2 bad input or usage."""
    try:
        app(args=arguments, prog_name="poliskarta")
    except SystemExit as end:
        return int(end.code or 0)
    return 0


@app.command("map")
def map_(project: ProjectOption = HERE, out: OutOption = None, quiet: QuietOption = False) -> None:
    """Do the main job offline: geocode and render.

    Locates the offices by the region's gazetteer, as far as they aren't yet, and makes the page.

    Example: poliskarta map
    """
    with running(quiet=quiet):
        from poliskarta.survey import survey

        place = find_project(project, out)
        tell_answers(place, geojobs.geocode(place, geojobs.GeocodeSettings(offline=True)))
        _render(place, survey(place))


app.command()(geocode)
app.command()(review)
app.command()(locate)


@app.command()
def coverage(
    project: ProjectOption = HERE,
    demand: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Your own points or cells of demand.")
    ] = None,
    weight: Annotated[
        str, typer.Option(metavar="COLUMN", help="The column of FILE with the number of people.")
    ] = "population",
    quiet: QuietOption = False,
) -> None:
    """Print each district's figures as CSV.

    Offices, population, distances to the nearest office. Their method cards are on the page.

    Example: poliskarta coverage > districts.csv
    """
    with running(quiet=quiet):
        from poliskarta.survey import survey

        place = find_project(project)
        done = survey(place)
        result = jobs.analysis(place, done, demand, weight)
        result.districts.drop(columns="geometry").to_csv(sys.stdout, index=False)
        _tell_placed(done)


app.command()(suggest)
app.command()(compare)


@app.command()
def render(
    project: ProjectOption = HERE,
    out: OutOption = None,
    layers: Annotated[bool, typer.Option("--layers", help="Export the layers too.")] = False,
    quiet: QuietOption = False,
) -> None:
    """Make the page: one HTML file that needs no network.

    Example: poliskarta render --layers
    """
    with running(quiet=quiet):
        from poliskarta.survey import survey

        place = find_project(project, out)
        done = survey(place)
        _render(place, done)
        if layers:
            _tell_files(jobs.export(place, done))


@app.command()
def export(
    project: ProjectOption = HERE,
    out: OutOption = None,
    format_: Annotated[
        str,
        typer.Option("--format", metavar="LIST", help="gpkg,geojson,parquet,fgb,shp,kml,csv,xlsx"),
    ] = "gpkg,geojson",
    layer: Annotated[
        str, typer.Option(metavar="LIST", help="Only these layers, separated by commas.")
    ] = "",
    crs: Annotated[
        str | None, typer.Option(metavar="CRS", help="Write in this CRS instead of the region's.")
    ] = None,
    quiet: QuietOption = False,
) -> None:
    """Write the layers for a GIS or a spreadsheet.

    Example: poliskarta export --format gpkg,csv --layer offices,districts --crs EPSG:3857
    """
    with running(quiet=quiet):
        from poliskarta.survey import survey

        place = find_project(project, out)
        formats = [name.strip() for name in format_.split(",")]
        layers = [name.strip() for name in layer.split(",")] if layer else None
        _tell_files(jobs.export(place, survey(place), formats, layers, crs))


@app.command()
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


@app.command()
def check(project: ProjectOption = HERE, quiet: QuietOption = False) -> None:
    """Check every file of the project; write nothing.

    Example: poliskarta check --project my-county
    """
    with running(quiet=quiet):
        from poliskarta.survey import survey

        place = find_project(project)
        done = survey(place)
        require_no_problems(geojobs.check_geocodes(place))
        _tell_placed(done)


def _render(place: Project, done: Survey) -> None:
    page = jobs.render(place, done)
    _tell_placed(done)
    log.info("%s: %d KB", page, page.stat().st_size // 1000)


def _tell_files(paths: Sequence[Path]) -> None:
    log.info("%s: %s", paths[0].parent, counted(len(paths), "file"))


def _tell_placed(done: Survey) -> None:
    placed = int(done.offices["placed"].sum())
    log.info(
        "%s: %d placed, %d not placed; %s",
        counted(len(done.offices), "office"),
        placed,
        len(done.offices) - placed,
        counted(len(done.districts), "district"),
    )
