"""Charts of the report: who lives how far from an office, district by district."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from poliskarta.coverage.analysis import Analysis
from poliskarta.i18n import metres_of
from poliskarta.project.colours import BANDS, CLASSES, DISTRICT, GUIDE, INK, QUIET, WHITE
from poliskarta.project.limit_columns import shares_within
from poliskarta.report import figure_style
from poliskarta.report.maps import band_colours, band_label
from poliskarta.report.wording import Wording

WIDTH_MM = 178
CURVE_MM = (86, 56)
_ROW_MM, _NAMES_MM, _HEAD_MM, _TWO_LINES_MM = 5.4, 32, 7, 8

# A bar narrower than this can't hold its figure.
_NARROW = 0.045

# White figures on the darkest step, ink on the others: at least 4.5:1 on each.
_DARK_FROM = 4


def compare_bands(analysis: Analysis, wording: Wording) -> Figure:
    """Return bars: which share of each district's people lives in each distance band.

    The region comes first, then those with most people within the second limit (2 km), or the only
    one; unknown shares have no bar.
    """
    limits = analysis.region.limits
    names = shares_within(limits)
    rows = _rows(analysis, wording, names[:2][-1], ascending=False)
    shares = rows[names].to_numpy(dtype="float64")
    known = ~np.isnan(shares[:, :1])
    edges = np.hstack([np.where(known, 0, np.nan), shares, np.where(known, 1, np.nan)])
    words = [band_label(*ends, wording) for ends in pairwise(limits.edges_km)]
    colours = [*band_colours(limits).values()]
    with figure_style.in_style():
        figure, axes = _row_chart(
            rows, foot_mm=1, head_mm=_TWO_LINES_MM if wording.in_miles else _HEAD_MM
        )
        for band, colour in enumerate(colours):
            _draw_bars(axes, edges[:, band], edges[:, band + 1], colour, wording)
        axes.set(xlim=(0, 1), xticks=[])
        patches = [Patch(facecolor=c, edgecolor=DISTRICT, linewidth=0.4) for c in colours]
        _legend(axes, patches, words)
    return figure


def compare_distances(analysis: Analysis, wording: Wording) -> Figure:
    """Return dots: how far half of the people and nine in ten have at most, with low and high.

    The region comes first, then those where half of the people have the shortest way.
    """
    rows = _rows(analysis, wording, "median_distance_m", ascending=True)
    signs = {"median_distance_m": ("o", INK, -0.16), "p90_distance_m": ("D", WHITE, 0.16)}
    with figure_style.in_style():
        figure, axes = _row_chart(rows, foot_mm=8)
        handles = [_draw_dots(axes, rows, name, look, wording) for name, look in signs.items()]
        axes.grid(axis="x", color=GUIDE, linewidth=0.5)
        axes.set_axisbelow(True)
        axes.set_xlim(left=0)
        _label_lengths(axes, wording)
        _legend(axes, handles, [wording.say(f"chart.{name}") for name in signs])
    return figure


def draw_curve(analysis: Analysis, district_id: str, wording: Wording) -> Figure:
    """Return the share of a district's people within each distance, and the region's.

    Up to `Wording.longest_curve`, in the unit in which lengths are said.

    The shaded band is what it can be, wherever within its radius each office is; there is none
    where the offices' positions are exact.
    """
    demand = analysis.demand
    inside = demand["district_id"].to_numpy(dtype=object)
    own, everyone = demand[inside == district_id], demand[inside != ""]
    lengths = np.linspace(0, wording.longest_curve, 201)
    metres = lengths * metres_of(wording.words)
    with figure_style.in_style():
        figure = figure_style.new_figure(*CURVE_MM)
        axes = figure_style.add_axes(figure, (10, 9, CURVE_MM[0] - 15, CURVE_MM[1] - 19))
        ends = [f"distance_{end}_m" for end in ("high", "low")]
        ends = [name if name in own else "distance_m" for name in ends]  # no way has both
        low, high = (share_within(own, name, metres) for name in ends)
        spanned = bool((low < high).any())
        band = axes.fill_between(lengths, low, high, color=BANDS[1], linewidth=0)
        whole, part = (share_within(rows, "distance_m", metres) for rows in (everyone, own))
        (dashes,) = axes.plot(lengths, whole, color=QUIET, linewidth=1, linestyle=(0, (4, 2)))
        (line,) = axes.plot(lengths, part, color=CLASSES[-1], linewidth=1.6)
        _tidy_curve(axes, wording)
        named = analysis.districts.set_index("district_id")["name"]
        words = [named[district_id], wording.pick(wording.region.place)]
        words += [wording.say("chart.span")] if spanned else []
        _legend(axes, [line, dashes, band][: len(words)], words)
    return figure


def share_within(demand: pd.DataFrame, column: str, metres: np.ndarray) -> np.ndarray:
    """Return the share of `demand` whose distance in `column` is at most each of `metres`.

    NaN where the people of any point are unknown, or there is nobody.
    """
    order = np.argsort(demand[column].to_numpy(), kind="stable")
    people = demand["population"].to_numpy(dtype="float64")[order]
    if not people.sum() > 0:
        return np.full(len(metres), np.nan)
    reached = np.searchsorted(demand[column].to_numpy()[order], metres, side="right")
    return np.append(0, np.cumsum(people))[reached] / people.sum()


def _rows(analysis: Analysis, wording: Wording, column: str, *, ascending: bool) -> pd.DataFrame:
    """Return the figures of the region and then of the districts, sorted; unknown ones last."""
    districts = pd.DataFrame(analysis.districts.drop(columns="geometry"))
    ordered = districts.sort_values([column, "district_id"], ascending=[ascending, True])
    whole = analysis.totals.to_frame().T.assign(name=wording.pick(wording.region.place))
    return pd.concat([whole, ordered], ignore_index=True)


def _row_chart(
    rows: pd.DataFrame, foot_mm: float, head_mm: float = _HEAD_MM
) -> tuple[Figure, Axes]:
    """Return a figure with a row a name, the first one set apart."""
    height = _ROW_MM * (len(rows) + 0.5)
    figure = figure_style.new_figure(WIDTH_MM, height + head_mm + foot_mm)
    axes = figure_style.add_axes(figure, (_NAMES_MM, foot_mm, WIDTH_MM - _NAMES_MM - 3, height))
    axes.set(ylim=(_at(len(rows)) - 0.5, -0.5))
    axes.set_yticks([_at(row) for row in range(len(rows))], rows["name"])
    axes.tick_params(length=0)
    axes.get_yticklabels()[0].set_fontweight("bold")
    for spine in axes.spines.values():
        spine.set_visible(False)
    return figure, axes


def _at(row: int) -> float:
    return row + (0.5 if row else 0)


def _draw_bars(
    axes: Axes, start: np.ndarray, stop: np.ndarray, colour: str, wording: Wording
) -> None:
    width = stop - start
    places = [_at(row) for row in range(len(width))]
    axes.barh(places, width, 0.72, start, color=colour, edgecolor=DISTRICT, linewidth=0.4)
    ink = WHITE if BANDS.index(colour) >= _DARK_FROM else INK
    for place, left, share in zip(places, start, width, strict=True):
        if share >= _NARROW:
            words = wording.percent(share)
            axes.text(left + share / 2, place, words, ha="center", va="center_baseline", color=ink)


def _draw_dots(
    axes: Axes, rows: pd.DataFrame, name: str, look: tuple[str, str, float], wording: Wording
) -> Line2D:
    """Draw a figure of each row with a line from its low to its high value; return the sign."""
    marker, fill, shift = look
    places = np.array([_at(row) for row in range(len(rows))]) + shift
    unit_m = metres_of(wording.words)
    low, middle, high = (
        rows.get(name + ending, rows[name]).to_numpy(dtype="float64") / unit_m
        for ending in ("_low", "", "_high")
    )
    axes.hlines(places, low, high, color=DISTRICT, linewidth=1.6)
    style = {"linestyle": "", "markersize": 5.5, "markeredgecolor": INK}
    return axes.plot(middle, places, marker=marker, markerfacecolor=fill, **style)[0]


def _tidy_curve(axes: Axes, wording: Wording) -> None:
    axes.set(xlim=(0, wording.longest_curve), ylim=(0, 1.02), yticks=np.linspace(0, 1, 5))
    axes.set_yticks(axes.get_yticks(), [wording.percent(share) for share in axes.get_yticks()])
    axes.grid(color=GUIDE, linewidth=0.5)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(length=0, labelsize=6.5)
    _label_lengths(axes, wording)


def _label_lengths(axes: Axes, wording: Wording) -> None:
    axes.xaxis.set_major_formatter(lambda length, _at: wording.length(length))
    axes.set_xlabel(wording.say("chart.distance"), fontsize=6.5, loc="right")


def _legend(axes: Axes, handles: Sequence[Patch | Line2D], words: Sequence[str]) -> None:
    axes.legend(
        handles,
        words,
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=len(words),
        frameon=False,
        borderaxespad=0.3,
        borderpad=0,
        columnspacing=1.5,
        handletextpad=0.5,
        handlelength=1.4,
    )
