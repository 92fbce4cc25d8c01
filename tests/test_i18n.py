"""The words of the page: complete in every language, and none that nobody says."""

import json
import re

import pytest

from poliskarta.errors import DataError
from poliskarta.i18n import LOCALES, Words, read_locale
from poliskarta.page.bundle import STATIC

PACKAGE = STATIC.parent.parent
LANGUAGES = sorted(path.stem for path in LOCALES.glob("*.json"))
SOURCES = "\n".join(
    path.read_text(encoding="utf-8")
    for pattern in ("*.py", "static/*.js", "static/*.j2")
    for path in sorted(PACKAGE.rglob(pattern))
)
SCRIPTS = "\n".join(path.read_text(encoding="utf-8") for path in sorted(STATIC.glob("*.js")))
WORDS = Words(("sv", "en"))


def keys(language, section):
    return set(read_locale(language)[section])


def stem(key):
    return re.sub(r"\.(one|other)$", "", key)


@pytest.mark.parametrize("section", ["page", "script"])
def test_every_language_has_the_same_messages(section):
    stems = {language: {stem(key) for key in keys(language, section)} for language in LANGUAGES}
    assert all(found == stems["sv"] for found in stems.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_messages_stand_in_order(language):
    text = (LOCALES / f"{language}.json").read_text(encoding="utf-8")
    for section in json.loads(text).values():
        assert list(section) == sorted(section)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_said_somewhere(language):
    said = set(re.findall(r'"([a-z_]+\.[\w. ]+)"', SOURCES))
    beginnings = tuple(re.findall(r'["`]([a-z_]+\.(?:[a-z]+_)?)(?:\$?\{|")', SOURCES))
    silent = {
        key
        for section in ("page", "script")
        for key in map(stem, keys(language, section))
        if key not in said and not key.startswith(beginnings)
    }
    assert silent == set()


def test_the_scripts_say_only_messages_that_they_are_given():
    asked = set(re.findall(r'\b(?:say|showNotice)\("([\w.]+)"', SCRIPTS))
    assert asked <= {stem(key) for key in keys("sv", "script")}


def test_both_languages_want_the_same_values():
    for section in ("page", "script"):
        for key, text in read_locale("sv")[section].items():
            wanted = set(re.findall(r"\{(\w+)\}", text))
            assert (
                set(re.findall(r"\{(\w+)\}", read_locale("en")[section].get(key, text))) == wanted
            )


def test_numbers_are_grouped_as_each_language_does():
    assert WORDS.number(2054343) == {"sv": "2\u00a0054\u00a0343", "en": "2,054,343"}
    assert WORDS.number(3.24, 1) == {"sv": "3,2", "en": "3.2"}


@pytest.mark.parametrize(
    ("iso", "swedish"),
    [
        ("2006", "2006"),
        ("2006-10", "oktober 2006"),
        ("2006-10-02", "2 oktober 2006"),
        ("2006-13", "2006-13"),
        ("våren 2006", "våren 2006"),
    ],
)
def test_dates_of_any_precision_are_said_in_words(iso, swedish):
    assert WORDS.date(iso)["sv"] == swedish


def test_swedish_names_are_sorted_with_their_own_letters_last():
    names = ["Österåker", "Ängby", "Årsta", "Zinken", "Élan", "Eken"]
    assert sorted(names, key=WORDS.sort_key) == [
        "Eken",
        "Élan",
        "Zinken",
        "Årsta",
        "Ängby",
        "Österåker",
    ]


def test_a_column_without_a_translation_is_said_in_the_first_language():
    texts = WORDS.column({"note": "Bara svenska.", "note_en": ""}, "note")
    assert WORDS.pick(texts, "en") == "Bara svenska."


def test_a_language_without_words_is_refused_with_those_there_are():
    with pytest.raises(DataError, match=r"Known: en, sv\."):
        Words(("tlh",)).say("contact.heading")
