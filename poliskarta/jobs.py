"""The jobs that the commands do: stages composed on a project folder. No words, no options.

A stage is imported by the job that needs it; a notebook may call these as the commands do.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from poliskarta.errors import Problem
from poliskarta.project import Project

if TYPE_CHECKING:
    from poliskarta.boundaries import Boundaries
    from poliskarta.frames import Frames
    from poliskarta.geocode import Summary
    from poliskarta.inputs import Tables
    from poliskarta.judge import Judge
    from poliskarta.providers import Provider
    from poliskarta.questions import Question
    from poliskarta.services import Service
    from poliskarta.survey import Survey

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class GeocodeSettings:
    """Whom a run may ask: the gazetteer always, geonames unless `offline`, a service if named."""

    offline: bool = False
    service: Service | None = None
    refresh: Collection[str] = field(default_factory=tuple)
    today: dt.date = field(default_factory=lambda: dt.datetime.now(tz=dt.UTC).date())


def geocode(
    project: Project, settings: GeocodeSettings, progress: Progress = lambda _done, _total: None
) -> Summary:
    """Answer what the project's cache doesn't know yet. See `geocode.run` for what it raises."""
    from poliskarta.cache import Cache
    from poliskarta.geocode import pending, run

    tables = _read_tables(project)
    questions, cache = _questions(tables), Cache(project.table("geocodes.csv"))
    providers = _providers(project, tables, settings)
    todo = pending(questions, cache, providers, settings.refresh)
    # Polygons are read only when there is something to judge by them.
    judge = _judge(project, tables, settings.today) if todo else None
    return run(questions, cache, providers, judge, refresh=settings.refresh, progress=progress)


def pending(project: Project, settings: GeocodeSettings) -> list[Question]:
    """Return the questions that `geocode` would ask. Asks and writes nothing."""
    from poliskarta.cache import Cache
    from poliskarta.geocode import pending as still_open

    tables = _read_tables(project)
    providers = _providers(project, tables, settings)
    cache = Cache(project.table("geocodes.csv"))
    return still_open(_questions(tables), cache, providers, settings.refresh)


def check_geocodes(project: Project) -> list[Problem]:
    """Return the problems of the project's cache of answers. Asks and writes nothing."""
    from poliskarta.audit import check_cache

    tables = _read_tables(project)
    judge = _judge(project, tables, GeocodeSettings().today)
    file = str(project.table("geocodes.csv"))
    return check_cache(file, tables.answers, _questions(tables), judge)


def render(project: Project, done: Survey) -> Path:
    """Write the page of a survey and return its path."""
    from poliskarta.render import render_page
    from poliskarta.tables import write_atomic

    region = done.tables.region
    page = project.out / f"{region.id}.html"
    write_atomic(page, render_page(region, page_frames(project, done)).encode())
    return page


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
        _read_gazetteer(project),
        result.districts,
        result.region,
        describe_methods(project, done),
    )


def export(project: Project, done: Survey) -> list[Path]:
    """Write the layers of a survey and return the paths."""
    from poliskarta.export import write_layers
    from poliskarta.schema import LAYERS

    region = done.tables.region
    layers = {name: getattr(done, name) for name in LAYERS}
    return write_layers(project.out / "layers", region, layers)


def boundaries(project: Project, **files: Path | None) -> Boundaries:
    """Build and write the project's polygons; `files` are those of `boundaries.find_files`."""
    from poliskarta.boundaries import build_boundaries, find_files, write_boundaries

    tables = _read_tables(project)
    built = build_boundaries(
        tables.region,
        find_files(project, tables.region.boundaries, **files),
        tables.units,
        tables.districts,
        _read_gazetteer(project),
    )
    write_boundaries(project, built)
    return built


def _read_tables(project: Project) -> Tables:
    from poliskarta.inputs import read_tables

    return read_tables(project)


def _read_gazetteer(project: Project):  # noqa: ANN202  # pandas waits for its stage
    from poliskarta.schema import GAZETTEER
    from poliskarta.tables import empty_table, read_table

    path = project.table(GAZETTEER.file)
    return read_table(path, GAZETTEER) if path.exists() else empty_table(GAZETTEER)


def _questions(tables: Tables) -> list[Question]:
    from poliskarta.questions import questions_of

    return questions_of(tables.offices, tables.stops, tables.region.country)


def _providers(project: Project, tables: Tables, settings: GeocodeSettings) -> list[Provider]:
    from poliskarta.providers import GazetteerProvider, GeonamesProvider

    providers: list[Provider] = [GazetteerProvider(_read_gazetteer(project))]
    if not settings.offline:
        providers.append(GeonamesProvider(tables.region.country))
    if settings.service:
        from poliskarta.services import ServiceProvider

        providers.append(ServiceProvider(settings.service, tables.region))
    return providers


def _judge(project: Project, tables: Tables, today: dt.date) -> Judge:
    from poliskarta.inputs import read_layers
    from poliskarta.judge import Judge, municipality_polygons

    units = read_layers(project, tables).units
    return Judge(municipality_polygons(units), tables.region, today)
