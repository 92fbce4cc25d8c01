"""Districts and distances agree with an independent engine, SedonaDB, border points included."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from poliskarta.analysis import demand_of
from poliskarta.coverage import assign_demand, select_fixed
from poliskarta.survey import survey

sedonadb = pytest.importorskip("sedonadb")


@pytest.fixture(scope="module")
def done(real):
    return survey(real)


@pytest.fixture(scope="module")
def points(real, done):
    """The real demand, and every vertex of the districts: points that lie on borders."""
    outlines = done.districts.to_crs("EPSG:3006").geometry.array
    vertices = pd.DataFrame(shapely.get_coordinates(outlines), columns=["x_m", "y_m"])
    inner = demand_of(real, done)[["x_m", "y_m"]]
    return pd.concat([inner, vertices], ignore_index=True).drop_duplicates(ignore_index=True)


@pytest.fixture(scope="module")
def ours(done, points):
    region = done.tables.region
    return assign_demand(points, done.districts, select_fixed(done.offices, region), region)


def ask(question, points, shapes):
    connection = sedonadb.connect()
    connection.create_data_frame(points.rename_axis("point").reset_index()).to_view("points")
    connection.create_data_frame(
        shapes.rename_geometry("shape").set_crs(None, allow_override=True)
    ).to_view("shapes")
    return connection.sql(question).to_pandas().set_index("point").sort_index()


def test_the_district_of_every_point_agrees(done, points, ours):
    shapes = done.districts[["district_id", "geometry"]].to_crs("EPSG:3006")
    question = """SELECT p.point, MIN(s.district_id) AS district_id FROM points p
        JOIN shapes s ON ST_Intersects(s.shape, ST_Point(p.x_m, p.y_m)) GROUP BY p.point"""
    theirs = ask(question, points, shapes)["district_id"].reindex(points.index)
    assert theirs.notna().mean() > 0.99
    within = theirs.notna().to_numpy()
    assert (ours["district_id"].astype("str")[within] == theirs[within]).all()


def test_the_distance_of_every_point_agrees_to_a_millimetre(done, points, ours):
    fixed = select_fixed(done.offices, done.tables.region)
    places = gpd.GeoDataFrame(geometry=shapely.points(fixed["x_m"], fixed["y_m"]), crs="EPSG:3006")
    question = """SELECT p.point, MIN(ST_Distance(s.shape, ST_Point(p.x_m, p.y_m))) AS distance_m
        FROM points p CROSS JOIN shapes s GROUP BY p.point"""
    theirs = ask(question, points, places)["distance_m"]
    assert np.abs(ours["distance_m"] - theirs).max() < 0.001
