"""The map for notebooks: what it holds, and that words stay words."""

import pytest

from poliskarta.coverage.analysis import analyse
from poliskarta.coverage.explore import explore
from poliskarta.pipeline import locate

HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def analysis(town):
    return analyse(locate(town))


def test_it_has_every_district_and_every_placed_office(analysis):
    html = analysis.explore("mean_distance_m").get_root().render()
    placed = int(analysis.located.offices["placed"].sum())
    assert html.count("L.circleMarker(") == placed
    assert all(f'"district_id": "{name}"' in html for name in analysis.districts["district_id"])


def test_words_from_data_are_escaped(analysis):
    districts = analysis.districts.assign(name=HOSTILE)
    offices = analysis.located.offices.assign(name=HOSTILE, place=HOSTILE)
    html = explore(districts, offices, "mean_distance_m").get_root().render()
    assert HOSTILE not in html
    assert "&lt;img src=x" in html


def test_an_indicator_that_there_is_not_is_refused(analysis):
    with pytest.raises(KeyError):
        analysis.explore("happiness")


def test_it_shows_inline_in_a_notebook(analysis):
    assert "<iframe" in analysis.explore()._repr_html_()
