"""What a new project takes for its people's habits, by its country."""

import tomllib

import pytest

from poliskarta.i18n import Habits
from poliskarta.ingest.country import countries
from poliskarta.ingest.habits import LETTER, MILES, TWELVE_HOURS, habits_of


@pytest.mark.parametrize(
    ("country", "habits"),
    [
        ("US", Habits("mi", 12, "Letter")),
        ("GB", Habits("mi", 24, "A4")),
        ("CA", Habits("km", 12, "Letter")),
        ("NZ", Habits("km", 12, "A4")),
        ("SE", Habits()),
        ("XX", Habits()),
    ],
)
def test_a_country_has_its_habits(country, habits):
    assert habits_of(country) == habits


def test_every_country_of_the_lists_is_one():
    assert set(countries()) >= MILES | TWELVE_HOURS | LETTER


def region(made):
    return tomllib.loads((made.folder / "data" / "region.toml").read_text(encoding="utf-8"))


def told(made):
    return [str(finding) for finding in made.findings if finding.about == "habits"]


def test_what_is_unusual_is_written_and_told_as_a_guess(make):
    made = make(country="US")
    assert region(made)["habits"] == {"distance": "mi", "clock": 12, "paper": "Letter"}
    assert told(made) == [
        "habits: distance mi, clock 12, paper Letter, as in US  [[habits] in region.toml]"
    ]


def test_what_is_usual_is_not_spoken_of(make):
    made = make(country="SE")
    assert "habits" not in region(made)
    assert told(made) == []
