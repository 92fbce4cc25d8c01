"""An indicator has one entry, which everything reads: what there is, and one more, invented."""

import shutil

import numpy as np
import pandas as pd
import pytest
from support.changed import changed
from support.small_force import lay_out

from poliskarta import locales
from poliskarta.coverage.analysis import analyse, estimate_demand
from poliskarta.coverage.comparison import compare_figures
from poliskarta.coverage.indicators import round_figures
from poliskarta.coverage.method_cards import describe_methods, read_methods
from poliskarta.coverage.ways import METRES, Ways
from poliskarta.i18n import Words
from poliskarta.layers.dictionary import FIELDS, describe_layer
from poliskarta.layers.symbology import DISTRICT_FIGURE
from poliskarta.locales import known_languages, read_words
from poliskarta.page.indicators import describe_figures
from poliskarta.page.payload import build_payload
from poliskarta.page.render import render_page
from poliskarta.pipeline import locate
from poliskarta.project import indicators
from poliskarta.project.indicators import (
    HIGH,
    INDICATORS,
    INTERVAL,
    LATER,
    LOW,
    Indicator,
    columns_of,
    decimals_of,
    set_by_offices,
    shown_in,
)
from poliskarta.project.schema import DISTRICTS
from poliskarta.report.figures import Figures
from poliskarta.report.wording import Wording

KINDS = ["local", "mobile"]
# What isn't measured, and the years that populations are of.
PLAIN = {column.name for column in DISTRICTS.columns} | {
    "geometry",
    "note_en",
    "population_year",
    "later_population_year",
    "units",
}


@pytest.fixture
def analysis(town):
    """The town with as many people later: without, what no district has isn't there."""
    located = locate(town)
    people = estimate_demand(located.dataset)
    return analyse(located, people.assign(later_population=people["population"]))


def all_columns(*, of_land=False, by_ways=False):
    """The columns of what is of people or both, those of land only, or of ways only."""
    known = [i for i in INDICATORS if (i.of_land, i.by_ways) == (of_land, by_ways)]
    now = [name for indicator in known for name in indicator.columns(KINDS)]
    later = [LATER + name for i in known if i.later for name in i.columns(KINDS)]
    return now + later


def test_what_is_computed_is_what_is_registered(analysis):
    assert sorted(all_columns()) == sorted(set(analysis.districts) - PLAIN)


def test_what_is_computed_of_land_is_what_is_registered(tmp_path):
    districts = analyse(locate(lay_out(tmp_path))).districts
    assert {name for name in districts if name in all_columns(of_land=True)} == set(
        all_columns(of_land=True)
    )
    assert not {name for name in districts if name not in [*all_columns(of_land=True), *PLAIN]} - {
        *("offices_station", "offices_station_low", "offices_station_high"),
        "offices_not_placed",
    }


def test_every_method_card_explains_a_registered_indicator_or_none():
    cards = {method.id: list(method.columns) for method in read_methods(Words(("en",)), KINDS)}
    assert {indicator.method for indicator in INDICATORS} <= set(cards)
    assert cards == {name: columns_of(name, KINDS) for name in cards}
    explained = sorted(name for columns in cards.values() for name in columns)
    assert explained == sorted(
        all_columns() + all_columns(of_land=True) + all_columns(by_ways=True)
    )


@pytest.mark.parametrize("language", known_languages())
def test_every_indicator_has_words_in_every_language_and_no_other_home(language):
    said = read_words("fields.csv", language)
    columns = {name for indicator in INDICATORS for name in indicator.short_names()}
    assert all(said[f"/{name}"]["alias"] for name in columns)
    lines = FIELDS.read_text(encoding="utf-8").splitlines()
    assert not columns & {line.split(",")[1] for line in lines if line.startswith(",")}


def test_short_names_fit_a_shapefile_and_are_their_own():
    said = {"{limit}": "10km", "{catchment}": "5km"}
    named = {name: short or name for i in INDICATORS for name, short in i.short_names().items()}
    for left_open, limit in said.items():
        named = {name: short.replace(left_open, limit) for name, short in named.items()}
    assert all(len(short) <= 10 for short in named.values())
    assert len(set(named.values())) == len(named)


def test_what_is_rounded_in_the_layers_is_rounded_as_registered(analysis):
    for name in all_columns():
        if decimals_of(name) is not None:
            values = analysis.districts[name].dropna()
            assert (values == values.round(decimals_of(name))).all(), name


def test_decimals_are_those_of_low_high_later_and_change_too():
    assert decimals_of("mean_distance_m") == decimals_of("later_mean_distance_m_high") == 1
    assert decimals_of("mean_distance_m_change") == 1
    assert decimals_of("share_within_2km_low") == 6
    assert decimals_of("offices_local") is None
    assert decimals_of("share") is None


