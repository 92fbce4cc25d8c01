"""Where the offices are: geocoded, kept, checked, and settled by a person."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from poliskarta.coverage.analysis import Located, locate_offices
from poliskarta.coverage.demand import summarize_errors
from poliskarta.errors import Problem
from poliskarta.geocoding import workflow
from poliskarta.geocoding.matching import municipality_polygons
from poliskarta.geocoding.queries import add_queries
from poliskarta.geocoding.run import Summary
from poliskarta.geocoding.workflow import GeocodeSettings, Progress
from poliskarta.geocoding.workflow import geocode as geocode_dataset
from poliskarta.page.review import ReviewData, render_review
from poliskarta.pipeline.people import read_people
from poliskarta.pipeline.results import locate
from poliskarta.project.dataset import read_dataset, read_geocodes, read_optional
from poliskarta.project.folder import Project, write_atomic
from poliskarta.project.geocode_table import query_key
from poliskarta.project.periods import check_dates
from poliskarta.project.schema import CANDIDATES, OFFICES
from poliskarta.project.validation import check_own_districts
from poliskarta.project.validity import on_date
from poliskarta.project.vocabularies import AREA_PEOPLE, EQUAL_SHARES


def geocode(
    project: Project,
    settings: GeocodeSettings | None = None,
    progress: Progress = lambda _done, _total: None,
) -> Summary:
    """Locate what the project's geocodes don't know yet, and keep each result as it arrives.

    Parameters
    ----------
    project
        What `open_project` returns.
    settings
        Whom to ask; the project's gazetteer and GeoNames, both offline, if none are given.
    progress
        Called with how many are done, and of how many.

    Returns
    -------
    summary
        How many queries have which status, and which have none.

    Raises
    ------
    DataError
        With every problem of the project's files or of the settings.
    ServiceError
        When a service stays down. What was found is kept.
    """
    dataset = read_dataset(project, geocodes=False)
    return geocode_dataset(dataset, settings or GeocodeSettings(), progress)


def geocode_and_locate(project: Project, as_of: str = "") -> tuple[Summary, Located]:
    """Geocode what is known offline, and return how that went and the offices that it places.

    Those of all dates are looked up, and those of `as_of` placed, as in `locate`.
    """
    dataset = read_dataset(project, geocodes=False)
    summary = geocode_dataset(dataset, GeocodeSettings())
    return summary, locate_offices(on_date(read_geocodes(dataset), as_of))


def check(project: Project) -> tuple[Located, list[Problem]]:
    """Return a project's placed offices, and what is wrong with its geocodes. Writes nothing.

    Parameters
    ----------
    project
        What `open_project` returns.

    Returns
    -------
    located, problems
        As `locate` returns them, and a problem for each geocode that needs a person.

    Raises
    ------
    DataError
        With every problem of the project's other files.
    """
    located = locate(project)
    read_people(located.dataset)
    return located, workflow.check_geocodes(located.dataset)


def misplaced(located: Located) -> list[Problem]:
    """Return the offices that lie in another district than the force counts them to.

    No mistake by itself: a headquarters may lie elsewhere.
    """
    file = str(located.dataset.project.table(OFFICES.file))
    districts = located.districts
    names = dict(zip(districts["district_id"], districts["name"], strict=True))
    return list(check_own_districts(file, located.offices, names))


def untimely(located: Located) -> list[Problem]:
    """Return the offices that weren't there on the region's date, and so aren't shown.

    No mistake by itself: a list may hold other times too.
    """
    dataset = located.dataset
    if dataset.validity is None:
        return []
    return list(check_dates(str(dataset.project.table(OFFICES.file)), dataset.validity))


def demand_errors(located: Located) -> pd.DataFrame:
    """Return how many people the estimate of where they live puts in the wrong place, by test.

    See `summarize_errors`; the column `used` has the share by the estimate that the map uses.
    """
    errors = summarize_errors(located.dataset.demand_errors)
    used = errors[AREA_PEOPLE].fillna(errors[EQUAL_SHARES])
    return errors.assign(used=used)


def review(project: Project, language: str = "") -> Path:
    """Write the page on which a person settles answers, and return its path.

    `language` is that of the page, the region's first one if it isn't given.
    """
    located = locate(project)
    dataset, region = located.dataset, located.region
    queries = dataset.geocodes["query"].map(query_key)
    flags: dict[str, list[str]] = {}
    for problem in workflow.check_geocodes(dataset):
        if problem.row is not None and problem.column != "status":
            flags.setdefault(queries[problem.row], []).append(problem.what)
    data = ReviewData(
        add_queries(dataset.offices, region.country),
        pd.DataFrame(workflow.dataset_queries(dataset), columns=["text", "name", "municipality"]),
        dataset.geocodes,
        read_optional(project, CANDIDATES),
        dataset.gazetteer,
        municipality_polygons(dataset.units),
        flags,
        located.districts,
        located.units,
        dataset.backdrop,
        dataset.background,
    )
    page = project.out / f"{region.id}-review.html"
    html = render_review(data, region, language or region.languages[0])
    write_atomic(page, html.encode())
    return page
