"""Land and water: the majority, what is drawn of it, and what is left out."""

from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point
from support.boundary_town import SOURCES, X, Y, build, drawn, lay_out, problems, put, rect

from poliskarta.boundaries.shoreline import majority_land

SQUARES = st.builds(
    lambda x, y, size: shapely.box(x, y, x + size, y + size),
    st.integers(0, 20),
    st.integers(0, 20),
    st.integers(1, 20),
)


@pytest.fixture
def place(tmp_path):
    return lay_out(tmp_path)


def test_a_shore_of_lines_is_reported(place, region):
    put(place, "land.gpkg", [rect(0, 0, 1, 1).boundary])
    assert problems(place, region) == [(None, "holds no polygons")]


def test_land_and_water_complement_each_other_inside(place, region):
    put(place, "land.gpkg", [rect(-500, 500, 2500, 2500)])
    built = build(place, region)
    land, water = drawn(built, "land"), drawn(built, "water")
    assert land.area / 1e6 == pytest.approx(3, abs=0.01)
    assert shapely.intersection(land, water).area < 1
    assert shapely.union(land, water).area / 1e6 == pytest.approx(4, abs=0.001)


def test_land_around_the_region_is_kept_apart(place, region):
    built = build(place, region)
    outside = drawn(built, "land", inside=False)
    assert outside.distance(Point(X - 500, Y + 500)) == 0
    assert outside.intersection(rect(10, 10, 1990, 1990)).area == 0


def test_two_of_three_decide_what_is_land(place, region):
    put(place, "land.gpkg", [rect(-9000, -9000, 600, 9000)])
    put(place, "second.gpkg", [rect(-9000, -9000, 1200, 9000)])
    put(place, "third.gpkg", [rect(-9000, -9000, 1800, 9000)])
    sources = replace(SOURCES, shorelines=["second.gpkg", "third.gpkg"])
    land = drawn(build(place, region, sources=sources), "land")
    assert land.bounds[2] == pytest.approx(X + 1200, abs=1)


def test_the_largest_water_stays_whatever_the_majority(place, region):
    put(place, "land.gpkg", [rect(-9000, -9000, 9000, 9000)])
    sound, pond = rect(900, -9000, 1100, 9000), rect(300, 300, 700, 700)
    put(place, "water.gpkg", [pond, sound])
    put(place, "second.gpkg", [rect(-9000, -9000, 9000, 9000)])
    put(place, "third.gpkg", [rect(-9000, -9000, 9000, 9000)])
    sources = replace(SOURCES, water="water.gpkg", shorelines=["second.gpkg", "third.gpkg"])
    land = drawn(build(place, region, sources=sources), "land")
    assert not land.intersects(sound.buffer(-10))
    assert land.contains(pond)


def test_levels_are_read_as_lakes_and_islands_in_lakes(place, region):
    nested = [
        rect(-9000, -9000, 9000, 9000),
        rect(200, 200, 1800, 1800),
        rect(600, 600, 1400, 1400),
    ]
    put(place, "land.gpkg", nested, level=[1, 2, 3])
    land = drawn(build(place, region), "land")
    assert land.contains(Point(X + 1000, Y + 1000))
    assert not land.contains(Point(X + 400, Y + 1000))


def test_small_parts_are_not_drawn_and_islands_keep_their_size(place, region):
    islands = [rect(300, 300, 380, 380), rect(1200, 1200, 1600, 1600)]
    put(place, "land.gpkg", islands)
    land = drawn(build(place, region), "land")
    assert shapely.get_num_geometries(land) == 1
    assert land.area == pytest.approx(400 * 400, rel=0.01)


def test_a_border_in_water_is_drawn_as_a_channel(place, region):
    place.table("channels.csv").write_text(
        "area_id,other_id,name,certainty,source\n1A,1B,Ditch,inferred,x\n"
    )
    sources = replace(SOURCES, channels="channels.csv", channel_m=100)
    land = drawn(build(place, region, sources=sources), "land")
    assert not land.intersects(rect(960, 1100, 1040, 1900))
    assert land.contains(rect(100, 1100, 900, 1900))


