"""Where a published list says that its offices are, whatever it calls and measures that in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from poliskarta.ingest.column_guess import column_names, find_column
from poliskarta.ingest.extent import Extent, crs_for
from poliskarta.ingest.findings import refuse
from poliskarta.ingest.source_files import Source
from poliskarta.project.cell_rules import to_number
from poliskarta.project.schema import WGS84

# Degrees around the districts in which an office of theirs may stand.
REACH = 1.0
_ENOUGH = 0.5
# Two CRS that put the offices this near to each other are kin, degrees (some 200 m), this near
# (some metres) editions of one, or their datums are.
_SAME = 2e-3
_SAME_DATUM = 5e-5
_TRIED = 40
_PLAIN = re.compile(r"[-+]?\d+(?:\.\d+)?")
# Degrees that are worth it have decimals; an address before them has none.
_WITH_POINT = re.compile(r"[-+]?\d+\.\d{2,}")
_WITH_COMMA = re.compile(r"[-+]?\d+,\d{2,}(?![.\d])")
_NUMBER = r"(\d{1,3}(?:[.,]\d+)?)"
_DMS = re.compile(
    rf"""([NSEW-])?\s*{_NUMBER}\s*[°ºd:\s]?\s*(?:{_NUMBER}\s*(?:['\u2032\u2019:\s]|m(?=.))?\s*)?"""
    rf"""(?:{_NUMBER}\s*(?:["\u2033\u201d]|''|s(?=\s*[NSEW]))?)?\s*([NSEW])?""",
    re.IGNORECASE,
)
_SIDES_LAST = re.compile(r"([^NSEW]+[NSEW])[\s,;/]*([^NSEW]+[NSEW])", re.IGNORECASE)
_SIDES_FIRST = re.compile(r"([NSEW][^NSEW]+?)[\s,;/]*([NSEW][^NSEW]+)", re.IGNORECASE)
_WEB_MERCATOR = "EPSG:3857"


@dataclass(frozen=True)
class Positions:
    """Longitude and latitude of each row, degrees WGS 84, NaN where there is none.

    `columns` are the names that the file has for them, `how` says what they hold; `crs` is their
    projected CRS, "" of degrees.
    """

    longitude: pd.Series
    latitude: pd.Series
    columns: tuple[str, ...]
    how: str
    crs: str = ""


def find_positions(
    source: Source, told: Mapping[str, str], extent: Extent, crs: str, district_crs: str
) -> Positions | None:
    """Return the first positions of `source` of which most lie around `extent`; None if none do.

    Tried are, in this order: the columns that are told, the file's own points, columns called
    latitude and longitude, one column of pairs, columns called x and y, and any two columns
    that hold degrees around `extent`. Pairs are read in the order that fits. What isn't degrees
    is read in `crs` (told), `district_crs`, or the one CRS used there that puts them into
    `extent`.

    Raises DataError when columns are told whose positions lie elsewhere.
    """
    wanted = [
        told[name] for name in ("latitude", "longitude", "position", "x", "y") if name in told
    ]
    tries = _told(source.table, told) if any(wanted) else _untold(source, told)
    systems = [name for name in (crs, district_crs) if name]
    for columns, first, second in tries:
        found = _read(columns, first, second, extent, systems, told_crs=bool(crs))
        if found:
            return found
    if any(wanted):
        what = "no positions around the districts, in degrees or in a CRS used there"
        remedy = "Name other columns, or their CRS with --offices-crs."
        refuse(source.path, what, remedy, ", ".join(wanted))
    return None


Try = tuple[tuple[str, ...], pd.Series, pd.Series]


def _told(table: pd.DataFrame, told: Mapping[str, str]) -> Iterator[Try]:
    for second, first in (("latitude", "longitude"), ("y", "x")):
        if told.get(first) and told.get(second):
            yield _columns(table, told[first], told[second])
    if told.get("position"):
        yield _split(table, told["position"])


def _untold(source: Source, told: Mapping[str, str]) -> Iterator[Try]:
    table = source.table
    if source.shapes is not None:
        yield _points(source.shapes, table.index)
    yield from _pair_called(table, "longitude", "latitude")
    yield from (_split(table, name) for name in _pair_columns(table, told))
    yield from _pair_called(table, "x", "y")
    numeric = [name for name in table if _share_of_numbers(table[name]) >= _ENOUGH]
    for first in numeric[:_TRIED]:
        yield from (_columns(table, first, other) for other in numeric[:_TRIED] if other != first)


def _points(shapes: gpd.GeoSeries, index: pd.Index) -> Try:
    """Return the points of shapes: an area stands for the point in its middle."""
    known = shapes if shapes.crs is None else shapes.to_crs(WGS84)
    points = shapely.point_on_surface(known.to_numpy())
    x, y = shapely.get_x(points), shapely.get_y(points)
    return ("the file's points",), pd.Series(x, index=index), pd.Series(y, index=index)


def _pair_called(table: pd.DataFrame, first: str, second: str) -> Iterator[Try]:
    names = column_names()["offices"]
    columns = [
        find_column(table, names[role], lambda cells: _share_of_numbers(cells) >= _ENOUGH)
        for role in (first, second)
    ]
    if all(columns):
        yield _columns(table, str(columns[0]), str(columns[1]))


def _pair_columns(table: pd.DataFrame, told: Mapping[str, str]) -> list[str]:
    """Return the columns that hold pairs of numbers, those that are called so first."""
    holding = [name for name in table if _holds_pairs(table[name])]
    names = [] if told.get("position") == "" else column_names()["offices"]["position"]
    called = find_column(table[holding], names, lambda _: True)
    return [called, *(name for name in holding if name != called)] if called else holding


def _holds_pairs(cells: pd.Series) -> bool:
    filled = cells[cells != ""]
    return bool(len(filled) and filled.map(_pair).notna().mean() >= _ENOUGH)


def _pair(text: str) -> tuple[float, float] | None:
    """Return the two numbers of a position, in the order in which they are written, None if none.

    Words may stand beside them where they have decimals: an address, "POINT (…)", a web address.
    """
    bare = re.sub(r"(?i)SRID=\d+;", "", text).strip()
    if not np.isnan(to_number(bare)):
        return None
    for pattern in (_WITH_POINT, _WITH_COMMA):
        found = [float(part.replace(",", ".")) for part in pattern.findall(bare)]
        if len(found) == 2:  # noqa: PLR2004
            return found[0], found[1]
    sided = _SIDES_LAST.fullmatch(bare) or _SIDES_FIRST.fullmatch(bare)
    if sided:
        first, second = map(coordinate, sided.groups())
        return None if np.isnan(first + second) else (first, second)
    numbers = [float(part) for part in _PLAIN.findall(bare)]
    return (numbers[0], numbers[1]) if len(numbers) == 2 and not _has_words(bare) else None  # noqa: PLR2004


def _has_words(text: str) -> bool:
    """Tell whether there is more than numbers and what WKT and JSON write around a point."""
    bare = re.sub(r"(?i)(MULTI)?POINT( Z)?|\"?(type|coordinates)\"?", "", text)
    return any(map(str.isalpha, bare))


def _columns(table: pd.DataFrame, first: str, second: str) -> Try:
    x, y = (table[name].map(coordinate).astype("float64") for name in (first, second))
    return (first, second), x, y


def _split(table: pd.DataFrame, name: str) -> Try:
    pairs = table[name].map(lambda text: _pair(text) or (np.nan, np.nan))
    return (name,), pairs.str[0].astype("float64"), pairs.str[1].astype("float64")


def coordinate(text: str) -> float:
    """Return the number, or the degrees, minutes and seconds, that `text` is; NaN if neither."""
    number = to_number(text)
    match = _DMS.fullmatch(text.strip()) if np.isnan(number) else None
    if not match:
        return number
    before, *parts, after = match.groups()
    degrees, minutes, seconds = (float((part or "0").replace(",", ".")) for part in parts)
    value = degrees + minutes / 60 + seconds / 3600
    return -value if (before or after or "").upper() in {"S", "W", "-"} else value


def _share_of_numbers(cells: pd.Series) -> float:
    filled = cells[cells != ""]
    return filled.map(coordinate).notna().mean() if len(filled) else 0.0


def _read(
    columns: tuple[str, ...],
    x: pd.Series,
    y: pd.Series,
    extent: Extent,
    systems: list[str],
    *,
    told_crs: bool,
) -> Positions | None:
    x, y = _without_nulls(x, y)
    if x.isna().all():
        return None
    for first, second in () if told_crs else ((x, y), (y, x)):
        if _are_degrees(first, second, extent):
            return Positions(first, second, columns, "degrees")
    for crs in systems:
        if pyproj.CRS(crs).is_projected and (found := _projected(columns, x, y, crs, extent)):
            return found
    return None if told_crs else _in_some_crs(columns, x, y, extent)


def _without_nulls(x: pd.Series, y: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Return the pairs that are whole and not 0/0, which stands for unknown."""
    known = x.notna() & y.notna() & ~((x == 0) & (y == 0))
    return x.where(known), y.where(known)


def _are_degrees(x: pd.Series, y: pd.Series, extent: Extent) -> bool:
    possible = x.abs().max() <= 360 and y.abs().max() <= 90  # noqa: PLR2004
    return bool(possible and extent.contains(x.dropna(), y.dropna(), REACH).mean() >= _ENOUGH)


def _projected(
    columns: tuple[str, ...], x: pd.Series, y: pd.Series, crs: str, extent: Extent
) -> Positions | None:
    """Return the positions that x and y have in `crs`, in the order that puts them right."""
    try:
        to_degrees = pyproj.Transformer.from_crs(crs, WGS84, always_xy=True)
    except pyproj.exceptions.ProjError:  # some old national ones can't be computed
        return None
    for first, second in ((x, y), (y, x)):
        longitude, latitude = to_degrees.transform(first.to_numpy(), second.to_numpy())
        lon = pd.Series(longitude, index=x.index).replace([np.inf, -np.inf], np.nan)
        lat = pd.Series(latitude, index=x.index).replace([np.inf, -np.inf], np.nan)
        if extent.contains(lon.dropna(), lat.dropna(), REACH).sum() >= _ENOUGH * x.notna().sum():
            return Positions(lon, lat, columns, f"{crs} ({pyproj.CRS(crs).name})", crs)
    return None


def _in_some_crs(
    columns: tuple[str, ...], x: pd.Series, y: pd.Series, extent: Extent
) -> Positions | None:
    """Return the positions in a CRS that is used there, if those that fit agree on them.

    Where old datums disagree with today's, today's is meant; of several the place that most of
    them mean, in the one that is made for the smallest area; Web Mercator rather than Mercator.
    """
    found = [
        positions
        for crs in dict.fromkeys([_WEB_MERCATOR, *crs_for(extent)])
        if (positions := _projected(columns, x, y, crs, extent))
    ]
    best = max((_share_inside(positions, extent) for positions in found), default=0.0)
    fitting = [each for each in found if _share_inside(each, extent) == best]
    if fitting and fitting[0].crs == _WEB_MERCATOR:
        return fitting[0]
    modern = [each for each in fitting if _is_modern(each.crs, extent)] or fitting
    if not modern:
        return None
    alike = {
        each.crs: sum(_are_near(each, other, _SAME_DATUM) for other in modern) for each in modern
    }
    chosen = min(modern, key=lambda each: (-alike[each.crs], *_size(each.crs)))
    agree = 2 * alike[chosen.crs] > len(modern)
    return chosen if agree or all(_are_near(each, chosen, _SAME) for each in modern) else None


def _is_modern(code: str, extent: Extent) -> bool:
    """Tell whether the datum of a CRS is that of WGS 84 to a few metres, as all new ones are."""
    geodetic = pyproj.CRS(code).geodetic_crs
    try:
        to_degrees = pyproj.Transformer.from_crs(
            geodetic, WGS84, always_xy=True, allow_ballpark=False
        )
    except pyproj.exceptions.ProjError:  # nobody knows how far apart the datums are
        return False
    shifted = np.array(to_degrees.transform(*extent.middle))
    return bool(np.abs(shifted - extent.middle).max() < _SAME_DATUM)


def _size(code: str) -> tuple[float, str]:
    """Return the area that a CRS is made for, square degrees, and its code."""
    area = pyproj.CRS(code).area_of_use
    width = (area.east - area.west) % 360
    return round(width * (area.north - area.south), 3), code


def _share_inside(positions: Positions, extent: Extent) -> float:
    return float(extent.contains(positions.longitude, positions.latitude, 0.0).mean())


def _are_near(first: Positions, second: Positions, tolerance: float) -> bool:
    apart = pd.concat([first.longitude - second.longitude, first.latitude - second.latitude]).abs()
    return bool(apart.max() < tolerance)
