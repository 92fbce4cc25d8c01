"""Words for layers and columns."""

import csv
import re

import geopandas as gpd
import pytest
from support.small_force import lay_out, write_settings

from poliskarta.coverage.analysis import analyse, draw_layers
from poliskarta.layers.dictionary import FIELDS, describe_layer
from poliskarta.layers.shapefile import short_names
from poliskarta.locales import LOCALES, draft_words, known_languages
from poliskarta.pipeline import locate
from poliskarta.project import schema
from poliskarta.project.indicators import short_names_and_units
from poliskarta.project.layer_types import ANALYSIS_LAYERS, LAYERS


@pytest.fixture(scope="module")
def described(real):
    done = locate(real)
    region = done.region
    analysis = analyse(done)
    layers = {name: getattr(done, name) for name in LAYERS} | draw_layers(analysis)
    layers["districts"] = analysis.districts
    return [describe_layer(name, layer, region) for name, layer in layers.items()]


def test_all_layers_are_described(described):
    assert [layer.name for layer in described] == [*LAYERS, *ANALYSIS_LAYERS]


def test_every_layer_and_column_is_called_and_explained_in_both_languages(described):
    for layer in described:
        for words in (layer, *layer.fields):
            texts = layer.title if words is layer else words.alias
            for texts_ in (texts, words.description):
                assert set(texts_) == {"sv", "en"}, words.name
                assert all(texts_.values()), words.name


def test_the_fields_are_the_columns(described):
    for layer in described:
        columns = layer.frame.columns.drop("geometry")
        assert [field.name for field in layer.fields] == list(columns)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_no_two_columns_of_a_layer_have_the_same_alias(described, language):
    for layer in described:
        aliases = [field.alias[language] for field in layer.fields]
        assert len(set(aliases)) == len(aliases)


def test_a_column_of_the_users_own_is_called_by_its_name(region, layers):
    offices = layers["offices"].assign(Slag="x", budget=1)
    fields = {field.name: field for field in describe_layer("offices", offices, region).fields}
    assert fields["budget"].alias == {"sv": "budget", "en": "budget"}
    assert fields["budget"].description == {"sv": "", "en": ""}
    assert fields["kind"].alias["sv"] == "Slag"
    assert fields["Slag"].alias["sv"] == "Slag [Slag]"


def test_counts_and_translations_are_named_after_what_they_are(region, layers):
    districts = layers["districts"].assign(note_en="")
    fields = {field.name: field for field in describe_layer("districts", districts, region).fields}
    assert fields["offices_mobile"].alias == {
        "sv": "Antal mobila kontor",
        "en": "Number of mobile offices",
    }
    assert fields["note_en"].alias == {"sv": "Anmärkning (en)", "en": "Note (en)"}


def test_a_layer_nobody_described_is_called_by_its_name(region, layers):
    layer = describe_layer("new_streets", layers["districts"], region)
    assert layer.title == {"sv": "New streets", "en": "New streets"}
    assert layer.geometry_type == "MultiPolygon"


def test_a_layer_of_points_and_polygons_may_hold_anything(region, layers):
    both = gpd.GeoDataFrame(
        geometry=[*layers["offices"].geometry[1:2], *layers["units"].geometry[:1]], crs="EPSG:4326"
    )
    assert describe_layer("both", both, region).geometry_type == "Unknown"


def test_short_names_fit_a_shapefile_and_are_their_own(described, region):
    for layer in described:
        names = short_names(layer.fields)
        assert list(names) == [field.name for field in layer.fields]
        assert all(re.fullmatch(r"\w{1,10}", name, re.ASCII) for name in names.values())
        assert len({name.lower() for name in names.values()}) == len(names)


def test_names_cut_to_the_same_are_numbered(region, layers):
    columns = ["a_very_long_name", "a_very_long_one", "A_VERY_LON", "längd", "l_ngd"]
    frame = layers["offices"][["geometry"]].assign(**dict.fromkeys(columns, 1))
    names = short_names(describe_layer("x", frame, region).fields)
    assert list(names.values()) == ["a_very_lon", "a_very_l_2", "A_VERY_L_3", "l_ngd", "l_ngd_2"]


def test_the_words_are_about_columns_that_exist():
    rows = read_rows(FIELDS)
    keys = [(row["layer"], row["field"]) for row in rows]
    assert len(set(keys)) == len(keys)
    assert all(len(row["short"]) <= 10 for row in rows)


@pytest.mark.parametrize("language", [name for name in known_languages() if not draft_words(name)])
def test_every_language_says_of_the_same_fields_what_they_mean(language):
    rows = read_rows(LOCALES / language / "fields.csv")
    named = [(row["layer"], row["field"]) for row in rows]
    fields = [(row["layer"], row["field"]) for row in read_rows(FIELDS)]
    indicators = [("", column) for column in short_names_and_units()]
    assert sorted(named) == sorted(fields + indicators)
    columns = {column.name for table in schema.TABLES for column in table.columns}
    for row in rows:
        assert row["alias"]
        assert row["description"] or (language == "en" and row["field"] in columns), row


def read_rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_layers_say_nothing_of_what_a_small_force_has_not(tmp_path):
    analysis = analyse(locate(lay_out(tmp_path)))
    layers = [
        describe_layer(name, frame, analysis.region) for name, frame in analysis.layers().items()
    ]
    shown = [layer for layer in layers if layer.name != "stops"]  # there are none
    words = [layer.title["en"] for layer in shown] + [layer.description["en"] for layer in shown]
    words += [field.alias["en"] for layer in shown for field in layer.fields]
    words += [field.description["en"] for layer in shown for field in layer.fields]
    said = " ".join(words)
    for unsaid in ("people", "opulation", "nhabitants", "mobile", "fixed", "local", "[", "{"):
        assert unsaid not in said, unsaid
    [offices] = [layer for layer in layers if layer.name == "offices"]
    assert offices.description["en"] == "Police offices."
    titles = {layer.name: layer.title["en"] for layer in layers}
    assert titles["demand"] == "Points of land"


def test_layers_call_a_district_what_the_force_does(tmp_path):
    project = lay_out(tmp_path)
    write_settings(project)
    settings = project.table("region.toml")
    own = '[words]\ndistrict.en = "beat"\ndistricts.en = "beats"\n'
    settings.write_text(settings.read_text() + own)
    analysis = analyse(locate(project))
    layer = describe_layer("districts", analysis.districts, analysis.region)
    assert layer.title["en"] == "Beats"
    fields = {field.name: field for field in layer.fields}
    assert fields["district_id"].alias["en"] == "Beat id"
    assert fields["offices_station"].description["en"] == "Placed offices of this kind in the beat."
