"""Points in polygons and nearest offices: our seconds and memory against named peers'.

Every engine gets the same points in a process of its own, in the same run; what it takes to make
the points is not counted. Ratios are what matters: seconds differ from machine to machine.

    python benchmarks/joins.py --points 10_000_000

Peers that aren't installed are left out: pip install scipy sedonadb geoarrow-pyarrow.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from poliskarta.coverage.point_joins import locate, nearest

CRS = "EPSG:3006"
DISTRICTS = Path(__file__).parent.parent / "data" / "districts.geojson"

Array = np.ndarray
Engine = Callable[[Array, Array, Array], object]


def points(count: int, bounds: Array) -> tuple[Array, Array]:
    """Return uniform random points within `bounds`, the same each time."""
    rng = np.random.default_rng(2010)
    minx, miny, maxx, maxy = bounds
    return rng.uniform(minx, maxx, count), rng.uniform(miny, maxy, count)


def districts() -> Array:
    """Return the polygons of the police districts, by id."""
    frame = gpd.read_file(DISTRICTS).sort_values("district_id").to_crs(CRS)
    return np.asarray(frame.geometry.array)


def small_areas(count: int = 1500) -> Array:
    """Return a Voronoi coverage of `count` areas with about 170 vertices each."""
    x, y = points(count, shapely.total_bounds(districts()))
    cells = shapely.voronoi_polygons(shapely.multipoints(np.column_stack([x, y])))
    return shapely.segmentize(shapely.get_parts(cells), 200.0)


def offices(count: int) -> Array:
    """Return `count` points to be near to."""
    x, y = points(count + 1, shapely.total_bounds(districts()))
    return shapely.points(x[1:], y[1:])


def ours_in(x: Array, y: Array, polygons: Array) -> Array:
    """Locate with poliskarta."""
    return locate(x, y, polygons)


def geopandas_in(x: Array, y: Array, polygons: Array) -> object:
    """Locate with geopandas.sjoin."""
    frame = gpd.GeoDataFrame(geometry=gpd.points_from_xy(x, y))
    joined = frame.sjoin(gpd.GeoDataFrame(geometry=polygons), how="left", predicate="intersects")
    return joined["index_right"]


def sedonadb_in(x: Array, y: Array, polygons: Array) -> object:
    """Locate with SedonaDB, which counts the pairs."""
    connection = _sedona(x, y, gpd.GeoDataFrame({"id": range(len(polygons))}, geometry=polygons))
    return connection.sql(
        "SELECT s.id, COUNT(*) FROM points p JOIN shapes s "
        "ON ST_Intersects(s.geometry, ST_Point(p.x, p.y)) GROUP BY s.id"
    ).to_pandas()


def ours_near(x: Array, y: Array, sites: Array) -> object:
    """Find the nearest with poliskarta."""
    return nearest(x, y, *shapely.get_coordinates(sites).T)


def scipy_near(x: Array, y: Array, sites: Array) -> object:
    """Find the nearest with scipy's cKDTree, on all cores."""
    from scipy.spatial import cKDTree

    return cKDTree(shapely.get_coordinates(sites)).query(np.column_stack([x, y]), workers=-1)


def geopandas_near(x: Array, y: Array, sites: Array) -> object:
    """Find the nearest with geopandas.sjoin_nearest."""
    frame = gpd.GeoDataFrame(geometry=gpd.points_from_xy(x, y))
    return frame.sjoin_nearest(gpd.GeoDataFrame(geometry=sites), distance_col="distance_m")


def _sedona(x: Array, y: Array, shapes: gpd.GeoDataFrame) -> object:
    import pandas as pd
    import sedonadb

    connection = sedonadb.connect()
    connection.create_data_frame(pd.DataFrame({"x": x, "y": y})).to_view("points")
    connection.create_data_frame(shapes).to_view("shapes")
    return connection


IN: dict[str, tuple[str, Engine]] = {
    "poliskarta": ("poliskarta", ours_in),
    "geopandas.sjoin": ("geopandas", geopandas_in),
    "SedonaDB": ("sedonadb", sedonadb_in),
}
NEAR: dict[str, tuple[str, Engine]] = {
    "poliskarta": ("poliskarta", ours_near),
    "scipy cKDTree": ("scipy", scipy_near),
    "geopandas.sjoin_nearest": ("geopandas", geopandas_near),
}
TASKS: dict[str, tuple[str, dict[str, tuple[str, Engine]], Callable[[], Array]]] = {
    "districts": ("in 8 districts", IN, districts),
    "areas": ("in 1 500 small areas", IN, small_areas),
    "offices": ("nearest of 31 offices", NEAR, lambda: offices(31)),
    "stations": ("nearest of 1 500 offices", NEAR, lambda: offices(1500)),
}


def run_one(task: str, engine: str, count: int) -> None:
    """Run one engine and print its seconds and its peak memory in gigabytes as JSON."""
    _, engines, make = TASKS[task]
    targets = make()
    x, y = points(count, shapely.total_bounds(districts()))
    _, work = engines[engine]
    work(x[:1000], y[:1000], targets)  # imports and first-time costs are not what is asked
    start = time.perf_counter()
    work(x, y, targets)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    sys.stdout.write(json.dumps({"seconds": seconds, "peak_gb": peak}))


def compare(task: str, count: int) -> None:
    """Run every engine of `task` and print them with their ratios to ours."""
    title, engines, _ = TASKS[task]
    sys.stdout.write(f"{count:,} points {title}\n")
    ours = 0.0
    for engine, (package, _) in engines.items():
        if importlib.util.find_spec(package) is None:
            sys.stdout.write(f"  {engine:25} not installed\n")
            continue
        command = [sys.executable, __file__, "--task", task, "--engine", engine]
        done = subprocess.run([*command, "--points", str(count)], capture_output=True, check=True)
        found = json.loads(done.stdout)
        ours = ours or found["seconds"]
        ratio = found["seconds"] / ours
        sys.stdout.write(
            f"  {engine:25} {found['seconds']:7.2f} s {found['peak_gb']:6.2f} GB {ratio:7.2f} x\n"
        )


def main() -> None:
    """Compare on every task, or run what a comparison asks of this process."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--task", choices=TASKS)
    parser.add_argument("--engine", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.engine:
        run_one(asked.task, asked.engine, asked.points)
        return
    for task in [asked.task] if asked.task else TASKS:
        compare(task, asked.points)


if __name__ == "__main__":
    main()
