"""Arguments in, words out. The work is in `jobs`, the exit codes in `terminal`.

Stages are imported when a command needs them, so that help and usage errors come at once.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from poliskarta import jobs
from poliskarta.errors import require_no_problems
from poliskarta.project import Project, find_project
from poliskarta.terminal import counted, progress_bar, running

if TYPE_CHECKING:
    from poliskarta.geocode import Summary
    from poliskarta.survey import Survey

log = logging.getLogger("poliskarta")

app = typer.Typer(
    help="A map of police offices: geocoded once, joined with districts, readable offline.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

HERE = Path()
ProjectOption = Annotated[
    Path, typer.Option("--project", metavar="DIR", help="The project folder, or a folder in it.")
]
OutOption = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Write here instead of the project's maps/."),
]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Say only what is wrong.")]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code: 0 fine, 1 not finished, 2 bad input or usage."""
    try:
        app(args=arguments, prog_name="poliskarta")
    except SystemExit as end:
        return int(end.code or 0)
    return 0


@app.command("map")
def map_(project: ProjectOption = HERE, out: OutOption = None, quiet: QuietOption = False) -> None:
    """Do the whole job offline: geocode from the gazetteer, render the page, export the layers.

    Example: poliskarta map
    """
    with running(quiet=quiet):
        from poliskarta.survey import survey

        place = find_project(project, out)
        _tell_answers(place, jobs.geocode(place, jobs.GeocodeSettings(offline=True)))
        done = survey(place)
        _render(place, done)
        _export(place, done)


@app.command()
def geocode(
    project: ProjectOption = HERE,
    offline: Annotated[
        bool, typer.Option("--offline", help="Use the cache and the region's gazetteer only.")
    ] = False,
    provider: Annotated[
        str, typer.Option(metavar="NAME", help="Ask this service too: nominatim, photon, pelias …")
    ] = "",
    contact: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Your e-mail or web address, for the service.")
    ] = "",
    service_url: Annotated[
        str,
        typer.Option(
            "--service-url", "--nominatim-url", metavar="URL", help="A server of your own."
        ),
    ] = "",
    refresh: Annotated[
        list[str] | None, typer.Option(metavar="QUERY", help="Ask this again; may be repeated.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="List what would be asked.")] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Check the kept answers; ask and write nothing.")
    ] = False,
    quiet: QuietOption = False,
) -> None:
    """Locate every place and address once, and keep the answers in data/geocodes.csv.

    Asks the cache, the region's gazetteer, GeoNames (both offline), and then the service that
    you name, if you name one. A key for it is read from POLISKARTA_API_KEY.

    Example: poliskarta geocode --provider nominatim --contact you@example.org
    """
    with running(quiet=quiet):
        place = find_project(project)
        if check:
            require_no_problems(jobs.check_geocodes(place))
            log.info("%s: fine", place.table("geocodes.csv"))
            return
        service = None
        if provider and not offline:
            from poliskarta.services import Service

            key = os.environ.get("POLISKARTA_API_KEY", "")
            service = Service(provider, contact, service_url, key)
        settings = jobs.GeocodeSettings(offline, service, refresh or ())
        if dry_run:
            for question in jobs.pending(place, settings):
                print(question.query)  # noqa: T201
            return
        with progress_bar("geocoding") as progress:
            summary = jobs.geocode(place, settings, progress)
        _tell_answers(place, summary)


@app.command()
def coverage(project: ProjectOption = HERE, quiet: QuietOption = False) -> None:
    """Print each district's figures as CSV: offices by kind, population, land area.

    Example: poliskarta coverage > districts.csv
    """
    with running(quiet=quiet):
        from poliskarta.survey import survey

        done = survey(find_project(project))
        done.districts.drop(columns="geometry").to_csv(sys.stdout, index=False)
        _tell_placed(done)


@app.command()
def render(
    project: ProjectOption = HERE,
    out: OutOption = None,
    layers: Annotated[bool, typer.Option("--layers", help="Export the layers too.")] = False,
    quiet: QuietOption = False,
) -> None:
    """Make the page: one HTML file that opens from disk without a network.

    Example: poliskarta render --layers
    """
    with running(quiet=quiet):
        from poliskarta.survey import survey

        place = find_project(project, out)
        done = survey(place)
        _render(place, done)
        if layers:
            _export(place, done)


@app.command()
def export(
    project: ProjectOption = HERE, out: OutOption = None, quiet: QuietOption = False
) -> None:
    """Write the layers: a GeoPackage in the region's CRS, and GeoJSON.

    Example: poliskarta export --out /tmp/maps
    """
    with running(quiet=quiet):
        from poliskarta.survey import survey

        place = find_project(project, out)
        _export(place, survey(place))


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
    """Build units, districts and background from the sources that region.toml names.

    Example: poliskarta boundaries --shoreline my-land.gpkg
    """
    with running(quiet=quiet):
        place = find_project(project)
        built = jobs.boundaries(place, areas=areas, land=land, water=water, shoreline=shoreline)
        units, districts = len(built.units), len(built.districts)
        log.info("%s: %s, %s", place.data, counted(units, "unit"), counted(districts, "district"))


@app.command()
def check(project: ProjectOption = HERE, quiet: QuietOption = False) -> None:
    """Check every file of the project and the kept answers; write nothing.

    Example: poliskarta check --project my-county
    """
    with running(quiet=quiet):
        from poliskarta.survey import survey

        place = find_project(project)
        done = survey(place)
        require_no_problems(jobs.check_geocodes(place))
        _tell_placed(done)


def _render(place: Project, done: Survey) -> None:
    page = jobs.render(place, done)
    _tell_placed(done)
    log.info("%s: %d KB", page, page.stat().st_size // 1000)


def _export(place: Project, done: Survey) -> None:
    paths = jobs.export(place, done)
    log.info("%s: %s", paths[0].parent, counted(len(paths), "file"))


def _tell_answers(place: Project, summary: Summary) -> None:
    statuses = ", ".join(f"{count} {status}" for status, count in summary.counts.items())
    total = sum(summary.counts.values())
    log.info("%s: %s: %s", place.table("geocodes.csv"), counted(total, "question"), statuses)
    for question in summary.unanswered:
        log.info("    not asked: %s", question.query)


def _tell_placed(done: Survey) -> None:
    placed = int(done.offices["placed"].sum())
    log.info(
        "%s: %d placed, %d not placed; %s",
        counted(len(done.offices), "office"),
        placed,
        len(done.offices) - placed,
        counted(len(done.districts), "district"),
    )
