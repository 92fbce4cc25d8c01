"""The command `report`: its options, and one closing line."""

from __future__ import annotations

import logging
from typing import Annotated

import typer

from poliskarta.options import HERE, OutOption, ProjectOption, QuietOption
from poliskarta.project import find_project
from poliskarta.terminal import counted, running

log = logging.getLogger("poliskarta")


def report(
    project: ProjectOption = HERE,
    out: OutOption = None,
    lang: Annotated[
        str,
        typer.Option("--lang", metavar="LANGUAGE", help="sv or en; the region's first if none."),
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
        from poliskarta.analysis import analyse, demand_of, describe_methods, draw_layers
        from poliskarta.report import Facts, write_report
        from poliskarta.survey import survey

        place = find_project(project, out)
        done = survey(place)
        analysis = analyse(done, demand_of(place, done))
        cards = describe_methods(place, done)
        facts = Facts(done, analysis, draw_layers(done, analysis), cards)
        language = lang or done.tables.region.languages[0]
        names = [name.strip() for name in formats.split(",") if name.strip()]
        paths = write_report(place.out / "report", facts, language, names)
        log.info("%s: %s", place.out / "report", counted(len(paths), "file"))
