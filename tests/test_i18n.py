"""The words of the page: complete in every language, and none that nobody says."""

import json
import re

import pytest

from poliskarta.errors import DataError
from poliskarta.i18n import Words, by_number, say_of
from poliskarta.locales import LOCALES, known_languages, read_words
from poliskarta.page.bundle import STATIC

PACKAGE = STATIC.parent.parent
LANGUAGES = known_languages()
SOURCES = "\n".join(
    path.read_text(encoding="utf-8")
    for pattern in ("*.py", "static/**/*.js", "static/**/*.j2", "templates/*.j2")
    for path in sorted(PACKAGE.rglob(pattern))
)
SCRIPTS = "\n".join(path.read_text(encoding="utf-8") for path in sorted(STATIC.rglob("*.js")))
WORDS = Words(("sv", "en", "de"))


def keys(language, section, file="page.json"):
    return set(read_words(file, language)[section])


def stem(key):
    return re.sub(r"\.(one|other)$", "", key)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("file", ["page.json", "report.json", "review.json"])
def test_the_messages_stand_in_order(language, file):
    raw = json.loads((LOCALES / language / file).read_text(encoding="utf-8"))
    for section in raw.values() if file == "page.json" else [raw]:
        assert list(section) == sorted(section)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("file", "section"), [("page.json", "page"), ("page.json", "script"), ("report.json", "")]
)
def test_every_message_is_said_somewhere(language, file, section):
    said = set(re.findall(r"""["']([a-z_]+(?:\.[\w. ]+)?)["']""", SOURCES))
    beginnings = tuple(re.findall(r'["`]([a-z_]+\.(?:[a-z]+_)?)(?:\$?\{|")', SOURCES))
    silent = {
        key
        for key in map(stem, keys(language, section, file))
        if key not in said and not key.startswith(beginnings)
    }
    assert silent == set()


def test_the_scripts_say_only_messages_that_they_are_given():
    asked = set(re.findall(r'\b(?:say|showNotice)\("([a-z_]+\.[\w.]+)"', SCRIPTS))
    assert asked <= {stem(key) for key in keys("sv", "script")}


def test_numbers_are_grouped_as_each_language_does():
    assert WORDS.number(2054343) == {
        "sv": "2\u00a0054\u00a0343",
        "en": "2,054,343",
        "de": "2.054.343",
    }
    assert WORDS.number(1234.52, 1) == {"sv": "1\u00a0234,5", "en": "1,234.5", "de": "1.234,5"}


@pytest.mark.parametrize(
    ("iso", "swedish", "german"),
    [
        ("2006", "2006", "2006"),
        ("2006-10", "oktober 2006", "Oktober 2006"),
        ("2006-10-02", "2 oktober 2006", "2. Oktober 2006"),
        ("2010-03-12", "12 mars 2010", "12. März 2010"),
        ("2006-13", "2006-13", "2006-13"),
        ("våren 2006", "våren 2006", "våren 2006"),
    ],
)
def test_dates_of_any_precision_are_said_in_words(iso, swedish, german):
    said = WORDS.date(iso)
    assert (said["sv"], said["de"]) == (swedish, german)


def test_a_count_has_a_form_of_its_own_where_the_language_has_one():
    german = WORDS.only("de")
    assert "Bereiche von X: eins." in german.say("districts.lead", n=1, place="X")["de"]
    assert "Bereiche von X: 2." in german.say("districts.lead", n=2, place="X")["de"]


NAMES = ["Österåker", "Ängby", "Årsta", "Zinken", "Élan", "Eken"]


@pytest.mark.parametrize(
    ("language", "order"),
    [
        ("sv", ["Eken", "Élan", "Zinken", "Årsta", "Ängby", "Österåker"]),
        ("de", ["Ängby", "Årsta", "Eken", "Élan", "Österåker", "Zinken"]),
    ],
)
def test_names_are_sorted_as_the_first_language_does(language, order):
    assert sorted(NAMES, key=WORDS.only(language).sort_key) == order


def test_numbers_in_names_are_sorted_by_their_value():
    names = ["Precinct 10", "Precinct 2", "Precinct 010b", "Precinct 1", "Precinct", "2nd", "10th"]
    order = ["2nd", "10th", "Precinct", "Precinct 1", "Precinct 2", "Precinct 10", "Precinct 010b"]
    assert sorted(names, key=WORDS.only("en").sort_key) == order


def test_a_column_without_a_translation_is_said_in_the_first_language():
    texts = WORDS.column({"note": "Bara svenska.", "note_en": ""}, "note")
    assert WORDS.pick(texts, "en") == "Bara svenska."


def test_a_language_without_words_is_refused_with_those_there_are():
    with pytest.raises(DataError, match=r"There are: de, en, sv\."):
        Words(("tlh",)).say("contact.heading")


@pytest.mark.parametrize(
    ("has", "said"),
    [
        ({"mobile": True}, "a fixed office, and a van."),
        ({"mobile": False}, "an office."),
        ({}, "[mobile:a fixed][no mobile:an] office[mobile:, and a [kinds:white ]van]."),
        ({"mobile": True, "kinds": True}, "a fixed office, and a white van."),
    ],
)
def test_some_words_are_said_only_of_a_force_that_has_what_they_are_about(has, said):
    has = has | ({"kinds": False} if has.keys() == {"mobile"} else {})
    text = "[mobile:a fixed][no mobile:an] office[mobile:, and a [kinds:white ]van]."
    assert say_of(text, has) == said


def test_of_an_unknown_force_all_is_said():
    words = Words(("en",)).read("fields.csv")["en"]["/distance_m"]
    assert words["description"] == ("Distance to the nearest fixed office, in a straight line.")
    few = Words(("en",), has={"mobile": False, "kinds": False}).read("fields.csv")["en"]
    assert few["/distance_m"]["description"] == (
        "Distance to the nearest office, in a straight line."
    )


def test_ids_are_sorted_by_the_value_of_their_numbers():
    assert sorted(["A15", "A1", "A7", "B2"], key=by_number) == ["A1", "A7", "A15", "B2"]
