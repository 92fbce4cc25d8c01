"""Straight lines over water and past the border: worked out by hand, and against GEOS."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from support.six_offices import demand, square, survey_of

import poliskarta as pk
from poliskarta.coverage.analysis import analyse
from poliskarta.coverage.water_crossing import measure_water

OFFICE = np.array([[0.0, 0.0]])
NEAR, FAR = shapely.box(-100, -100, 300, 100), shapely.box(900, -100, 2000, 100)


def water_m(points, land, offices=OFFICE, position=None):
    x, y = np.array(points, dtype=float).T
    position = np.zeros(len(x), dtype=int) if position is None else np.array(position)
    return measure_water(x, y, offices, position, np.array(land, dtype=object))


def test_only_what_lies_between_two_shores_is_water():
    assert water_m([(1000, 0), (200, 0), (600, 0), (2500, 0)], [NEAR, FAR]) == pytest.approx(
        [600, 0, 300, 1100]
    )


def test_a_lake_is_water_and_an_island_in_it_is_land():
    lake = shapely.box(200, -50, 800, 50)
    land = [shapely.box(-100, -100, 1000, 100) - lake, shapely.box(400, -10, 500, 10)]
    assert water_m([(900, 0), (0, 90)], land) == pytest.approx([500, 0])


def test_a_line_through_corners_and_along_an_edge_stays_right():
    diamond = shapely.Polygon([(200, 0), (300, 50), (400, 0), (300, -50)])
    land = [shapely.box(-100, -100, 100, 100), diamond]
    assert water_m([(500, 0)], land) == pytest.approx([200])
    beside = [shapely.box(-100, -100, 100, 100), shapely.box(200, 0, 400, 50)]
    assert water_m([(500, 1e-6)], beside) == pytest.approx([200])


def test_land_that_overlaps_counts_once():
    both = [shapely.box(-100, -100, 500, 100), shapely.box(400, -100, 700, 100)]
    assert water_m([(1000, 0)], both) == pytest.approx([300])


def test_no_point_no_line():
    assert len(water_m(np.empty((0, 2)), [NEAR])) == 0


@settings(deadline=None)
@given(st.integers(0, 10_000))
def test_it_is_what_geos_cuts_off(seed):
    rng = np.random.default_rng(seed)
    discs = shapely.buffer(
        shapely.points(rng.uniform(-1000, 1000, (12, 2))), rng.uniform(20, 400, 12), quad_segs=4
    )
    land = [shapely.union_all(discs[:5]), shapely.union_all(discs[5:])]
    points, offices = rng.uniform(-1000, 1000, (30, 2)), rng.uniform(-1000, 1000, (3, 2))
    position = rng.integers(0, 3, 30)
    lines = shapely.linestrings(np.stack([points, offices[position]], axis=1))
    wanted = shapely.length(shapely.difference(lines, shapely.union_all(land)))
    assert water_m(points, land, offices, position) == pytest.approx(wanted, abs=1e-6)


def six(region, water_km):
    """The six offices, with a channel so wide between x = 8 and 10, all the way north."""
    land = square(0, 0, 20, 20) - square(8.5, 0, 8.5 + water_km, 20)
    return analyse(survey_of(region, land=land), demand())


def test_who_crosses_more_than_500_m_of_water(region):
    figures = six(region, 0.6)
    assert figures.demand["across_water"].tolist() == [False, True, False, False, False, False]
    assert figures.totals["share_across_water"] == pytest.approx(50 / 350, abs=1e-6)
    by_district = figures.districts.set_index("district_id")["share_across_water"]
    assert by_district.tolist() == pytest.approx([50 / 150, 0, 0], abs=1e-6)
    assert not six(region, 0.5).demand["across_water"].any()


def test_who_has_the_border_nearer_than_an_office(region):
    """Only the home at (15, 15): 5 km to the border, 10 km to b1."""
    figures = six(region, 0.6)
    assert figures.demand["border_nearer"].tolist() == [False, False, False, False, True, False]
    assert figures.totals["share_border_nearer"] == pytest.approx(40 / 350, abs=1e-6)


def test_where_no_shore_is_known_nothing_is_said_of_water(region):
    figures = analyse(survey_of(region), demand())
    assert "share_across_water" not in figures.districts
    assert "across_water" not in figures.layers(["demand"])["demand"]
    assert "share_across_water" not in {card.id for card in figures.methods}
    assert "share_border_nearer" in {card.id for card in figures.methods}


def test_without_an_office_no_share_is_known(region):
    figures = analyse(survey_of(region, rows=[("x", None, 0)]), demand())
    assert np.isnan(figures.totals["share_border_nearer"])


def test_people_of_the_county_cross_water(real):
    """Another engine on the same land: GEOS cuts the lines of each fortieth point."""
    analysis = pk.analyse(real)
    some = analysis.demand.iloc[::40]
    offices = analysis.facilities.set_index("office_id")[["x_m", "y_m"]]
    ends = offices.loc[some["office_id"]].to_numpy()
    lines = shapely.linestrings(np.stack([some[["x_m", "y_m"]].to_numpy(), ends], axis=1))
    backdrop, crs = analysis.dataset.backdrop, analysis.region.crs
    land = shapely.union_all(backdrop.geometry[backdrop["kind"] == "land"].to_crs(crs).array)
    wet_m = shapely.length(lines) - shapely.length(shapely.intersection(lines, land))
    assert ((wet_m > 500) == some["across_water"].to_numpy()).all()
    assert some["across_water"].any()
