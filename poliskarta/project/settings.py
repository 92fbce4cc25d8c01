"""What the settings of region.toml must be, by themselves and to each other: TOML → problems.

Types and names are settled before; here it is sense: a CRS that measures this region in metres,
a time zone that there is, bounds that are a box.
"""

from __future__ import annotations

import math
import re
import zoneinfo
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from poliskarta.errors import Problem
from poliskarta.i18n import CLOCKS, DISTANCES, PAPERS
from poliskarta.project.colours import NEAR
from poliskarta.project.csv_tables import is_date

if TYPE_CHECKING:
    from pyproj import CRS

Bounds = tuple[float, float, float, float]
Finding = tuple[str, object, str, str]

# No distance may be wrong by more than this share; a UTM zone's own edge is wrong by 0.001.
MOST_DISTORTION = 0.02
_POLAR = 85.0
_HALF = 180.0
_RIGHT = 90.0
_TURN = 360.0
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
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
        *_bounds(raw["bounds"]),
        *_kinds(raw["kinds"]),
        *_texts(raw),
        *_addresses(raw),
        *_habits(raw.get("habits", {})),
        *_boundaries(raw.get("boundaries", {})),
    ]
    bounds = None if _bounds_fault(raw["bounds"]) else tuple(raw["bounds"])
    found += _crs(raw["crs"], bounds)
    return [
        Problem(str(path), None, name, None if value is None else str(value), what, remedy)
        for name, value, what, remedy in found
    ]


def unwrapped(bounds: Bounds) -> Bounds:
    """Return `bounds` with an east beyond 180 where they cross the antimeridian."""
    west, south, east, north = bounds
    return (west, south, east + _TURN if west > east else east, north)


