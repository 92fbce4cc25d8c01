"""Areas to place names: a point on land and a radius for each."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from support.boundary_town import CRS, build, lay_out, place_row, put, rect


@pytest.fixture
def place(tmp_path):
    return lay_out(tmp_path)


def test_an_area_is_a_place_in_the_middle_of_its_land(place, region):
    put(place, "land.gpkg", [rect(0, 1400, 1000, 2000)])
    row = build(place, region).gazetteer.set_index("name").loc["West End"]
    expected = place_row("", 500, 1700).iloc[0]
    assert (row["latitude"], row["longitude"]) == (expected["latitude"], expected["longitude"])
    assert row["radius_m"] == round(np.sqrt(600 * 1000 / np.pi))
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
