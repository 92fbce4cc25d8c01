"""What people orient by, made for a project: from its own sources, or from an extract."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from poliskarta.background.build import build_background
from poliskarta.page.background import describe_background
from poliskarta.project.background import Background, write_background
from poliskarta.project.dataset import Dataset, read_dataset
from poliskarta.project.folder import Project


@dataclass(frozen=True)
class BackgroundReport:
    """What was written: the files, how many features they hold, how many bytes a page pays."""

    paths: list[Path]
    background: Background
    page_bytes: int


def make_background(project: Project) -> BackgroundReport:
    """Write the background of a project, and return what was written.

    Old files of it are replaced; what there is nothing of has no file.

    Raises DataError with every problem of the project's files or the sources; nothing is written
    then.
    """
    dataset = read_dataset(project, geocodes=False, built=False)
    background = build_background(project, dataset.region, dataset.gazetteer, dataset.sources)
    paths = write_background(project, background)
    return BackgroundReport(paths, background, _page_bytes(background, dataset))


def _page_bytes(background: Background, dataset: Dataset) -> int:
    region = dataset.region
    nowhere = dataset.units.iloc[:0]
    described = describe_background(background, nowhere, region.bounds, region.words)
    return len(json.dumps(described, ensure_ascii=False, separators=(",", ":")).encode())
