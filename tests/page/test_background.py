"""What the page is drawn on: in few bytes, whatever the order, and with whom it names."""

import json
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, box
from support.grounded import grounded, place_table, put_background
from support.small_force import across, lay_out

from poliskarta.i18n import Words
from poliskarta.page.background import background_credits, background_keys, describe_background
from poliskarta.page.geometry import COARSE_STEPS
from poliskarta.page.render import render_page
from poliskarta.pipeline import analyse
from poliskarta.project.background import Background, no_background
from poliskarta.project.dataset import read_dataset

ENGLISH = Words(("en",))
NO_UNITS = gpd.GeoDataFrame({"unit_id": [], "name": []}, geometry=[], crs="EPSG:4326")
WORLD = (-180.0, -90.0, 180.0, 90.0)
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def read_path(letters):
    numbers, bits, shift = [], 0, 0
    for letter in letters:
        value = LETTERS.index(letter)
        bits |= (value & 31) << shift
        shift += 5
        if not value & 32:
            numbers.append(-(bits >> 1) if bits & 1 else bits >> 1)
            bits, shift = 0, 0
    return np.cumsum(np.reshape(numbers, (-1, 2)), axis=0) / COARSE_STEPS


@pytest.fixture
def force(tmp_path):
    return grounded(tmp_path)


def described(background, words=ENGLISH, units=NO_UNITS, bounds=WORLD):
    return describe_background(background, units, bounds, words)


def with_places(rows, **columns):
    table = place_table(rows).assign(source="", licence="", **columns)
    return replace(no_background(), places=table)


def test_of_nothing_nothing_is_said():
    nothing = {"lines": {}, "areas": {}, "places": [], "towns": {}}
    assert described(no_background()) == nothing
    assert background_keys(no_background(), ENGLISH) == []
    assert background_credits(no_background(), ENGLISH) == []


def test_lines_and_areas_come_by_kind_in_the_order_of_drawing(force):
    found = described(read_dataset(force).background)
    assert list(found["lines"]) == ["road", "rail"]
    assert {kind: len(paths) for kind, paths in found["lines"].items()} == {"road": 1, "rail": 1}
    assert list(found["areas"]) == ["green"]
    [rail] = read_dataset(force).background.lines.query("kind == 'rail'").geometry
    assert read_path(found["lines"]["rail"][0]) == pytest.approx(
        np.array(rail.coords), abs=0.6 / COARSE_STEPS
    )


def test_the_order_of_the_rows_changes_nothing(force):
    background = read_dataset(force).background
    turned = Background(
        background.lines.iloc[::-1], background.areas.iloc[::-1], background.places.iloc[::-1]
    )
    assert json.dumps(described(turned)) == json.dumps(described(background))


COUNTS = st.lists(st.tuples(st.integers(1, 7), st.none() | st.integers(1, 9)), max_size=9)


@given(COUNTS)
def test_places_are_grouped_by_rank_and_the_larger_come_first(ranked):
    rows = [(f"P{n}", "area", rank, people, n, n) for n, (rank, people) in enumerate(ranked)]
    groups = described(with_places(rows))["places"] if rows else []
    assert [group["rank"] for group in groups] == sorted({rank for rank, _ in ranked})
    people = {f"P{n}": count or 0 for n, (_, count) in enumerate(ranked)}
    for group in groups:
        counts = [people[name] for name in group["names"]]
        assert counts == sorted(counts, reverse=True)
        assert len(read_path(group["points"])) == len(counts)
    assert sorted(people) == sorted(name for group in groups for name in group["names"])


def test_a_name_that_differs_is_said_in_every_language():
    rows = [("Lillehem", "settlement", 1, 9, 0, 0), ("Kyrkby", "settlement", 1, 8, 0, 0)]
    background = with_places(rows, name_en=["Smallham", ""])
    [group] = described(background, Words(("sv", "en")))["places"]
    assert group["names"] == [{"sv": "Lillehem", "en": "Smallham"}, "Kyrkby"]


