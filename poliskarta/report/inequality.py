"""The report's Lorenz curve: how unequally the ways to an office are spread among people."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from poliskarta.coverage.analysis import Analysis
from poliskarta.coverage.inequality import lorenz_curve
from poliskarta.project.colours import CLASSES, GUIDE, QUIET
from poliskarta.report import figure_style
from poliskarta.report.wording import Wording

SIZE_MM = (86, 72)
_STEPS = np.linspace(0, 1, 101)


def draw_lorenz(analysis: Analysis, wording: Wording) -> Figure:
    """Return the share of all ways that the people nearest to an office have, region-wide.

    The dashed line is where all have the same way. The curve is drawn at each per cent of the
    people; without any it is left out.
    """
    demand = analysis.demand
    inside = demand[demand["district_id"].to_numpy(dtype=object) != ""]
    people = inside["population"].to_numpy(dtype="float64")
    shares, lengths = lorenz_curve(inside["distance_m"].to_numpy(dtype="float64"), people)
    with figure_style.in_style():
        figure = figure_style.new_figure(*SIZE_MM)
        axes = figure_style.add_axes(figure, (14, 10, SIZE_MM[0] - 19, SIZE_MM[1] - 15))
        axes.plot([0, 1], [0, 1], color=QUIET, linewidth=1, linestyle=(0, (4, 2)))
        if len(shares):
            axes.plot(_STEPS, np.interp(_STEPS, shares, lengths), color=CLASSES[-1], linewidth=1.6)
        ticks = np.linspace(0, 1, 5)
        words = [wording.percent(share) for share in ticks]
        axes.set(xlim=(0, 1), ylim=(0, 1))
        axes.set_xticks(ticks, words)
        axes.set_yticks(ticks, words)
        axes.grid(color=GUIDE, linewidth=0.5)
        axes.spines[["top", "right"]].set_visible(False)
        axes.tick_params(length=0, labelsize=6.5)
        axes.set_xlabel(wording.say("chart.lorenz_people"), fontsize=6.5, loc="right")
        axes.set_ylabel(wording.say("chart.lorenz_ways"), fontsize=6.5, loc="top")
    return figure
