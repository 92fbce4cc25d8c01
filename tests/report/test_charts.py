"""Maps and charts on paper: where names stand, what is drawn, and the same bytes each time."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.changed import changed
from support.six_offices import demand, square, survey_of

from poliskarta.coverage.analysis import analyse
from poliskarta.project.colours import BANDS
from poliskarta.report import charts, figure_style, maps
from poliskarta.report.build import draw_pictures
from poliskarta.report.label_placement import Wish, overlap, place_labels
from poliskarta.report.map_data import prepare_ground
from poliskarta.report.wording import Wording

FRAME = (0.0, 0.0, 100.0, 100.0)
SIZES = st.floats(1, 30)
POINTS = st.floats(0, 100)
WISHES = st.lists(st.builds(Wish, POINTS, POINTS, SIZES, SIZES, st.just((2.0, 8.0))), max_size=15)


@pytest.fixture
def analysis(region):
    done = survey_of(region, land=square(0, 0, 20, 20))
    named = done.districts["district_id"].str.upper()
    done = dataclasses.replace(done, districts=done.districts.assign(name=named))
    return analyse(done, demand())


@pytest.fixture
def wording(region):
    return Wording("sv", region)


@given(WISHES)
def test_names_neither_overlap_nor_leave_the_frame(wishes):
    corners = place_labels(wishes, [], FRAME)
    boxes = [
        (*corner, corner[0] + wish.width, corner[1] + wish.height)
        for wish, corner in zip(wishes, corners, strict=True)
        if corner
    ]
    assert all(overlap(a, b) < 1e-6 for n, a in enumerate(boxes) for b in boxes[:n])
    assert all(min(box) > -1e-6 and max(box) < 100 + 1e-6 for box in boxes)


def test_a_name_stands_right_of_its_point_and_left_where_that_is_taken():
    wish = Wish(50, 50, 20, 10, (4,))
    assert place_labels([wish], [], FRAME) == [(54, 45)]
    assert place_labels([wish], [(60, 40, 70, 60)], FRAME) == [(26, 45)]


def test_a_name_that_must_be_there_is_written_even_where_there_is_no_room():
    full = [FRAME]
    assert place_labels([Wish(50, 50, 20, 10)], full, FRAME) == [None]
    assert place_labels([Wish(50, 50, 20, 10, must=True)], full, FRAME) == [(40, 45)]


def test_the_curve_counts_people_within_each_distance():
    homes = pd.DataFrame({"distance_m": [500.0, 2000, 9000], "population": [10.0, 30, 60]})
    shares = charts.share_within(homes, "distance_m", np.array([0, 500, 2000, 10_000]))
    assert shares.tolist() == [0, 0.1, 0.4, 1]
    unknown = homes.assign(population=[1, np.nan, 2])
    assert np.isnan(charts.share_within(unknown, "distance_m", np.array([1]))).all()


def test_bars_show_the_shares_of_the_analysis(analysis, wording):
    axes = charts.compare_bands(analysis, wording).axes[0]
    widths = [container[0].get_width() for container in axes.containers]
    region = analysis.totals
    limits = [0, *(region[f"share_within_{km}km"] for km in (1, 2, 5, 10)), 1]
    assert widths == pytest.approx(np.diff(limits))


def test_a_map_shows_its_land_to_scale(analysis, wording):
    ground = prepare_ground(analysis)
    axes = maps.draw_map(ground, wording, "a").axes[0]
    box = axes.get_position()
    width, height = maps.size_of(ground, "a")
    across = np.ptp(axes.get_xlim()) / (box.width * width)
    assert across == pytest.approx(np.ptp(axes.get_ylim()) / (box.height * height))
    assert across * box.width * width > 10_000


def test_a_map_names_the_offices_of_its_district(analysis, wording):
    ground = prepare_ground(analysis)
    bold = {
        text.get_text()
        for text in maps.draw_map(ground, wording, "a").axes[0].texts
        if text.get_fontweight() == "bold"
    }
    assert bold == {"a1", "a2", "e"}


def test_a_name_is_drawn_as_it_is_and_never_as_a_formula(analysis, wording):
    offices = analysis.located.offices.assign(name="$\\frac{1}{0}$ <b>")
    ground = prepare_ground(changed(analysis, offices=offices))
    picture = figure_style.save(maps.draw_map(ground, wording, "a"), "svg")
    assert b"<b>" not in picture


@pytest.mark.parametrize("format_", ["svg", "png"])
def test_the_same_facts_give_the_same_bytes(analysis, wording, format_):
    first, second = (
        {name: figure_style.save(figure, format_) for name, figure in drawn.items()}
        for drawn in (draw_pictures(analysis, wording), draw_pictures(analysis, wording))
    )
    assert first == second
    assert {"map", "bands", "distances", "map-a", "curve-a"} <= first.keys()
    assert not any(
        b"dc:date" in picture or b"Matplotlib v" in picture for picture in first.values()
    )


def test_distances_stay_apart_in_grey():
    lightness = [0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in map(linear, BANDS)]
    steps = np.diff(116 * np.cbrt(lightness) - 16)
    assert (steps < -8).all()


def linear(colour):
    parts = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
