"""A small force with something of each sort on its background."""

import geopandas as gpd
import pandas as pd
from shapely.geometry import LineString, Point

from poliskarta.project.background import AREAS_FILE, LINES_FILE, PLACES
from support.small_force import CRS, X, Y, lay_out, square

PLACE_ROWS = (
    ("Smallham", "settlement", 1, 12_000, 300, 300),
    ("Smallham Parkway", "station", 6, None, 1700, 500),
    ("The Shambles", "area", 7, None, 1500, 300),
)
LINES = {"rail": [(0, 500), (1700, 500), (1900, 500)], "road": [(0, 700), (1900, 700)]}


def place_table(rows):
    """Rows of background_places.csv, their positions in metres."""
    points = gpd.GeoSeries([Point(X + x, Y + y) for *_, x, y in rows], crs=CRS).to_crs("EPSG:4326")
    names = ["name", "kind", "rank", "population"]
    table = pd.DataFrame([row[:4] for row in rows], columns=names)
    table["rank"] = table["rank"].astype("str")
    return table.assign(latitude=points.y, longitude=points.x)


def put_background(project, rows=PLACE_ROWS, **columns):
    """Write the three files of a background."""
    shapes = [LineString([(X + x, Y + y) for x, y in points]) for points in LINES.values()]
    told = {"source": "Smallham Mapping", "licence": "CC BY 4.0", "source_date": "2020"}
    lines = gpd.GeoDataFrame({"kind": [*LINES]} | told | columns, geometry=shapes, crs=CRS)
    lines.to_crs("EPSG:4326").to_file(project.table(LINES_FILE))
    areas = gpd.GeoDataFrame({"kind": ["green"]}, geometry=[square(100, 100, 300)], crs=CRS)
    areas.to_crs("EPSG:4326").to_file(project.table(AREAS_FILE))
    place_table(rows).to_csv(project.table(PLACES.file), index=False)


def grounded(folder, rows=PLACE_ROWS, **settings):
    """A project of two zones and one station with a background."""
    project = lay_out(folder, **settings)
    put_background(project, rows)
    return project
