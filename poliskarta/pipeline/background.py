"""What people orient by, made for a project: from its own sources, or from an extract."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from poliskarta.background.build import build_background
from poliskarta.background.generalise import Level, fit_budget, fit_ranks
from poliskarta.background.osm import read_extract
from poliskarta.page.background import describe_background
from poliskarta.project.background import Background, write_background
from poliskarta.project.dataset import Dataset, read_dataset
from poliskarta.project.folder import Project


@dataclass(frozen=True)
class BackgroundReport:
    """What was written: the files, what is in them, and how many bytes a page takes more.

    Places of a higher rank number than `last_rank` were left out; `level` says what else of an
    extract, None without one.
    """

    paths: list[Path]
    background: Background
    page_bytes: int
    last_rank: int
    level: Level | None


def make_background(
    project: Project, extract: Path | None = None, budget_bytes: int = 60_000
) -> BackgroundReport:
    """Write what people orient by into the data folder of a project.

    Parameters
    ----------
    project
        What `open_project` returns.
    extract
        A file of OpenStreetMap's data; without one, towns from GeoNames, the areas of the
        project's gazetteer and the network in data/source/, all offline.
    budget_bytes
        How many bytes more a page may take for lines, areas and names.

    Returns
    -------
    report
        What was written. Old files are replaced; what there is nothing of has no file.

    Raises
    ------
    DataError
        With every problem of the project's files and the sources, or when not even the least
        detailed background fits. Nothing is written then.
    """
    dataset = read_dataset(project, geocodes=False, built=False)
    region, level = dataset.region, None

    def size_of(background: Background) -> int:
        return _page_bytes(background, dataset)

    if extract is None:
        whole = build_background(project, region, dataset.gazetteer, dataset.sources)
        background, last_rank = fit_ranks(whole, budget_bytes, size_of)
    else:
        found = read_extract(extract, region)
        background, level = fit_budget(found, region.crs, budget_bytes, size_of)
        last_rank = level.rank
    paths = write_background(project, background)
    return BackgroundReport(paths, background, size_of(background), last_rank, level)


def _page_bytes(background: Background, dataset: Dataset) -> int:
    region, no_units = dataset.region, dataset.units.iloc[:0]
    described = describe_background(background, no_units, region.bounds, region.words)
    return len(json.dumps(described, ensure_ascii=False, separators=(",", ":")).encode())
