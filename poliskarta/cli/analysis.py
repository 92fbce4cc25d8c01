"""The commands of what-if: suggest, compare."""

from __future__ import annotations

import logging
import re
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from poliskarta.cli.console import (
    HERE,
    AsOfOption,
    DemandOption,
    OutOption,
    ProjectOption,
    QuietOption,
    WeightOption,
    counted,
    running,
)
from poliskarta.cli.data import tell_validity
from poliskarta.cli.tables import districts_in_order, print_table
from poliskarta.project.folder import find_project
from poliskarta.project.vocabularies import OBJECTIVES, QUESTIONS

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from poliskarta import pipeline

log = logging.getLogger("poliskarta")
_DISTANCE = re.compile(r"(\d+(?:[.,]\d+)?) ?(km|m)", re.ASCII)
_METRES = {"km": 1000, "m": 1}
Objective = StrEnum("Objective", [(name, name) for name in OBJECTIVES])
Question = StrEnum("Question", [(name, name) for name in QUESTIONS])
_FIRST = Objective(OBJECTIVES[0])


def suggest(
    project: ProjectOption = HERE,
    out: OutOption = None,
    new: Annotated[
        int, typer.Option(min=1, metavar="N", help="How many; lscp finds that itself.")
    ] = 1,
    candidates: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where they may be: a CSV or vector file.")
    ] = None,
    ask: Annotated[Question, typer.Option(help="What to ask, see above.")] = Question.new,
    objective: Annotated[Objective, typer.Option(help="What to do best, see above.")] = _FIRST,
    within: Annotated[
        str, typer.Option(metavar="DISTANCE", help="What counts as near: 2km, 500m.")
    ] = "2km",
    demand: DemandOption = None,
    weight: WeightOption = "",
    as_of: AsOfOption = "",
    quiet: QuietOption = False,
) -> None:
    """Find where new offices would help most.

    Existing offices stay. Prints the new ones as CSV, what helps most first, and writes
    them as a layer into suggestions/. The objective is to bring most people within the distance
    (mclp), to make the mean (p-median) or the longest distance (p-center) short, or to bring
    everybody within it by the fewest offices (lscp). Distances are straight lines.

    Asked for a curve, it prints what the best one to N new offices would add; asked to close,
    what would be lost without each office, the least missed first; asked to move, where each
    office would do most good instead. Nothing is written then.

    Example: poliskarta suggest --new 3 --within 2km
    """
    within_m = _to_metres(within)
    with running(quiet=quiet):
        from poliskarta import pipeline

        place = find_project(project, out)
        plan = pipeline.Plan(objective.value, new, within_m)
        if ask is not Question.new:
            analysis = pipeline.analyse(place, demand, weight, as_of)
            print_table(pipeline.weigh(analysis, ask.value, plan, candidates))
            return
        found = pipeline.suggest(place, plan, candidates, demand, weight, as_of)
        paths = pipeline.write_drawn(place, "suggestions", {"suggestions": found.offices})
        print_table(_with_positions(found.offices))
        _tell_gains(found, plan.objective, within)
        log.info("%s: %s", paths[0].parent, counted(len(paths), "file"))


def compare(
    before: Annotated[
        Path, typer.Argument(metavar="A", help="A file of offices, a project, or a date.")
    ],
    after: Annotated[Path, typer.Argument(metavar="B", help="The same, to compare with.")],
    project: ProjectOption = HERE,
    out: OutOption = None,
    layers: Annotated[
        bool, typer.Option("--layers", help="Write what changed as layers, into comparison/.")
    ] = False,
    demand: DemandOption = None,
    weight: WeightOption = "",
    as_of: AsOfOption = "",
    quiet: QuietOption = False,
) -> None:
    """Tell who gains and who loses by a change.

    The change: offices that close, open or move.

    Prints a row for each district and one for the region as CSV: the people who get more than
    100 m nearer to an office or farther from one, and each figure before and after.

    Of a date are the project's own offices that were there.

    Example: poliskarta compare data/offices.csv plan.csv
    Example: poliskarta compare 2010 2015-06
    """
    with running(quiet=quiet):
        from poliskarta import pipeline

        place = find_project(project, out)
        found = pipeline.compare(place, before, after, demand, weight, as_of)
        print_table(districts_in_order(found.figures))
        for validity in found.validity:
            tell_validity(validity, found.region)
        _tell_changes(found, before, after)
        if layers:
            drawn = {"office_changes": found.offices, "demand_changes": found.demand}
            paths = pipeline.write_drawn(place, "comparison", drawn)
            log.info("%s: %s", paths[0].parent, counted(len(paths), "file"))


def _to_metres(text: str) -> float:
    match = _DISTANCE.fullmatch(text.strip())
    distance_m = float(match[1].replace(",", ".")) * _METRES[match[2]] if match else 0
    if not 0 < distance_m <= 1_000_000:  # noqa: PLR2004  # no office is near at 1 000 km
        raise typer.BadParameter(
            f"{text!r} is no distance: write 2km or 500m.", param_hint="--within"
        )
    return distance_m


def _with_positions(offices: gpd.GeoDataFrame) -> pd.DataFrame:
    points = offices.geometry
    table = offices.drop(columns="geometry")
    return table.assign(latitude=points.y.round(6), longitude=points.x.round(6))


def _tell_gains(found: pipeline.Suggestions, objective: str, within: str) -> None:
    was, now = found.before, found.after
    log.info("%s, %s", counted(len(found.offices), "new office"), objective)
    counted_as = "people" if "people_gained" in found.offices else "km2 of land"
    for words, name in (
        (f"{counted_as} within {within}", "people_within"),
        ("mean distance, m", "mean_distance_m"),
        ("longest distance, m", "max_distance_m"),
    ):
        log.info("    %s: %.0f before, %.0f after", words, was[name], now[name])
    left = now["people"] - now["people_within"]
    if objective == "lscp" and left > 0:
        what = f"{left:.0f} {counted_as}"
        log.info("    %s stay farther than %s: no candidate is nearer", what, within)
    if found.gap:
        log.warning("not proven best: another choice may gain up to %.2f %% more", 100 * found.gap)


def _tell_changes(found: pipeline.Comparison, before: Path, after: Path) -> None:
    for office in found.offices.itertuples():
        moved = f", {office.moved_m:.0f} m" if office.moved_m > 0 else ""
        log.info("%s: %s (%s)%s", office.change, office.name, office.office_id, moved)
    for path, names in zip((before, after), found.unplaced, strict=True):
        if names:
            where = f"{path}: {counted(len(names), 'fixed office')} without a known place"
            log.warning("%s, counted nowhere: %s", where, ", ".join(names))
    total = found.figures.iloc[-1]
    counted_as, figure = ("km2 of land", "land_km2")
    if "people_nearer" in total:
        counted_as = figure = "people"
    log.info(
        "%s; %s nearer: %.0f, farther: %.0f",
        counted(len(found.offices), "changed office"),
        counted_as,
        total[f"{figure}_nearer"],
        total[f"{figure}_farther"],
    )
