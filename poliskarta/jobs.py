"""The jobs that the commands do: stages composed on a project folder. No words, no options.

A stage is imported by the job that needs it; a notebook may call these as the commands do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from poliskarta.errors import DataError, Problem
from poliskarta.project import Project

if TYPE_CHECKING:
    from poliskarta.analysis import Analysis
    from poliskarta.basemap import Basemap
    from poliskarta.boundaries import Boundaries
    from poliskarta.frames import Frames
    from poliskarta.inputs import Tables
    from poliskarta.schema import Table
    from poliskarta.survey import Survey

Progress = Callable[[int, int], None]


def render(project: Project, done: Survey, basemap: Basemap | None = None) -> Path:
    """Write the page of a survey and return its path."""
    from poliskarta.render import render_page
    from poliskarta.tables import write_atomic

    region = done.tables.region
    page = project.out / f"{region.id}.html"
    write_atomic(page, render_page(region, page_frames(project, done), basemap).encode())
    return page


def verify(project: Project, page: Path, basemap: Basemap | None = None) -> list[str]:
    """Return in what `page` differs from the one that the project gives now: nothing, or words.

    Raises DataError when there is no such file.
    """
    from poliskarta.render import render_page
    from poliskarta.survey import survey
    from poliskarta.verify import compare_pages

    if not page.is_file():
        remedy = "Name a page that `poliskarta render` has made."
        raise DataError([Problem(str(page), None, None, None, "the file is missing", remedy)])
    done = survey(project)
    rebuilt = render_page(done.tables.region, page_frames(project, done), basemap)
    return compare_pages(page.read_text(encoding="utf-8", errors="replace"), rebuilt)


def page_frames(project: Project, done: Survey) -> Frames:
    """Return what the page of a survey shows: its tables, its figures and how they are made."""
    from poliskarta.analysis import analyse, demand_of, describe_methods
    from poliskarta.frames import Frames

    result = analyse(done, demand_of(project, done))
    return Frames(
        done.offices,
        done.stops,
        done.districts,
        done.units,
        done.tables.initiatives,
        done.tables.sources,
        done.backdrop,
        done.tables.gazetteer,
        result.districts,
        result.region,
        describe_methods(project, done),
        result.demand,
        result.fixed,
    )


def export(
    project: Project,
    done: Survey,
    formats: Sequence[str] = ("gpkg", "geojson"),
    selection: Sequence[str] | None = None,
    crs: str | None = None,
) -> list[Path]:
    """Write the layers of a survey and return the paths. See `export.write_layers`."""
    from poliskarta.analysis import draw_layers
    from poliskarta.export import write_layers
    from poliskarta.schema import ANALYSIS_LAYERS, LAYERS

    result = analysis(project, done)
    layers = {name: getattr(done, name) for name in LAYERS} | {"districts": result.districts}
    if selection is None or set(selection) & set(ANALYSIS_LAYERS):
        layers |= draw_layers(done, result)
    region = done.tables.region
    return write_layers(project.out / "layers", region, layers, formats, selection, crs)


def boundaries(project: Project, **files: Path | None) -> Boundaries:
    """Build and write the project's polygons, place names and demand.

    `files` are those of `boundaries.find_files`.
    """
    from poliskarta.boundaries import build_boundaries, find_files, write_boundaries
    from poliskarta.demand_files import rebuild_demand

    tables = read_project(project)
    inputs = find_files(project, tables.region.boundaries, **files)
    built = build_boundaries(
        tables.region, inputs, tables.units, tables.districts, tables.gazetteer
    )
    write_boundaries(project, built)
    rebuild_demand(project, tables, inputs)
    return built


def analysis(
    project: Project, done: Survey, demand: Path | None = None, weight: str = ""
) -> Analysis:
    """Return a survey's analysis, for the people of the file `demand` or the project's estimate."""
    from poliskarta.analysis import analyse, demand_of
    from poliskarta.demand import read_demand

    if demand is None:
        return analyse(done, demand_of(project, done))
    return analyse(done, read_demand(demand, weight, done.tables.region.crs))


def read_project(project: Project) -> Tables:
    """Return the project's tables. See `inputs.read_tables`."""
    from poliskarta.inputs import read_tables

    return read_tables(project)


def read_optional(project: Project, table: Table):  # noqa: ANN201
    """Return a table that a project needn't have, empty if there is none."""
    from poliskarta.tables import empty_table, read_table

    path = project.table(table.file)
    return read_table(path, table) if path.exists() else empty_table(table)
