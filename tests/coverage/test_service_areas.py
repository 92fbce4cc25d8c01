"""Areas on land: they tile it, and are as large as a ruler says."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point
from support.six_offices import CRS, OFFICES, demand, place, square, survey_of

from poliskarta.coverage.analysis import analyse, draw_layers, estimate_demand, land_of
from poliskarta.pipeline import locate
from poliskarta.project.layer_types import ANALYSIS_LAYERS

WHOLE = square(0, 0, 20, 20)
ISLANDS = shapely.union_all([square(0, 0, 9, 20), square(11, 1, 20, 19)])

whole_km = st.integers(0, 20)
sites = st.lists(st.tuples(whole_km, whole_km), min_size=1, max_size=8, unique=True)


def draw(region, rows=OFFICES, land=WHOLE, beyond_km=5):
    done = survey_of(region, rows, land)
    layers = draw_layers(analyse(done, demand()), beyond_km)
    return {name: layer.to_crs(CRS) for name, layer in layers.items()}


def require_tiles(layer, land):
    shapes = layer.geometry.array
    assert shapely.coverage_is_valid(shapes, gap_width=0.01)
    assert shapely.is_valid(shapes).all()
    assert shapely.symmetric_difference(shapely.union_all(shapes), land).area < 1


def test_the_layers_are_those_of_the_schema_in_its_order(region):
    layers = draw_layers(analyse(survey_of(region), demand()))
    assert list(layers) == list(ANALYSIS_LAYERS)
    assert {layer.crs.to_string() for layer in layers.values()} == {"EPSG:4326"}
    for name, layer in layers.items():
        assert set(layer.geom_type) == {ANALYSIS_LAYERS[name]}


def test_offices_at_one_point_share_a_service_area(region):
    areas = draw(region)["service_areas"]
    assert areas["office_id"].tolist() == ["a1", "b1", "c1", "e"]
    assert areas["offices"].tolist() == ["a1; a2", "b1", "c1", "e"]
    assert areas["population"].tolist() == [100, 110, 60, 80]
    assert areas["later_population"].isna().all()


def test_a_service_area_is_what_is_nearer_to_its_office_than_to_any_other(region):
    areas = draw(region, [("one", 5, 10), ("two", 15, 10)])["service_areas"]
    assert areas["area_km2"].tolist() == [200, 200]
    assert shapely.bounds(areas.geometry.array)[0, 2] == pytest.approx(place(10, 0).x, abs=1e-3)


def test_one_office_serves_all_the_land(region):
    areas = draw(region, [("one", 5, 5)], ISLANDS)["service_areas"]
    assert areas["area_km2"].tolist() == [342]


@given(sites)
@settings(max_examples=25)
def test_service_areas_tile_the_land(region, places):
    layers = draw(region, [(f"o{i}", *xy) for i, xy in enumerate(places)], ISLANDS)
    require_tiles(layers["service_areas"], ISLANDS)
    assert layers["service_areas"]["population"].sum() == 350


@given(sites)
@settings(max_examples=15)
def test_distance_bands_tile_the_land(region, places):
    layers = draw(region, [(f"o{i}", *xy) for i, xy in enumerate(places)], ISLANDS)
    require_tiles(layers["distance_bands"], ISLANDS)
    assert layers["distance_bands"]["population"].sum() == 350


def test_distance_bands_are_rings_around_the_offices_of_any_district(region):
    bands = draw(region, [("one", 10, 5)])["distance_bands"].set_index(["district_id", "from_km"])
    halves = np.pi / 2 * np.array([1, 4 - 1, 25 - 4])
    for district_id in "ab":
        assert bands.loc[district_id, "area_km2"].iloc[:3].to_numpy() == pytest.approx(
            halves, abs=0.02
        )
    assert bands.loc[("a", 5), "population"] == 100  # (5, 6) is 5.1 km away
    assert bands.loc[("a", 1), ["population", "share"]].tolist() == [50, 0.333333]
    assert bands["population"].sum() == 350


def test_a_home_on_a_limit_belongs_to_the_nearer_band(region):
    bands = draw(region)["distance_bands"].set_index(["district_id", "from_km"])
    assert bands.loc[("a", 0), "population"] == 100  # 1 km away
    assert bands.loc[("c", 5), "population"] == 40  # 10 km away
    assert ("c", 10) not in bands.index or bands.loc[("c", 10), "population"] == 0


@pytest.mark.parametrize(("beyond_km", "people"), [(5, {"c": 40}), (2, {"b": 70, "c": 100})])
def test_underserved_is_what_is_farther_than_the_limit(region, beyond_km, people):
    far = draw(region, beyond_km=beyond_km)["underserved"].set_index("district_id")
    assert far["population"][far["population"] > 0].to_dict() == people
    office = shapely.union_all([place(x, y) for _, x, y in OFFICES if x is not None])
    assert shapely.distance(office, far.geometry.array).min() >= beyond_km * 999.5


def test_a_limit_that_no_band_begins_at_is_refused(region):
    with pytest.raises(ValueError, match="3 km is no limit"):
        draw(region, beyond_km=3)


def test_without_an_office_all_land_is_far(region):
    layers = draw(region, OFFICES[5:])
    assert layers["service_areas"].empty
    assert layers["underserved"]["area_km2"].tolist() == [100, 100, 200]


def test_a_corner_cut_off_goes_to_the_neighbour(region):
    land = shapely.union_all([square(0, 0, 10, 20), square(10, 9.99, 10.02, 10.01)])  # 400 m2
    areas = draw(region, [("one", 5, 10), ("two", 15, 10)], land)["service_areas"]
    assert areas.geometry.iloc[1].is_empty
    assert areas["area_km2"].sum() == 200


def test_demand_points_say_what_is_nearest(region):
    points = draw(region)["demand"]
    assert points["distance_m"].tolist() == [1000, 2000, 2000, 3000, 10000, 3000]
    assert points["office_id"].tolist() == ["a1", "e", "e", "b1", "b1", "c1"]
    assert points.geometry.iloc[0].distance(Point(place(5, 6))) < 1e-3


def test_a_project_without_demand_has_its_units_people_on_their_land(town):
    done = locate(town)
    people = estimate_demand(done.dataset)
    sums = people.groupby("unit_id")["population"].sum()
    assert sums.to_dict() == {"n1": 1000, "n2": 500, "o": 300, "v": 2000}
    points = gpd.points_from_xy(people["x_m"], people["y_m"])
    assert shapely.intersects(land_of(done.dataset).buffer(0.01), points).all()


def test_the_real_layers_tile_the_land_without_slivers(real):
    done = locate(real)
    analysis = analyse(done)
    layers = {n: layer.to_crs("EPSG:3006") for n, layer in draw_layers(analysis).items()}
    land = land_of(done.dataset)
    require_tiles(layers["service_areas"], land)
    assert shapely.coverage_is_valid(layers["distance_bands"].geometry.array)
    for name in ("service_areas", "distance_bands", "underserved"):
        parts = shapely.get_parts(layers[name].geometry.array)
        assert shapely.area(parts).min() > 1000
        assert layers[name]["population"].notna().all()
    total = pd.Series(done.units["population"]).sum()
    assert layers["demand"]["population"].sum() == total == analysis.totals["demand"]
    assert layers["distance_bands"]["population"].sum() == total
