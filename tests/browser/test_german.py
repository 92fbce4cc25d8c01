"""A page in a third language works as in the others, wide and narrow."""

import pytest
from playwright.sync_api import expect
from support.german_town import speak_german
from support.pages import LAID_OUT, PHONE, WIDE, write_page


@pytest.fixture
def german(town):
    return write_page(speak_german(town), town.root / "page.html")


@pytest.mark.parametrize("viewport", [WIDE, PHONE])
def test_a_german_page_is_whole(open_page, german, axe, viewport):
    page = open_page(german, viewport=viewport, locale="de-DE")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.locator("#count")).to_have_text("8 Dienststellen · A–Z")
    page.evaluate(LAID_OUT)
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    assert "undefined" not in page.locator("body").inner_text()
    assert axe(page) == []


def test_a_card_says_german_times_and_distances(open_page, german):
    page = open_page(german + "#office=kajen", locale="de-DE")
    card = page.locator(".office-popup")
    expect(card).to_contain_text("Montag–Freitag 09:00–17:00 Uhr")
    expect(card).to_contain_text("Die Quellen nennen die genaue Anschrift der Dienststelle nicht.")


def test_the_other_language_is_one_press_away(open_page, german):
    page = open_page(german, locale="de-DE")
    page.locator('button[data-lang="en"]').click()
    expect(page.locator("#count")).to_have_text("8 offices · A–Z")
    page.locator('button[data-lang="de"]').click()
    expect(page.locator("#count")).to_have_text("8 Dienststellen · A–Z")
