import json

import pandas as pd
import pytest

from poliskarta import pipeline
from poliskarta.page import bundle
from poliskarta.page.review import rule_of
from poliskarta.project.schema import STATUSES

LANGUAGES = ("sv", "en")


def words(language):
    return json.loads(bundle.read_page_file(f"review/{language}.json"))


def candidates(*pairs):
    return pd.DataFrame(pairs, columns=["inside", "precision"])


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ([], ("kept", 0)),
        ([("yes", "place"), ("no", "station")], ("only", 1)),
        ([("yes", "station"), ("yes", "place")], ("most_precise", 2)),
        ([("yes", "station"), ("yes", "station"), ("no", "place")], ("one_place", 2)),
    ],
)
def test_the_rule_that_chose_is_told(given, rule):
    answer = {"status": "found", "precision": given[0][1] if given else "place"}
    assert rule_of(answer, candidates(*given)) == rule


@pytest.mark.parametrize("status", [status for status in STATUSES if status != "found"])
def test_what_was_not_found_by_rule_says_so(status):
    assert rule_of({"status": status}, candidates()) == (status, 0)
    for language in LANGUAGES:
        assert words(language)[f"rule.{status}"]
        assert words(language)[f"status.{status}"]


def test_both_languages_have_the_same_words():
    assert list(words("sv")) == list(words("en"))


def test_the_same_facts_give_the_same_bytes(real, tmp_path):
    pages = [
        pipeline.review(type(real)(real.root, tmp_path / str(n)), "sv").read_bytes()
        for n in range(2)
    ]
    assert pages[0] == pages[1]


def test_every_office_is_there_with_the_agreement_of_its_sources(real, tmp_path):
    page = pipeline.review(type(real)(real.root, tmp_path), "en").read_text(encoding="utf-8")
    block = page.split('id="review-data">')[1].split("</script>")[0]
    entries = json.loads(block)["entries"]
    offices = pd.read_csv(real.table("offices.csv"))
    titles = {name for entry in entries for name in entry["title"].split(", ")}
    assert set(offices["name"]) <= titles
    [husby] = [entry for entry in entries if entry["query"].startswith("Husby,")]
    assert husby["facts"]["agreement"].endswith(" m")
    assert husby["facts"]["rule"].startswith("The most precise of")
