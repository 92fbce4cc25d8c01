"""The jobs about where offices are: geocode, check the answers, review them, look around.

Stages are imported by the job that needs them, as in `jobs`; a notebook may call these too.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from poliskarta.errors import Problem
from poliskarta.jobs import Progress, read_optional, read_project
from poliskarta.project import Project

if TYPE_CHECKING:
    import geopandas as gpd

    from poliskarta.geocode import Summary
    from poliskarta.inputs import Tables
    from poliskarta.judge import Judge
    from poliskarta.providers import Provider
    from poliskarta.questions import Question
    from poliskarta.services import Service
    from poliskarta.survey import Survey
    from poliskarta.whereabouts import Whereabouts

MOST_NAMES = 200
"""More names than this in one run are a systematic collection: our guess, no policy says it."""


@dataclass(frozen=True)
class GeocodeSettings:
    """Whom a run may ask: the gazetteer always, geonames unless `offline`, a service if named.

    A public server isn't asked for more than `most` names (None: any number). `announce` is
    told the service's name, how many names are put to it, and how long that takes in words.
    """

    offline: bool = False
    service: Service | None = None
    refresh: Collection[str] = field(default_factory=tuple)
    most: int | None = MOST_NAMES
    announce: Callable[[str, int, str], None] = lambda _name, _count, _duration: None
    today: dt.date = field(default_factory=lambda: dt.datetime.now(tz=dt.UTC).date())


def geocode(
    project: Project,
    settings: GeocodeSettings,
    progress: Progress = lambda _done, _total: None,
    tables: Tables | None = None,
) -> Summary:
    """Answer what the project's cache doesn't know yet; its `tables` may be read already.

    See `geocode.run` for what it raises.
    """
    from poliskarta.cache import Cache
    from poliskarta.geocode import pending, run

    tables = _read_but_answers(project) if tables is None else tables
    questions, cache = _questions(tables), Cache(project.table("geocodes.csv"))
    providers = _providers(tables, settings)
    todo = pending(questions, cache, providers, settings.refresh)
    # Polygons are read only when there is something to judge by them.
    judge = _judge(_read_units(project, tables), tables, settings.today) if todo else None
    if todo and settings.service:
        _consider(todo, providers, judge, settings)
    return run(questions, cache, providers, judge, refresh=settings.refresh, progress=progress)


def pending(project: Project, settings: GeocodeSettings) -> list[Question]:
    """Return the questions that `geocode` would ask. Asks and writes nothing."""
    from poliskarta.cache import Cache
    from poliskarta.geocode import pending as still_open

    tables = _read_but_answers(project)
    providers = _providers(tables, settings)
    cache = Cache(project.table("geocodes.csv"))
    return still_open(_questions(tables), cache, providers, settings.refresh)


def check_geocodes(project: Project, done: Survey | None = None) -> list[Problem]:
    """Return the problems of the project's cache of answers, `done` being its survey if at hand.

    Asks and writes nothing.
    """
    from poliskarta.audit import check_cache

    tables = done.tables if done else read_project(project)
    units = done.units if done else _read_units(project, tables)
    judge = _judge(units, tables, GeocodeSettings().today)
    file = str(project.table("geocodes.csv"))
    return check_cache(file, tables.answers, _questions(tables), judge, suggester(project))


def suggester(project: Project) -> Callable[[Question], str]:
    """Return what says of a question whether another name is meant, one that is known offline.

    Nothing is said of an address: sources of place names know none. The names are read when the
    first place is asked about; those of the whole country take seconds.
    """
    from poliskarta.providers import close_names

    @cache
    def names() -> list[str]:
        sources = _providers(_read_but_answers(project), GeocodeSettings())
        return [name for source in sources for name in source.names()]

    return lambda question: close_names(question, names()) if question.kind == "place" else ""


def answers(project: Project) -> list[dict[str, Any]]:
    """Return how each question of the project stands: its row of geocodes.csv without blanks."""
    from poliskarta.cache import key

    tables = read_project(project)
    stacked = tables.answers.replace("", float("nan")).set_index(tables.answers["query"].map(key))
    rows = {query: row.dropna().to_dict() for query, row in stacked.iterrows()}
    return [
        {"status": "not_asked"}
        | rows.get(key(question.query), {})
        | {"query": question.query, "kind": question.kind}
        for question in _questions(tables)
    ]


def review(project: Project, language: str = "") -> Path:
    """Write the page on which a person settles answers, and return its path.

    `language` is that of the page, the region's first one if it isn't given.
    """
    from poliskarta.cache import key
    from poliskarta.judge import municipality_polygons
    from poliskarta.review import Dossier, render_review
    from poliskarta.schema import CANDIDATES
    from poliskarta.survey import survey
    from poliskarta.tables import write_atomic

    done = survey(project)
    tables, region = done.tables, done.tables.region
    queries = tables.answers["query"].map(key)
    flags: dict[str, list[str]] = {}
    for problem in check_geocodes(project, done):
        if problem.row is not None and problem.column != "status":
            flags.setdefault(queries[problem.row], []).append(problem.what)
    dossier = Dossier(
        tables.offices,
        _questions(tables),
        tables.answers,
        read_optional(project, CANDIDATES),
        tables.gazetteer,
        municipality_polygons(done.units),
        flags,
    )
    page = project.out / f"{region.id}-review.html"
    html = render_review(dossier, region, language or region.languages[0])
    write_atomic(page, html.encode())
    return page


def locate(project: Project, latitude: float, longitude: float) -> Whereabouts:
    """Return what lies at a position in degrees. Raises DataError if it is none, or swapped."""
    import pandas as pd

    from poliskarta.checks import check_positions
    from poliskarta.errors import require_no_problems
    from poliskarta.survey import survey
    from poliskarta.whereabouts import areas_at, locate

    done, position = survey(project), (latitude, longitude)
    region = done.tables.region
    typed = pd.DataFrame({"latitude": [latitude], "longitude": [longitude]})
    require_no_problems(
        dataclasses.replace(problem, row=None)
        for problem in check_positions("LAT LON", typed, region.bounds)
    )
    areas = areas_at(position, project.data, region.boundaries)
    return locate(position, (done.offices, done.districts, done.units), region, areas)


def _consider(
    todo: list[Question], providers: list[Provider], judge: Judge, settings: GeocodeSettings
) -> None:
    """Tell how much a service is to be asked; refuse what no public server is there for."""
    from poliskarta.policy import duration, left_for_service, require_consent

    service = settings.service
    count = len(left_for_service(todo, providers[:-1], judge))
    if service.pause_s and settings.most is not None:
        require_consent(count, settings.most)
    settings.announce(service.name, count, duration(count, service.pause_s))


def geocode_and_survey(project: Project) -> tuple[Summary, Survey]:
    """Answer what is known offline, and return how that went and the survey that it gives."""
    from poliskarta.inputs import add_answers
    from poliskarta.survey import survey

    tables = _read_but_answers(project)
    summary = geocode(project, GeocodeSettings(offline=True), tables=tables)
    return summary, survey(project, add_answers(project, tables))


def _read_but_answers(project: Project) -> Tables:
    from poliskarta.inputs import read_tables_but_answers

    return read_tables_but_answers(project)


def _questions(tables: Tables) -> list[Question]:
    from poliskarta.questions import questions_of

    return questions_of(tables.offices, tables.stops, tables.region.country)


def _providers(tables: Tables, settings: GeocodeSettings) -> list[Provider]:
    from poliskarta.providers import GazetteerProvider, GeonamesProvider

    providers: list[Provider] = [GazetteerProvider(tables.gazetteer)]
    if not settings.offline:
        providers.append(GeonamesProvider(tables.region.country))
    if settings.service:
        from poliskarta.services import ServiceProvider

        providers.append(ServiceProvider(settings.service, tables.region))
    return providers


def _read_units(project: Project, tables: Tables) -> gpd.GeoDataFrame:
    from poliskarta.inputs import read_layers

    return read_layers(project, tables).units


def _judge(units: gpd.GeoDataFrame, tables: Tables, today: dt.date) -> Judge:
    from poliskarta.judge import Judge, municipality_polygons

    return Judge(municipality_polygons(units), tables.region, today)
