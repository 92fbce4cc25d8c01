"""What the reader takes along: a table or a map file of what is shown, safe to open."""

import csv
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import expect

from poliskarta.project.csv_tables import safe_text


def download(page, kind):
    with page.expect_download() as waiting:
        page.locator(f"[data-download={kind}]").click()
    return waiting.value.suggested_filename, waiting.value.path().read_text(encoding="utf-8")


def test_the_table_holds_what_the_list_shows_and_no_more(open_page, stockholm):
    page = open_page(stockholm + "#find=nacka")
    expect(page.locator("#take-count")).to_have_text("2 kontor")
    name, text = download(page, "csv")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert name == "stockholm.csv"
    assert [row["office_id"] for row in rows] == ["fisksatra", "orminge"]
    assert float(rows[0]["latitude"]) == pytest.approx(59.3, abs=0.1)


def test_the_map_file_is_geojson_with_every_office_of_the_list(open_page, stockholm):
    page = open_page(stockholm)
    name, text = download(page, "geojson")
    features = json.loads(text)["features"]
    assert name == "stockholm.geojson"
    assert len(features) == 31
    placed = [feature for feature in features if feature["geometry"]]
    assert len(placed) == 29
    assert all(17 < f["geometry"]["coordinates"][0] < 20 for f in placed)
    assert features[0]["properties"]["name"] == "Bagarmossen"


def test_hours_are_said_in_the_language_of_the_reader(open_page, town_page):
    swedish = download(open_page(town_page), "csv")[1]
    english = download(open_page(town_page + "#lang=en"), "csv")[1]
    assert swedish != english
    assert swedish.splitlines()[0] == english.splitlines()[0]


TEXTS = st.text(st.sampled_from("=+-@;\t\r\n\" a1\uff1d'"), max_size=12)


@given(st.lists(TEXTS, min_size=30, max_size=30))
@settings(max_examples=25)
def test_texts_are_made_safe_by_the_rule_of_the_layers(functions, texts):
    safe = functions("argument.map((text) => modules['core/csv.js'].safeText(text))", texts)
    assert safe == [safe_text(text) for text in texts]


@given(st.lists(st.lists(TEXTS | st.integers(-99, 99), min_size=2, max_size=2), min_size=1))
@settings(max_examples=25)
def test_a_table_is_read_again_as_it_was_written(functions, rows):
    text = functions("modules['core/csv.js'].writeCsv(argument)", rows)
    wanted = [[safe_text(c) if isinstance(c, str) else str(c) for c in row] for row in rows]
    assert list(csv.reader(io.StringIO(text, newline=""))) == wanted
