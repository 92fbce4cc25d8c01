"""Districts and distances agree with an independent engine, SedonaDB, border points included."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from poliskarta.coverage.analysis import analyse, estimate_demand
from poliskarta.coverage.assignment import assign_demand, select_facilities
from poliskarta.coverage.point_joins import nearest
from poliskarta.pipeline import locate
from poliskarta.project.thresholds import USUAL

sedonadb = pytest.importorskip("sedonadb")


@pytest.fixture(scope="module")
def done(real):
    return locate(real)


@pytest.fixture(scope="module")
def vertices(done):
    """Every vertex of the districts: points that lie exactly on borders."""
    outlines = done.districts.to_crs("EPSG:3006").geometry.array
    corners = pd.DataFrame(shapely.get_coordinates(outlines), columns=["x_m", "y_m"])
    return corners.drop_duplicates(ignore_index=True)


@pytest.fixture(scope="module")
def points(real, done, vertices):
    """The real demand, the vertices, and the middles between them: beside a border by a hair."""
    middles = (vertices + vertices.shift(-1)).iloc[:-1] / 2
    inner = estimate_demand(done.dataset)[["x_m", "y_m"]]
    every = pd.concat([vertices, middles, inner], ignore_index=True)
    return every.drop_duplicates(ignore_index=True)


@pytest.fixture(scope="module")
def ours(done, points):
    region = done.region
    return assign_demand(points, done.districts, select_facilities(done.offices, region), region)


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
    found = ours["district_id"].astype("str")
    differ = theirs.notna() & (found != theirs)
    # A middle that lies exactly on an edge is in both districts, of which they may miss one.
    assert theirs.notna().mean() > 0.9
    assert differ.sum() < 20
    polygons = shapes.set_index("district_id").geometry
    on_edge = shapely.points(points[differ].to_numpy())
    assert (found[differ] < theirs[differ]).all()
    for names in (found[differ], theirs[differ]):
        assert shapely.intersects(polygons[names].array, on_edge).all()


def test_each_point_on_a_border_gets_the_first_of_its_districts(done, vertices, ours):
    shapes = done.districts[["district_id", "geometry"]].to_crs("EPSG:3006")
    question = """SELECT p.point, MIN(s.district_id) AS first, COUNT(*) AS hits FROM points p
        JOIN shapes s ON ST_Intersects(s.shape, ST_Point(p.x_m, p.y_m)) GROUP BY p.point"""
    theirs = ask(question, vertices, shapes)
    assert len(theirs) == len(vertices)  # not one of them is lost
    assert (theirs["hits"] > 1).sum() > 100
    assert (ours["district_id"].astype("str")[: len(vertices)] == theirs["first"]).all()


def test_the_distance_of_every_point_agrees_to_a_millimetre(done, points, ours):
    fixed = select_facilities(done.offices, done.region)
    places = gpd.GeoDataFrame(geometry=shapely.points(fixed["x_m"], fixed["y_m"]), crs="EPSG:3006")
    question = """SELECT p.point, MIN(ST_Distance(s.shape, ST_Point(p.x_m, p.y_m))) AS distance_m
        FROM points p CROSS JOIN shapes s GROUP BY p.point"""
    theirs = ask(question, points, places)["distance_m"]
    assert np.abs(ours["distance_m"] - theirs).max() < 0.001


def test_the_people_within_each_distance_agree_to_the_person(real, done):
    analysis = analyse(done)
    columns = ["district_id", "x_m", "y_m", "population"]
    people = analysis.demand[columns].astype({"district_id": "str"})
    fixed = analysis.facilities
    places = gpd.GeoDataFrame(geometry=shapely.points(fixed["x_m"], fixed["y_m"]), crs="EPSG:3006")
    within = ", ".join(
        f"SUM(CASE WHEN distance_m <= {km * 1000} THEN population ELSE 0 END) AS within_{km}"
        for km in USUAL.bands_km
    )
    question = f"""SELECT district_id AS point, {within}, SUM(population) AS people,
        SUM(population * distance_m) / SUM(population) AS mean, MAX(distance_m) AS longest
        FROM (SELECT p.district_id, p.population,
            MIN(ST_Distance(s.shape, ST_Point(p.x_m, p.y_m))) AS distance_m FROM points p
            CROSS JOIN shapes s GROUP BY p.point, p.district_id, p.population)
        WHERE population > 0 GROUP BY district_id"""
    theirs = ask(question, people, places)
    rows = analysis.districts.set_index("district_id").loc[theirs.index]
    for km in USUAL.bands_km:
        share = (theirs[f"within_{km}"] / theirs["people"]).round(6)
        assert (rows[f"share_within_{km}km"] == share).all()
    assert np.abs(rows["mean_distance_m"] - theirs["mean"]).max() <= 0.051
    assert np.abs(rows["max_distance_m"] - theirs["longest"]).max() <= 0.051
    assert (rows["demand"] == theirs["people"]).all()


def test_points_exactly_at_a_limit_are_within_it_for_both():
    steps = [(1000, 0), (0, -1000), (600, 800), (-280, 960), (1000, 0.001), (600.001, 800)]
    x, y = np.array(steps, dtype="float64").T
    office_x, office_y = 674_000.0, 6_580_000.0
    people = pd.DataFrame({"x_m": office_x + x, "y_m": office_y + y})
    place = gpd.GeoDataFrame(geometry=[shapely.Point(office_x, office_y)], crs="EPSG:3006")
    question = """SELECT p.point, ST_Distance(s.shape, ST_Point(p.x_m, p.y_m)) <= 1000 AS near
        FROM points p CROSS JOIN shapes s"""
    theirs = ask(question, people, place)["near"]
    _, distance_m = nearest(office_x + x, office_y + y, [office_x], [office_y])
    assert (distance_m <= 1000).tolist() == theirs.tolist() == [True] * 4 + [False] * 2
