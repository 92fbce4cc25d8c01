import json

import pandas as pd
import pytest

from poliskarta import pipeline
from poliskarta.errors import DataError
from poliskarta.locales import known_languages, read_words
from poliskarta.page.review import rule_of
from poliskarta.project.vocabularies import STATUSES


def words(language):
    return read_words("review.json", language)[""]


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
    for language in known_languages():
        assert words(language)[f"rule.{status}"]
        assert words(language)[f"status.{status}"]


def test_a_language_without_words_is_refused_with_those_there_are(real, tmp_path):
    with pytest.raises(DataError, match=r"--lang: 'tlh'.*\n.*There are: de, en, he, sv\."):
        pipeline.review(type(real)(real.root, tmp_path), "tlh")
    assert not list(tmp_path.iterdir())


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
