"""Method cards: every figure has one, complete in both languages, with no promise of response."""

import string

import pandas as pd
import pytest

from poliskarta.coverage.analysis import analyse, describe_methods
from poliskarta.coverage.method_cards import _TEXTS, fill_methods, find_facts, read_methods
from poliskarta.i18n import Words
from poliskarta.locales import known_languages
from poliskarta.pipeline import locate
from poliskarta.project.dataset import read_dataset
from poliskarta.project.indicators import INDICATORS
from poliskarta.project.layer_types import ANALYSIS_LAYERS
from poliskarta.project.schema import DISTRICTS

LANGUAGES = {"sv", "en"}
# What isn't measured: names, and what a figure's own card says of its year.
PLAIN = {column.name for column in DISTRICTS.columns} | {
    "geometry",
    "note_en",
    "population_year",
    "later_population_year",
    "units",
}


@pytest.fixture
def cards(town):
    return describe_methods(read_dataset(town))


def texts(card):
    return [getattr(card, name) for name in _TEXTS]


def test_every_card_is_complete_in_both_languages(cards):
    for card in cards:
        assert all(set(text) == LANGUAGES and all(text.values()) for text in texts(card)), card.id


def test_every_figure_of_a_district_has_one_card(town, cards):
    done = locate(town)
    districts = analyse(done).districts
    of_land = {indicator.id for indicator in INDICATORS if indicator.of_land}
    explained = [name for card in cards for name in card.columns if name not in of_land]
    assert sorted(explained) == sorted(set(districts) - PLAIN)


def test_every_layer_that_is_drawn_has_a_card(cards):
    assert set(ANALYSIS_LAYERS) <= {card.id for card in cards}


def test_ids_are_unique(cards):
    ids = [card.id for card in cards]
    assert len(ids) == len(set(ids))


def test_every_distance_and_area_is_barred_from_use_for_response(cards):
    for card in cards:
        if card.crs["en"] != "Plays no part.":
            assert "response" in card.not_for["en"], card.id
            assert "utryckning" in card.not_for["sv"], card.id


def test_all_languages_ask_for_the_same_facts():
    for card in read_methods(Words(tuple(known_languages())), ()):
        for text in texts(card):
            asked = [_fields(words) for words in text.values()]
            assert all(fields == asked[0] for fields in asked), card.id


def _fields(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_nothing_is_left_open(cards):
    words = [word for card in cards for text in texts(card) for word in text.values()]
    assert not [word for word in words if "{" in word]
    assert not [name for card in cards for name in card.columns if "{" in name]


def test_an_unknown_fact_is_refused():
    with pytest.raises(KeyError, match="crs"):
        fill_methods(read_methods(Words(("sv", "en")), ["local"]), {})


def test_the_town_has_nothing_measured_and_says_so(cards):
    demand = next(card for card in cards if card.id == "demand")
    assert "\N{EN DASH} (\N{EN DASH})" in demand.uncertainty["sv"]


def test_the_real_card_tells_the_measured_error(real):
    cards = describe_methods(read_dataset(real))
    demand = next(card for card in cards if card.id == "demand")
    assert "between municipalities 19.4 % (61.1 %)" in demand.uncertainty["en"]
    assert "mellan kommuner 19,4 % (61,1 %)" in demand.uncertainty["sv"]
    assert "2010" in demand.population["sv"]


def test_sources_go_by_their_titles_in_the_readers_language(region):
    units = pd.DataFrame({"population_source": ["a; b", "a"], "population_year": [2020.0, 2021]})
    units = units.assign(later_population_year=float("nan"))
    sources = pd.DataFrame({"source_id": ["a"], "title": ["Bok"], "title_en": ["Book"]})
    facts = find_facts(region, units, sources, pd.DataFrame())
    assert facts["population_source"] == {"sv": "Bok; b", "en": "Book; b"}
    assert facts["population_year"]["sv"] == "2020, 2021"
    assert facts["later_population_year"]["en"] == "\N{EN DASH}"
