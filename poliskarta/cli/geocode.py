"""The commands about where things are: geocode, review, locate."""

from __future__ import annotations

import json
import logging
import os
from typing import TYPE_CHECKING, Annotated

import typer

from poliskarta.cli.console import (
    HERE,
    OutOption,
    ProjectOption,
    QuietOption,
    counted,
    progress_bar,
    running,
)
from poliskarta.errors import ServiceError, require_no_problems
from poliskarta.project.folder import find_project
from poliskarta.project.thresholds import MOST_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from poliskarta import pipeline

log = logging.getLogger("poliskarta")
_SHOWN = 10
_FLAGS = {"near_shore": " (the nearest: outside all)", "shared_border": " (on its border)"}


def geocode(
    project: ProjectOption = HERE,
    offline: Annotated[
        bool, typer.Option("--offline", help="Ask no service, only the sources at hand.")
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
    most: Annotated[
        int, typer.Option(metavar="N", help="Ask a public server for no more names than this.")
    ] = MOST_NAMES,
    yes: Annotated[
        bool, typer.Option("--yes", help="Ask for more all the same: its policy allows it.")
    ] = False,
    refresh: Annotated[
        list[str] | None, typer.Option(metavar="QUERY", help="Ask this again; may be repeated.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="List what would be asked.")] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Check the kept answers; ask and write nothing.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print every question's answer as a line of JSON.")
    ] = False,
    quiet: QuietOption = False,
) -> None:
    """Locate every place once and keep the answers.

    The answers, of places and addresses, are kept in data/geocodes.csv.

    Asks the cache, the region's gazetteer, GeoNames (both offline), and then the service that
    you name, if you name one. A key for it is read from POLISKARTA_API_KEY.

    Example: poliskarta geocode --provider nominatim --contact you@example.org
    """
    with running(quiet=quiet):
        from poliskarta import pipeline

        place = find_project(project)
        if check:
            _, problems = pipeline.check(place)
            require_no_problems(problems)
            log.info("%s: fine", place.table("geocodes.csv"))
            return
        service = None
        if provider and not offline:
            key = os.environ.get("POLISKARTA_API_KEY", "")
            service = pipeline.service_of(provider, contact, service_url, key)
        settings = pipeline.GeocodeSettings(
            service, refresh or (), most=None if yes else most, announce=_announce
        )
        dataset = pipeline.read_dataset(place, geocodes=False)
        if dry_run:
            for query in pipeline.pending(dataset, settings):
                print(query.text)  # noqa: T201
            return
        _geocode(dataset, settings, as_json=as_json)


def review(
    project: ProjectOption = HERE,
    out: OutOption = None,
    language: Annotated[
        str, typer.Option(metavar="LANGUAGE", help="The page's language; the region's first one.")
    ] = "",
    quiet: QuietOption = False,
) -> None:
    """Make a page to settle open answers on.

    A person chooses among the candidates on a map, and copies rows for data/geocodes.csv.

    Example: poliskarta review --language en
    """
    with running(quiet=quiet):
        from poliskarta import pipeline

        log.info("%s", pipeline.review(find_project(project, out), language))


def locate(
    latitude: Annotated[float, typer.Argument(metavar="LAT", help="Degrees north.")],
    longitude: Annotated[float, typer.Argument(metavar="LON", help="Degrees east.")],
    project: ProjectOption = HERE,
) -> None:
    """Say what lies at a position.

    District, municipality or other part, small statistical area, and the nearest offices.

    Example: poliskarta locate 59.3326 18.0649
    """
    with running():
        from poliskarta import pipeline

        found = pipeline.look_up(pipeline.locate(find_project(project)), latitude, longitude)
        print("\n".join(_described(found)))  # noqa: T201


def _described(found: pipeline.PositionInfo) -> Iterator[str]:
    yield f"district      {found.district or 'none'}{_FLAGS.get(found.flag, '')}"
    named = dict.fromkeys(filter(None, (found.municipality, found.unit)))
    if named and (found.municipality or found.unit != found.district):
        yield f"{'municipality' if found.municipality else 'part':<14}{', '.join(named)}"
    if found.area:
        yield f"area          {found.area} ({found.area_id})"
    for office in found.offices:
        yield f"{office.distance_m / 1000:9.1f} km  {office.direction:<11} {office.name}"


def _geocode(
    dataset: pipeline.Dataset, settings: pipeline.GeocodeSettings, *, as_json: bool
) -> None:
    from poliskarta import pipeline

    try:
        with progress_bar("geocoding") as progress:
            summary = pipeline.geocode_dataset(dataset, settings, progress)
    except ServiceError:
        if as_json:
            _print_json(dataset)
        raise
    if as_json:
        _print_json(dataset)
        print(json.dumps({"questions": dict(summary.counts), "asked": summary.asked}))  # noqa: T201
    if not summary.counts:
        log.info("nothing to ask: no office without a position has a place or an address")
    tell_answers(dataset, summary)


def _announce(name: str, count: int, duration: str) -> None:
    pace = f", at most one a second: {duration}" if duration else ""
    log.info("%s for %s%s", counted(count, "question"), name, pace)


def _print_json(dataset: pipeline.Dataset) -> None:
    from poliskarta import pipeline

    for row in pipeline.geocode_rows(pipeline.read_geocodes(dataset)):
        print(json.dumps(row, ensure_ascii=False))  # noqa: T201


def tell_answers(dataset: pipeline.Dataset, summary: pipeline.Summary) -> None:
    """Tell how many queries have each status, and what to do about those open; none if none."""
    from poliskarta import pipeline

    statuses = ", ".join(f"{count} {status}" for status, count in summary.counts.items())
    total = sum(summary.counts.values())
    if not total:
        return
    log.info(
        "%s: %s: %s", dataset.project.table("geocodes.csv"), counted(total, "question"), statuses
    )
    suggest = pipeline.suggester(dataset)
    for query in summary.unanswered[:_SHOWN]:
        log.info("    not asked: %s", "; ".join(filter(None, (query.text, suggest(query)))))
    if len(summary.unanswered) > _SHOWN:
        log.info("    … and %d more", len(summary.unanswered) - _SHOWN)
    kinds = {query.kind for query in summary.unanswered}
    if "place" in kinds:
        log.info("    No offline source knows these places: correct them, or name a --provider.")
    if "address" in kinds:
        log.info("    Addresses need a --provider; until then the place is taken, if there is one.")
    if summary.counts.keys() & {"ambiguous", "implausible", "not_found"}:
        log.info("    `geocode --check` says why; `poliskarta review` helps to settle it.")
