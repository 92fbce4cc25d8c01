"""What the commands do and a notebook may: the rooms composed on a project folder.

No words for people and no options here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import geopandas as gpd
import pandas as pd

from poliskarta.boundaries.build import rebuild_boundaries
from poliskarta.coverage.analysis import Analysis, Located, locate_offices
from poliskarta.coverage.analysis import analyse as analyse_located
from poliskarta.coverage.candidate_sites import default_candidates, read_candidates
from poliskarta.coverage.comparison import Comparison, compare_versions
from poliskarta.coverage.demand import read_demand
from poliskarta.coverage.lookup import PositionInfo, look_up
from poliskarta.coverage.names import in_language
from poliskarta.coverage.siting import Plan, Suggestions, suggest_offices
from poliskarta.errors import DataError, Problem, require_no_problems
from poliskarta.geocoding import workflow
from poliskarta.geocoding.matching import municipality_polygons
from poliskarta.geocoding.queries import add_queries
from poliskarta.geocoding.run import Summary
from poliskarta.geocoding.workflow import (
    GeocodeSettings,
    Progress,
    geocode_rows,
    pending,
    service_of,
    suggester,
)
from poliskarta.geocoding.workflow import geocode as geocode_dataset
from poliskarta.ingest.new_project import Made, new_project
from poliskarta.ingest.options import NewProject, PublishedFile, read_column_options
from poliskarta.layers.export import write_layers
from poliskarta.page.basemap import Basemap, basemap_of
from poliskarta.page.render import render_page
from poliskarta.page.review import ReviewData, render_review
from poliskarta.page.verify import compare_with_page
from poliskarta.project.dataset import (
    Dataset,
    read_dataset,
    read_geocodes,
    read_optional,
    read_version,
)
from poliskarta.project.folder import Project, find_project, write_atomic
from poliskarta.project.geocode_table import query_key
from poliskarta.project.region import read_region
from poliskarta.project.schema import CANDIDATES, OFFICES
from poliskarta.project.validation import check_own_districts
from poliskarta.report.build import DEFAULT_FORMATS, write_report

__all__ = [
    "Analysis",
    "Basemap",
    "Comparison",
    "Dataset",
    "GeocodeSettings",
    "Located",
    "Made",
    "NewProject",
    "Plan",
    "PositionInfo",
    "PublishedFile",
    "Suggestions",
    "Summary",
    "analyse",
    "basemap_of",
    "check",
    "compare",
    "export",
    "geocode",
    "geocode_and_locate",
    "geocode_dataset",
    "geocode_rows",
    "locate",
    "look_up",
    "misplaced",
    "new_project",
    "open_project",
    "pending",
    "read_column_options",
    "read_dataset",
    "read_geocodes",
    "rebuild_boundaries",
    "render",
    "report",
    "review",
    "service_of",
    "suggest",
    "suggester",
    "verify",
    "write_drawn",
]


def open_project(folder: Path | str = ".", out: Path | None = None) -> Project:
    """Return the project that `folder` lies in.

    Parameters
    ----------
    folder
        A project folder, one that has data/region.toml, or a folder in it.
    out
        Where to write; maps/ of the project if none is given.

    Returns
    -------
    project
        The folder and where its files are; nothing is read yet.

    Raises
    ------
    DataError
        When there is no such folder, here or above.
    """
    return find_project(Path(folder), out)


def locate(project: Project) -> Located:
    """Return a project's offices, placed and joined with districts.

    Parameters
    ----------
    project
        What `open_project` returns.

    Returns
    -------
    located
        `offices` and `stops` (points or none, EPSG:4326, a row each of the files), `districts`
        summed up. No geocoder is asked: what the project's geocodes don't know isn't placed.

    Raises
    ------
    DataError
        With every problem of the project's files.
    """
    return locate_offices(read_dataset(project))


def analyse(
    project: Project | Located, demand: Path | str | None = None, weight: str = "population"
) -> Analysis:
    """Return who is how far from which office: figures of every district and of the region.

    Parameters
    ----------
    project
        What `open_project` or `locate` returns.
    demand
        A file of your own points or cells, GeoParquet or what GDAL reads; the project's
        estimate if none is given.
    weight
        The column of `demand` with the number of people.

    Returns
    -------
    analysis
        `districts` (MultiPolygons, EPSG:4326, a row a district) and `totals` with the
        indicators, `demand` with each point's nearest office, `methods`; `layers()` draws them
        all, `explore()` shows them on a map.

    Raises
    ------
    DataError
        With every problem of the project's files or of `demand`.
    """
    located = locate(project) if isinstance(project, Project) else project
    return analyse_located(located, _read_people(demand, weight, located))


def suggest(
    project: Project,
    plan: Plan,
    candidates: Path | None = None,
    demand: Path | str | None = None,
    weight: str = "population",
) -> Suggestions:
    """Return where new offices would help most, the existing ones staying.

    Parameters
    ----------
    project
        What `open_project` returns.
    plan
        The objective, the number of new offices, and what is near, in metres.
    candidates
        A file of places where an office may be; among the region's areas if none is given.
    demand, weight
        As in `analyse`.

    Returns
    -------
    suggestions
        The new offices (points, EPSG:4326), and the region's figures before and after.

    Raises
    ------
    DataError
        With every problem of the files, or when no plan fits.
    """
    analysis = analyse(project, demand, weight)
    region, gazetteer = analysis.region, analysis.dataset.gazetteer
    if candidates is None:
        places = default_candidates(gazetteer, analysis.demand, region)
    else:
        places = read_candidates(candidates, region.bounds)
    districts = analysis.located.districts
    return suggest_offices(analysis.demand, analysis.facilities, places, plan, districts, region)


def compare(
    project: Project,
    before: Path,
    after: Path,
    demand: Path | str | None = None,
    weight: str = "population",
) -> Comparison:
    """Return who gains and who loses from the offices of `before` to those of `after`.

    Parameters
    ----------
    project
        What `open_project` returns: districts, units and people are its.
    before, after
        Each a file of offices, whose places are those of the project's geocodes and whose
        mobile offices stand at the project's stops, or a project folder.
    demand, weight
        As in `analyse`.

    Returns
    -------
    comparison
        The offices that differ, each district's figures before and after, and the points whose
        way changed, in metres.

    Raises
    ------
    DataError
        With the problems of both.
    """
    dataset = read_dataset(project)
    versions, problems = [], []
    for path in (before, after):
        try:
            versions.append(read_version(dataset, path))
        except DataError as error:
            problems += error.problems
    require_no_problems(problems)
    first, second = (locate_offices(version) for version in versions)
    return compare_versions(first, second, _read_people(demand, weight, first))


def render(analysis: Analysis, basemap: Basemap | None = None) -> Path:
    """Write the page, one HTML file that needs no network.

    Parameters
    ----------
    analysis
        What `analyse` returns.
    basemap
        Online tiles that the reader may turn on.

    Returns
    -------
    path
        The page, `<region>.html` in the project's folder of maps.

    Raises
    ------
    DataError
        When the page has no words in a language of the region, or a setting is none.
    """
    page = analysis.dataset.project.out / f"{analysis.region.id}.html"
    write_atomic(page, render_page(analysis, basemap).encode())
    return page


def export(
    analysis: Analysis,
    formats: Sequence[str] = ("gpkg", "geojson"),
    layers: Sequence[str] | None = None,
    crs: str | None = None,
) -> list[Path]:
    """Write the layers for a GIS or a spreadsheet.

    Parameters
    ----------
    analysis
        What `analyse` returns.
    formats
        Any of gpkg, geojson, parquet, fgb, shp, kml, csv, xlsx.
    layers
        The names of the layers to write; see `write_layers` for what None means.
    crs
        The CRS to write in; the region's if none is given.

    Returns
    -------
    paths
        The files, in layers/ of the project's folder of maps.

    Raises
    ------
    DataError
        For a format, layer or CRS that there isn't, or a package that isn't installed.
    """
    folder = analysis.dataset.project.out / "layers"
    return write_layers(folder, analysis.region, analysis.layers(layers), formats, layers, crs)


def report(
    analysis: Analysis, language: str = "", formats: Sequence[str] = DEFAULT_FORMATS
) -> list[Path]:
    """Write the report to print.

    Parameters
    ----------
    analysis
        What `analyse` returns.
    language
        One of the region's languages, its first one if none is given.
    formats
        Any of html, pdf, svg, png; the last two are pictures.

    Returns
    -------
    paths
        The files, in report/ of the project's folder of maps.

    Raises
    ------
    DataError
        For a language or format that there isn't, or a package that isn't installed.
    """
    folder = analysis.dataset.project.out / "report"
    chosen = language or analysis.region.languages[0]
    return write_report(folder, in_language(analysis, chosen), chosen, formats)


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


def geocode_and_locate(project: Project) -> tuple[Summary, Located]:
    """Geocode what is known offline, and return how that went and the offices that it places."""
    dataset = read_dataset(project, geocodes=False)
    summary = geocode_dataset(dataset, GeocodeSettings(offline=True))
    return summary, locate_offices(read_geocodes(dataset))


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
    return located, workflow.check_geocodes(located.dataset)


def misplaced(located: Located) -> list[Problem]:
    """Return the offices that lie in another district than the force counts them to.

    No mistake by itself: a headquarters may lie elsewhere.
    """
    file = str(located.dataset.project.table(OFFICES.file))
    districts = located.districts
    names = dict(zip(districts["district_id"], districts["name"], strict=True))
    return list(check_own_districts(file, located.offices, names))


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
    )
    page = project.out / f"{region.id}-review.html"
    html = render_review(data, region, language or region.languages[0])
    write_atomic(page, html.encode())
    return page


def verify(project: Project, page: Path, basemap: Basemap | None = None) -> list[str]:
    """Return in what `page` differs from the one that the project gives now: nothing, or words.

    Raises DataError when there is no such file.
    """
    return compare_with_page(page, render_page(analyse(project), basemap))


def write_drawn(
    project: Project, folder: str, layers: Mapping[str, gpd.GeoDataFrame]
) -> list[Path]:
    """Write `layers` as `write_layers` does, into a folder of their own."""
    region = read_region(project.table("region.toml"))
    return write_layers(project.out / folder, region, layers, selection=list(layers))


def _read_people(demand: Path | str | None, weight: str, located: Located) -> pd.DataFrame | None:
    return None if demand is None else read_demand(Path(demand), weight, located.region.crs)
