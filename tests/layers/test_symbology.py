"""How layers are drawn."""

import math
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from poliskarta.layers.dictionary import describe_layer
from poliskarta.layers.sld import style_sld
from poliskarta.layers.symbology import (
    CLASSES,
    class_breaks,
    class_of,
    rgba,
    style_layer,
    style_qml,
    typical_width,
)

NUMBERS = st.lists(st.integers(-(10**6), 10**9).map(float), min_size=1, max_size=40)


@given(NUMBERS)
def test_class_limits_rise_and_hold_every_value(numbers):
    limits = class_breaks(pd.Series(numbers))
    assert limits == sorted(set(limits))
    assert limits[0] <= min(numbers) <= max(numbers) <= limits[-1]
    assert len(limits) <= len(CLASSES) + 1


@given(NUMBERS)
def test_class_limits_have_two_significant_digits(numbers):
    for limit in class_breaks(pd.Series(numbers)):
        assert math.isclose(limit, float(f"{limit:.1e}"), rel_tol=1e-9)


def test_class_limits_by_hand():
    values = pd.Series([36_412, 48_100, 75_300, 86_000, 140_000, 236_000, np.nan])
    assert class_breaks(values, 2) == [36_000, 81_000, 240_000]
    assert class_breaks(pd.Series([np.nan])) == []


@given(NUMBERS, st.floats(0, 10**6))
def test_no_class_is_narrower_than_the_figures_are_sure(numbers, width):
    limits = class_breaks(pd.Series(numbers), width=width)
    assert limits[0] <= min(numbers) <= max(numbers) <= limits[-1]
    assert len(limits) <= 2 or min(np.diff(limits)) >= width


def test_classes_are_as_wide_as_the_intervals_or_the_ranges_where_there_are_none():
    rows = pd.DataFrame({"a": [0.31, 0.35, 0.36, 0.40]})
    sure = class_breaks(rows["a"], width=typical_width(rows, "a"))
    assert sure == [0.31, 0.33, 0.35, 0.36, 0.38, 0.4]
    ranged = rows.assign(a_low=[0.2, 0.2, 0.3, 0.3], a_high=[0.6, 0.6, 0.7, 0.7])
    assert typical_width(ranged, "a") == pytest.approx(0.4)
    assert class_breaks(rows["a"], width=typical_width(ranged, "a")) == [0.31, 0.4]
    simulated = ranged.assign(a_low95=rows["a"] - 0.02, a_high95=rows["a"] + 0.02)
    assert class_breaks(rows["a"], width=typical_width(simulated, "a")) == [0.31, 0.36, 0.4]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_style_is_xml_with_an_alias_a_column(region, layers, language):
    for name, frame in layers.items():
        layer = describe_layer(name, frame, region)
        root = ET.fromstring(style_qml(layer, region, language))
        aliases = {alias.get("field"): alias.get("name") for alias in root.iter("alias")}
        assert aliases == {field.name: field.alias[language] for field in layer.fields}


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_sld_has_a_rule_a_class_with_its_colour_and_words(region, layers, language):
    space = {"s": "http://www.opengis.net/sld", "o": "http://www.opengis.net/ogc"}
    for name, frame in layers.items():
        layer = describe_layer(name, frame, region)
        style = style_layer(layer, region, language)
        root = ET.fromstring(style_sld(layer, region, language).encode())
        assert root.findtext(".//s:UserStyle/s:Title", None, space) == layer.title[language]
        rules = root.findall(".//s:FeatureTypeStyle[1]/s:Rule", space)
        drawn = [rule for rule in rules if rule.findtext("s:Name", None, space) != "label"]
        assert len(drawn) == len(style.classes)
        assert len(rules) - len(drawn) == bool(style.label)
        for rule, shown in zip(drawn, style.classes, strict=True):
            assert (rule.findtext("s:Title", "", space)) == shown.label
            literals = [literal.text for literal in rule.iterfind(".//o:Literal", space)]
            limits = [str(shown.lower), str(shown.upper)] if style.graduated else [shown.value]
            assert literals == (limits if style.column else [])
            colours = {cell.text for cell in rule.iterfind(".//s:CssParameter", space)}
            assert {shown.symbol.fill, shown.symbol.outline} - {""} <= colours


def test_offices_have_the_colour_and_shape_of_their_kind(region, layers):
    layer = describe_layer("offices", layers["offices"], region)
    style = style_layer(layer, region, "en")
    drawn = [(c.value, c.label, c.symbol.fill, c.symbol.shape) for c in style.classes]
    assert drawn == [
        ("local", "local office", "#0B3D7A", "circle"),
        ("mobile", "mobile office", "#A23B00", "square"),
    ]


def test_a_district_is_drawn_in_the_class_of_its_figure(region, layers):
    layer = describe_layer("districts", layers["districts"], region)
    style = style_layer(layer, region, "sv")
    for figure in layer.frame["population_per_office"].dropna():
        chosen = class_of(style, figure)
        assert chosen.lower <= figure <= chosen.upper
    assert class_of(style, np.nan) is None
    assert style.classes[-1].symbol.fill == CLASSES[-1]


def test_districts_without_a_figure_are_outlines(region, layers):
    bare = layers["districts"].assign(population_per_office=np.nan)
    style = style_layer(describe_layer("districts", bare, region), region, "sv")
    assert [c.symbol.fill for c in style.classes] == [""]
    assert class_of(style, None) == style.classes[0]


def test_a_layer_nobody_styled_is_drawn_quietly(region, layers):
    for name in ("offices", "districts"):
        layer = describe_layer("new", layers[name], region)
        root = ET.fromstring(style_qml(layer, region, "sv"))
        assert root.find("renderer-v2").get("type") == "singleSymbol"


def test_colours_are_written_as_qgis_does():
    assert rgba("#0B3D7A") == "11,61,122,255"
    assert rgba("#A23B00", 0.5) == "162,59,0,128"
    assert rgba("") == "255,255,255,0"


def changed(layers, **columns):
    rows = layers["offices"].dropna(subset="geometry").iloc[: len(next(iter(columns.values())))]
    return rows[["office_id", "name", "geometry"]].assign(**columns)


def test_changed_offices_are_told_apart_by_shape_and_word(region, layers):
    frame = changed(layers, change=["moved kind", "closed", "new"])
    layer = describe_layer("office_changes", frame, region)
    style = style_layer(layer, region, "en")
    drawn = [(c.value, c.label, c.symbol.shape) for c in style.classes]
    assert drawn == [
        ("closed", "closed", "cross2"),
        ("moved kind", "moved, other kind", "diamond"),
        ("new", "new", "star"),
    ]
    assert all(class_of(style, change) for change in frame["change"])
    ET.fromstring(style_qml(layer, region, "sv"))


def test_people_who_get_nearer_and_farther_are_two_classes(region, layers):
    frame = changed(layers, distance_change_m=[-1500.5, 120.0, np.nan])
    style = style_layer(describe_layer("demand_changes", frame, region), region, "sv")
    assert [c.label for c in style.classes] == ["får närmare", "får längre"]
    assert [(c.lower, c.upper) for c in style.classes] == [(-1501, 0), (0, 120)]
    named = [class_of(style, value) for value in frame["distance_change_m"]]
    assert [one and one.label for one in named] == ["får närmare", "får längre", None]


@pytest.mark.parametrize("name", ["suggestions", "office_changes", "demand_changes"])
def test_nothing_changed_is_drawn_all_the_same(region, layers, name):
    empty = changed(layers, change=[""], distance_change_m=[0.0]).iloc[:0]
    ET.fromstring(style_qml(describe_layer(name, empty, region), region, "en"))
