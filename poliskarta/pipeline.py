"""The jobs that the commands do: stages composed on a project folder. No words, no options.

A stage is imported by the job that needs it; a notebook may call these as the commands do.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from poliskarta.errors import DataError, Problem, require_no_problems
from poliskarta.project.folder import Project

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from poliskarta.boundaries.build import Boundaries
    from poliskarta.coverage.analysis import Analysis, Survey
    from poliskarta.coverage.lookup import Whereabouts
    from poliskarta.coverage.siting import Plan, Suggestions
    from poliskarta.frames import Frames
    from poliskarta.geocoding.matching import Judge
    from poliskarta.geocoding.providers import Provider
    from poliskarta.geocoding.queries import Question
    from poliskarta.geocoding.run import Summary
    from poliskarta.geocoding.services import Service
    from poliskarta.page.basemap import Basemap
    from poliskarta.project.dataset import Tables
    from poliskarta.project.schema import Table

Progress = Callable[[int, int], None]


def render(project: Project, done: Survey, basemap: Basemap | None = None) -> Path:
    """Write the page of a survey and return its path."""
    from poliskarta.page.render import render_page
    from poliskarta.project.folder import write_atomic

    region = done.tables.region
    page = project.out / f"{region.id}.html"
    write_atomic(page, render_page(region, page_frames(project, done), basemap).encode())
    return page


def verify(project: Project, page: Path, basemap: Basemap | None = None) -> list[str]:
    """Return in what `page` differs from the one that the project gives now: nothing, or words.

    Raises DataError when there is no such file.
    """
    from poliskarta.coverage.analysis import survey
    from poliskarta.page.render import render_page
    from poliskarta.page.verify import compare_pages

    if not page.is_file():
        remedy = "Name a page that `poliskarta render` has made."
        raise DataError([Problem(str(page), None, None, None, "the file is missing", remedy)])
    done = survey(project)
    rebuilt = render_page(done.tables.region, page_frames(project, done), basemap)
    return compare_pages(page.read_text(encoding="utf-8", errors="replace"), rebuilt)


def page_frames(project: Project, done: Survey) -> Frames:
    """Return what the page of a survey shows: its tables, its figures and how they are made."""
    from poliskarta.coverage.analysis import analyse, demand_of, describe_methods
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
    from poliskarta.coverage.analysis import draw_layers
    from poliskarta.layers.export import write_layers
    from poliskarta.project.schema import ANALYSIS_LAYERS, LAYERS

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
    from poliskarta.boundaries.build import (
        build_boundaries,
        find_files,
        rebuild_demand,
        write_boundaries,
    )

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
    from poliskarta.coverage.analysis import analyse, demand_of
    from poliskarta.coverage.demand import read_demand

    if demand is None:
        return analyse(done, demand_of(project, done))
    return analyse(done, read_demand(demand, weight, done.tables.region.crs))


def read_project(project: Project) -> Tables:
    """Return the project's tables. See `inputs.read_tables`."""
    from poliskarta.project.dataset import read_tables

    return read_tables(project)


def read_optional(project: Project, table: Table):  # noqa: ANN201
    """Return a table that a project needn't have, empty if there is none."""
    from poliskarta.project.csv_tables import empty_table, read_table

    path = project.table(table.file)
    return read_table(path, table) if path.exists() else empty_table(table)


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
    from poliskarta.geocoding.cache import Cache
    from poliskarta.geocoding.run import pending, run

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
    from poliskarta.geocoding.cache import Cache
    from poliskarta.geocoding.run import pending as still_open

    tables = _read_but_answers(project)
    providers = _providers(tables, settings)
    cache = Cache(project.table("geocodes.csv"))
    return still_open(_questions(tables), cache, providers, settings.refresh)


