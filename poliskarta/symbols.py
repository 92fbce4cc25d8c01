"""What a drawing is made of: symbols, classes of them, the style of a layer. Plain data."""

from __future__ import annotations

import math
from dataclasses import dataclass

INK = "#1B2430"
LINE = "#5B5470"
WHITE = "#FFFFFF"
ALARM = "#A23B00"


@dataclass(frozen=True)
class Symbol:
    """One symbol. Lengths are millimetres; `fill` is "" for none, `shape` only for points.

    `ring` is an expression of QGIS: where it is true, a dashed ring says "approximate".
    """

    fill: str = ""
    outline: str = LINE
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
