"""What the settings of region.toml must be, by themselves and to each other: TOML → problems.

Types and names are settled before; here it is sense: a CRS that measures this region in metres,
a time zone that there is, bounds that are a box.
"""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from poliskarta.errors import Problem
from poliskarta.i18n import CLOCKS, DISTANCES, PAPERS
from poliskarta.project.bounds import Bounds, unwrapped
from poliskarta.project.cell_rules import is_date, is_future, is_slug, is_text
from poliskarta.project.colours import NEAR
from poliskarta.project.thresholds import limit_faults

Finding = tuple[str, object, str, str]

_POLAR = 85.0
_HALF = 180.0
_RIGHT = 90.0
_TURN = 360.0
_HUGE = 1e12  # not infinity: a whole number may be larger than any that is no whole one
_COUNTRY = re.compile(r"[A-Z]{2}")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_WEB = re.compile(r"https?://[^\s/]\S*")
_LINK = re.compile(r"(https?://[^\s/]|tel:\+?[\d*#]|mailto:[^@\s:]+@[^@\s])\S*")
_EMAIL = re.compile(r"[^@\s:]+@[^@\s]+")
_SLUG_REMEDY = "It names files: use a-z, 0-9 and hyphens, as in north-county."


def setting_problems(path: Path, raw: Mapping[str, Any]) -> list[Problem]:
    """Return what is wrong with the values of `raw`, which has all settings, of the right types."""
    found = [
        *_plain(raw),
        *_control_characters("", raw),
        *_bounds(raw["bounds"]),
        *_kinds(raw["kinds"]),
        *_texts(raw),
        *_addresses(raw),
        *_habits(raw.get("habits", {})),
        *limit_faults(raw.get("limits", {})),
        *_boundaries(raw.get("boundaries", {})),
        *_demand(raw.get("demand", {})),
    ]
    bounds = None if bounds_fault(raw["bounds"]) else tuple(raw["bounds"])
    found += _crs(raw["crs"], bounds)
    return [
        Problem(str(path), None, name, None if value is None else str(value), what, remedy)
        for name, value, what, remedy in found
    ]


def _plain(raw: Mapping[str, Any]) -> Iterator[Finding]:
    if not is_slug(raw["id"]):
        yield "id", raw["id"], "no name for a file", _SLUG_REMEDY
    yield from _date("date", raw.get("date", ""))
    if not _COUNTRY.fullmatch(raw["country"]):
        remedy = "Write its two letters as in ISO 3166: SE, GB, US."
        yield "country", raw["country"], "not the code of a country", remedy
    if not is_timezone(raw["timezone"]):
        remedy = "Write its name as in the tz database: Europe/Stockholm, America/New_York."
        yield "timezone", raw["timezone"], "no such time zone", remedy
    if not raw["languages"] or not all(isinstance(name, str) for name in raw["languages"]):
        remedy = 'Name at least one, the default first: ["sv", "en"].'
        yield "languages", raw["languages"], "no language", remedy
    elif len(set(raw["languages"])) < len(raw["languages"]):
        yield "languages", raw["languages"], "a language stands there twice", "Name each once."
    encoding = raw.get("encoding", "")
    if encoding and not _is_encoding(encoding):
        remedy = "Write its name as Python has it: cp1251, cp949, big5; leave it out for Unicode."
        yield "encoding", encoding, "no such encoding", remedy
    tolerance_m = raw.get("shore_tolerance_m", 0)
    if not 0 <= tolerance_m <= 100_000:  # noqa: PLR2004  # metres: a hundred km is no shore
        yield "shore_tolerance_m", tolerance_m, "no distance from a shore", "Write metres: 250."


def _date(name: str, date: str) -> Iterator[Finding]:
    if date and not is_date(date):
        yield name, date, "not a date", "Write 2006, 2006-10 or 2006-10-22."
    elif is_future(date):
        yield name, date, "a date in the future", "Correct the year."


def _control_characters(name: str, value: object) -> Iterator[Finding]:
    """Yield the texts within `value` that hold characters which no file of ours may."""
    if isinstance(value, str) and not is_text(value):
        yield name, value, "holds control characters", "Type it anew."
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _control_characters(f"{name}.{key}".lstrip("."), inner)
    elif isinstance(value, list):
        for number, inner in enumerate(value, start=1):
            yield from _control_characters(f"{name}[{number}]", inner)


def _is_encoding(name: str) -> bool:
    try:
        "a".encode(name)  # LookupError for what is none of texts, too
    except (LookupError, ValueError):
        return False
    return True


def is_timezone(name: str) -> bool:
    """Tell whether `name` is one of the tz database, older names too; not the machine's own."""
    try:
        zoneinfo.ZoneInfo(name)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        return False
    # What only this machine has, or what no browser knows.
    return name not in {"", "localtime", "posixrules", "Factory"} and not name.startswith(
        ("posix/", "right/")
    )


def _bounds(bounds: Sequence[Any]) -> Iterator[Finding]:
    fault = bounds_fault(bounds)
    if fault:
        yield ("bounds", bounds, *fault)