def suggested_crs(bounds: Sequence[float]) -> str:
    """Return the UTM zone of the middle of `bounds`: metric, and good within some degrees of it."""
    west, south, east, north = unwrapped(tuple(bounds))
    zone = int(((west + east) / 2 + _HALF) % _TURN // 6) + 1
    return f"EPSG:{326 if south + north >= 0 else 327}{zone:02d}"


def _plain(raw: Mapping[str, Any]) -> Iterator[Finding]:
    if not _SLUG.fullmatch(raw["id"]):
        yield "id", raw["id"], "no name for a file", _SLUG_REMEDY
    date = raw.get("date", "")
    if date and not is_date(date):
        yield "date", date, "not a date", "Write 2006, 2006-10 or 2006-10-22."
    if not _COUNTRY.fullmatch(raw["country"]):
        remedy = "Write its two letters as in ISO 3166: SE, GB, US."
        yield "country", raw["country"], "not the code of a country", remedy
    if not _is_timezone(raw["timezone"]):
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


def _is_encoding(name: str) -> bool:
    try:
        "a".encode(name)  # LookupError for what is none of texts, too
    except (LookupError, ValueError):
        return False
    return True


def _is_timezone(name: str) -> bool:
    try:
        zoneinfo.ZoneInfo(name)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        return False
    return name not in {"", "localtime", "posixrules"}


def _bounds(bounds: Sequence[Any]) -> Iterator[Finding]:
    fault = _bounds_fault(bounds)
    if fault:
        yield ("bounds", bounds, *fault)


def _bounds_fault(bounds: Sequence[Any]) -> tuple[str, str] | None:
    """Return what is wrong with `bounds`, and a remedy; None of a box in degrees."""
    order = "Write west, south, east, north in degrees, WGS 84."
    numbers = [v for v in bounds if isinstance(v, (int, float)) and not isinstance(v, bool)]
    if len(bounds) != 4 or len(numbers) != 4 or not all(map(math.isfinite, numbers)):  # noqa: PLR2004
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


def _crs(name: str, bounds: Bounds | None) -> list[Finding]:
    from pyproj import CRS  # noqa: PLC0415  # it takes longer to load than all else here
    from pyproj.exceptions import CRSError  # noqa: PLC0415

    take = f"Take {suggested_crs(bounds)}" if bounds else "Take the UTM zone of the region"
    remedy = f"{take}, or another projected CRS in metres that is made for the region."
    try:
        crs = CRS.from_user_input(name)
    except CRSError:
        return [("crs", name, "no such coordinate reference system (CRS)", remedy)]
    if not crs.is_projected:
        return [("crs", name, f"not projected ({crs.name}): distances need metres", remedy)]
    units = {axis.unit_name for axis in crs.axis_info[:2]}
    if units != {"metre"}:
        return [("crs", name, f"measures in {', '.join(sorted(units))}, not in metres", remedy)]
    what = _misfit(crs, bounds) if bounds else ""
    return [("crs", name, what, remedy)] if what else []


def _misfit(crs: CRS, bounds: Bounds) -> str:
    """Return why a CRS doesn't suit `bounds`; "" if it does."""
    if crs.area_of_use and not _meet(crs.area_of_use.bounds, bounds):
        return f"made for elsewhere ({crs.area_of_use.name})"
    distortion = measure_distortion(crs, bounds)
    if not distortion <= MOST_DISTORTION:  # nor if it isn't a number
        wrong = f"by {100 * distortion:.0f} %" if math.isfinite(distortion) else "without limit"
        return f"distances in these bounds would be wrong {wrong}"
    return ""


def _meet(area: Bounds, bounds: Bounds) -> bool:
    """Tell whether two boxes share ground, whichever of them cross the antimeridian."""
    west, south, east, north = unwrapped(bounds)
    low, bottom, high, top = unwrapped(area)
    apart = [low + turn > east or high + turn < west for turn in (-_TURN, 0, _TURN)]
    return not (all(apart) or bottom > north or top < south)


def measure_distortion(crs: CRS, bounds: Bounds) -> float:
    """Return by what share a short distance within `bounds` may be wrong in `crs`, at most.

    Looked at in 25 places. NaN or infinity where the projection has no answer.
    """
    from pyproj import Proj  # noqa: PLC0415
    from pyproj.exceptions import ProjError  # noqa: PLC0415

    west, south, east, north = unwrapped(bounds)
    steps = [step / 4 for step in range(5)]
    longitudes = [(west + (east - west) * u + _HALF) % _TURN - _HALF for u in steps for _ in steps]
    latitudes = [south + (north - south) * v for _ in steps for v in steps]
    try:
        factors = Proj(crs).get_factors(longitudes, latitudes)
    except ProjError:
        return math.inf
    scales = [*factors.tissot_semimajor, *factors.tissot_semiminor]
    return max((abs(float(scale) - 1) for scale in scales), key=lambda d: (math.isnan(d), d))


def _kinds(kinds: Sequence[Mapping[str, Any]]) -> Iterator[Finding]:
    if not kinds:
        yield "kinds", None, "no kind of office", "Declare at least one [[kinds]]."
    ids = [kind["id"] for kind in kinds]
    for number, kind in enumerate(kinds, start=1):
        name = f"kinds[{number}]."
        if not _SLUG.fullmatch(kind["id"]):
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


def _boundaries(raw: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield what would build files that can't be read again, or nothing at all."""
    for name in ("areas", "area_id", "area_name", "area_prefix", "area_source"):
        if name in raw and not raw[name].strip():
            yield f"boundaries.{name}", raw[name], "empty", "Fill it in."
    if "area_date" in raw and not is_date(raw["area_date"]):
        remedy = "Write the areas' own date: 2025, 2025-01 or 2025-01-01."
        yield "boundaries.area_date", raw["area_date"], "not a date", remedy
    for name, value in raw.items():
        if name.endswith(("_m", "_km2")) and not 0 <= value < math.inf:
            yield f"boundaries.{name}", value, "not 0 or more", "Write a number, 0 or more."
