"""A town of four areas, one kilometre each, whose boundaries a test can build in its own folder."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Point, box

from poliskarta.boundaries.build import build_boundaries, find_files
from poliskarta.errors import DataError
from poliskarta.project.csv_tables import empty_table, table_bytes
from poliskarta.project.folder import Project
from poliskarta.project.region import BoundarySources
from poliskarta.project.schema import GAZETTEER
from poliskarta.project.vector_files import geojson_bytes

CRS = "EPSG:3006"
X, Y = 650_000, 6_600_000

SOURCES = BoundarySources(
    areas="areas.gpkg",
    area_id="code",
    area_name="label",
    area_prefix="town",
    municipality_code="municipality",
    area_source="survey",
    area_date="2020",
    area_licence="CC0-1.0",
    simplify_m=5,
    backdrop_simplify_m=10,
    smallest_island_km2=0.01,
    smallest_lake_km2=0.01,
    area_units="area_units.csv",
    land="land.gpkg",
)


def rect(west, south, east, north):
    return box(X + west, Y + south, X + east, Y + north)


# Two areas by two, a kilometre each: the northern two are one municipality of two units.
AREAS = {
    "1A": ("West End", "0001", rect(0, 1000, 1000, 2000)),
    "1B": ("East End", "0001", rect(1000, 1000, 2000, 2000)),
    "2A": ("Quay", "0002", rect(0, 0, 1000, 1000)),
    "2B": ("Isle", "0002", rect(1000, 0, 2000, 1000)),
}
UNIT_ROWS = [("0001-east", "east", "0001"), ("0001-west", "west", "0001"), ("0002", "east", "0002")]


def lay_out(folder):
    """A project folder whose sources a test may replace before it builds."""
    project = Project(folder, folder / "maps")
    project.data.mkdir()
    put_areas(project, list(AREAS))
    put(project, "land.gpkg", [rect(-9000, 0, 9000, 9000)])
    project.table("area_units.csv").write_text("area_id,unit_id\n1A,0001-west\n1B,0001-east\n")
    return project


def put(project, name, shapes, **columns):
    gpd.GeoDataFrame(columns, geometry=list(shapes), crs=CRS).to_file(project.table(name))


def put_areas(project, ids):
    names, codes, shapes = zip(*(AREAS[area_id] for area_id in ids), strict=True)
    put(project, "areas.gpkg", shapes, code=ids, label=names, municipality=codes)


def unit_table(rows=UNIT_ROWS):
    frame = pd.DataFrame(rows, columns=["unit_id", "district_id", "municipality_code"])
    frame["name"] = frame["unit_id"].str.upper()
    return frame.set_axis(range(2, len(rows) + 2))


def district_table(*ids):
    return pd.DataFrame({"district_id": ids, "name": [name.title() for name in ids]})


def build(project, region, *, units=None, gazetteer=None, sources=SOURCES, **files):
    region = replace(region, crs=CRS, bounds=(17.6, 59.48, 17.75, 59.56), boundaries=sources)
    return build_boundaries(
        region,
        find_files(project, sources, **files),
        unit_table() if units is None else units,
        district_table("east", "west"),
        empty_table(GAZETTEER) if gazetteer is None else gazetteer,
    )


def problems(project, region, **changes):
    with pytest.raises(DataError) as caught:
        build(project, region, **changes)
    return [(problem.value, problem.what) for problem in caught.value.problems]


def everything(built):
    layers = (built.units, built.districts, built.backdrop)
    return [geojson_bytes(layer) for layer in layers] + [table_bytes(GAZETTEER, built.gazetteer)]


def km2(frame):
    return (frame.to_crs(CRS).area / 1e6).round(3).tolist()


def drawn(built, kind, *, inside=True):
    backdrop = built.backdrop.to_crs(CRS)
    rows = (backdrop["kind"] == kind) & (backdrop["inside"] == inside)
    return backdrop[rows].geometry.iloc[0]


def place_row(name, x, y, **columns):
    point = gpd.GeoSeries([Point(X + x, Y + y)], crs=CRS).to_crs("EPSG:4326").iloc[0]
    row = {"name": name, "municipality_code": "0001", "kind": "station", "source": "map"}
    row |= {"latitude": round(point.y, 6), "longitude": round(point.x, 6), "radius_m": np.nan}
    row |= {"agreement_m": 5.0, "source_date": "2020", "licence": "CC0-1.0", "source_id": "map:1"}
    return pd.concat([empty_table(GAZETTEER), pd.DataFrame([row | columns])])
