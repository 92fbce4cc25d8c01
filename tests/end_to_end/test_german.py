"""A third language from its folder alone: the town in German, with no Swedish or English in it."""

import html
import json
import re
import sqlite3

import pytest
from support.german_town import GERMAN, speak_german

from poliskarta import pipeline
from poliskarta.i18n import Words
from poliskarta.locales import FILES, LOCALES, read_words
from poliskarta.page.traits import find_traits
from poliskarta.project.schema import TABLES

pytestmark = pytest.mark.filterwarnings("default::DeprecationWarning")

# What is written the same, as it is no word, a name, or a word of both languages.
WORDS = "ltr|April|August|Code|Kontakt|Land|Name|November|Punkt|September|Software|Telefon|Zoom"
SAME = re.compile(
    rf"{WORDS}|in \{{name\}}|A–Z|CC0-1\.0|Leaflet \{{version\}}|(?:[\W\d]|\{{\w+\}}|k?m²?)+"
)
SHORTEST = 14
"""Shorter pieces of a sentence may stand in a name or in a word of German."""


def all_words(language):
    return {
        (file, section, key): text
        for file in FILES
        for section, words in read_words(file, language).items()
        for key, text in words.items()
    }


@pytest.mark.parametrize("other", ["sv", "en"])
def test_no_german_message_is_another_languages(other):
    german, foreign = all_words("de"), all_words(other)
    same = {text for key, text in german.items() if text and foreign.get(key) == text}
    assert {text for text in same if not SAME.fullmatch(text)} == set()


@pytest.fixture(scope="module")
def foreign():
    """The longest pieces between values of all Swedish and English words that aren't German."""
    german = "\n".join(all_words("de").values())
    words = [text for language in ("sv", "en") for text in all_words(language).values()]
    words += [column.description for table in TABLES for column in table.columns]
    pieces = {max(re.split(r"\{\w+\}|\[(?:no )?\w+:|\]", text), key=len).strip() for text in words}
    return {piece for piece in pieces if len(piece) >= SHORTEST and piece not in german}


@pytest.fixture
def german(town):
    return speak_german(town)


def shown(page):
    """What a page shows: its text and attributes, without scripts and styles."""
    bare = re.sub(r"<(script|style|pre)\b.*?</\1>", "", page, flags=re.DOTALL)
    return html.unescape(bare)


def strangers(text, foreign):
    return {piece for piece in foreign if piece in text}


def test_the_page_is_german(german, foreign):
    page = pipeline.render(pipeline.analyse(german)).read_text(encoding="utf-8")
    text = shown(page)
    assert '<html lang="de" dir="ltr">' in page
    assert GERMAN["place"] in text
    assert strangers(text, foreign) == set()
    block = re.search(r'id="poliskarta-data"[^>]*>(.*?)</script>', page, re.DOTALL)[1]
    data = json.loads(block)
    words = Words(("de",)).having(find_traits(data | {"backgroundKeys": []}))
    assert data["messages"]["de"] == words.read("page.json")["de"]["script"]
    assert list(data["translations"]) == ["en"]
    assert len(foreign) > 500


def test_the_other_language_is_all_there(german):
    page = pipeline.render(pipeline.analyse(german)).read_text(encoding="utf-8")
    block = re.search(r'id="poliskarta-data"[^>]*>(.*?)</script>', page, re.DOTALL)[1]
    english = json.loads(block)["translations"]["en"]
    for text in ("Districts", "How the figures are made", "Press a place on the map"):
        assert text in english


def test_the_report_is_german(german, foreign):
    paths = pipeline.report(pipeline.analyse(german), formats=["html", "svg"])
    page = next(path for path in paths if path.suffix == ".html").read_text(encoding="utf-8")
    assert paths[0].name == "town-report-de.html"
    assert '<html lang="de" dir="ltr">' in page
    assert "Kurz gefasst" in page
    assert strangers(shown(page), foreign) == set()


def test_the_review_is_german(german, foreign):
    page = pipeline.review(german).read_text(encoding="utf-8")
    assert '<html lang="de" dir="ltr">' in page
    assert strangers(html.unescape(re.sub(r"<style>.*?</style>", "", page)), foreign) == set()
    assert "Wählen Sie eine Dienststelle." in page


def test_the_layers_are_described_in_german(german, foreign):
    paths = pipeline.export(pipeline.analyse(german), ("gpkg", "csv"))
    package = next(path for path in paths if path.name == "datapackage.json")
    text = package.read_text(encoding="utf-8")
    assert strangers(text, foreign) == set()
    described = {layer["name"]: layer for layer in json.loads(text)["layers"]}
    assert described["districts"]["title"] == "Polizeibereiche"
    titles = {field["name"]: field["title"] for field in described["districts"]["fields"]}
    assert titles["offices_mobile"] == "Anzahl: mobile Dienststellen"
    assert all(field["description"] for field in described["districts"]["fields"])
    with sqlite3.connect(next(path for path in paths if path.suffix == ".gpkg")) as database:
        rows = database.execute("SELECT name, description FROM gpkg_data_columns").fetchall()
    assert rows
    assert not strangers("\n".join(name for name, _ in rows), foreign)
    record = next(path for path in paths if path.name.endswith(".xml"))
    assert '"deu"' in record.read_text(encoding="utf-8")


def test_the_code_names_no_language():
    """German is in no program file: its folder is all that makes it a language."""
    package = LOCALES.parent
    naming = [
        path.name
        for path in package.rglob("*")
        if path.suffix in {".py", ".js", ".j2", ".csv", ".toml"} and LOCALES not in path.parents
        if re.search(r"""["'](de|deu)["']""", path.read_text(encoding="utf-8"))
    ]
    assert naming == []
