"""Where polygons lie on the globe, and the CRS to measure them in."""

import geopandas as gpd
import numpy as np
import pytest
from shapely.geometry import box

from poliskarta.ingest.extent import Extent, choose_crs, distortion, extent_of, unwrap


def test_the_extent_of_boxes_that_are_apart():
    assert extent_of([(10, 50, 11, 51), (14, 40, 15, 45)]) == Extent(10, 40, 15, 51)


def test_across_the_antimeridian_west_is_larger_than_east():
    found = extent_of([(177, -19, 180, -16), (-180, -17, -179, -16)])
    assert found == Extent(177, -19, -179, -16)
    assert found.width == pytest.approx(4)
    assert found.middle == (179, -17.5)


def test_longitudes_may_be_counted_past_180():
    assert extent_of([(177, -19, 181, -16)]) == Extent(177, -19, -179, -16)


def test_an_extent_up_to_the_antimeridian_ends_there():
    assert extent_of([(166, -47, 180, -34)]).rounded_out(2) == (166, -47, 180, -34)


def test_points_around_an_extent():
    extent = Extent(177, -19, -179, -16)
    longitude = np.array([178, -179.5, 181, -170, 178, np.nan])
    latitude = np.array([-17, -17, -17, -17, 10, -17])
    inside = [True, True, True, False, False, False]
    assert extent.contains(longitude, latitude, 0.0).tolist() == inside
    assert extent.contains(np.array([-178.5]), np.array([-17]), 1.0).all()


def test_rounding_out_loses_nothing_and_adds_nothing():
    assert Extent(1.001, 2.0, 3.0, 4.009).rounded_out(2) == (1.0, 2.0, 3.0, 4.01)
    assert Extent(-34.7, -34.7, 34.7, 34.7).rounded_out(2) == (-34.7, -34.7, 34.7, 34.7)


@pytest.mark.parametrize(
    ("extent", "crs"),
    [
        (Extent(17.1, 58.5, 19.6, 60.4), "EPSG:32634"),
        (Extent(-118.7, 33.7, -118.1, 34.4), "EPSG:32611"),
        (Extent(174.6, -41.4, 175.0, -41.2), "EPSG:32760"),
        (Extent(179.5, -17.0, 179.9, -16.0), "EPSG:32760"),
    ],
)
def test_a_city_is_measured_in_its_utm_zone(extent, crs):
    found, error = choose_crs(extent)
    assert found == crs
    assert error < 0.001


def test_a_continent_gets_the_least_wrong_crs_that_is_made_for_it():
    wide = Extent(-124, 25, -67, 49)
    found, error = choose_crs(wide)
    assert error == distortion(found, wide)
    assert error < distortion("EPSG:32614", wide) / 2


def test_islands_on_both_sides_become_neighbours():
    shapes = gpd.GeoSeries([box(179, 0, 180, 1), box(-180, 0, -179, 1)], crs=4326)
    assert unwrap(shapes).total_bounds.tolist() == [179, 0, 181, 1]


def test_a_wide_country_that_doesn_t_cross_stays():
    shapes = gpd.GeoSeries([box(-120, 0, -100, 1), box(0, 0, 80, 1)], crs=4326)
    assert unwrap(shapes) is shapes
