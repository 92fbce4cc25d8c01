"""The report: complete, self-contained, in both languages, the same bytes each time."""

import importlib.util
import io
import logging
import re
import sys
from dataclasses import replace
from itertools import pairwise

import pytest
from pypdf import PdfReader
from support.american_town import live_american
from support.changed import changed
from support.hebrew_town import speak_hebrew

from poliskarta.cli.data import report
from poliskarta.coverage.analysis import analyse
from poliskarta.errors import DataError
from poliskarta.pipeline import locate
from poliskarta.project.region import Publication
from poliskarta.project.thresholds import USUAL
from poliskarta.report.build import build_html, draw_pictures, make_pdf, write_report
from poliskarta.report.figure_style import new_figure, save
from poliskarta.report.maps import band_words
from poliskarta.report.wording import Wording

# WeasyPrint's own parts warn of each other and of fonts.
pytestmark = pytest.mark.filterwarnings("default::DeprecationWarning")


def analysis_of(project):
    return analyse(locate(project))


def html_of(analysis, language="sv"):
    pictures = draw_pictures(analysis, Wording(language, analysis.region))
    return build_html(analysis, language, pictures)


@pytest.fixture
def analysis(town):
    return analysis_of(town)


@pytest.fixture(scope="module")
def stockholm(real):
    return analysis_of(real)


@pytest.fixture(scope="module")
def pictures(stockholm):
    """Blank pictures of the real report's sizes: to put real ones on paper takes most of the time.

    Pictures hold no text to be found, and those of the town are put on paper by other tests.
    """
    drawn = draw_pictures(stockholm, Wording("sv", stockholm.region))
    return {name: new_figure(*25.4 * each.get_size_inches()) for name, each in drawn.items()}


@pytest.fixture(scope="module")
def english(stockholm, pictures):
    """The real report in English."""
    return build_html(stockholm, "en", pictures)


@pytest.fixture(scope="module")
def pages(stockholm, pictures):
    """The text of each page of the real report in Swedish."""
    reader = PdfReader(io.BytesIO(make_pdf(build_html(stockholm, "sv", pictures))))
    return [page.extract_text().replace("\xa0", " ") for page in reader.pages]


def test_the_first_page_has_the_key_figures(pages, stockholm):
    region = stockholm.totals
    assert "2 054 343" in pages[0]
    assert f"{region['median_distance_m'] / 1000:.1f} km".replace(".", ",") in pages[0]
    assert "hur fort polisen kommer" in pages[0]


CONTENTS = 1  # the last page of the contents, which name the districts, too


def parts_of(texts, heads):
    """The words of each district, from the page that its heading stands on to the next one's."""
    starts = [
        next(n for n, text in enumerate(texts) if n > CONTENTS and head in text) for head in heads
    ]
    assert starts == sorted(set(starts))
    ends = [*starts[1:], len(texts)]
    return [" ".join(texts[first:last]) for first, last in zip(starts, ends, strict=True)]


def test_in_english_too_each_district_has_pages_of_its_own_with_its_offices(stockholm, english):
    texts = [page.extract_text() for page in PdfReader(io.BytesIO(make_pdf(english))).pages]
    names = stockholm.located.districts.sort_values("district_id")["name"]
    parts = parts_of(texts, [f"District of {name}" for name in names])
    assert all(f"The offices of {n}" in part for n, part in zip(names, parts, strict=True))


def test_every_district_has_pages_of_its_own_with_its_offices(pages, stockholm):
    offices = stockholm.located.offices
    districts = [*stockholm.districts.itertuples()]
    parts = parts_of(pages, [f"Distrikt {district.name}" for district in districts])
    for district, part in zip(districts, parts, strict=True):
        own = offices.loc[offices["district_id"] == district.district_id, "name"]
        assert all(name in part for name in own)


def test_every_method_and_every_source_is_told(pages, stockholm):
    told = re.sub(r"\s+", " ", " ".join(pages))
    assert all(card.name["sv"].replace("\xa0", " ") in told for card in stockholm.methods)
    assert all(title in told for title in stockholm.dataset.sources["title"].str[:40])


