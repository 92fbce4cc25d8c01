"""Whose people the figures are about: the project's estimate, or a file of one's own."""

from __future__ import annotations

from pathlib import Path

from poliskarta.coverage.own_demand import OwnDemand, land_around, read_own_demand
from poliskarta.project.dataset import Dataset

USUAL_WEIGHT = "population"


def read_people(
    dataset: Dataset, demand: Path | str | None = None, weight: str = ""
) -> OwnDemand | None:
    """Return the people of `demand`, or of the file that the project names; None without any.

    Parameters
    ----------
    dataset
        What was read of the project.
    demand
        A file of your own; that of `[demand]` in region.toml if none is given.
    weight
        Its column with the number of people. If none is given it is that of `[demand]`, where the
        file is from there, and `population` of another file.

    Returns
    -------
    people
        What `read_own_demand` returns; None where the project's estimate is to be measured.

    Raises
    ------
    DataError
        With every problem of the file.
    """
    region, set_ = dataset.region, dataset.region.demand
    if demand is None and set_ is None:
        return None
    if demand is None:
        path, usual = dataset.project.table(set_.file), set_.weight
    else:
        path, usual = Path(demand), USUAL_WEIGHT
    land = land_around(dataset.backdrop, region.crs)
    return read_own_demand(path, weight or usual, region, land)
