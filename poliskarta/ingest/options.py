"""What a person may say of a new project: all of it optional but the two files."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pyproj

from poliskarta.errors import DataError, Problem
from poliskarta.ingest.column_guess import OFFICE_ROLES
from poliskarta.ingest.country import is_country_code
from poliskarta.locales import known_languages, unknown_language
from poliskarta.project.cell_rules import is_slug
from poliskarta.project.crs import is_metric
from poliskarta.project.settings import bounds_fault, is_timezone

POSITION_ROLES = ("latitude", "longitude", "position", "x", "y")
DISTRICT_ROLES = ("districts.id", "districts.name")
ROLES = (*OFFICE_ROLES, *POSITION_ROLES, "district_id", *DISTRICT_ROLES)


@dataclass(frozen=True)
class PublishedFile:
    """A published file, and how to read it where it doesn't say: "" lets it be guessed."""

    path: Path
    layer: str = ""
    encoding: str = ""
    crs: str = ""


@dataclass(frozen=True)
class NewProject:
    """The folder to make, the files to make it of, and what is told instead of guessed.

    `columns` is from what a column says (one of ROLES) to the column, "" for none.
    """

    folder: Path
    offices: PublishedFile
    districts: PublishedFile
    place: str = ""
    title: str = ""
    id: str = ""
    country: str = ""
    timezone: str = ""
    crs: str = ""
    languages: tuple[str, ...] = ("en",)
    bounds: tuple[float, ...] = ()
    kind: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)


def read_column_options(texts: Iterable[str]) -> dict[str, str]:
    """Return "name=COLUMN" options as a mapping. Raises DataError with all that are none."""
    pairs = [text.partition("=") for text in texts]
    remedy = f"Write --map name=COLUMN. Known are: {', '.join(ROLES)}."
    problems = [
        Problem("--map", None, None, "".join(pair), "not one that is known", remedy)
        for pair in pairs
        if pair[0].strip() not in ROLES or not pair[1]
    ]
    if problems:
        raise DataError(problems)
    return {role.strip(): column.strip() for role, _, column in pairs}


def option_problems(options: NewProject) -> Iterator[Problem]:
    """Yield everything that is wrong with the options by themselves."""
    known = known_languages()
    if not options.languages:
        yield _problem("--language", "", "no language", 'Name one, or several: "sv,en".')
    for language in options.languages:
        if language not in known:
            yield unknown_language("--language", None, language, known)
    yield from _place_problems(options)
    yield from _bounds_problems(options.bounds)
    for name, crs in (
        ("--crs", options.crs),
        ("--offices-crs", options.offices.crs),
        ("--districts-crs", options.districts.crs),
    ):
        yield from _crs_problems(name, crs, metric=name == "--crs")


def column_problems(
    path: Path, table: pd.DataFrame, told: Mapping[str, str]
) -> tuple[dict[str, str], list[Problem]]:
    """Return the told columns as `table` spells them, and a problem for each that it lacks."""
    spelt = {str(name).casefold(): str(name) for name in table.columns}
    found, problems = {}, []
    for role, column in told.items():
        name = column if column in table or not column else spelt.get(column.casefold())
        if name is None:
            close = difflib.get_close_matches(column, spelt.values(), n=1)
            listed = ", ".join(map(str, table.columns))
            remedy = (f"Is {close[0]!r} meant? " if close else "") + f"It has: {listed}."
            problems.append(Problem(str(path), None, role, column, "no such column", remedy))
        else:
            found[role] = name
    return found, problems


def _place_problems(options: NewProject) -> Iterator[Problem]:
    if options.country and not is_country_code(options.country):
        yield _problem(
            "--country", options.country, "not a country's code", "Two letters: SE, US, NZ …"
        )
    if options.timezone and not is_timezone(options.timezone):
        remedy = "Name one of the IANA data base: Europe/Stockholm, America/New_York …"
        yield _problem("--timezone", options.timezone, "no such time zone", remedy)
    if options.id and not is_slug(options.id):
        yield _problem("--id", options.id, "not a slug", "Use a-z, 0-9 and hyphens: new-york.")


def _bounds_problems(bounds: tuple[float, ...]) -> Iterator[Problem]:
    fault = bounds_fault(bounds) if bounds else None
    if fault:
        remedy = "Write west,south,east,north: -118.7,33.7,-118.1,34.4."
        shown = ",".join(f"{value:g}" for value in bounds)
        yield _problem("--bounds", shown, fault[0], remedy)


def _crs_problems(name: str, crs: str, *, metric: bool) -> Iterator[Problem]:
    if not crs:
        return
    try:
        known = pyproj.CRS(crs)
    except pyproj.exceptions.CRSError:
        yield _problem(name, crs, "no such coordinate reference system", "Write it as EPSG:32611.")
        return
    if metric and not is_metric(known):
        what = f"not a projected CRS in metres: {known.name}"
        yield _problem(name, crs, what, "Leave it out: the UTM zone of the districts is taken.")


def _problem(option: str, value: str, what: str, remedy: str) -> Problem:
    return Problem(option, None, None, value, what, remedy)
