"""The jobs of what-if: where to open an office, what changes if offices do.

Stages are imported by the job that needs them, as in `jobs`; a notebook may call these too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from poliskarta import jobs
from poliskarta.errors import DataError, Problem, require_no_problems
from poliskarta.project import Project

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from poliskarta.analysis import Analysis
    from poliskarta.inputs import Tables
    from poliskarta.suggest import Plan, Suggestions
    from poliskarta.survey import Survey


@dataclass(frozen=True)
class People:
    """A file of the user's own demand and its column of weights; without one, the estimate."""

    file: Path | None = None
    weight: str = "population"


@dataclass(frozen=True)
class Comparison:
    """Two versions of the offices: which differ, each district's figures, whose way changed.

    See `compare_offices`, `compare_figures` and `draw_changes`. `unplaced` are the names of the
    offices of each version that count nowhere, since no point is known.
    """

    offices: gpd.GeoDataFrame
    figures: pd.DataFrame
    demand: gpd.GeoDataFrame
    unplaced: tuple[list[str], list[str]]


def suggest(
    project: Project, plan: Plan, candidates: Path | None = None, people: People | None = None
) -> Suggestions:
    """Return where new offices help most; without `candidates`, among the region's areas.

    See `suggest.suggest_offices` and `candidates.read_candidates` for what they raise.
    """
    from poliskarta.candidates import default_candidates, read_candidates
    from poliskarta.suggest import suggest_offices
    from poliskarta.survey import survey

    done = survey(project)
    region = done.tables.region
    result = _analysis(project, done, people or People())
    if candidates is None:
        places = default_candidates(done.tables.gazetteer, result.demand, region)
    else:
        places = read_candidates(candidates, region.bounds)
    return suggest_offices(result.demand, result.fixed, places, plan, done.districts, region)


def compare(
    project: Project, before: Path, after: Path, people: People | None = None
) -> Comparison:
    """Return what changes from the offices of `before` to those of `after`.

    Each is an offices file, its places being those of the project's geocodes and its mobile
    offices standing at the project's stops, or a project folder with files of its own. Districts,
    units and people are the project's.

    Raises DataError with the problems of both.
    """
    from poliskarta.analysis import analyse
    from poliskarta.compare import compare_figures, compare_offices, draw_changes
    from poliskarta.inputs import read_layers
    from poliskarta.survey import compose

    tables = jobs.read_project(project)
    region = tables.region
    versions = _read_versions(tables, (before, after))
    layers = read_layers(project, tables)
    first, second = (compose(version, layers) for version in versions)
    was = _only_inside(_analysis(project, first, people or People()))
    now = analyse(second, was.demand)
    return Comparison(
        compare_offices(first.offices, second.offices, region),
        compare_figures(was, now, region),
        draw_changes(was, now, region),
        (_unplaced(first), _unplaced(second)),
    )


def write(project: Project, folder: str, layers: Mapping[str, gpd.GeoDataFrame]) -> list[Path]:
    """Write `layers` as `export.write_layers` does, into a folder of their own."""
    from poliskarta.export import write_layers
    from poliskarta.region import read_region

    region = read_region(project.table("region.toml"))
    return write_layers(project.out / folder, region, layers, selection=list(layers))


def _analysis(project: Project, done: Survey, people: People) -> Analysis:
    return jobs.analysis(project, done, people.file, people.weight)


def _only_inside(result: Analysis) -> Analysis:
    """Return `result` with the demand that counts: what lies in a district."""
    counts = result.demand["district_id"].to_numpy(dtype=object) != ""
    return replace(result, demand=result.demand[counts])


def _unplaced(done: Survey) -> list[str]:
    fixed = done.offices["kind"].isin(done.tables.region.fixed_kinds)
    return done.offices.loc[fixed & ~done.offices["placed"], "name"].tolist()


def _read_versions(tables: Tables, paths: Sequence[Path]) -> list[Tables]:
    versions, problems = [], []
    for path in paths:
        try:
            versions.append(_read_version(tables, path))
        except DataError as error:
            problems += error.problems
    require_no_problems(problems)
    return versions


def _read_version(tables: Tables, path: Path) -> Tables:
    """Return `tables` with the offices of `path`, checked, and what says where they are."""
    from poliskarta.checks import check_known, check_offices
    from poliskarta.schema import OFFICES, UNITS
    from poliskarta.tables import read_table

    if path.is_dir():
        own = jobs.read_project(_project_at(path))
        version = replace(tables, offices=own.offices, stops=own.stops, answers=own.answers)
        path = path / "data" / OFFICES.file
    else:
        offices = read_table(path, OFFICES)
        mobile = offices.loc[~offices["kind"].isin(tables.region.fixed_kinds), "office_id"]
        stops = tables.stops[tables.stops["office_id"].isin(mobile)]
        version = replace(tables, offices=offices, stops=stops)
    offices, known = version.offices, tables.units["municipality"]
    require_no_problems(
        [
            *check_offices(str(path), offices, tables.region),
            *check_known(str(path), offices, "municipality", known, UNITS.file),
        ]
    )
    return version


def _project_at(folder: Path) -> Project:
    if (folder / "data" / "region.toml").is_file():
        return Project(folder, folder / "maps")
    what, remedy = "no data/region.toml in it", "Name a project folder, or a file of offices."
    raise DataError([Problem(str(folder), None, None, None, what, remedy)])