def test_channels_between_strangers_are_reported(place, region):
    place.table("channels.csv").write_text(
        "area_id,other_id,name,certainty,source\n1A,2B,Ditch,inferred,x\n"
    )
    sources = replace(SOURCES, channels="channels.csv")
    assert problems(place, region, sources=sources) == [("2B", "shares no border with area_id")]


def test_a_better_shoreline_is_the_only_source(place, region):
    put(place, "better.gpkg", [rect(-9000, -9000, 900, 9000)])
    better = place.table("better.gpkg")
    built = build(place, region, shoreline=better)
    assert drawn(built, "land").bounds[2] == pytest.approx(X + 900, abs=1)
    radii = built.gazetteer.set_index("source_id")["radius_m"]
    assert radii["town:1A"] == round(np.sqrt(900 * 1000 / np.pi))


def test_a_region_without_shores_has_no_backdrop_and_is_all_land(place, region):
    built = build(place, region, sources=replace(SOURCES, land=""))
    assert built.backdrop.empty
    assert set(built.gazetteer["radius_m"]) == {round(1000 / np.sqrt(np.pi))}


@given(st.lists(SQUARES, min_size=1, max_size=4), SQUARES)
def test_the_majority_lies_between_all_and_any_and_leaves_certain_water(sources, water):
    land = majority_land(sources, water)
    certain = shapely.intersection_all(sources).buffer(0)
    possible = shapely.union_all(sources)
    assert shapely.symmetric_difference(land, majority_land(sources[::-1], water)).area == 0
    assert (certain - water - land).area == 0
    assert (land - (possible - water)).area == 0


def coastal(place, **files):
    """Sources of a mainland and an island, one kilometre of sea between them."""
    put(place, "coast.gpkg", [rect(-9000, -9000, 900, 9000), rect(1800, 500, 2400, 1500)])
    for name, shapes in files.items():
        put(place, f"{name}.gpkg", shapes)
    others = [f"{name}.gpkg" for name in files if name != "water"]
    water = "water.gpkg" if "water" in files else ""
    return replace(SOURCES, land="", coast="coast.gpkg", water=water, shorelines=others)


def test_the_coast_says_what_is_sea_and_its_islands_stay(place, region):
    both = [rect(-9000, -9000, 1200, 9000)]
    land = drawn(build(place, region, sources=coastal(place, second=both, third=both)), "land")
    assert land.contains(rect(10, 10, 890, 1990))
    assert not land.intersects(rect(910, 10, 1790, 1990))
    assert land.contains(rect(1850, 600, 1950, 1400))


def test_the_largest_water_is_no_sea_where_there_is_a_coast(place, region):
    lakes = [rect(1000, -9000, 2500, 9000), rect(200, 200, 400, 400)]
    built = build(place, region, sources=coastal(place, water=lakes))
    land = drawn(built, "land")
    assert land.contains(rect(1850, 600, 1950, 1400))
    assert not land.intersects(rect(240, 240, 360, 360))
    radii = built.gazetteer.set_index("source_id")["radius_m"]
    assert radii["town:2A"] == round(np.sqrt((900 * 1000 - 200 * 200) / np.pi))


def test_inland_the_majority_decides_and_a_coast_has_a_vote(place, region):
    lake = rect(-9000, -9000, 9000, 9000) - rect(200, 1200, 600, 1600)
    sources = coastal(place, second=[lake], third=[rect(-9000, -9000, 9000, 9000)])
    assert drawn(build(place, region, sources=sources), "land").contains(rect(250, 1250, 550, 1550))
    put(place, "third.gpkg", [lake])
    land = drawn(build(place, region, sources=sources), "land")
    assert not land.intersects(rect(250, 1250, 550, 1550))


def test_another_land_stands_in_for_the_coast(place, region):
    sources = coastal(place)
    put(place, "land.gpkg", [rect(-9000, -9000, 1400, 9000)])
    built = build(place, region, sources=sources, land=place.table("land.gpkg"))
    assert drawn(built, "land").bounds[2] == pytest.approx(X + 1400, abs=1)
