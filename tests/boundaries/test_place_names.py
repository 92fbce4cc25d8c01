"""Areas to place names: a point on land and a radius for each."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from support.boundary_town import AREAS, CRS, build, lay_out, place_row, put, rect


@pytest.fixture
def place(tmp_path):
    return lay_out(tmp_path)


def test_an_area_is_a_place_in_the_middle_of_its_land(place, region):
    put(place, "land.gpkg", [rect(0, 1100, 1000, 2000)])
    row = build(place, region).gazetteer.set_index("name").loc["West End"]
    expected = place_row("", 500, 1550).iloc[0]
    assert (row["latitude"], row["longitude"]) == (expected["latitude"], expected["longitude"])
    assert row["radius_m"] == round(np.sqrt(900 * 1000 / np.pi))
    assert (row["source_id"], row["source_date"], row["kind"]) == ("town:1A", "2020", "area")


def test_a_horseshoe_of_land_has_its_point_on_land(place, region):
    horseshoe = rect(0, 1000, 1000, 2000) - rect(200, 1000, 800, 1900)
    put(place, "land.gpkg", [horseshoe])
    row = build(place, region).gazetteer.set_index("name").loc[["West End"]]
    point = gpd.GeoSeries.from_xy(row["longitude"], row["latitude"], crs="EPSG:4326").to_crs(CRS)
    assert horseshoe.contains(point.iloc[0])


def test_a_further_name_of_an_area_gets_its_point(place, region):
    gazetteer = place_row("Old Name", 0, 0, source_id="town:1A", kind="area")
    rows = build(place, region, gazetteer=gazetteer).gazetteer.set_index("name")
    columns = ["latitude", "longitude", "radius_m", "source", "source_id"]
    assert len(rows) == 5
    assert rows.loc["Old Name", columns].equals(rows.loc["West End", columns])


def test_a_place_of_another_source_keeps_its_point_and_gets_a_radius(place, region):
    gazetteer = pd.concat([place_row("Station", 10, 1500), place_row("Far Away", 5000, 0)])
    rows = build(place, region, gazetteer=gazetteer).gazetteer.set_index("name")
    assert rows.loc["Station", "longitude"] == gazetteer["longitude"].iloc[0]
    assert rows.loc["Station", "radius_m"] == round(1000 / np.sqrt(np.pi))
    assert np.isnan(rows.loc["Far Away", "radius_m"])


def test_no_circle_is_smaller_than_500_metres(place, region):
    put(place, "land.gpkg", [rect(0, 1000, 800, 1800), rect(0, 0, 2000, 1000)])
    gazetteer = place_row("Station", 10, 1500)
    radii = build(place, region, gazetteer=gazetteer).gazetteer.set_index("name")["radius_m"]
    assert np.sqrt(800 * 800 / np.pi) < 500
    assert (radii["West End"], radii["Station"]) == (500, 500)
    assert radii["Quay"] == round(1000 / np.sqrt(np.pi))


@pytest.mark.parametrize(
    ("name", "names", "areas"),
    [
        ("Quay", ("Quay North", "Old quay-Mill"), 2),
        ("Quay", ("Quay North", "Mill-Quay"), 1),
        ("Quay", ("Quayside", "Mill"), 1),  # none bears it: the area around it
        ("Mill-Quay", ("Mill-Quay", "Mill"), 1),
        ("(Q", ("Mill (Q)", "Mill Q"), 1),  # no pattern but a name
    ],
)
def test_the_circle_is_as_large_as_all_land_that_bears_the_name(place, region, name, names, areas):
    rename_areas(place, names)
    gazetteer = place_row(name, 500, 500, municipality_code="0002")
    rows = build(place, region, gazetteer=gazetteer).gazetteer
    radius = rows["radius_m"][rows["source_id"] == "map:1"].iloc[0]
    assert radius == round(np.sqrt(areas * 1e6 / np.pi))


def test_what_bears_the_name_in_another_municipality_is_another_place(place, region):
    rename_areas(place, ("Quay North", "Quay South"))
    gazetteer = place_row("Quay", 500, 1500, municipality_code="0001")
    rows = build(place, region, gazetteer=gazetteer).gazetteer.set_index("name")
    assert rows.loc["Quay", "radius_m"] == round(1000 / np.sqrt(np.pi))


def rename_areas(place, names):
    """Call the two southern areas something else."""
    labels = ["West End", "East End", *names]
    shapes = [area[2] for area in AREAS.values()]
    codes = [area[1] for area in AREAS.values()]
    put(place, "areas.gpkg", shapes, code=list(AREAS), label=labels, municipality=codes)
