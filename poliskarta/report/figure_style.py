"""How every picture of the report is drawn and saved: one style, and the same bytes each time.

matplotlib without pyplot: nothing global is changed, no window is opened.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from contextlib import AbstractContextManager

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from poliskarta.project.colours import DISTRICT, INK, QUIET, WHITE

DOTS_PER_INCH = 200
POINTS_PER_MM = 72 / 25.4
_STYLE = {
    "font.family": "DejaVu Sans",
    "font.size": 7.5,
    "text.color": INK,
    "text.parse_math": False,  # a dollar in a name is a dollar
    "axes.labelcolor": QUIET,
    "axes.edgecolor": DISTRICT,
    "axes.linewidth": 0.5,
    "axes.unicode_minus": True,
    "xtick.color": QUIET,
    "ytick.color": INK,
    "hatch.linewidth": 0.5,
    "svg.fonttype": "path",
    "svg.hashsalt": "poliskarta",
    "path.simplify": True,
}

# Corners of an outline, in points: matplotlib writes them to the millionth.
_OUTLINE = re.compile(rb' d="[^"]*"')
_NUMBER = re.compile(rb"-?\d+\.\d{3,}")
_METADATA = {"svg": {"Date": None, "Creator": None}, "png": {"Software": None}}


def in_style() -> AbstractContextManager[None]:
    """Return the context in which pictures are drawn and saved."""
    return mpl.rc_context(_STYLE)


def new_figure(width_mm: float, height_mm: float) -> Figure:
    """Return an empty figure of this size on paper."""
    figure = Figure(figsize=(width_mm / 25.4, height_mm / 25.4), dpi=DOTS_PER_INCH)
    FigureCanvasAgg(figure)
    return figure


def add_axes(figure: Figure, bounds_mm: Sequence[float]) -> Axes:
    """Return axes at (left, bottom, width, height), millimetres from the lower left corner."""
    left, bottom, width, height = bounds_mm
    across, up = figure.get_size_inches() * 25.4
    return figure.add_axes((left / across, bottom / up, width / across, height / up))


def halo(width: float = 2.0) -> list[withStroke]:
    """Return what keeps a text readable on any ground."""
    return [withStroke(linewidth=width, foreground=WHITE)]


def write_small(figure: Figure, x_mm: float, y_mm: float, text: str) -> Artist:
    """Write `text` small, from a point in millimetres; return it."""
    across, up = figure.get_size_inches() * 25.4
    return figure.text(x_mm / across, y_mm / up, text, fontsize=5.5, color=QUIET, va="bottom")


def save(figure: Figure, format_: str) -> bytes:
    """Return `figure` as "svg" or "png": without dates, texts being shapes in SVG."""
    buffer = io.BytesIO()
    with in_style():
        figure.savefig(buffer, format=format_, metadata=_METADATA[format_], facecolor=WHITE)
    picture = buffer.getvalue()
    return _OUTLINE.sub(_shorten, picture) if format_ == "svg" else picture


def _shorten(outline: re.Match[bytes]) -> bytes:
    """Return an outline to the hundredth of a point, which nobody can see."""
    return _NUMBER.sub(lambda number: b"%.2f" % float(number[0]), outline[0])
