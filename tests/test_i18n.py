"""The words of the page: complete in every language, and none that nobody says."""

import json
import re

import pytest

from poliskarta.errors import DataError
from poliskarta.i18n import (
    Habits,
    Words,
    by_number,
    say_amount,
    say_kilometres,
    say_length,
    say_of,
    say_range,
    with_miles,
)
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
    ("value", "decimals", "said"),
    [(38.5, 0, "39"), (2.25, 1, "2.3"), (1.005, 2, "1.01"), (-0.25, 1, "-0.3")],
)
def test_halves_are_rounded_up_as_browsers_do(value, decimals, said):
    assert WORDS.number(value, decimals)["en"] == said


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


AMERICAN = Words(("en", "sv"), habits=Habits("mi", 12, "Letter"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Share within 2 km", "Share within 2 km (1.2 mi)"),
        ("within 1, 2, 5 and 10 km of", "within 1, 2, 5 and 10 km (0.62, 1.2, 3.1 and 6.2 mi) of"),
        ("1\u20132\u00a0km", "1\u20132\u00a0km (0.62\u20131.2 mi)"),
        ("In 2010 within 5 km.", "In 2010 within 5 km (3.1 mi)."),
        ("7 km², 3 kmh", "7 km², 3 kmh"),
    ],
)
def test_limits_in_kilometres_are_said_in_miles_too(text, said):
    assert with_miles(AMERICAN.only("en"), {"en": text}) == {"en": said}
    assert with_miles(WORDS.only("en"), {"en": text}) == {"en": text}


def test_limits_in_hebrew_are_said_in_miles_too():
    hebrew = Words(("he",), habits=Habits("mi"))
    assert with_miles(hebrew, {"he": "עד 5 ק״מ מתחנה"})["he"] == "עד 5 ק״מ (3.1 מייל) מתחנה"


def test_amounts_are_said_in_miles():
    assert say_amount(AMERICAN, 4000, "distance") == {"en": "2.5 mi", "sv": "2,5 miles"}
    assert say_amount(AMERICAN, 100, "area")["en"] == "39 sq mi"
    assert say_range(AMERICAN, 4000, 8000, "distance")["en"] == "2.5–5.0 mi"
    assert say_kilometres(AMERICAN, 5)["en"] == "5 km (3.1 mi)"
    assert say_length(AMERICAN, 0.5)["en"] == "0.5 mi"
    assert say_length(WORDS, 2)["de"] == "2 km"


@pytest.mark.parametrize(
    ("hour", "english", "swedish"),
    [(0, "12:05 am", "12.05 fm"), (12, "12:05 pm", "12.05 em"), (15, "3:05 pm", "3.05 em")],
)
def test_times_are_told_by_twelve_where_people_do(hour, english, swedish):
    assert AMERICAN.clock(hour, 5) == {"en": english, "sv": swedish}
    assert WORDS.clock(hour, 5)["en"] == f"{hour:02d}:05"


def test_what_runs_from_the_left_is_set_apart_in_a_sentence_from_the_right():
    hebrew = Words(("he", "en"))
    said = hebrew.say("unplaced.area", area="Bro (east)")
    assert "\u2068Bro (east)\u2069" in said["he"]
    assert said["en"] == "Area: Bro (east)."
    assert "\u2068" not in hebrew.clock(9, 5)["he"]


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
    with pytest.raises(DataError, match=r"There are: de, en, he, sv\."):
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
    few = Words(("en",), has={"mobile": False, "kinds": False, "ways": False}).read("fields.csv")[
        "en"
    ]
    assert few["/distance_m"]["description"] == (
        "Distance to the nearest office, in a straight line."
    )


def test_ids_are_sorted_by_the_value_of_their_numbers():
    assert sorted(["A15", "A1", "A7", "B2"], key=by_number) == ["A1", "A7", "A15", "B2"]
