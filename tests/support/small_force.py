"""A project of the fewest files: two squares of a kilometre, one station, one kind, no people."""

import json

import geopandas as gpd
import pandas as pd
from shapely.geometry import MultiPolygon, Point, box

from poliskarta.project.folder import Project

CRS = "EPSG:3006"
X, Y = 650_000, 6_600_000
SETTINGS = {
    "id": "force",
    "languages": ["en"],
    "country": "SE",
    "crs": CRS,
    "timezone": "Europe/Stockholm",
    "bounds": [17.0, 59.0, 18.5, 60.0],
}
_REST = """
title.en = "Stations of Smallham"
place.en = "Smallham"

[[kinds]]
id = "station"
label.en = "station"
plural.en = "stations"
"""


def square(x, y, side=1000):
    return box(X + x, Y + y, X + x + side, Y + y + side)


def station(office_id, x, y, **columns):
    point = gpd.GeoSeries([Point(X + x, Y + y)], crs=CRS).to_crs("EPSG:4326").iloc[0]
    row = {"office_id": office_id, "name": f"Station {office_id}"}
    return row | {"latitude": point.y, "longitude": point.x} | columns


def lay_out(folder, shapes=None, rows=None, ids=None, polygons_in=CRS, **settings):
    """A project of polygons in the CRS `polygons_in` and rows of offices."""
    project = Project(folder / "force", folder / "force" / "maps")
    project.data.mkdir(parents=True)
    shapes = [square(0, 0), square(1000, 0)] if shapes is None else shapes
    names = ids or [f"Zone {number}" for number in range(1, len(shapes) + 1)]
    layer = gpd.GeoDataFrame({"district_id": names}, geometry=shapes, crs=polygons_in)
    layer.to_crs("EPSG:4326").to_file(project.table("districts.geojson"))
    offices = pd.DataFrame([station("A1", 500, 500)] if rows is None else rows)
    offices.to_csv(project.table("offices.csv"), index=False)
    write_settings(project, **settings)
    return project


def write_settings(project, **settings):
    lines = [f"{name} = {json.dumps(value)}" for name, value in (SETTINGS | settings).items()]
    project.table("region.toml").write_text("\n".join(lines) + _REST)


def across(folder):
    """A project of two districts, one of them on both sides of the antimeridian."""
    shapes = [
        box(177.2, -18.4, 179.0, -17.2),
        MultiPolygon([box(179.0, -18.4, 180, -16.2), box(-180, -18.4, -178.5, -16.2)]),
    ]
    rows = [
        {"office_id": "1", "name": "West", "latitude": -18.1, "longitude": 178.4},
        {"office_id": "2", "name": "East", "latitude": -17.2, "longitude": -178.9},
    ]
    bounds = [177.0, -19.0, -178.0, -16.0]
    settings = {"crs": "EPSG:32701", "bounds": bounds, "country": "FJ", "timezone": "Pacific/Fiji"}
    return lay_out(folder, shapes, rows, **settings | {"id": "dateline"}, polygons_in="EPSG:4326")
