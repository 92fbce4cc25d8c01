"""The command that makes a project of another force's published files: new."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from poliskarta.cli.console import BAD_INPUT, QuietOption, counted, running

if TYPE_CHECKING:
    from poliskarta.pipeline import Made

log = logging.getLogger("poliskarta")


def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The project folder to make.")],
    offices: Annotated[
        Path, typer.Option(metavar="FILE", help="The list of stations: CSV, XLSX, JSON, a layer.")
    ],
    districts: Annotated[
        Path, typer.Option(metavar="FILE", help="Their districts: any format that GDAL reads.")
    ],
    place: Annotated[
        str, typer.Option(metavar="NAME", help="What the districts cover: a city, a country …")
    ] = "",
    title: Annotated[str, typer.Option(metavar="TEXT", help="The map's title.")] = "",
    id_: Annotated[str, typer.Option("--id", metavar="NAME", help="What files are named by.")] = "",
    country: Annotated[str, typer.Option(metavar="XX", help="Its ISO 3166 code: US.")] = "",
    language: Annotated[
        str, typer.Option(metavar="LIST", help="The map's languages, the default first: sv,en.")
    ] = "en",
    timezone: Annotated[str, typer.Option(metavar="NAME", help="America/New_York, say.")] = "",
    crs: Annotated[str, typer.Option(metavar="CRS", help="Projected, in metres.")] = "",
    bounds: Annotated[str, typer.Option(metavar="W,S,E,N", help="The map's box, degrees.")] = "",
    kind: Annotated[
        str, typer.Option(metavar="ONE/SEVERAL", help='"police station/police stations"')
    ] = "",
    map_: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="name=COLUMN", help="What a column says; may be repeated."),
    ] = None,
    encoding: Annotated[
        str, typer.Option("--encoding", "--offices-encoding", metavar="NAME", help="cp949, say.")
    ] = "",
    offices_layer: Annotated[str, typer.Option(metavar="NAME", help="Layer or sheet.")] = "",
    offices_crs: Annotated[str, typer.Option(metavar="CRS", help="Of columns X and Y.")] = "",
    districts_layer: Annotated[str, typer.Option(metavar="NAME", help="Layer.")] = "",
    districts_encoding: Annotated[str, typer.Option(metavar="NAME", help="Of its texts.")] = "",
    districts_crs: Annotated[str, typer.Option(metavar="CRS", help="If it names none.")] = "",
    quiet: QuietOption = False,
) -> None:
    """Make a project of what a police force publishes.

    Guesses what the columns say, where it is and in which CRS, mends the polygons, and tells
    every guess with the option that overrules it. Asks nothing, writes over nothing.

    Example: poliskarta new my-city --offices stations.csv --districts precincts.shp
    """
    with running(quiet=quiet):
        from poliskarta import pipeline

        options = pipeline.NewProject(
            folder=folder,
            offices=pipeline.PublishedFile(offices, offices_layer, encoding, offices_crs),
            districts=pipeline.PublishedFile(
                districts, districts_layer, districts_encoding, districts_crs
            ),
            place=place,
            title=title,
            id=id_,
            country=country.upper(),
            timezone=timezone,
            crs=crs,
            languages=tuple(name.strip() for name in language.split(",") if name.strip()),
            bounds=_box(bounds),
            kind=kind,
            columns=pipeline.read_column_options(map_ or []),
        )
        _tell(pipeline.new_project(options))


def _box(text: str) -> tuple[float, ...]:
    try:
        return tuple(float(part) for part in text.split(",")) if text else ()
    except ValueError:
        log.error("--bounds: %r are no numbers: write west,south,east,north.", text)  # noqa: TRY400
        raise typer.Exit(BAD_INPUT) from None


def _tell(made: Made) -> None:
    for finding in made.findings:
        (log.warning if finding.doubtful else log.info)("%s", finding)
    unplaced = made.offices - made.positions
    log.info(
        "%s: %s, %d without a position; %s. Next: poliskarta map --project %s",
        made.folder,
        counted(made.offices, "office"),
        unplaced,
        counted(made.districts, "district"),
        made.folder,
    )