def bounds_fault(bounds: Sequence[Any]) -> tuple[str, str] | None:
    """Return what is wrong with `bounds`, and a remedy; None of a box in degrees."""
    order = "Write west, south, east, north in degrees, WGS 84."
    numbers = [v for v in bounds if isinstance(v, (int, float)) and not isinstance(v, bool)]
    finite = all(abs(value) < _HUGE for value in numbers)
    if len(bounds) != 4 or len(numbers) != 4 or not finite:  # noqa: PLR2004
        return "not four numbers", order
    west, south, east, north = numbers
    width = unwrapped((west, south, east, north))[2] - west
    high, wide = max(abs(south), abs(north)), max(abs(west), abs(east))
    pole = "a pole lies in it, or nearly: no map of the page reaches beyond 85 degrees"
    faults = (
        (max(high, wide) > _TURN, "not in degrees: metres or feet, by their size", order),
        (high > _RIGHT >= wide, "latitude and longitude are swapped", order),
        (wide > _HALF or high > _RIGHT, "beyond 180 degrees east or 90 north", order),
        (south >= north, "south isn't south of north", order),
        (not 0 < width <= _HALF, "west isn't west of east, or half the world lies between", order),
        (high > _POLAR, pole, "Leave it out."),
    )
    return next(((what, remedy) for wrong, what, remedy in faults if wrong), None)


def _crs(name: str, bounds: Bounds | None) -> Iterator[Finding]:
    from poliskarta.project.crs import crs_fault  # noqa: PLC0415  # slower to load than all here

    fault = crs_fault(name, bounds)
    if fault:
        yield ("crs", name, *fault)


def _kinds(kinds: Sequence[Mapping[str, Any]]) -> Iterator[Finding]:
    if not kinds:
        yield "kinds", None, "no kind of office", "Declare at least one [[kinds]]."
    ids = [kind["id"] for kind in kinds]
    for number, kind in enumerate(kinds, start=1):
        name = f"kinds[{number}]."
        if not is_slug(kind["id"]):
            yield name + "id", kind["id"], "not a slug", "Use a-z, 0-9 and hyphens."
        if kind["id"] in ids[: number - 1]:
            yield name + "id", kind["id"], "two kinds share an id", "Give each kind its own id."
        for colour in ("colour", "colour_dark"):
            if colour in kind and not _COLOUR.fullmatch(kind[colour]):
                yield name + colour, kind[colour], "not a colour", f"Write it like {NEAR}."


def _texts(raw: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield the texts that don't say anything in the first language."""
    first = next((name for name in raw["languages"] if isinstance(name, str)), "")
    named = [(name, raw[name]) for name in ("title", "place", "description") if name in raw]
    for table, parts in (("kinds", ("label", "plural")), ("contacts", ("label",)),
                         ("credits", ("what",))):  # fmt: skip
        for number, row in enumerate(raw.get(table, []), start=1):
            named += [(f"{table}[{number}].{part}", row[part]) for part in parts if part in row]
    for name, texts in named if first else ():
        if not texts.get(first, "").strip():
            what = f"no text in {first!r}, the first language"
            yield name, None, what, f"Add {name}.{first}."
    for name, texts in raw.get("words", {}).items():
        for language, text in texts.items():
            if not text.strip() or set("{}") & set(text):
                remedy = 'Write what the force calls it: "precinct".'
                yield f"words.{name}.{language}", text, "empty, or with braces", remedy


_NEEDS = {"url": "publisher", "email": "publisher", "licence_url": "licence"}


def _addresses(raw: Mapping[str, Any]) -> Iterator[Finding]:
    web = "Write it like https://example.org."
    for number, credit in enumerate(raw.get("credits", []), start=1):
        if credit.get("url") and not _WEB.fullmatch(credit["url"]):
            yield f"credits[{number}].url", credit["url"], "not an address", web
    ids = [contact["id"] for contact in raw.get("contacts", [])]
    for number, contact in enumerate(raw.get("contacts", []), start=1):
        name = f"contacts[{number}]."
        if contact.get("href") and not _LINK.fullmatch(contact["href"]):
            remedy = "Write it like tel:112, mailto:map@example.org or https://example.org."
            yield name + "href", contact["href"], "not an address", remedy
        if contact["id"] in ids[: number - 1]:
            yield name + "id", contact["id"], "two contacts share an id", "Give each its own."
    yield from _publication(raw.get("publication", {}), web)


def _publication(raw: Mapping[str, str], web: str) -> Iterator[Finding]:
    """Yield what is no address, and what says more of something that isn't named."""
    shapes = {"url": _WEB, "licence_url": _WEB, "email": _EMAIL}
    for name, needed in _NEEDS.items():
        value = raw.get(name)
        if value and not shapes[name].fullmatch(value):
            remedy = "Write it like map@example.org." if name == "email" else web
            yield f"publication.{name}", value, "not an address", remedy
        if value and not raw.get(needed):
            what = f"there is no {needed} that it belongs to"
            yield f"publication.{name}", value, what, f"Add {needed}."


def _habits(raw: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield the habits that the program can't follow."""
    for name, known in (("distance", DISTANCES), ("clock", CLOCKS), ("paper", PAPERS)):
        if name in raw and raw[name] not in known:
            first, second = (repr(value).replace("'", '"') for value in known)
            remedy = f"Write {first} or {second}."
            yield f"habits.{name}", raw[name], "not one that there is", remedy


def _demand(raw: Mapping[str, str]) -> Iterator[Finding]:
    for name in ("file", "weight"):
        if name in raw and not raw[name].strip():
            yield f"demand.{name}", raw[name], "empty", "Fill it in, or remove [demand]."


def _boundaries(raw: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield what would build files that can't be read again, or nothing at all."""
    for name in ("areas", "area_id", "area_name", "area_prefix", "area_source"):
        if name in raw and not raw[name].strip():
            yield f"boundaries.{name}", raw[name], "empty", "Fill it in."
    if "area_date" in raw and not is_date(raw["area_date"]):
        remedy = "Write the areas' own date: 2025, 2025-01 or 2025-01-01."
        yield "boundaries.area_date", raw["area_date"], "not a date", remedy
    for name, value in raw.items():
        if name.endswith(("_m", "_km2")) and not 0 <= value < _HUGE:
            yield f"boundaries.{name}", value, "not 0 or more", "Write a number, 0 or more."
