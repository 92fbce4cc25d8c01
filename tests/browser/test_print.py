"""On paper: A4 with the map as it is seen, the list, the legend, the date and the sources."""

import re
import unicodedata

import pytest
from pypdf import PdfReader
from support.pages import PHONE, WIDE

A4_PT = (595, 842)


def printed(page, path):
    """The text of each page on paper, and the first one's size in points."""
    page.pdf(path=path, prefer_css_page_size=True, print_background=True)
    sheets = PdfReader(path).pages
    # Ligatures and no-break spaces as plain letters and spaces.
    texts = [unicodedata.normalize("NFKC", sheet.extract_text()) for sheet in sheets]
    box = sheets[0].mediabox
    return texts, (float(box.width), float(box.height))


def test_what_is_printed_has_map_list_legend_date_and_source(open_page, stockholm, tmp_path):
    page = open_page(stockholm + "#colour=share_within_2km")
    texts, size = printed(page, tmp_path / "page.pdf")
    for part in ("Poliskontor i Stockholms län 2010", "Utskrivet ", "Statistiska centralbyrån",
                 "31 kontor", "Bagarmossen", "lokalt poliskontor", "distriktsgräns",
                 "Andel inom 2 km", "Uppgifternas fingeravtryck: "):  # fmt: skip
        assert part in texts[0]
    assert size == pytest.approx(A4_PT, abs=1)
    text = "\n".join(texts)
    assert "Siffror" not in text
    assert re.search(r"Södertörn\D*7\s+0\s+283 147", text)


def test_only_what_the_list_shows_is_printed_also_from_a_phone(open_page, stockholm, tmp_path):
    page = open_page(stockholm + "#find=nacka&show=list&lang=en", PHONE)
    first = printed(page, tmp_path / "page.pdf")[0][0]
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