def test_english_writes_numbers_the_english_way(english):
    assert '<html lang="en" dir="ltr">' in english
    assert "2,054,343" in english
    assert re.search(r"3\.0\s(km|kilometres)", english)
    assert "<b>" not in english


def test_the_document_asks_for_nothing(analysis):
    html = html_of(analysis)
    assert 'content="default-src &#39;none&#39;; img-src data:; style-src' in html
    addresses = re.findall(r'(?:src|href)="([^"]*)"', html)
    assert not re.search(r"@import|url\(|<script|<link|<iframe", html)
    assert all(re.match(r"data:image/svg|#|https?://", address) for address in addresses)
    assert not re.search(r'<(?!a )[^>]*"https?://', html)


def test_what_the_data_says_is_never_markup(analysis):
    html = html_of(analysis)
    assert "<img src=x" not in html
    assert "<script>" not in html
    assert "&lt;img src=x onerror=alert(1)&gt;" in html


def test_the_imprint_says_who_publishes_or_that_nobody_is_stated(analysis):
    assert "Ingen utgivare är angiven." in html_of(analysis)
    stated = Publication("City of <b>", "https://example.org", "map@example.org", "CC BY 4.0")
    region = replace(analysis.region, publication=stated)
    told = changed(analysis, region=region)
    html = html_of(told, "en")
    assert "City of &lt;b&gt;, https://example.org, map@example.org" in html
    assert "Licence of the whole: CC BY 4.0" in html


def test_two_years_stand_side_by_side_where_both_are_known(stockholm, english):
    nacka = english[english.index('id="district-nacka"') : english.index('id="district-norrort"')]
    table = nacka[nacka.index('class="years"') :].split("</table>")[0]
    rows = {re.sub(r"<.*?>", "", row).split("\n")[0]: row for row in table.split("<tr>")[1:]}
    ours = stockholm.districts.set_index("district_id").loc["nacka"]
    wording = Wording("en", stockholm.region)
    for label, name in (("Population", "population"), ("Mean distance", "mean_distance_m")):
        form = "people" if name == "population" else "distance"
        cells = re.findall(r'<td class="number nowrap">(.*?)</td>', rows[label])
        both = [ours[name], ours[f"later_{name}"]]
        assert cells == [wording.amount(value, form) for value in both]
    city = english[english.index('id="district-city"') : english.index('id="district-nacka"')]
    assert 'class="years"' in city  # the people of 2025 are known of the parts of Stockholm, too


def test_how_weak_the_figures_are_is_told_for_each_district_and_for_all(stockholm, english):
    roslagen = english[
        english.index('id="district-roslagen"') : english.index('id="district-soderort"')
    ]
    assert "27% of the people live in parts which are only inferred" in roslagen
    assert "Oldest dated source: 2007. Sources without a date: 7." in roslagen
    share = stockholm.totals["share_inferred"]
    assert f"{100 * share:.0f}% of the people live in parts" in english


@pytest.mark.parametrize(
    ("language", "words"),
    [("sv", "måndag–fredag 09.00–16.00"), ("en", "Monday–Friday 09:00–16:00")],
)
def test_hours_are_said_in_words(analysis, language, words):
    offices = analysis.located.offices.assign(
        opening_hours="Mo-Fr 09:00-16:00", hours_text="", note=""
    )
    html = html_of(changed(analysis, offices=offices), language)
    assert words in html
    assert "Mo-Fr" not in html


def test_an_office_without_a_place_is_listed_with_the_reason(analysis):
    html = html_of(analysis, "en")
    listed = html[html.index('id="remaining"') :]
    unplaced = analysis.located.offices.loc[~analysis.located.offices["placed"], "name"]
    assert len(unplaced)
    assert all(f"<bdi>{name}</bdi>" in listed for name in unplaced)
    assert "Not on the map:" in listed


def test_the_same_facts_give_the_same_html_and_pdf(analysis):
    first, second = html_of(analysis), html_of(analysis)
    assert first == second
    document = make_pdf(first)
    assert document == make_pdf(second)
    assert not re.search(rb"CreationDate|ModDate", document)


