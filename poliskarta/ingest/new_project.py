"""Published files → a project folder, written whole or not at all."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree

import geopandas as gpd
import pandas as pd

from poliskarta.errors import DataError, Problem, require_no_problems
from poliskarta.i18n import Words
from poliskarta.ingest.column_guess import column_names
from poliskarta.ingest.country import place_name
from poliskarta.ingest.districts import Districts, read_districts
from poliskarta.ingest.extent import Extent, extent_of
from poliskarta.ingest.findings import Finding, Findings, refuse
from poliskarta.ingest.habits import habits_of, unusual
from poliskarta.ingest.offices import Offices, read_offices
from poliskarta.ingest.options import NewProject, option_problems
from poliskarta.ingest.region_file import (
    Settings,
    published_kinds,
    region_toml,
    single_kind,
)
from poliskarta.ingest.slugs import ascii_slug
from poliskarta.ingest.source_files import Reading, read_source
from poliskarta.project.csv_tables import table_bytes
from poliskarta.project.folder import write_atomic
from poliskarta.project.schema import DISTRICTS, OFFICES
from poliskarta.project.vector_files import geojson_bytes

_DECIMALS = 2
_DATA = "data"


@dataclass(frozen=True)
class Made:
    """A project as it was made: its folder, how many it has of what, and every guess."""

    folder: Path
    offices: int
    districts: int
    positions: int
    findings: tuple[Finding, ...]


def new_project(options: NewProject) -> Made:
    """Make a project folder of a force's published files.

    Writes data/ with region.toml, offices.csv, districts.csv and districts.geojson into the
    folder, which is made too: all of them or none. Asks nobody and no network.

    Raises DataError with every problem of the options and the files; a folder that has a data/
    already is one.
    """
    require_no_problems([*_folder_problems(options.folder), *option_problems(options)])
    findings = Findings()
    districts, offices = _read(options, findings)
    settings = _settings(options, districts, offices, findings)
    _write(options.folder, _files(options, settings, districts, offices))
    placed = int(offices.frame["latitude"].notna().sum()) if "latitude" in offices.frame else 0
    counts = len(offices.frame), len(districts.frame)
    return Made(options.folder, *counts, placed, tuple(findings.listed))


def _folder_problems(folder: Path) -> list[Problem]:
    if folder.exists() and not folder.is_dir():
        what = "is a file"
    elif (folder / _DATA).exists():
        what = f"has a {_DATA}/ already: it is never written over"
    else:
        return []
    return [Problem(str(folder), None, None, None, what, "Name a new folder.")]


def _read(options: NewProject, findings: Findings) -> tuple[Districts, Offices]:
    """Read both files; where the districts fail, tell what is wrong with the offices too."""
    try:
        districts = read_districts(options, findings)
    except DataError as error:
        raise DataError([*error.problems, *_offices_problems(options)]) from None
    return districts, read_offices(options, districts, findings)


def _offices_problems(options: NewProject) -> list[Problem]:
    file = options.offices
    try:
        read_source(file.path, Reading("offices", "Point", file.layer, file.encoding))
    except DataError as error:
        return error.problems
    return []


def _settings(
    options: NewProject, districts: Districts, offices: Offices, findings: Findings
) -> Settings:
    words = Words(options.languages)
    country, timezone = _country_and_timezone(options, districts, findings)
    place = options.place or _guess_place(options, districts, findings)
    title = words.say("new.title", place=place)
    if options.title:
        title = words.same(options.title)
    kinds = published_kinds(words, offices.kinds) or [single_kind(words, options.kind)]
    if not offices.kinds:
        findings.tell("kind", kinds[0].label[options.languages[0]], '--kind "one/several"')
    return Settings(
        id=options.id or _region_id(options, place, findings),
        title=title,
        place=words.same(place),
        languages=options.languages,
        country=country,
        timezone=timezone,
        crs=districts.crs,
        bounds=_bounds(options, districts, offices, findings),
        kinds=kinds,
        habits=_habits(country, findings),
        **_district_words(options, districts, findings),
    )


def _country_and_timezone(
    options: NewProject, districts: Districts, findings: Findings
) -> tuple[str, str]:
    """Return both, told or guessed. Raises DataError with what neither is."""
    around = districts.around
    country = options.country or (around.country if around else "")
    timezone = options.timezone or (around.timezone if around else "")
    missing = [name for name, text in (("country", country), ("timezone", timezone)) if not text]
    remedy = "Say it: there is no town in the districts or near them to tell it."
    require_no_problems(
        [Problem(f"--{name}", None, None, None, "can't be guessed", remedy) for name in missing]
    )
    if around:
        _tell_surroundings(options, districts, findings)
    return country, timezone


def _tell_surroundings(options: NewProject, districts: Districts, findings: Findings) -> None:
    around = districts.around
    why = (
        "by the towns in the districts" if around.inside else f"that of {around.town}, the nearest"
    )
    others = f"; others there: {', '.join(around.others)}" if around.others else ""
    tell = findings.warn if around.others or not around.inside else findings.tell
    if not options.country:
        tell("country", f"{around.country}, {why}{others}", "--country XX")
    if not options.timezone:
        tell("timezone", f"{around.timezone}, {why}{others}", "--timezone NAME")


def _habits(country: str, findings: Findings) -> dict[str, str | int]:
    """Return the habits of a country that region.toml must say."""
    habits = unusual(habits_of(country))
    if habits:
        listed = ", ".join(f"{name} {value}" for name, value in habits.items())
        findings.tell("habits", f"{listed}, as in {country}", "[habits] in region.toml")
    return habits


def _guess_place(options: NewProject, districts: Districts, findings: Findings) -> str:
    if districts.around is None:
        place = options.folder.resolve().name
    else:
        place = place_name(districts.around, districts.frame.geometry, districts.crs)
    findings.tell("place", place, "--place NAME")
    return place


def _region_id(options: NewProject, place: str, findings: Findings) -> str:
    name = ascii_slug(place) or ascii_slug(options.folder.resolve().name) or "police"
    findings.tell("id", name, "--id NAME")
    return name


def _bounds(
    options: NewProject, districts: Districts, offices: Offices, findings: Findings
) -> tuple[float, ...]:
    """Return the box around the districts and the offices, rounded outwards."""
    if options.bounds:
        return options.bounds
    boxes = districts.frame.geometry.explode().bounds.to_numpy().tolist()
    if "latitude" in offices.frame:
        points = offices.frame[["longitude", "latitude"]].dropna()
        boxes += [(x, y, x, y) for x, y in points.itertuples(index=False)]
    extent: Extent = extent_of(boxes)
    bounds = extent.rounded_out(_DECIMALS)
    across = ", across the antimeridian" if extent.west > extent.east else ""
    listed = ", ".join(f"{value:g}" for value in bounds)
    findings.tell("bounds", listed + across, "--bounds W,S,E,N")
    return bounds


def _district_words(
    options: NewProject, districts: Districts, findings: Findings
) -> dict[str, Mapping[str, str]]:
    language, word = options.languages[0], districts.word
    if not word:
        return {"district": {}, "districts": {}}
    plural = column_names()["districts"]["words"][language][word]
    findings.tell("districts are called", f"{word}, {plural}", "[words] in region.toml")
    return {"district": {language: word}, "districts": {language: plural}}


def _files(
    options: NewProject, settings: Settings, districts: Districts, offices: Offices
) -> dict[str, bytes]:
    polygons: gpd.GeoDataFrame = districts.frame[["district_id", "name", "geometry"]]
    table = pd.DataFrame(districts.frame.drop(columns="geometry"))
    table["source"] = options.districts.path.name
    return {
        "region.toml": region_toml(settings).encode(),
        OFFICES.file: table_bytes(OFFICES, offices.frame),
        DISTRICTS.file: table_bytes(DISTRICTS, table),
        "districts.geojson": geojson_bytes(polygons),
    }


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write data/ beside where it belongs, then put it there in one step."""
    existed = folder.is_dir()
    beside = folder if existed else folder.resolve().parent
    try:
        beside.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=beside, prefix=f".{folder.resolve().name}."))
    except OSError as error:
        refuse(folder, f"can't be written: {error.strerror}", "Name another folder.")
    try:
        for name, content in files.items():
            write_atomic(made / _DATA / name, content)
        made.chmod(0o755)
        if existed:
            (made / _DATA).rename(folder / _DATA)
        else:
            made.rename(folder)
    finally:
        rmtree(made, ignore_errors=True)
