"""Arguments in, words out. The work is in `pipeline`, the exit codes in `console`.

Stages are imported when a command needs them, so that help and usage errors come at once.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from poliskarta.cli.analysis import compare, suggest
from poliskarta.cli.background import background
from poliskarta.cli.console import (
    HERE,
    UNFINISHED,
    AsOfOption,
    BasemapAttributionOption,
    BasemapUrlOption,
    DemandOption,
    OutOption,
    ProjectOption,
    QuietOption,
    WeightOption,
    counted,
    running,
)
from poliskarta.cli.data import boundaries, check, report, tell_placed
from poliskarta.cli.geocode import geocode, locate, review, tell_answers
from poliskarta.cli.new import new
from poliskarta.cli.tables import districts_in_order, print_table
from poliskarta.cli.ways import (
    ColumnsOption,
    DistancesOption,
    NetworkOption,
    SpeedOption,
    UnitOption,
    chosen_ways,
)
from poliskarta.project.folder import find_project

if TYPE_CHECKING:
    from poliskarta import pipeline

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
def map_(
    project: ProjectOption = HERE,
    out: OutOption = None,
    demand: DemandOption = None,
    weight: WeightOption = "",
    as_of: AsOfOption = "",
    quiet: QuietOption = False,
) -> None:
    """Do the main job offline: geocode and render.

    Locates the offices by the region's gazetteer, as far as they aren't yet, and makes the page.

    Example: poliskarta map
    """
    with running(quiet=quiet):
        from poliskarta import pipeline

        place = find_project(project, out)
        summary, located = pipeline.geocode_and_locate(place, as_of)
        tell_answers(located.dataset, summary)
        analysis = pipeline.analyse(located, demand, weight)
        _tell_page(pipeline.render(analysis), located)


app.command()(new)
app.command()(boundaries)
app.command()(background)
app.command()(check)
app.command()(geocode)
app.command()(review)
# So that a position south or west of zero is no option.
app.command(context_settings={"ignore_unknown_options": True})(locate)
app.command()(report)


@app.command()
def coverage(
    project: ProjectOption = HERE,
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
    """Print each district's figures as CSV, and the region's.

    Offices, population, distances to the nearest office; a row a district, the region's the last,
    without a district_id. The method cards of the figures are on the page.

    Example: poliskarta coverage > districts.csv
    """
    with running(quiet=quiet):
        from poliskarta import pipeline

        ways = chosen_ways(distances, columns, unit, network, speed)
        analysis = pipeline.analyse(find_project(project), demand, weight, as_of, ways)
        print_table(districts_in_order(pipeline.tabulate(analysis)))
        tell_placed(analysis.located)


app.command()(suggest)
app.command()(compare)


@app.command()
def render(
    project: ProjectOption = HERE,
    out: OutOption = None,
    layers: Annotated[bool, typer.Option("--layers", help="Export the layers too.")] = False,
    demand: DemandOption = None,
    weight: WeightOption = "",
    as_of: AsOfOption = "",
    basemap_url: BasemapUrlOption = "",
    basemap_attribution: BasemapAttributionOption = "",
    distances: DistancesOption = None,
    columns: ColumnsOption = "",
    unit: UnitOption = "",
    network: NetworkOption = None,
    speed: SpeedOption = "",
    quiet: QuietOption = False,
) -> None:
    """Make the page: one HTML file that needs no network.

    Online tiles are asked for only when the reader turns them on; a key goes into their URL.

    Example: poliskarta render --layers
    """
    with running(quiet=quiet):
        from poliskarta import pipeline

        ways = chosen_ways(distances, columns, unit, network, speed)
        analysis = pipeline.analyse(find_project(project, out), demand, weight, as_of, ways)
        basemap = pipeline.basemap_of(basemap_url, basemap_attribution)
        _tell_page(pipeline.render(analysis, basemap), analysis.located)
        if layers:
            _tell_files(pipeline.export(analysis))


@app.command()
def verify(
    page: Annotated[Path, typer.Argument(metavar="PAGE", help="A page, maps/my-city.html say.")],
    project: ProjectOption = HERE,
    demand: DemandOption = None,
    weight: WeightOption = "",
    as_of: AsOfOption = "",
    basemap_url: BasemapUrlOption = "",
    basemap_attribution: BasemapAttributionOption = "",
    quiet: QuietOption = False,
) -> None:
    """Tell whether a page is what the data give.

    Builds the page anew and compares: exit code 1, and the differences, if it isn't the same.

    Example: poliskarta verify maps/my-city.html
    """
    with running(quiet=quiet):
        from poliskarta import pipeline

        basemap = pipeline.basemap_of(basemap_url, basemap_attribution)
        analysis = pipeline.analyse(find_project(project), demand, weight, as_of)
        differences = pipeline.verify(analysis, page, basemap)
        for line in differences:
            print(line)  # noqa: T201
        if differences:
            raise typer.Exit(UNFINISHED)
        log.info("%s: just what the data give", page)


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
    """Write the layers for a GIS or a spreadsheet.

    Example: poliskarta export --format gpkg,csv --layer offices,districts --crs EPSG:3857
    """
    with running(quiet=quiet):
        from poliskarta import pipeline

        formats = [name.strip() for name in format_.split(",")]
        layers = [name.strip() for name in layer.split(",")] if layer else None
        ways = chosen_ways(distances, columns, unit, network, speed)
        analysis = pipeline.analyse(find_project(project, out), demand, weight, as_of, ways)
        _tell_files(pipeline.export(analysis, formats, layers, crs))


def _tell_page(page: Path, located: pipeline.Located) -> None:
    tell_placed(located)
    log.info("%s: %d KB", page, page.stat().st_size // 1000)


def _tell_files(paths: Sequence[Path]) -> None:
    log.info("%s: %s", paths[0].parent, counted(len(paths), "file"))
