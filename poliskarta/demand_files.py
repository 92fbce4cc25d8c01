"""Builds the two files of the estimated demand. Run when its sources change, not for every map."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import shapely

from poliskarta.areas import assign_units, read_areas
from poliskarta.boundaries import BoundaryFiles, read_shores
from poliskarta.demand import build_demand
from poliskarta.demand_errors import measure_errors
from poliskarta.inputs import Tables
from poliskarta.project import Project
from poliskarta.schema import DEMAND, DEMAND_ERRORS
from poliskarta.tables import write_table


def rebuild_demand(project: Project, tables: Tables, files: BoundaryFiles) -> list[Path]:
    """Write demand.csv and demand_errors.csv from the areas and the land of `files`; return both.

    The known populations of groups of areas are looked for beside the file of the areas. Where
    no land is known, all that the areas cover is land. The same sources give the same bytes.

    Raises DataError with what is wrong with the files, ValueError without [boundaries] in
    region.toml.
    """
    region, sources = tables.region, tables.region.boundaries
    if sources is None:
        raise ValueError("region.toml has no [boundaries]: there are no areas to build from")
    areas = read_areas(files.areas, sources, region.crs)
    areas["unit_id"] = assign_units(areas, tables.units, files.areas, files.area_units)
    # What the sources disagree about is only for the picture, and takes seconds to settle.
    first = replace(files, shorelines=files.shorelines[: not files.land], channels=None)
    shores = read_shores(first, region, areas, sources.channel_m)
    land = shores.land if shores else shapely.coverage_union_all(areas.geometry.array)
    errors = measure_errors(areas, land, tables.units, files.areas.parent)
    paths = [project.table(DEMAND.file), project.table(DEMAND_ERRORS.file)]
    write_table(paths[0], DEMAND, build_demand(areas, land))
    write_table(paths[1], DEMAND_ERRORS, errors)
    return paths