def check_geocodes(project: Project, done: Survey | None = None) -> list[Problem]:
    """Return the problems of the project's cache of answers, `done` being its survey if at hand.

    Asks and writes nothing.
    """
    from poliskarta.geocoding.cache_checks import check_cache

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
    from poliskarta.geocoding.providers import close_names

    @cache
    def names() -> list[str]:
        sources = _providers(_read_but_answers(project), GeocodeSettings())
        return [name for source in sources for name in source.names()]

    return lambda question: close_names(question, names()) if question.kind == "place" else ""


def answers(project: Project) -> list[dict[str, Any]]:
    """Return how each question of the project stands: its row of geocodes.csv without blanks."""
    from poliskarta.geocoding.cache import key

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
    from poliskarta.coverage.analysis import survey
    from poliskarta.geocoding.cache import key
    from poliskarta.geocoding.matching import municipality_polygons
    from poliskarta.page.review import Dossier, render_review
    from poliskarta.project.folder import write_atomic
    from poliskarta.project.schema import CANDIDATES

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

    from poliskarta.coverage.analysis import survey
    from poliskarta.coverage.lookup import areas_at, locate
    from poliskarta.errors import require_no_problems
    from poliskarta.project.validation import check_positions

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
    from poliskarta.geocoding.services import duration, left_for_service, require_consent

    service = settings.service
    count = len(left_for_service(todo, providers[:-1], judge))
    if service.pause_s and settings.most is not None:
        require_consent(count, settings.most)
    settings.announce(service.name, count, duration(count, service.pause_s))


def geocode_and_survey(project: Project) -> tuple[Summary, Survey]:
    """Answer what is known offline, and return how that went and the survey that it gives."""
    from poliskarta.coverage.analysis import survey
    from poliskarta.project.dataset import add_answers

    tables = _read_but_answers(project)
    summary = geocode(project, GeocodeSettings(offline=True), tables=tables)
    return summary, survey(project, add_answers(project, tables))


def _read_but_answers(project: Project) -> Tables:
    from poliskarta.project.dataset import read_tables_but_answers

    return read_tables_but_answers(project)


def _questions(tables: Tables) -> list[Question]:
    from poliskarta.geocoding.queries import questions_of

    return questions_of(tables.offices, tables.stops, tables.region.country)


def _providers(tables: Tables, settings: GeocodeSettings) -> list[Provider]:
    from poliskarta.geocoding.providers import GazetteerProvider, GeonamesProvider

    providers: list[Provider] = [GazetteerProvider(tables.gazetteer)]
    if not settings.offline:
        providers.append(GeonamesProvider(tables.region.country))
    if settings.service:
        from poliskarta.geocoding.services import ServiceProvider

        providers.append(ServiceProvider(settings.service, tables.region))
    return providers


def _read_units(project: Project, tables: Tables) -> gpd.GeoDataFrame:
    from poliskarta.project.dataset import read_layers

    return read_layers(project, tables).units


def _judge(units: gpd.GeoDataFrame, tables: Tables, today: dt.date) -> Judge:
    from poliskarta.geocoding.matching import Judge, municipality_polygons

    return Judge(municipality_polygons(units), tables.region, today)


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
    from poliskarta.coverage.analysis import survey
    from poliskarta.coverage.candidate_sites import default_candidates, read_candidates
    from poliskarta.coverage.siting import suggest_offices

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
    from poliskarta.coverage.analysis import analyse, compose
    from poliskarta.coverage.comparison import compare_figures, compare_offices, draw_changes
    from poliskarta.project.dataset import read_layers

    tables = read_project(project)
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
    from poliskarta.layers.export import write_layers
    from poliskarta.project.region import read_region

    region = read_region(project.table("region.toml"))
    return write_layers(project.out / folder, region, layers, selection=list(layers))


def _analysis(project: Project, done: Survey, people: People) -> Analysis:
    return analysis(project, done, people.file, people.weight)


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
    from poliskarta.project.csv_tables import read_table
    from poliskarta.project.schema import OFFICES, UNITS
    from poliskarta.project.validation import check_known, check_offices

    if path.is_dir():
        own = read_project(_project_at(path))
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
