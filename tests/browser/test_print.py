"""On paper: A4 with the map as it is seen, the list, the legend, the date and the sources."""

import re
import shutil
import subprocess

import pytest
from support.pages import PHONE, WIDE

needs_poppler = pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs poppler's tools")


def printed(page, path):
    page.pdf(path=path, prefer_css_page_size=True, print_background=True)
    text = output_of("pdftotext", "-layout", path, "-")
    return text.replace("\u00a0", " "), output_of("pdfinfo", path)


def output_of(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@needs_poppler
def test_what_is_printed_has_map_list_legend_date_and_source(open_page, stockholm, tmp_path):
    page = open_page(stockholm + "#colour=share_within_2km")
    text, facts = printed(page, tmp_path / "page.pdf")
    first = text.split("\f")[0]
    for part in ("Poliskontor i Stockholms län 2010", "Utskrivet ", "Statistiska centralbyrån",
                 "31 kontor", "Bagarmossen", "lokalt poliskontor", "distriktsgräns",
                 "Andel inom 2 km", "Uppgifternas fingeravtryck: "):  # fmt: skip
        assert part in first
    assert "(A4)" in facts
    assert "Siffror" not in text
    assert re.search(r"Södertörn +7 +0 +283 147", text)


@needs_poppler
def test_only_what_the_list_shows_is_printed_also_from_a_phone(open_page, stockholm, tmp_path):
    page = open_page(stockholm + "#find=nacka&show=list&lang=en", PHONE)
    first = printed(page, tmp_path / "page.pdf")[0].split("\f")[0]
    assert "2 of 31 offices" in first
    assert "Printed on " in first
    assert "Fisksätra" in first
    assert "Bagarmossen" not in first


@pytest.mark.parametrize("viewport", [PHONE, WIDE], ids=["phone", "wide"])
def test_the_map_is_drawn_for_paper_and_then_for_the_screen_again(open_page, stockholm, viewport):
    page = open_page(stockholm, viewport)
    before = page.evaluate("poliskarta.map.getSize()")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    width = page.evaluate("poliskarta.map.getSize().x")
    assert width == pytest.approx(180 / 25.4 * 96, abs=2)
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate("poliskarta.map.getSize()") == before


def test_the_button_prints(open_page, stockholm):
    page = open_page(stockholm)
    page.evaluate("() => { window.print = () => { window.printed = true; }; }")
    page.locator("#print").click()
    assert page.evaluate("window.printed")


def test_on_paper_the_legend_covers_nothing_of_the_map(open_page, stockholm):
    page = open_page(stockholm + "#colour=share_within_2km", own=True)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    legend, drawn = (page.locator(name).bounding_box() for name in (".legend", ".folium-map"))
    assert legend["y"] >= drawn["y"] + drawn["height"] - 1
