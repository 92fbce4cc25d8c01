"""The page on which a person settles answers, in a real browser, opened from disk."""

import csv
import io
import json
import re

import pytest

from poliskarta.cli import app
from poliskarta.project.csv_tables import empty_table, read_table, write_table
from poliskarta.project.schema import CANDIDATES, GEOCODES

HOSTILE = "<b>Mitt</b>\"',</script><script>alert(1)</script>"


@pytest.fixture
def asked(town):
    """The town, one of whose questions has two candidates with names that mean no good."""
    candidates = [
        {"rank": 1, "name": HOSTILE, "latitude": 59.5193, "longitude": 17.7},
        {"rank": 2, "name": "=Ingenstans", "latitude": 59.512, "longitude": 17.715},
    ]
    facts = {"query": "Ingenstans, Östra, SE", "kind": "area", "precision": "place"}
    more = {"inside": "yes", "provider": "gazetteer", "provider_id": "x:1", "licence": "CC0-1.0"}
    frame = empty_table(CANDIDATES)
    for number, row in enumerate(candidates):
        frame.loc[number] = facts | row | more
    write_table(town.table(CANDIDATES.file), CANDIDATES, frame)
    return town


@pytest.fixture
def review(asked, browser):
    """The review of the town, in English; whatever it asks for or complains of is remembered."""
    assert app.main(["review", "--project", str(asked.root), "--language", "en", "--quiet"]) == 0
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.wrong = []
    page.on("console", lambda message: page.wrong.append(message.text))
    page.on("pageerror", lambda error: page.wrong.append(str(error)))
    page.on("dialog", lambda dialog: page.wrong.append(dialog.message))
    page.on("request", lambda request: page.wrong.append(request.url))
    page.goto((asked.out / "town-review.html").as_uri())
    page.wrong.pop(0)  # the page itself
    yield page
    page.close()


def pasted(page):
    return list(csv.reader(io.StringIO(page.input_value("#rows"))))


def test_it_opens_from_disk_and_asks_for_nothing(review):
    for button in review.query_selector_all("[data-entry]"):
        button.click()
    assert review.wrong == []


def test_what_a_person_should_settle_comes_first_with_its_candidates_on_the_map(review):
    assert "Ingenstans" in review.inner_text("#entry h2 ~ dl")
    assert review.locator("#map path.candidate").count() == 2
    assert review.locator("#map path.area").count() == 1
    assert HOSTILE in review.inner_text("#entry fieldset")
    assert "Several may be meant" in review.inner_text("#entry dl")


def test_a_choice_makes_a_row_that_the_program_takes(review, asked):
    review.click("#choice-0")
    review.fill("#note", 'The desk says "so", by phone')
    [row] = pasted(review)
    cells = dict(zip([column.name for column in GEOCODES.columns], row, strict=True))
    assert cells["status"] == "manual"
    assert (cells["latitude"], cells["longitude"]) == ("59.519300", "17.700000")
    assert (cells["note"], cells["matched_name"]) == ('The desk says "so", by phone', HOSTILE)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", cells["retrieved_on"])
    table = asked.table("geocodes.csv")
    kept = [line for line in table.read_text().splitlines() if not line.startswith('"Ingenstans')]
    table.write_text("\n".join([*kept, review.input_value("#rows")]) + "\n")
    rows = read_table(table, GEOCODES).set_index("query")
    assert rows.loc["Ingenstans, Östra, SE", "status"] == "manual"
    assert app.main(["geocode", "--project", str(asked.root), "--offline"]) == 0


def test_no_point_or_one_s_own_can_be_chosen_and_a_choice_taken_back(review):
    review.click("#choice-none")
    assert pasted(review)[0][2:4] == ["", ""]
    review.click("#choice-own")
    review.click("#map", position={"x": 60, "y": 60})
    latitude, longitude = map(float, pasted(review)[0][2:4])
    assert (59 < latitude < 60, 17 < longitude < 18) == (True, True)
    review.click("#choice-as-is")
    assert pasted(review) == []


def test_choices_of_several_questions_gather(review):
    review.click("#choice-none")
    review.locator("[data-entry]", has_text="Kajen").click()
    review.click("#choice-none")
    assert [row[0] for row in pasted(review)] == ["Ingenstans, Östra, SE", "Kajen, Östra, SE"]


def test_without_scripts_the_list_is_there(browser, asked):
    app.main(["review", "--project", str(asked.root), "--quiet"])
    page = browser.new_page(java_script_enabled=False)
    page.goto((asked.out / "town-review.html").as_uri())
    assert "Ingenstans, Östra, SE" in page.inner_text("nav")
    assert "tvetydig" in page.inner_text("nav")
    page.close()


def test_the_data_are_inert(asked):
    app.main(["review", "--project", str(asked.root), "--quiet"])
    html = (asked.out / "town-review.html").read_text()
    assert "<b>Mitt" not in html
    block = re.search(r'id="review-data">(.*?)</script>', html, re.DOTALL)[1]
    assert "<" not in block
    assert json.loads(block)["entries"][0]["candidates"][0]["cells"]["matched_name"] == HOSTILE


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong_with_any_entry(review, axe, scheme):
    review.emulate_media(color_scheme=scheme)
    found = []
    for button in review.query_selector_all("[data-entry]"):
        button.click()
        found += axe(review)
    assert found == []
