"""The figures of the page: the layers' own, in the layers' classes, with the layers' words."""

import pytest

from poliskarta.coverage.analysis import analyse
from poliskarta.coverage.method_cards import read_methods
from poliskarta.i18n import Words, say_amount
from poliskarta.layers.dictionary import describe_layer
from poliskarta.layers.symbology import DISTRICT_FIGURE, class_of, style_layer
from poliskarta.page.geometry import draw_nearness
from poliskarta.page.indicators import describe_figures
from poliskarta.pipeline import locate
from poliskarta.project.indicators import shown_in

WORDS = Words(("sv", "en"))


@pytest.fixture
def analysis(town):
    return analyse(locate(town))


@pytest.fixture
def figures(region, analysis):
    return {figure["id"]: figure for figure in describe_figures(analysis)}


def test_the_figures_come_in_their_order_and_the_table_shows_some_of_them(figures):
    assert list(figures) == [
        name for name, one in shown_in("map").items() if not (one.of_land or one.by_ways)
    ]
    in_table = {name for name, indicator in shown_in("table").items() if not indicator.of_land}
    assert in_table < set(figures)


def test_values_are_those_of_the_layer_with_low_and_high(figures, analysis):
    rows = analysis.districts.set_index("district_id")
    for name, figure in figures.items():
        column = rows[name].dropna()
        assert {key: value[0] for key, value in figure["values"].items()} == column.to_dict()
    low, high = (rows[f"mean_distance_m_{end}"].dropna() for end in ("low", "high"))
    found = figures["mean_distance_m"]["values"]
    assert {key: value[1:] for key, value in found.items()} == {
        key: [low[key], high[key]] for key in low.index
    }


def test_a_district_without_a_value_is_left_out(region, town):
    analysis = analyse(locate(town))
    analysis.districts.loc[analysis.districts["district_id"] == "ost", "mean_distance_m"] = None
    figure = next(f for f in describe_figures(analysis) if f["id"] == "mean_distance_m")
    assert "ost" not in figure["values"]


def test_page_and_geopackage_have_the_same_classes(real):
    done = locate(real)
    region = done.region
    figure = describe_figures(analyse(done))[0]
    districts = analyse(done).districts
    style = style_layer(describe_layer("districts", districts, region), region, "sv")
    assert figure["id"] == style.column == DISTRICT_FIGURE
    bounds = [(each.lower, each.upper) for each in style.classes]
    assert list(zip(figure["limits"], figure["limits"][1:], strict=False)) == bounds
    assert all(class_of(style, value) for (value, *_) in figure["values"].values())


def test_every_figure_has_a_method_card_that_explains_its_column(figures):
    cards = {method.id: method.columns for method in read_methods(WORDS, ())}
    assert all(name in cards[figure["method"]] for name, figure in figures.items())


def test_the_region_has_the_total_of_the_analysis(figures, analysis):
    assert figures["mean_distance_m"]["total"][0] == analysis.totals["mean_distance_m"]


@pytest.mark.parametrize(
    ("value", "form", "swedish", "english"),
    [
        (231799.0, "people", "231\u00a0799", "231,799"),
        (0.4567, "share", "46\u00a0%", "46%"),
        (0.0088, "share", "0,9\u00a0%", "0.9%"),
        (0.0, "share", "0,0\u00a0%", "0.0%"),
        (850.0, "distance", "0,85 km", "0.85 km"),
        (2345.0, "distance", "2,3 km", "2.3 km"),
        (57_012.0, "distance", "57 km", "57 km"),
        (1142.3, "area", "1\u00a0142 km²", "1,142 km²"),
        (1.3142, "rate", "1,31", "1.31"),
    ],
)
def test_amounts_are_said_with_their_unit_and_no_more_digits_than_they_deserve(
    value, form, swedish, english
):
    assert say_amount(WORDS, value, form) == {"sv": swedish, "en": english}


def test_nearness_is_drawn_for_each_limit_the_farthest_first(region, analysis):
    drawn = draw_nearness(analysis.located.offices, analysis.located.districts, region)
    assert [band["km"] for band in drawn["bands"]] == [10, 5, 2, 1]
    assert all(band["polygons"] for band in drawn["bands"])
    assert drawn["cells"]


def test_without_a_placed_office_there_is_no_nearness_to_draw(region, analysis):
    nowhere = analysis.located.offices.assign(placed=False)
    assert draw_nearness(nowhere, analysis.located.districts, region) == {"cells": [], "bands": []}


def test_one_office_alone_has_no_border_to_another(region, analysis):
    fixed = analysis.located.offices["placed"] & analysis.located.offices["kind"].isin(
        region.fixed_kinds
    )
    one = analysis.located.offices[fixed].iloc[:1]
    drawn = draw_nearness(one, analysis.located.districts, region)
    assert drawn["cells"] == []
    assert drawn["bands"]
