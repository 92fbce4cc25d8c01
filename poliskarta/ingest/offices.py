"""A published list of stations → the offices of a project, each where it says that it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from poliskarta.errors import require_no_problems
from poliskarta.ingest.column_guess import (
    OFFICE_ROLES,
    guess_roles,
    has_letters,
    is_row_number,
    looks_like_name,
    looks_personal,
    name_columns,
)
from poliskarta.ingest.districts import Districts, tell_source
from poliskarta.ingest.findings import Findings, refuse, sample
from poliskarta.ingest.options import POSITION_ROLES, NewProject, column_problems
from poliskarta.ingest.own_district import (
    OwnDistricts,
    compare,
    find_own_districts,
    locate_in_districts,
)
from poliskarta.ingest.positions import Positions, find_positions
from poliskarta.ingest.slugs import distinct_slugs, slug
from poliskarta.ingest.source_files import Reading, Source, read_source, redecode

# An office may stand outside every district, but hardly farther than this, degrees, or than the
# districts are wide: then its position is a mistake.
_FAR = 0.5
_LONGEST_NAME = 80
_KEPT = ("address", "phone", "email", "website", "hours_text")
_TOLD = 10


@dataclass(frozen=True)
class Offices:
    """The offices of a new project.

    `frame` has the columns of offices.csv that the file fills, `kinds` what each kind is called
    in the file, by its id; empty when all are of one kind.
    """

    frame: pd.DataFrame
    kinds: Mapping[str, str]


def read_offices(options: NewProject, districts: Districts, findings: Findings) -> Offices:
    """Return the offices that the published file lists, in the order of their ids.

    Raises DataError when it can't be read, has no names, or lacks a column that is told.
    """
    file = options.offices
    around = districts.around.country if districts.around else ""
    country = options.country or around
    reading = Reading("offices", "Point", file.layer, file.encoding, country)
    source = redecode(read_source(file.path, reading), reading)
    tell_source("offices", source, findings)
    told = _told_columns(source, options)
    table = _without_persons(source.table, told, findings)
    positions = _positions(source, table, told, options, districts, findings)
    roles = _roles(source, table, told, positions)
    if "name" in roles:
        name, translated = name_columns(table, roles["name"], options.languages)
        roles |= {"name": told.get("name", name)} | translated
    frame = _described(table, roles, findings)
    frame["longitude"], frame["latitude"] = positions.longitude, positions.latitude
    frame, own = _with_own_districts(frame, table, told, districts, findings)
    _tell_unused(table, {*roles.values(), *positions.columns, own}, findings)
    kinds = _kinds(table, roles, findings)
    frame["kind"] = table[roles["kind"]].map(slug) if kinds else "station"
    frame["source"] = file.path.name
    named = _named_rows(frame, roles, findings)
    found = _without_lost(source, named, findings)
    return Offices(_tidy(_identified(found, roles, findings), findings), kinds)


def _told_columns(source: Source, options: NewProject) -> dict[str, str]:
    told = {
        role: column
        for role, column in options.columns.items()
        if not role.startswith("districts.")
    }
    found, problems = column_problems(source.path, source.table, told)
    require_no_problems(problems)
    return found


def _without_persons(
    table: pd.DataFrame, told: Mapping[str, str], findings: Findings
) -> pd.DataFrame:
    """Leave out the columns that may hold names of persons, and tell which."""
    personal = [
        name
        for name in table.columns
        if looks_personal(name) and name not in told.values() and table[name].map(has_letters).any()
    ]
    if personal:
        what = f"{', '.join(personal)} left out: they may name persons"
        findings.tell("offices", what, "--map name=COLUMN takes one all the same")
    return table.drop(columns=personal)


def _positions(
    source: Source,
    table: pd.DataFrame,
    told: Mapping[str, str],
    options: NewProject,
    districts: Districts,
    findings: Findings,
) -> Positions:
    """Return the position of each row, NaN where it has none or one that is far away."""
    wanted = {role: told[role] for role in POSITION_ROLES if role in told}
    bare = Source(source.path, table, source.shapes)
    crs = options.offices.crs
    found = find_positions(bare, wanted, districts.extent, crs, districts.file_crs)
    if found is None:
        what = "none found: the places and addresses are to be geocoded"
        option = "--map latitude=COLUMN --map longitude=COLUMN, or --map position=COLUMN"
        findings.warn("positions", what, option)
        nowhere = pd.Series(np.nan, index=table.index)
        return Positions(nowhere, nowhere, (), "")
    what = f"{', '.join(found.columns)}, in {found.how}"
    option = "--map longitude=COLUMN --map latitude=COLUMN"
    findings.tell("positions", what, option if found.how == "degrees" else "--offices-crs EPSG:…")
    return _without_far(found, districts)


def _without_far(found: Positions, districts: Districts) -> Positions:
    extent = districts.extent
    margin = max(_FAR, extent.width, extent.north - extent.south)
    near = extent.contains(found.longitude, found.latitude, margin)
    longitude = (found.longitude.where(near) + 180) % 360 - 180
    return Positions(longitude, found.latitude.where(near), found.columns, found.how)


def _roles(
    source: Source, table: pd.DataFrame, told: Mapping[str, str], positions: Positions
) -> dict[str, str]:
    """Return the column of each role; of the name in any case."""
    taken = [name for name in positions.columns if name in table]
    roles = guess_roles(table.drop(columns=taken), told, OFFICE_ROLES)
    if "name" not in roles and told.get("name") != "":
        roles["name"] = _column_of_names(source, table.drop(columns=taken))
    return {role: column for role, column in roles.items() if role in OFFICE_ROLES}


def _column_of_names(source: Source, table: pd.DataFrame) -> str:
    """Return the column of short words that repeats least. Raises DataError when there is none."""
    fitting = [
        name
        for name in table
        if looks_like_name(table[name])
        and not is_row_number(name)
        and table[name].str.len().max() <= _LONGEST_NAME
    ]
    if not fitting:
        listed = ", ".join(map(str, source.table.columns))
        remedy = f"Say which with --map name=COLUMN. It has: {listed}."
        refuse(source.path, "no column has the offices' names", remedy)
    return max(fitting, key=lambda name: table[name].nunique())


def _described(table: pd.DataFrame, roles: Mapping[str, str], findings: Findings) -> pd.DataFrame:
    """Return the columns of offices.csv that `roles` name, and tell what they were taken from."""
    frame = pd.DataFrame(index=table.index)
    translated = [role for role in roles if role.startswith("name_")]
    for role in ("name", *translated, "office_id", "place", *_KEPT):
        column = roles.get(role)
        frame[role] = table[column] if column else ""
        if column:
            what = f"{column}: {sample(table[column])}"
            findings.tell(role, what, f"--map {role}=COLUMN")
    frame["website"] = frame["website"].map(_with_scheme)
    return frame


def _tell_unused(table: pd.DataFrame, taken: Collection[str], findings: Findings) -> None:
    unused = [name for name in table if name not in taken and not is_row_number(name)]
    if unused:
        findings.tell("offices", f"not taken: {', '.join(map(str, unused))}", "--map …=COLUMN")


def _with_scheme(address: str) -> str:
    return address if not address or "://" in address else f"https://{address}"


def _with_own_districts(
    frame: pd.DataFrame,
    table: pd.DataFrame,
    told: Mapping[str, str],
    districts: Districts,
    findings: Findings,
) -> tuple[pd.DataFrame, str]:
    """Return the offices with their own districts, and the column that names these, "" if none."""
    inside = locate_in_districts(frame["longitude"], frame["latitude"], districts.frame)
    own = find_own_districts(table, told.get("district_id"), districts.called, inside)
    if own is None:
        findings.tell("own district", "no column names it", "--map district_id=COLUMN")
        return frame, ""
    _tell_agreement(own, inside, frame["name"], findings)
    return frame.assign(district_id=own.ids), own.column


def _tell_agreement(
    own: OwnDistricts, inside: pd.Series, names: pd.Series, findings: Findings
) -> None:
    agreement = compare(own.ids, inside)
    what = f"{own.column}: {agreement.agree} of {agreement.compared} offices lie in their own"
    findings.tell("own district", what, "--map district_id=COLUMN")
    for row, polygon in agreement.differ.items():
        where = f"lies in {polygon}" if polygon else "lies in none"
        findings.warn("own district", f"{names[row]}: says {own.ids[row]}, {where}")
    for row in own.ids.index[own.ids == ""]:
        where = f", lies in {inside[row]}" if inside.notna()[row] and inside[row] else ""
        findings.tell("own district", f"{names[row]}: names none{where}")


def _kinds(table: pd.DataFrame, roles: Mapping[str, str], findings: Findings) -> dict[str, str]:
    """Return what the kinds are called by id, if a column has several."""
    column = roles.get("kind")
    texts = sorted(set(table[column])) if column else []
    kinds = {slug(text): text for text in texts if slug(text)}
    if len(kinds) != len(texts) or len(kinds) < 2:  # noqa: PLR2004
        return {}
    findings.tell("kinds", f"{column}: {sample(texts, len(texts))}", "--map kind=")
    return kinds


def _named_rows(frame: pd.DataFrame, roles: Mapping[str, str], findings: Findings) -> pd.DataFrame:
    """Name what has no name by its address, leave out what has neither."""
    names = frame["name"].where(frame["name"] != "", frame["address"])
    empty = frame.index[names == ""]
    if len(empty):
        rows = ", ".join(map(str, empty[:_TOLD]))
        what = f"{len(empty)} rows without {roles.get('name', 'a name')} left out: {rows}"
        findings.warn("offices", what, "--map name=COLUMN")
    return frame.assign(name=names).drop(index=empty)


def _without_lost(source: Source, frame: pd.DataFrame, findings: Findings) -> pd.DataFrame:
    """Leave out what nothing says the whereabouts of, such as a line below the table; tell it.

    Raises DataError when nothing is left.
    """
    texts = frame[[name for name in ("place", "address", "district_id") if name in frame]]
    unplaced = frame["latitude"].isna() | frame["longitude"].isna()
    lost = unplaced & (texts == "").all(axis="columns")
    if lost.all():
        what = "no column says where the offices are: no position, no address, no place"
        remedy = f"Say which: --map place=COLUMN. It has: {', '.join(source.table.columns)}."
        refuse(source.path, what, remedy)
    if lost.any():
        what = f"left out, since nothing says where: {sample(frame.loc[lost, 'name'], _TOLD)}"
        findings.warn("offices", what, "--map place=COLUMN")
    return frame[~lost]


def _identified(frame: pd.DataFrame, roles: Mapping[str, str], findings: Findings) -> pd.DataFrame:
    """Return the offices with their published ids, or else with slugs of their names."""
    ids = frame["office_id"].str.replace(";", ",")
    if "office_id" in roles and (ids != "").all() and ids.is_unique:
        return frame.assign(office_id=ids)
    if "office_id" in roles:
        what = f"{roles['office_id']} is empty or repeats: ids are made of the names"
        findings.warn("office_id", what, "--map office_id=COLUMN")
    ordered = frame.sort_values(list(frame.columns), kind="stable", key=lambda cells: cells)
    ordered["office_id"] = distinct_slugs(ordered["name"], "office")
    findings.tell("office_id", f"made of the names: {sample(ordered['office_id'])}")
    return ordered


def _tidy(frame: pd.DataFrame, findings: Findings) -> pd.DataFrame:
    """Return the columns that have something; places only where there is no position."""
    unplaced = frame["latitude"].isna() | frame["longitude"].isna()
    if unplaced.any() and not unplaced.all():
        listed = sample(frame.loc[unplaced, "name"], _TOLD)
        findings.warn("positions", f"{int(unplaced.sum())} offices without a usable one: {listed}")
    tidy = frame.assign(place=frame["place"].where(unplaced, ""))
    kept: Sequence[str] = [
        name for name in tidy.columns if (tidy[name].notna() & (tidy[name] != "")).any()
    ]
    return tidy[kept].sort_values("office_id", ignore_index=True)
