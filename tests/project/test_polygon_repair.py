"""Published polygons: what is mended, what is refused, and what is left as it is."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely.geometry import LineString, Polygon, box

from poliskarta.project.polygon_repair import repair_polygons, unite

CRS = "EPSG:3006"
X, Y = 650_000, 6_600_000


def square(x, y, side=1000):
    return box(X + x, Y + y, X + x + side, Y + y + side)


def repair(shapes, ids=None):
    ids = ids or [f"d{n}" for n in range(len(shapes))]
    return repair_polygons(gpd.GeoDataFrame({"id": ids}, geometry=shapes, crs=CRS), "id", CRS)


def test_polygons_that_tile_stay_as_they_are():
    shapes = [square(0, 0), square(1000, 0), square(0, 5000)]
    mended, report = repair(shapes)
    assert mended.geometry.geom_equals_exact(gpd.GeoSeries(shapes, crs=CRS), 0).all()
    assert str(report) == ""


def test_a_sliver_of_overlap_goes_to_one_of_the_two():
    mended, report = repair([square(0, 0), square(995, 0)])
    assert shapely.coverage_is_valid(mended.geometry.array)
    assert mended.area.sum() == pytest.approx(1_995_000)
    assert [round(overlap.area_m2) for overlap in report.overlaps] == [5000]
    assert report.moved_km2 == pytest.approx(0.005)


def test_a_narrow_gap_is_closed_and_a_wide_one_stays():
    narrow, _ = repair([square(0, 0), square(1005, 0), square(2100, 0)])
    assert narrow.area.sum() == pytest.approx(3_000_000, abs=1)  # open to the outside: no gap
    ring = Polygon(square(0, 0, 3000).exterior, [square(1000, 1000).exterior])
    mended, _ = repair([ring, square(1002, 1002, 996)])
    assert mended.area.sum() == pytest.approx(9_000_000)


def test_features_of_an_id_become_one():
    mended, report = repair([square(0, 0), square(9000, 0), square(1000, 0)], ["a", "b", "a"])
    assert mended["id"].tolist() == ["a", "b"]
    assert mended.area.tolist() == [2_000_000, 1_000_000]
    assert report.dissolved == 1


def test_heights_are_dropped_and_bow_ties_untied():
    bowtie = Polygon([(X, Y), (X + 100, Y + 100), (X + 100, Y), (X, Y + 100)])
    mended, report = repair([bowtie, shapely.force_3d(square(2000, 0), 7)])
    assert (report.made_valid, report.flattened) == (1, 1)
    assert not shapely.has_z(mended.geometry.array).any()
    assert mended.area.tolist() == [5000, 1_000_000]


@pytest.mark.parametrize("other", [square(900, 0), square(200, 200, 100)])
def test_a_real_overlap_is_left_and_named(other):
    mended, report = repair([square(0, 0), other])
    assert [(overlap.first, overlap.second) for overlap in report.real_overlaps] == [("d0", "d1")]
    assert mended.area.sum() == square(0, 0).area + other.area


def test_a_line_is_no_polygon():
    with pytest.raises(ValueError, match="no polygon"):
        repair([square(0, 0), LineString([(X, Y), (X + 1, Y)])])


def test_what_overlaps_by_a_hair_can_be_united():
    shapes = np.array([square(0, 0), square(999.999, 0)], dtype=object)
    assert unite(shapes).area == pytest.approx(1_999_999)
