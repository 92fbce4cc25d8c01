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
from poliskarta.coverage.marginal import (
    draw_gain_curve,
    weigh_closures,
    weigh_relocations,
)
from poliskarta.coverage.names import in_language
from poliskarta.coverage.siting import Plan, Suggestions, suggest_offices
from poliskarta.coverage.ways import require_metres
from poliskarta.errors import DataError, require_no_problems
from poliskarta.layers.export import write_layers
from poliskarta.page.basemap import Basemap
from poliskarta.page.render import render_page
from poliskarta.page.verify import compare_with_page
from poliskarta.pipeline.people import read_people
from poliskarta.pipeline.ways_file import WaysFile, find_ways
from poliskarta.project.cell_rules import is_date
from poliskarta.project.dataset import Dataset, read_dataset, read_version
from poliskarta.project.edition import newest_date
from poliskarta.project.folder import Project, find_project, write_atomic
from poliskarta.project.region import read_region
from poliskarta.project.validity import on_date
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


def locate(project: Project, as_of: str = "") -> Located:
    """Return a project's offices, placed and joined with districts.

    Parameters
    ----------
    project
        What `open_project` returns.
    as_of
        An ISO date of any precision, the region's if none is given: what surely wasn't there
        then is left out, see `on_date`.

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
    return locate_offices(on_date(read_dataset(project), as_of))


def analyse(
    project: Project | Located,
    demand: Path | str | None = None,
    weight: str = "",
    as_of: str = "",
    ways: WaysFile | None = None,
) -> Analysis:
    """Return who is how far from which office: figures of every district and of the region.

    Parameters
    ----------
    project
        What `open_project` or `locate` returns.
    demand
        A file of your own points or areas, CSV, GeoParquet or what GDAL reads; if none is given
        the one that region.toml names, or else the project's estimate.
    weight
        The column of `demand` with the number of people; `population`, or that of region.toml, if
        none is given.
    as_of
        As in `locate`; what `locate` returns has its date already.
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
    located = locate(project, as_of) if isinstance(project, Project) else project
    people = read_people(located.dataset, demand, weight)
    return analyse_located(located, people, find_ways(ways, located.region) if ways else None)


def tabulate(analysis: Analysis) -> pd.DataFrame:
    """Return the figures of every district and of the region as one table.

    Parameters
    ----------
    analysis
        What `analyse` returns.

    Returns
    -------
    table
        The columns of the layer `districts` without its geometry, a row a district, sorted by
        `district_id`; then the row of the region, whose `district_id` is "" and whose columns
        that it has none of are missing.
    """
    layers = analysis.layers(["districts", "region"])
    districts, region = (
        pd.DataFrame(layers[name].drop(columns="geometry")) for name in ("districts", "region")
    )
    whole = region.assign(district_id="").reindex(columns=districts.columns)
    return pd.concat([districts.astype(object), whole.astype(object)]).infer_objects()


def suggest(
    project: Project,
    plan: Plan,
    candidates: Path | None = None,
    demand: Path | str | None = None,
    weight: str = "",
    as_of: str = "",
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
    demand, weight, as_of
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
    analysis = analyse(project, demand, weight, as_of)
    region, places = analysis.region, _candidates(analysis, candidates)
    districts = analysis.located.districts
    return suggest_offices(analysis.demand, analysis.facilities, places, plan, districts, region)


def weigh(
    analysis: Analysis, question: str, plan: Plan, candidates: Path | None = None
) -> pd.DataFrame:
    """Return what one office more or less would do.

    Parameters
    ----------
    analysis
        What `analyse` returns.
    question
        `curve`, what the best new offices add, from one to `plan.new`; `close`, what would be
        lost without each office; or `move`, where each would do most good instead.
    plan
        The objective, the number of new offices, and what is near, in metres.
    candidates
        As in `suggest`; not needed for `close`.

    Returns
    -------
    table
        See `draw_gain_curve`, `weigh_closures` and `weigh_relocations`.

    Raises
    ------
    DataError
        As `suggest` does.
    """
    demand, facilities, region = analysis.demand, analysis.facilities, analysis.region
    if question == "close":
        return weigh_closures(demand, facilities, plan)
    ask = {"curve": draw_gain_curve, "move": weigh_relocations}[question]
    return ask(demand, facilities, _candidates(analysis, candidates), plan, region)


def _candidates(analysis: Analysis, candidates: Path | None) -> gpd.GeoDataFrame:
    region = analysis.region
    if candidates is None:
        return default_candidates(analysis.dataset.gazetteer, analysis.demand, region)
    return read_candidates(candidates, region.bounds)


def compare(
    project: Project,
    before: Path | str,
    after: Path | str,
    demand: Path | str | None = None,
    weight: str = "",
    as_of: str = "",
) -> Comparison:
    """Return who gains and who loses from the offices of `before` to those of `after`.

    Parameters
    ----------
    project
        What `open_project` returns: districts, units and people are its.
    before, after
        Each a file of offices, whose places are those of the project's geocodes and whose
        mobile offices stand at the project's stops, or a project folder, or an ISO date: the
        project's own offices as they were then.
    demand, weight
        As in `analyse`.
    as_of
        The date of files and folders, as in `locate`.

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
    for version in (before, after):
        try:
            versions.append(_version_of(dataset, version, as_of))
        except DataError as error:
            problems += error.problems
    require_no_problems(problems)
    first, second = map(locate_offices, versions)
    return compare_versions(first, second, read_people(dataset, demand, weight))


def _version_of(dataset: Dataset, version: Path | str, as_of: str) -> Dataset:
    if is_date(str(version)) and not Path(version).exists():
        return on_date(dataset, str(version))
    return on_date(read_version(dataset, Path(version)), as_of)


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
    newest = newest_date(analysis.dataset)
    drawn = analysis.layers(layers)
    return write_layers(folder, analysis.region, drawn, formats, layers, crs, newest=newest)


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


def verify(analysis: Analysis, page: Path, basemap: Basemap | None = None) -> list[str]:
    """Return in what `page` differs from the one that `analysis` gives: nothing, or words.

    Raises DataError when there is no such file.
    """
    return compare_with_page(page, render_page(analysis, basemap))


def write_drawn(
    project: Project, folder: str, layers: Mapping[str, gpd.GeoDataFrame]
) -> list[Path]:
    """Write `layers` as `write_layers` does, into a folder of their own."""
    region = read_region(project.table("region.toml"))
    return write_layers(project.out / folder, region, layers, selection=list(layers))