def test_the_layers_are_coloured_by_what_the_map_offers_first():
    assert next(iter(shown_in("map"))) == DISTRICT_FIGURE


def test_the_comparison_has_what_offices_set(analysis):
    table = compare_figures(analysis, analysis, analysis.region)
    compared = [name.removesuffix("_before") for name in table if name.endswith("_before")]
    changed_by = set(set_by_offices(analysis.region.kind_ids))
    assert sorted(compared) == sorted(
        changed_by - set(all_columns(of_land=True) + all_columns(by_ways=True))
    )


INVENTED = Indicator(
    "share_by_the_sea",
    "by_sea",
    "share",
    "share_within",
    decimals=4,
    shown=("map", "table", "district", "headlines", "overview"),
    set_by_offices=True,
)
WORDS = {"sv": "Andel vid havet", "en": "Share by the sea"}


@pytest.fixture
def invented(town, tmp_path, monkeypatch):
    """The analysis of a town with one indicator more: its entry, its words, its values."""
    monkeypatch.setattr(indicators, "INDICATORS", (*INDICATORS, INVENTED))
    shutil.copytree(locales.LOCALES, tmp_path / "locale")
    for language, words in WORDS.items():
        with (tmp_path / "locale" / language / "fields.csv").open("a", encoding="utf-8") as file:
            file.write(f",{INVENTED.id},{words},{words}.\n")
    monkeypatch.setattr(locales, "LOCALES", tmp_path / "locale")
    analysis = analyse(locate(town))
    exact = pd.DataFrame({INVENTED.id: [0.123456] * len(analysis.districts)})
    column = round_figures(exact)[INVENTED.id].to_numpy()
    return changed(
        analysis,
        districts=analysis.districts.assign(**{INVENTED.id: column}),
        totals=pd.concat([analysis.totals, pd.Series({INVENTED.id: 0.5})]),
    )


def test_one_more_indicator_is_rounded_named_explained_and_exported(invented):
    assert set(invented.districts[INVENTED.id]) == {0.1235}
    fields = describe_layer("districts", invented.districts, invented.region).fields
    field = next(field for field in fields if field.name == INVENTED.id)
    assert (field.short, field.unit) == ("by_sea", "share")
    assert field.alias == WORDS
    card = next(card for card in describe_methods(invented.dataset) if card.id == "share_within")
    assert INVENTED.id in card.columns


def test_one_more_indicator_is_on_the_page(invented):
    figure = describe_figures(invented)[-1]
    assert {
        name: figure[name] for name in ("id", "form", "decimals", "setByOffices", "method")
    } == {
        "id": INVENTED.id,
        "form": "share",
        "decimals": 4,
        "setByOffices": True,
        "method": "share_within",
    }
    page = render_page(invented)
    table = page[page.index('<section id="districts"') :]
    assert WORDS["sv"] in table[table.index("<thead") : table.index("</thead>")]


def test_one_more_indicator_is_compared(invented):
    table = compare_figures(invented, invented, invented.region)
    assert set(table[f"{INVENTED.id}_before"]) == {0.1235, 0.5}


def test_one_more_indicator_is_in_the_report(invented):
    figures = Figures(invented, Wording("en", invented.region))
    row = invented.districts.iloc[0].to_dict()
    label = WORDS["en"]
    cell = {"value": "12%", "span": "", "interval": ""}
    assert {"label": label} | cell | {"whole": "50%"} in figures.rows(row)
    assert label in [each["label"] for each in figures.headlines()]
    assert label in figures.comparison()["labels"]


def test_what_is_computed_by_ways_is_what_is_registered(town):
    """No way has a low and a high, and the rest is there; what a straight line hides is not."""
    located = locate(town)
    straight = analyse(located)

    def twice_as_far(demand, facilities):
        position = pd.Index(facilities["office_id"]).get_indexer(demand["office_id"].astype("str"))
        return Ways("od.csv", METRES, position, 2 * demand["distance_m"].to_numpy(), no_one)

    found = analyse(located, find_ways=twice_as_far)
    hidden = {"share_across_water", "share_border_nearer"}
    hidden |= {LATER + name for name in hidden}
    ranged = {name for name in straight.districts if name.endswith((LOW, HIGH, *INTERVAL))}
    ranged = {name for name in ranged if not name.startswith("offices_")}
    shared = {LATER + name for name in ("access_2sfca_5km", "share_without_access_5km")}
    assert set(found.districts) - shared == (  # nobody shares with `no_one`, so all is known
        set(straight.districts) - hidden - ranged | set(all_columns(by_ways=True))
    )
    assert (found.districts["detour_ratio"].dropna() == 2).all()
    assert "od.csv" in render_page(found)
    assert not build_payload(found)["whatIf"]


def no_one(office, limit_m):
    return np.array([], dtype=int)
