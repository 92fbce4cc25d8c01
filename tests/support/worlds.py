"""Worlds with offices and people elsewhere, made apart from the program's own simulation.

They are made of points, not of quarters: each area's people are wrong by a factor of its own, and
so are those of each 800-metre cell in it. Everything is measured anew, as for a map.
"""

import geopandas as gpd
import numpy as np
import pandas as pd

from poliskarta.coverage.assignment import assign_demand
from poliskarta.coverage.demand_weights import divide_units, known_areas
from poliskarta.coverage.indicators import measure_access
from poliskarta.coverage.intervals import draw_positions
from poliskarta.coverage.simulated_people import measure_spread
from poliskarta.project.indicators import HIGH95, INDICATORS, LOW95

CELL_M = 800
FIGURES = [name for indicator in INDICATORS if indicator.simulated for name in indicator.names()]


def cells_of(demand, dataset):
    """The cell of known people of each point."""
    areas = demand.drop_duplicates(["area_id", "unit_id"])[["area_id", "unit_id"]]
    cell, _, _ = divide_units(areas, dataset.units, known_areas(dataset), "population")
    return demand.merge(areas.assign(cell=cell), on=["area_id", "unit_id"])["cell"].to_numpy()


def misplace(demand, cell, spread, random):
    """The people of each point in another world: each cell keeps its known total."""
    area, _ = pd.factorize(demand["area_id"])
    places = [(demand[name] // CELL_M).astype(int) for name in ("x_m", "y_m")]
    lump, _ = pd.factorize(pd.MultiIndex.from_arrays([area, *places]))
    people = demand["population"].to_numpy()
    uneven = people * np.exp(spread.within * random.standard_normal(lump.max() + 1))[lump]
    within = np.bincount(area, people) / np.maximum(np.bincount(area, uneven), 1e-9)
    wrong = np.exp(spread.between * random.standard_normal(area.max() + 1))
    moved = uneven * (within * wrong)[area]
    return moved * (np.bincount(cell, people) / np.maximum(np.bincount(cell, moved), 1e-9))[cell]


def figures_of(analysis, cell, spread, random):
    """The figures of one world: a row a district, last the region's."""
    region, districts = analysis.region, analysis.located.districts
    x_m, y_m = (places[0] for places in draw_positions(analysis.facilities, random, 1))
    points = gpd.GeoSeries(gpd.points_from_xy(x_m, y_m, crs=region.crs))
    shapes = districts.to_crs(region.crs)[["district_id", "geometry"]]
    nearest = gpd.sjoin_nearest(points.to_frame("geometry"), shapes)
    homes = nearest[~nearest.index.duplicated()]["district_id"].to_numpy()
    offices = analysis.facilities.assign(x_m=x_m, y_m=y_m, radius_m=0.0, district_id=homes)
    people = misplace(analysis.demand, cell, spread, random)
    demand = analysis.demand.assign(population=people)
    measured = assign_demand(demand.drop(columns="later_population"), districts, offices, region)
    rows, total = measure_access(measured, offices)
    return pd.concat([rows, total.to_frame("").T])[FIGURES].astype("float64")


def share_inside(analysis, worlds, seed):
    """The share of so many worlds in which each figure lies in its 95 % interval.

    NaN for what has none: the 2SFCA of the whole region.
    """
    spread = measure_spread(analysis.dataset.demand_errors)
    random = np.random.default_rng(seed)
    rows = analysis.districts.set_index("district_id").sort_index()
    rows = pd.concat([rows.drop(columns="geometry"), analysis.totals.to_frame("").T])
    low, high = (rows[[f + end for f in FIGURES]].to_numpy(float) for end in (LOW95, HIGH95))
    inside = np.zeros(low.shape)
    cell = cells_of(analysis.demand, analysis.dataset)
    for _ in range(worlds):
        found = figures_of(analysis, cell, spread, random).reindex(rows.index).to_numpy()
        inside += (found >= low) & (found <= high)
    shares = pd.DataFrame(inside / worlds, index=rows.index, columns=FIGURES)
    return shares.where(~np.isnan(low))
