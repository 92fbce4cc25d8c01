"""The accessibility statement claims only what a test shows."""

import re
from pathlib import Path

import pytest

from poliskarta.locales import known_languages, read_words
from poliskarta.page.context import CLAIMS, LIMITS

BROWSER = Path(__file__).parents[1] / "browser"
TESTS = {
    name
    for path in BROWSER.glob("test_*.py")
    for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
}


@pytest.mark.parametrize("claim", CLAIMS)
def test_every_claim_has_a_test_that_is_there(claim):
    assert CLAIMS[claim]
    assert set(CLAIMS[claim]) <= TESTS


@pytest.mark.parametrize("language", known_languages())
def test_every_claim_and_limit_has_words_and_no_words_stand_alone(language):
    words = {key for key in read_words("page.json", language)["page"] if key.startswith("access.")}
    said = {f"access.claim_{name}" for name in CLAIMS} | {f"access.limit_{name}" for name in LIMITS}
    assert {key for key in words if "_" in key and key != "access.complain_text"} == said
