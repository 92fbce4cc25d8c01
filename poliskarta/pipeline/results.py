"""From a project folder to its results: an analysis, what-if, the page, the layers, the report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import geopandas as gpd
import pandas as pd

from poliskarta.coverage.analysis import Analysis, Located, locate_offices
from poliskarta.coverage.analysis import analyse as analyse_located
from poliskarta.coverage.candidate_sites import default_candidates, read_candidates
from poliskarta.coverage.comparison import Comparison, compare_versions
from poliskarta.coverage.demand import read_demand
from poliskarta.coverage.names import in_language
from poliskarta.coverage.siting import Plan, Suggestions, suggest_offices
from poliskarta.coverage.ways import require_metres
from poliskarta.errors import DataError, require_no_problems
from poliskarta.layers.export import write_layers
from poliskarta.page.basemap import Basemap
from poliskarta.page.render import render_page
from poliskarta.page.verify import compare_with_page
from poliskarta.pipeline.ways_file import WaysFile, find_ways
from poliskarta.project.dataset import read_dataset, read_version
from poliskarta.project.folder import Project, find_project, write_atomic
from poliskarta.project.region import read_region
from poliskarta.report.build import DEFAULT_FORMATS, write_report


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
    project: Project | Located,
    demand: Path | str | None = None,
    weight: str = "population",
    ways: WaysFile | None = None,
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
    ways
        What ways to offices are measured by; straight lines if none is given.

    Returns
    -------
    analysis
        `districts` (MultiPolygons, EPSG:4326, a row a district) and `totals` with the
        indicators, `demand` with each point's nearest office, `methods`; `layers()` draws them
        all, `explore()` shows them on a map.

    Raises
    ------
    DataError
        With every problem of the project's files, of `demand` or of `ways`.
    """
    located = locate(project) if isinstance(project, Project) else project
    people = _read_people(demand, weight, located)
    return analyse_located(located, people, find_ways(ways, located.region) if ways else None)


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
    require_metres(analysis.districts, "the page")
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
    require_metres(analysis.districts, "every layer")
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
    require_metres(analysis.districts, "the report")
    folder = analysis.dataset.project.out / "report"
    chosen = language or analysis.region.languages[0]
    return write_report(folder, in_language(analysis, chosen), chosen, formats)


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