def test_a_unit_is_named_at_the_town_of_its_name_that_lies_in_it(force):
    rows = [("Zone 1", "settlement", 2, 5, 200, 400), ("Zone 2", "settlement", 2, 5, 100, 400),
            ("Zone 1", "area", 1, 9, 300, 300)]  # fmt: skip
    units = read_dataset(force).units
    towns = described(with_places(rows), units=units)["towns"]
    first = place_table(rows).iloc[0]
    assert towns == {0: (round(first["latitude"], 4), round(first["longitude"], 4))}


def test_what_lies_across_the_antimeridian_stands_beside_the_rest(tmp_path):
    project = across(tmp_path)
    bounds = read_dataset(project).region.bounds
    line = LineString([(-179.5, -17.0), (-179.0, -17.0)])
    lines = gpd.GeoDataFrame({"kind": ["rail"]}, geometry=[line], crs="EPSG:4326")
    places = pd.DataFrame({"name": ["East"], "kind": "area", "rank": "1", "population": 1.0,
                           "latitude": -17.2, "longitude": -178.9})  # fmt: skip
    found = described(replace(no_background(), lines=lines, places=places), bounds=bounds)
    assert read_path(found["lines"]["rail"][0])[0].tolist() == [180.5, -17.0]
    assert read_path(found["places"][0]["points"]).tolist() == [[181.1, -17.2]]


def test_the_legend_says_what_lines_are_and_of_when(force):
    background = read_dataset(force).background
    texts = {row["kind"]: row["text"]["en"] for row in background_keys(background, ENGLISH)}
    assert texts == {
        "rail": "railway, 2020", "road": "major road, 2020", "green": "green area",
    }  # fmt: skip
    lines = background.lines.assign(schematic=True, source_date=["2020", "2021"])
    texts = background_keys(replace(background, lines=lines), ENGLISH)
    assert texts[0]["text"]["en"].startswith("railway, schematic, 202")


def test_lines_of_several_dates_have_none():
    line = LineString([(0, 0), (1, 1)])
    told = {"kind": "rail", "schematic": False, "source_date": ["2020", "2021"]}
    lines = gpd.GeoDataFrame(told, geometry=[line, line], crs="EPSG:4326")
    [row] = background_keys(replace(no_background(), lines=lines), ENGLISH)
    assert row["text"]["en"] == "railway"


def test_each_licensed_source_is_named_with_what_is_its(force):
    background = read_dataset(force).background
    [credit] = background_credits(background, ENGLISH)
    assert (credit["who"], credit["licence"], credit["url"]) == (
        "Smallham Mapping", "CC BY 4.0", "",
    )  # fmt: skip
    assert credit["what"]["en"] == "Under the map: railway, 2020; major road, 2020"
    page = render_page(analyse(force))
    assert page.split('class="attribution"')[1].startswith("><bdi>Smallham Mapping</bdi>")
    named = background.places.assign(source="GeoNames", licence="CC BY 4.0")
    rows = background_credits(replace(background, places=named), ENGLISH)
    credit = {row["who"]: row for row in rows}["GeoNames"]
    assert credit["what"]["en"].endswith("names of places; stations; names of areas")
    assert credit["url"] == "https://www.geonames.org"


def test_a_page_with_a_background_has_its_layer_legend_and_note(force):
    page = render_page(analyse(force))
    assert 'data-layer="landmarks"' in page
    assert page.count('<line class="ground-rail"') == 1
    assert "shows major roads only" in page
    assert "shows no streets" not in page


def test_a_page_without_one_says_nothing_of_it(tmp_path):
    page = render_page(analyse(lay_out(tmp_path)))
    assert 'data-layer="landmarks"' not in page
    assert '<line class="ground-' not in page
    assert "shows no streets" in page


def test_only_names_make_no_layer_of_their_own(tmp_path):
    project = lay_out(tmp_path)
    put_background(project)
    for name in ("lines", "areas"):
        project.table(f"background_{name}.geojson").unlink()
    page = render_page(analyse(project))
    assert 'data-layer="landmarks"' not in page
    assert "Smallham Parkway" in page


def test_a_ring_too_small_to_draw_is_left_out():
    tiny = gpd.GeoDataFrame({"kind": ["green"]}, geometry=[box(1, 1, 1.00001, 1.00001)], crs=4326)
    assert described(replace(no_background(), areas=tiny))["areas"] == {"green": []}
