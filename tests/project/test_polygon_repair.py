"""Published polygons: what is mended, what is refused, and what is left as it is."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely.geometry import LineString, Polygon, box

from poliskarta.project.polygon_repair import repair_polygons, round_coverage, unite

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
    mended, report = repair([ring, square(1002, 1002, 996)])
    assert mended.area.sum() == pytest.approx(9_000_000)
    assert report.gaps == 1
    assert "1 narrow gaps closed" in str(report)


def test_features_of_an_id_become_one():
    mended, report = repair([square(0, 0), square(9000, 0), square(1000, 0)], ["a", "b", "a"])
    assert mended["id"].tolist() == ["a", "b"]
    assert mended.area.tolist() == [2_000_000, 1_000_000]
    assert (report.dissolved, report.merged) == (1, ("a",))


def test_heights_are_dropped_and_bow_ties_untied():
    bowtie = Polygon([(X, Y), (X + 100, Y + 100), (X + 100, Y), (X, Y + 100)])
    mended, report = repair([bowtie, shapely.force_3d(square(2000, 0), 7)])
    assert (report.made_valid, report.flattened) == (("d0",), 1)
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


@pytest.mark.parametrize(("width", "is_real"), [(15, True), (5, False)])
def test_an_overlap_is_real_by_its_share(width, is_real):
    _, report = repair([square(0, 0), square(1000 - width, 0)])
    assert bool(report.real_overlaps) == is_real


def test_a_small_area_is_never_a_real_overlap_and_a_wide_one_always():
    _, small = repair([square(0, 0, 100), square(95, 0, 100)])
    assert not small.real_overlaps
    _, wide = repair([square(0, 0, 90_000), square(89_700, 0, 90_000)])
    assert wide.overlaps[0].share < 0.01
    assert wide.real_overlaps


def test_what_moved_is_told_by_id():
    _, report = repair([square(0, 0), square(995, 0)])
    assert list(report.moved_m2.values()) == pytest.approx([5000])


def test_lines_beside_a_polygon_are_left_out():
    spike = [(X, Y), (X + 1000, Y), (X + 1000, Y + 500), (X + 3000, Y + 500)]
    spike += [(X + 1000, Y + 500), (X + 1000, Y + 1000)]
    both = shapely.GeometryCollection([square(5000, 0), LineString([(X, Y), (X + 1, Y)])])
    mended, report = repair([Polygon(spike), both])
    assert report.made_valid == ("d0",)
    assert set(mended.geom_type) == {"Polygon"}


def test_a_coverage_is_one_after_rounding():
    rough = gpd.GeoSeries(
        [
            Polygon([(0, 0), (1, 0), (1, 0.4), (0.9999994, 0.5), (1, 0.6), (1, 1), (0, 1)]),
            Polygon([(1, 0), (2, 0), (2, 1), (1, 1), (1, 0.6), (0.9999994, 0.5), (1, 0.4)]),
        ],
        crs=4326,
    )
    rounded = round_coverage(rough, 6)
    assert shapely.coverage_is_valid(rounded.to_numpy())
    assert (shapely.get_coordinates(rounded) == shapely.get_coordinates(rounded).round(6)).all()
