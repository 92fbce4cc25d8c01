"""Files as a police force publishes them, of cities that don't exist."""

import json

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry import box

SIZE = 0.05


def districts(west, south, columns=3, rows=2, named="Precinct {}"):
    """A grid of square districts, numbered from the south-west, in degrees."""
    places = [(column, row) for row in range(rows) for column in range(columns)]
    return gpd.GeoDataFrame(
        {
            "PRECINCT": [str(number) for number in range(1, len(places) + 1)],
            "NAME": [named.format(number) for number in range(1, len(places) + 1)],
        },
        geometry=[
            box(west + x * SIZE, south + y * SIZE, west + (x + 1) * SIZE, south + (y + 1) * SIZE)
            for x, y in places
        ],
        crs=4326,
    )


def stations(precincts):
    """One station in the middle of each district, that says its own."""
    middles = shapely.centroid(precincts.geometry.to_numpy())
    return pd.DataFrame(
        {
            "Station Name": [f"Station {chr(65 + n)}" for n in range(len(precincts))],
            "Street Address": [f"{n} Main St" for n in range(1, len(precincts) + 1)],
            "Latitude": shapely.get_y(middles).round(6),
            "Longitude": shapely.get_x(middles).round(6),
            "Pct": precincts["PRECINCT"],
        }
    )


def write_csv(path, frame, encoding="utf-8", **options):
    path.write_bytes(frame.to_csv(index=False, **options).encode(encoding))
    return path


def write_layer(path, frame, **options):
    frame.to_file(path, **options)
    return path


def write_json(path, content):
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path