def test_the_pdf_is_tagged_and_says_its_language(analysis):
    root = PdfReader(io.BytesIO(make_pdf(html_of(analysis, "en")))).trailer["/Root"]
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]


def test_each_format_has_its_files(analysis, tmp_path):
    paths = write_report(tmp_path / "report", analysis, "sv", ["html", "svg"])
    assert [path.name for path in paths[:2]] == ["town-report-sv.html", "town-map-sv.svg"]
    assert sorted(paths) == sorted((tmp_path / "report").iterdir())


@pytest.mark.parametrize(("language", "format_"), [("tlh", "html"), ("sv", "docx")])
def test_what_is_not_known_is_refused_before_anything_is_written(
    analysis, tmp_path, language, format_
):
    with pytest.raises(DataError, match="There are: "):
        write_report(tmp_path / "report", analysis, language, [format_])
    assert not (tmp_path / "report").exists()


def test_a_missing_package_is_told_with_the_command(analysis, tmp_path, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(DataError, match=r"pip install 'poliskarta\[report\]'"):
        write_report(tmp_path, analysis, "sv", ["html"])


def test_a_missing_library_is_told_with_the_command(monkeypatch):
    class Broken:
        def find_spec(self, name, *_):
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Broken(), *sys.meta_path])
    with pytest.raises(DataError, match="apt-get install libpango"):
        make_pdf("<p>")


def test_the_command_writes_the_report_and_says_where(town, caplog):
    with caplog.at_level(logging.INFO):
        report(project=town.root, out=town.root / "maps", lang="en", formats="html")
    assert (town.root / "maps" / "report" / "town-report-en.html").is_file()


def test_a_report_says_miles_and_is_printed_on_letter_where_people_do(town):
    html = html_of(analysis_of(live_american(town)), "en")
    for words in (
        "Share within 2 km (1.2 mi)",
        "up to 6 mi. The figures",
        "Land, sq mi",
        "9:00 am",
    ):
        assert words in html.replace("\u00a0", " ")
    assert "@page { size: Letter;" in html
    sheets = PdfReader(io.BytesIO(make_pdf(html))).pages
    assert {(round(float(s.mediabox.width)), round(float(s.mediabox.height))) for s in sheets} == {
        (612, 792)
    }


def test_distance_bands_are_said_in_miles_too(town):
    wording = Wording("en", analysis_of(live_american(town)).region)
    ends = pairwise(USUAL.edges_km)
    assert [band_words(*pair, wording).replace("\u00a0", " ") for pair in ends] == [
        "at most 1 km (0.62 mi)",
        "1–2 km (0.62–1.2 mi)",
        "2–5 km (1.2–3.1 mi)",
        "5–10 km (3.1–6.2 mi)",
        "more than 10 km (6.2 mi)",
    ]


def test_a_report_in_hebrew_is_mirrored_and_marked_as_a_draft(town):
    html = html_of(analysis_of(speak_hebrew(town)), "he")
    assert '<html lang="he" dir="rtl">' in html
    assert "טיוטה" in html
    # The cards are said in English, each set apart from the words around it.
    assert "\u2068" in html
    assert make_pdf(html).startswith(b"%PDF")


def test_the_legends_of_distance_bands_have_room_for_miles(town):
    analysis = analysis_of(live_american(town))
    pictures = draw_pictures(analysis, Wording("en", analysis.region))
    for name in ("map", "bands", "map-norr"):
        figure = pictures[name]
        save(figure, "png")  # what isn't drawn has no size
        [axes] = figure.axes
        for legend in filter(None, [*figure.legends, axes.get_legend()]):
            written = [text.get_window_extent() for text in legend.get_texts()]
            assert max(box.x1 for box in written) <= figure.bbox.x1, name
            assert max(box.y1 for box in written) <= figure.bbox.y1, name
        titles = [legend.get_title().get_window_extent().y1 for legend in figure.legends]
        assert not titles or max(titles) <= axes.bbox.y0
