"""Method cards: every figure has one, complete in both languages, with no promise of response."""

import string

import pandas as pd
import pytest
from support.small_force import lay_out, station

from poliskarta.coverage.analysis import analyse, estimate_demand
from poliskarta.coverage.method_cards import (
    _TEXTS,
    describe_methods,
    fill_methods,
    find_facts,
    read_methods,
)
from poliskarta.i18n import Words
from poliskarta.locales import known_languages
from poliskarta.pipeline import locate
from poliskarta.project.dataset import read_dataset
from poliskarta.project.indicators import INDICATORS, LATER
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
    people = estimate_demand(done.dataset)
    districts = analyse(done, people.assign(later_population=people["population"])).districts
    left = (i for i in INDICATORS if i.of_land or i.by_ways)
    names = {name for indicator in left for name in indicator.names()}
    others = names | {LATER + name for name in names}
    explained = [name for card in cards for name in card.columns if name not in others]
    assert sorted(explained) == sorted(set(districts) - PLAIN)


def test_every_layer_that_is_drawn_has_a_card(cards):
    assert set(ANALYSIS_LAYERS) <= {card.id for card in cards}


def test_ids_are_unique(cards):
    ids = [card.id for card in cards]
    assert len(ids) == len(set(ids))


def test_every_distance_and_area_is_barred_from_use_for_response(cards):
    for card in cards:
        if card.crs["en"] != "Not applicable.":
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
    assert not [word for word in words if "{" in word or "[" in word]
    assert not [name for card in cards for name in card.columns if "{" in name]


def test_an_unknown_fact_is_refused():
    with pytest.raises(KeyError, match="area_years"):
        fill_methods(read_methods(Words(("sv", "en")), ["local"]), {}, {})


def test_the_town_has_nothing_measured_and_says_so(cards):
    demand = next(card for card in cards if card.id == "demand")
    assert demand.uncertainty["sv"].startswith(
        "Hur många som hamnar fel är inte uppmätt. Att sprida"
    )


def test_the_real_card_tells_the_measured_error(real):
    cards = describe_methods(read_dataset(real))
    demand = next(card for card in cards if card.id == "demand")
    assert "Between municipalities: 1.8% (19.4%, 61.3%)." in demand.uncertainty["en"]
    assert "Mellan kommuner: 1,8\u00a0% (19,4\u00a0%, 61,3\u00a0%)." in demand.uncertainty["sv"]
    assert "within a part: 2.7% (12.4%, 17.9%)." in demand.uncertainty["en"]
    assert "(Arenastaden, Barkarbystaden norra, Norra Hagastaden)" in demand.formula["en"]
    assert "2010" in demand.population["sv"]


def test_sources_go_by_their_titles_in_the_readers_language(region):
    units = pd.DataFrame({"population_source": ["a; b", "a"], "population_year": [2020.0, 2021]})
    units = units.assign(later_population_year=float("nan"))
    sources = pd.DataFrame({"source_id": ["a"], "title": ["Bok"], "title_en": ["Book"]})
    facts = find_facts(region, units, sources, pd.DataFrame())
    assert facts["population_source"] == {"sv": "Bok; b", "en": "Book; b"}
    assert facts["population_year"]["sv"] == "2020, 2021"
    assert facts["later_population_year"]["en"] == "\N{EN DASH}"


def told(analysis):
    cards = {card.id: card for card in analysis.methods}
    return cards, " ".join(text["en"] for card in analysis.methods for text in texts(card))


def test_a_small_force_is_told_nothing_of_what_it_has_not(tmp_path):
    cards, words = told(analyse(locate(lay_out(tmp_path))))
    assert not {"offices_not_placed", "certainty", "demand", "population"} & set(cards)
    assert cards["offices"].name["en"] == "Number of offices"
    for unsaid in ("obile", "fixed", "radius", "archipelago", "people", "municipalit", "parts"):
        assert unsaid not in words
    assert "No shore is known" in cards["distance_bands"].water["en"]
    assert cards["offices"].population["en"] == ""


def test_people_without_a_source_and_a_later_year_are_told_without(tmp_path):
    project = lay_out(tmp_path)
    project.table("units.csv").write_text(
        "unit_id,district_id,population,population_year\n"
        "Zone 1,Zone 1,100,2020\nZone 2,Zone 2,50,2020\n"
    )
    cards, words = told(analyse(locate(project)))
    assert cards["population"].population["en"] == "Population on 31 December 2020."
    assert cards["population"].formula["en"].startswith("That of the whole district")
    assert (
        cards["share_within"]
        .population["en"]
        .startswith("Population on 31 December 2020, at the points that")
    )
    assert "count as exact" in cards["share_within"].uncertainty["en"]
    for unsaid in ("later_", "\N{EN DASH}", "statistical areas", "inferred"):
        assert unsaid not in words


def test_radius_and_certainty_are_told_where_there_are_any(tmp_path):
    rows = [station("A1", 500, 500, certainty="one source", source="x"), lost := dict(LOST)]
    project = lay_out(tmp_path, rows=rows)
    cards, _ = told(analyse(locate(project)))
    assert lost["office_id"] == "A2"
    assert "offices_not_placed" not in cards  # which district it belongs to isn't known
    assert cards["certainty"].unit["en"] == "degree; offices; date; sources"
    assert "degree of certainty" in cards["offices"].uncertainty["en"]
    assert "radius" not in cards["offices"].uncertainty["en"]
    vague = describe_methods(read_dataset(project), of_people=False, exact=False)
    assert "radius" in next(c for c in vague if c.id == "offices").uncertainty["en"]


LOST = {"office_id": "A2", "name": "Lost", "place": "Nowhere"}
