"""A project's own sources → its background, or that of an OpenStreetMap extract."""

from __future__ import annotations

import pandas as pd

from poliskarta.background.network import read_network
from poliskarta.background.open_places import gazetteer_areas, geonames_settlements
from poliskarta.background.ranks import merge_places
from poliskarta.project.background import Background, no_background
from poliskarta.project.folder import Project
from poliskarta.project.region import Region


def build_background(
    project: Project, region: Region, gazetteer: pd.DataFrame, sources: pd.DataFrame
) -> Background:
    """Return the background that needs nothing but the project and this package.

    Places are the towns of GeoNames within the region's bounds, the areas of `gazetteer` and the
    stations of the network in data/source/, whose lines are schematic; see `merge_places` for
    what happens to places of one name. Areas there are none.

    Raises DataError with every problem of the network's files.
    """
    empty = no_background()
    publishers = dict(zip(sources["source_id"], sources["publisher"], strict=True))
    publishers = {source: name for source, name in publishers.items() if name}
    frames = [geonames_settlements(region.bounds), gazetteer_areas(gazetteer, publishers)]
    network = read_network(project.data / "source", region.crs)
    lines = empty.lines
    if network:
        lines, stations = network
        frames.append(stations)
    return Background(lines, empty.areas, merge_places(frames, region.crs))
