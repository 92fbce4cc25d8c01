"""Layers → KML 2.2 (OGC 07-147r2), for Google Earth and phones, in the colours of the map."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import shapely

from poliskarta.layers.dictionary import Layer
from poliskarta.layers.symbology import Style, class_of, style_layer
from poliskarta.layers.template_files import fill_in
from poliskarta.project.region import Region
from poliskarta.project.schema import WGS84

DECIMALS = 6


@dataclass(frozen=True)
class Placemark:
    """A feature: its name, the number of its class, its cells, and its parts as KML wants them.

    A part is ("Point" or "LineString", coordinates) or ("Polygon", rings, the outer one first).
    """

    name: str
    look: int | None
    cells: Sequence[tuple[str, str, str]]
    parts: Sequence[tuple[str, Any]]


def write_kml(path: Path, layers: Sequence[Layer], region: Region) -> None:
    """Write a folder a layer; longitude and latitude (WGS 84), six decimals.

    Columns are extended data, under their aliases in the region's first language. Features
    without a geometry are there, without a place.
    """
    language = region.languages[0]
    folders = [
        (layer, style, list(_placemarks(layer, style, language)))
        for layer in layers
        for style in [style_layer(layer, region, language)]
    ]
    text = fill_in("layers.kml.j2", region=region, language=language, folders=folders, abgr=abgr)
    path.write_text(text, encoding="utf-8", newline="\n")


def abgr(colour: str, opacity: float = 1.0) -> str:
    """Return "#RRGGBB" as KML writes colours: alpha, blue, green, red; "" is transparent."""
    if not colour:
        return "00ffffff"
    return f"{round(opacity * 255):02x}{colour[5:7]}{colour[3:5]}{colour[1:3]}".lower()


def _placemarks(layer: Layer, style: Style, language: str) -> Iterator[Placemark]:
    frame = layer.frame.to_crs(WGS84)
    geometries = shapely.orient_polygons(frame.geometry.where(frame.geometry.notna(), None).array)
    looks = frame[style.column] if style.column else frame.geometry.isna()
    title = next((name for name in ("name", "office_id") if name in frame), "")
    rows = frame.drop(columns=frame.geometry.name).itertuples(index=False, name=None)
    for row, geometry, look in zip(rows, geometries, looks, strict=True):
        values = dict(zip((field.name for field in layer.fields), map(_text, row), strict=True))
        cells = [
            (field.name, field.alias[language], values[field.name])
            for field in layer.fields
            if field.name != "name"  # KML has an element for it
        ]
        chosen = class_of(style, look)
        number = None if chosen is None else style.classes.index(chosen)
        yield Placemark(values.get(title, ""), number, cells, list(_parts(geometry)))


def _parts(geometry: shapely.Geometry | None) -> Iterator[tuple[str, Any]]:
    for part in shapely.get_parts([geometry]) if geometry is not None else []:
        if part.geom_type == "Polygon":
            yield "Polygon", [_coordinates(ring) for ring in (part.exterior, *part.interiors)]
        else:
            yield part.geom_type, _coordinates(part)


def _coordinates(geometry: shapely.Geometry) -> str:
    pairs = shapely.get_coordinates(geometry).round(DECIMALS)
    return " ".join(f"{x!r},{y!r}" for x, y in pairs.tolist())


def _text(value: str | float | None) -> str:
    if pd.isna(value):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return str(value).lower() if isinstance(value, bool) else str(value)
