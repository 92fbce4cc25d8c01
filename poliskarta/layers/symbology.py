"""How each layer is drawn: the same colours as the page, for QGIS (QML) and for KML.

A `Style` is plain data; layers/style.qml.j2 says it in QGIS's words. A layer without a style
of its own is drawn by its geometry, quietly.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

import numpy as np
import pandas as pd

from poliskarta.i18n import Words
from poliskarta.layers.dictionary import Layer
from poliskarta.layers.template_files import fill_in
from poliskarta.project.colours import CLASSES, DISTRICT, FAR, INK, NEAR, WHITE
from poliskarta.project.indicators import HIGH, INTERVAL, LOW, shown_in
from poliskarta.project.region import Region


@dataclass(frozen=True)
class Symbol:
    """One symbol. Lengths are millimetres; `fill` is "" for none, `shape` only for points.

    `ring` is an expression of QGIS: where it is true, a dashed ring says "approximate".
    """

    fill: str = ""
    outline: str = DISTRICT
    width: float = 0.3
    shape: str = "circle"
    size: float = 2.0
    hatched: bool = False
    opacity: float = 1.0
    ring: str = ""


@dataclass(frozen=True)
class Class:
    """A symbol and what it is for: a `value`, or the numbers from `lower` to `upper`."""

    symbol: Symbol
    label: str = ""
    value: str = ""
    lower: float = math.nan
    upper: float = math.nan


@dataclass(frozen=True)
class Style:
    """How a layer is drawn. `column` is "" when all rows look the same.

    `graduated` tells numbers from values; `label` is the column written beside the geometry,
    `bold` or not, from the scale 1:`label_scale` on.
    """

    classes: tuple[Class, ...]
    column: str = ""
    graduated: bool = False
    label: str = ""
    label_scale: int = 0
    bold: bool = False


# What districts are coloured by: what the page's map offers first, of what is known.
DISTRICT_FIGURE = next(iter(shown_in("map")))


def style_layer(layer: Layer, region: Region, language: str) -> Style:
    """Return the style of `layer`, its legend in `language`."""
    own = _OWN.get(layer.name)
    return own(layer, region, language) if own else _by_geometry(layer)


def style_qml(layer: Layer, region: Region, language: str) -> str:
    """Return the QML document (QGIS 3.22 and later) of a layer: symbols, labels, aliases."""
    style = style_layer(layer, region, language)
    geometry = geometry_family(layer)
    return fill_in(
        "style.qml.j2", layer=layer, style=style, geometry=geometry, language=language, rgba=rgba
    )


def class_breaks(values: pd.Series, classes: int = len(CLASSES), width: float = 0.0) -> list[float]:
    """Return the limits of at most `classes` classes with equally many of `values` in each.

    Limits have two significant digits; the first is at or below every value and the last at or
    above. No class is narrower than `width`, see `typical_width`: limits that would make it so
    are left out, from below. Missing values are left out; without any value there is no limit.
    """
    known = values.dropna().to_numpy(dtype=float)
    if not len(known):
        return []
    low, *inner, high = np.quantile(known, np.linspace(0, 1, classes + 1))
    first, last = _round(low, math.floor), _round(high, math.ceil)
    kept = [first]
    for limit in sorted({_round(value, round) for value in inner}):
        if limit - kept[-1] >= width and last - limit >= width:
            kept.append(limit)
    return sorted({*kept, last})


def typical_width(rows: pd.DataFrame, name: str) -> float:
    """Return how uncertain the figure `name` of `rows` is: the median width of its intervals.

    Of its ranges by position where there are no intervals; 0 where there are no ranges either.
    A class of colours that is narrower tells districts apart that the figures don't.
    """
    for low, high in (INTERVAL, (LOW, HIGH)):
        if {name + low, name + high} <= set(rows):
            width = (rows[name + high] - rows[name + low]).median()
            return 0.0 if math.isnan(width) else float(width)
    return 0.0


def class_of(style: Style, value: object) -> Class | None:
    """Return the class that a row with `value` in the style's column is drawn in, if any.

    A number on the limit of two classes is in the lower one, as in QGIS.
    """
    if not style.column:
        return style.classes[0]
    if not style.graduated:
        return next((c for c in style.classes if c.value == str(value)), None)
    number = math.nan if pd.isna(value) else float(value)
    return next((c for c in style.classes if c.lower <= number <= c.upper), None)


def rgba(colour: str, opacity: float = 1.0) -> str:
    """Return "#RRGGBB" as QGIS writes colours: red, green, blue, alpha; "" is transparent."""
    red, green, blue = (int((colour or WHITE)[at : at + 2], 16) for at in (1, 3, 5))
    return f"{red},{green},{blue},{round(opacity * 255) if colour else 0}"


def _round(value: float, direction: Callable[[float], int]) -> float:
    """Return `value` with two significant digits."""
    step = 10.0 ** (math.floor(math.log10(abs(value))) - 1) if value else 1.0
    return round(direction(round(value / step, 9)) * step, 9)


def geometry_family(layer: Layer) -> str:
    """Return "point", "line" or "polygon"; a layer of many types is drawn as polygons."""
    name = layer.geometry_type.removeprefix("Multi").lower()
    return {"point": "point", "linestring": "line"}.get(name, "polygon")


def _label(layer: Layer, scale: int) -> dict[str, str | int]:
    return {"label": "name", "label_scale": scale} if "name" in layer.frame else {}


def _offices(layer: Layer, region: Region, language: str) -> Style:
    ring = 'NOT "address_located"' if "address_located" in layer.frame else ""
    classes = tuple(
        Class(
            Symbol(kind.colour, WHITE, 0.5, kind.symbol, 4.4, ring=ring),
            kind.label.get(language, kind.id),
            value=kind.id,
        )
        for kind in region.kinds
    )
    return Style(classes, "kind", **_label(layer, 250_000))


def _stops(_layer: Layer, region: Region, _language: str) -> Style:
    kinds = [kind for kind in region.kinds if not kind.fixed] or region.kinds
    return Style((Class(Symbol(WHITE, kinds[0].colour, 0.7, kinds[0].symbol, 2.8)),))


def _districts(layer: Layer, region: Region, language: str) -> Style:
    name = next(
        (name for name in shown_in("map", (), region.limits) if name in layer.frame),
        DISTRICT_FIGURE,
    )
    values = layer.frame.get(name, pd.Series(dtype=float))
    words = region.words.only(language)
    return _graduated(layer, values, name, words, Symbol(width=0.5, opacity=0.75))


def _bands(layer: Layer, region: Region, language: str) -> Style:
    """Return a class a band, the farther the darker."""
    if "from_km" not in layer.frame:
        return _by_geometry(layer)
    words = region.words.only(language)
    limits = sorted(layer.frame["from_km"].unique().tolist())
    classes = tuple(
        Class(
            Symbol(colour, WHITE, 0.1, opacity=0.6),
            f"{_number(low, words)}\u2013{_number(high, words)} km"
            if high
            else f"> {_number(low, words)} km",
            value=str(low),
        )
        for low, high, colour in zip(limits, [*limits[1:], None], _ramp(len(limits)), strict=True)
    )
    return Style(classes, "from_km")


def _office_changes(layer: Layer, region: Region, language: str) -> Style:
    """Return a class a change there is, by the first one where an office has two."""
    words = region.words.only(language)
    changes = sorted(set(layer.frame.get("change", ())))
    classes = tuple(
        Class(
            _CHANGES[change.split()[0]],
            ", ".join(words.say(f"change.{word}")[language] for word in change.split()),
            value=change,
        )
        for change in changes
    )
    return Style(classes, "change", **_label(layer, 500_000)) if classes else _by_geometry(layer)


def _demand_changes(layer: Layer, region: Region, language: str) -> Style:
    """Return a class for those who get nearer to an office and one for those who get farther."""
    change_m = layer.frame.get("distance_change_m", pd.Series(dtype=float)).dropna()
    least, most = min([-1, *change_m]), max([1, *change_m])
    said = [region.words.message(language, f"change.{word}") for word in ("nearer", "farther")]
    look = {"outline": WHITE, "width": 0.1}
    return Style(
        (
            Class(
                Symbol(NEAR, shape="circle", **look), said[0], lower=math.floor(least), upper=0.0
            ),
            Class(Symbol(FAR, shape="triangle", **look), said[1], lower=0.0, upper=math.ceil(most)),
        ),
        "distance_change_m",
        graduated=True,
    )


def _graduated(layer: Layer, values: pd.Series, column: str, words: Words, symbol: Symbol) -> Style:
    limits = class_breaks(values, width=typical_width(layer.frame, column))
    if not limits:
        return Style((Class(symbol),), bold=True, **_label(layer, 2_000_000))
    pairs = list(pairwise(limits)) or [(limits[0], limits[0])]
    classes = tuple(
        Class(
            Symbol(**(vars(symbol) | {"fill": colour})),
            f"{_number(low, words)}\u2013{_number(high, words)}",
            lower=low,
            upper=high,
        )
        for (low, high), colour in zip(pairs, _ramp(len(pairs)), strict=True)
    )
    return Style(classes, column, graduated=True, bold=True, **_label(layer, 2_000_000))


def _ramp(count: int) -> Sequence[str]:
    """Return `count` of the class colours, the darkest last; more than there are share some."""
    first = max(len(CLASSES) - count, 0)
    return [CLASSES[round(at)] for at in np.linspace(first, len(CLASSES) - 1, count)]


def _number(value: float, words: Words) -> str:
    decimals = max(0, -Decimal(repr(value)).normalize().as_tuple().exponent)
    return words.number(value, decimals)[words.languages[0]]


def _plain(symbol: Symbol, label_scale: int = 0) -> Callable[[Layer, Region, str], Style]:
    def style(layer: Layer, _region: Region, _language: str) -> Style:
        return Style((Class(symbol),), **(_label(layer, label_scale) if label_scale else {}))

    return style


def _by_geometry(layer: Layer) -> Style:
    fill = DISTRICT if geometry_family(layer) == "point" else ""
    return Style((Class(Symbol(fill, WHITE if fill else DISTRICT)),))


# Shapes tell them apart without colours, too.
_CHANGES = {
    "new": Symbol(NEAR, WHITE, 0.4, "star", 5.0),
    "closed": Symbol("", FAR, 0.9, "cross2", 3.8),
    "moved": Symbol(DISTRICT, WHITE, 0.4, "diamond", 4.2),
    "placed": Symbol(NEAR, WHITE, 0.4, "circle", 3.6),
    "unplaced": Symbol("", FAR, 0.7, "circle", 3.6),
    "kind": Symbol(DISTRICT, WHITE, 0.4, "square", 3.6),
}
_OWN: dict[str, Callable[[Layer, Region, str], Style]] = {
    "offices": _offices,
    "stops": _stops,
    "districts": _districts,
    "units": _plain(Symbol(width=0.15), 400_000),
    "region": _plain(Symbol(outline=INK, width=0.8)),
    "service_areas": _plain(Symbol(outline=NEAR, width=0.25)),
    "distance_bands": _bands,
    "demand": _plain(Symbol(DISTRICT, "", 0, size=0.6, opacity=0.4)),
    "suggestions": _plain(Symbol(NEAR, WHITE, 0.5, "star", 5.5), 1_000_000),
    "office_changes": _office_changes,
    "demand_changes": _demand_changes,
    "underserved": _plain(Symbol(FAR, FAR, 0.2, hatched=True)),
}
