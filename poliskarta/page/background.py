"""The background of a project → what the page draws of it, in few bytes, and whom it names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from poliskarta.i18n import Texts, Words
from poliskarta.page.geometry import COARSE_STEPS, outlines, write_path, write_paths
from poliskarta.project.background import (
    AREA_KINDS,
    LINE_KINDS,
    PLACE_KINDS,
    SOURCE_URLS,
    Background,
)
from poliskarta.project.bounds import Bounds, unwrap


def describe_background(
    background: Background, units: gpd.GeoDataFrame, bounds: Bounds, words: Words
) -> dict[str, Any]:
    """Return `lines`, `areas`, `places` and `towns`, whatever the order of the rows.

    `lines` are paths and `areas` rings in letters (see `write_path`) of COARSE_STEPS, by kind in
    the order of drawing. `places` are groups of one `rank` and `kind`, the first rank first:
    their `names` in the order in which they are given room (texts, or a text a language where
    those differ) and their `points` as one path. What lies across the antimeridian has
    longitudes beyond 180. `towns` are the latitude and longitude of each settlement that lies in
    one of `units` (EPSG:4326) and has its name, by the unit's number in the order of unit_id: of
    several the one named first.
    """
    lines, areas = (_by_kind(layer, bounds) for layer in (background.lines, background.areas))
    return {
        "lines": {kind: _paths(lines[kind]) for kind in LINE_KINDS if kind in lines},
        "areas": {
            kind: [ring for polygon in outlines(areas[kind]) for ring in polygon]
            for kind in AREA_KINDS
            if kind in areas
        },
        "places": _places(background.places, bounds, words),
        "towns": _towns(background.places, units, bounds),
    }


def background_keys(background: Background, words: Words) -> list[dict[str, Any]]:
    """Return a row for each kind of line, then of area, that there is: `kind`, `name`, `text`.

    `text` is what the legend says of it. Lines are called schematic where all of their kind are,
    and dated where all have one date.
    """
    lines, areas = background.lines, background.areas
    of_lines = [kind for kind in reversed(LINE_KINDS) if (lines["kind"] == kind).any()]
    of_areas = [kind for kind in AREA_KINDS if (areas["kind"] == kind).any()]
    names = {kind: words.say(f"background.{kind}") for kind in (*of_lines, *of_areas)}
    texts = {
        kind: _line_text(names[kind], lines[lines["kind"] == kind], words) for kind in of_lines
    }
    return [
        {"kind": kind, "name": name, "text": texts.get(kind, name)} for kind, name in names.items()
    ]


def background_credits(background: Background, words: Words) -> list[dict[str, Any]]:
    """Return a credit for each licensed source: `what` of the background is its, `who`, `licence`.

    `url` is where a source says what it wants, "" where this package doesn't know it.
    """
    rows = pd.concat([_told(background.lines), _told(background.areas), _told(background.places)])
    rows = rows[(rows["licence"] != "") & (rows["source"] != "")].drop_duplicates()
    return [
        {
            "what": words.say("background.what", what=_kinds_of(source, background, words)),
            "who": source,
            "licence": licence,
            "url": SOURCE_URLS.get(source, ""),
        }
        for source, licence in sorted(zip(rows["source"], rows["licence"], strict=True))
    ]


def _told(frame: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(frame[["source", "licence"]])


def _kinds_of(source: str, background: Background, words: Words) -> Texts:
    """Return in words what of the background is from `source`."""
    own = Background(
        *(
            frame[frame["source"] == source]
            for frame in (background.lines, background.areas, background.places)
        )
    )
    texts = [row["text"] for row in background_keys(own, words)]
    named = [kind for kind in PLACE_KINDS if (own.places["kind"] == kind).any()]
    return words.join([*texts, *(words.say(f"background.{kind}") for kind in named)], "; ")


def _line_text(name: Texts, lines: gpd.GeoDataFrame, words: Words) -> Texts:
    parts = [name]
    if lines["schematic"].all():
        parts.append(words.say("background.schematic"))
    dates = set(lines["source_date"])
    if len(dates) == 1 and dates != {""}:
        parts.append(words.date(dates.pop()))
    return words.join(parts, ", ")


def _by_kind(layer: gpd.GeoDataFrame, bounds: Bounds) -> dict[str, np.ndarray]:
    """Return the single parts of a layer by kind, in an order of their own."""
    shapes = unwrap(np.asarray(layer.geometry.array), bounds)
    parts, row = shapely.get_parts(shapes, return_index=True)
    kinds = layer["kind"].to_numpy()[row]
    order = np.argsort(shapely.to_wkb(shapely.normalize(parts), hex=True).astype(str))
    return {kind: parts[order][kinds[order] == kind] for kind in sorted(set(kinds))}


def _paths(lines: np.ndarray) -> list[str]:
    steps = [np.rint(shapely.get_coordinates(line) * COARSE_STEPS).astype(int) for line in lines]
    moved = [path[np.append(True, np.diff(path, axis=0).any(axis=1))] for path in steps]
    return write_paths([path for path in moved if len(path) > 1])


def _towns(
    places: pd.DataFrame, units: gpd.GeoDataFrame, bounds: Bounds
) -> dict[int, tuple[float, float]]:
    ordered = _in_order(places[places["kind"] == "settlement"])
    points = unwrap(shapely.points(ordered[["longitude", "latitude"]].to_numpy()), bounds)
    by_name = dict(tuple(pd.Series(points, ordered["name"]).groupby(level=0, sort=False)))
    found = {}
    for number, unit in enumerate(units.sort_values("unit_id").itertuples(index=False)):
        inside = [p for p in by_name.get(unit.name, ()) if shapely.intersects(unit.geometry, p)]
        if inside:
            found[number] = (round(inside[0].y, 4), round(inside[0].x, 4))
    return found


def _in_order(places: pd.DataFrame) -> pd.DataFrame:
    """Return `places` in the order in which they are given room, whatever that of the rows."""
    return places.assign(_number=places["rank"].astype("int64")).sort_values(
        ["_number", "kind", "population", "name", "latitude", "longitude"],
        ascending=[True, True, False, True, True, True],
    )


def _places(places: pd.DataFrame, bounds: Bounds, words: Words) -> list[dict[str, Any]]:
    return [
        {
            "rank": int(rank),
            "kind": kind,
            "names": [_name(row, words) for row in group.to_dict("records")],
            "points": write_path(_steps(group, bounds)),
        }
        for (rank, kind), group in _in_order(places).groupby(["_number", "kind"], sort=True)
    ]


def _name(row: Mapping[str, Any], words: Words) -> str | Texts:
    names = words.column(row, "name")
    return names if len(set(names.values())) > 1 else row["name"]


def _steps(places: pd.DataFrame, bounds: Bounds) -> np.ndarray:
    points = shapely.points(places[["longitude", "latitude"]].to_numpy("float64"))
    return np.rint(shapely.get_coordinates(unwrap(points, bounds)) * COARSE_STEPS).astype(int)
