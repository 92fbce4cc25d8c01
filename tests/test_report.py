"""The report: complete, self-contained, in both languages, the same bytes each time."""

import importlib.util
import io
import json
import logging
import re
import sys

import pytest
from pypdf import PdfReader

from poliskarta.analysis import analyse, demand_of, describe_methods, draw_layers
from poliskarta.cli_report import report
from poliskarta.errors import DataError
from poliskarta.report import Facts, build_html, draw_pictures, make_pdf, write_report
from poliskarta.survey import survey
from poliskarta.wording import LOCALES, Wording

# WeasyPrint's own parts warn of each other and of fonts.
pytestmark = pytest.mark.filterwarnings("default::DeprecationWarning")


def facts_of(project):
    done = survey(project)
    analysis = analyse(done, demand_of(project, done))
    return Facts(done, analysis, draw_layers(done, analysis), describe_methods(project, done))


def html_of(facts, language="sv"):
    pictures = draw_pictures(facts, Wording(language, facts.survey.tables.region))
    return build_html(facts, language, pictures)


@pytest.fixture
def facts(town):
    return facts_of(town)


@pytest.fixture(scope="module")
def stockholm(real):
    return facts_of(real)


@pytest.fixture(scope="module")
def pages(stockholm):
    """The text of each page of the real report in Swedish."""
    reader = PdfReader(io.BytesIO(make_pdf(html_of(stockholm))))
    return [page.extract_text().replace("\xa0", " ") for page in reader.pages]


def test_the_first_page_has_the_key_figures(pages, stockholm):
    region = stockholm.analysis.region
    assert "2 054 343" in pages[0]
    assert f"{region['median_distance_m'] / 1000:.1f} km".replace(".", ",") in pages[0]
    assert "hur fort polisen kommer" in pages[0]


def test_every_district_is_a_sheet_with_its_offices_on_the_back(pages, stockholm):
    offices = stockholm.survey.offices
    for number, district in enumerate(stockholm.analysis.districts.itertuples()):
        front, back = pages[2 + 2 * number : 4 + 2 * number]
        assert f"Distrikt {district.name}" in front
        own = offices.loc[offices["district_id"] == district.district_id, "name"]
        assert all(name in back for name in own)


def test_every_method_and_every_source_is_told(pages, stockholm):
    told = re.sub(r"\s+", " ", " ".join(pages))
    assert all(card.name["sv"] in told for card in stockholm.methods)
    assert all(title in told for title in stockholm.survey.tables.sources["title"].str[:40])


def test_english_writes_numbers_the_english_way(stockholm):
    html = html_of(stockholm, "en")
    assert '<html lang="en">' in html
    assert "2,054,343" in html
    assert re.search(r"3\.0\s(km|kilometres)", html)
    assert "<b>" not in html


def test_the_document_asks_for_nothing(facts):
    html = html_of(facts)
    assert 'content="default-src &#39;none&#39;; img-src data:; style-src' in html
    addresses = re.findall(r'(?:src|href)="([^"]*)"', html)
    assert not re.search(r"@import|url\(|<script|<link|<iframe", html)
    assert all(re.match(r"data:image/svg|#|https?://", address) for address in addresses)
    assert not re.search(r'<(?!a )[^>]*"https?://', html)


def test_what_the_data_says_is_never_markup(facts):
    html = html_of(facts)
    assert "<img src=x" not in html
    assert "<script>" not in html
    assert "&lt;img src=x onerror=alert(1)&gt;" in html


def test_an_office_without_a_place_is_listed_with_the_reason(facts):
    html = html_of(facts, "en")
    listed = html[html.index('id="remaining"') :]
    unplaced = facts.survey.offices.loc[~facts.survey.offices["placed"], "name"]
    assert len(unplaced)
    assert all(f"<bdi>{name}</bdi>" in listed for name in unplaced)
    assert "Not on the map:" in listed


def test_the_same_facts_give_the_same_html_and_pdf(facts):
    first, second = html_of(facts), html_of(facts)
    assert first == second
    document = make_pdf(first)
    assert document == make_pdf(second)
    assert not re.search(rb"CreationDate|ModDate", document)


def test_the_pdf_is_tagged_and_says_its_language(facts):
    root = PdfReader(io.BytesIO(make_pdf(html_of(facts, "en")))).trailer["/Root"]
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]


def test_each_format_has_its_files(facts, tmp_path):
    paths = write_report(tmp_path / "report", facts, "sv", ["html", "svg"])
    assert [path.name for path in paths[:2]] == ["town-report-sv.html", "town-map-sv.svg"]
    assert sorted(paths) == sorted((tmp_path / "report").iterdir())


@pytest.mark.parametrize(("language", "format_"), [("tlh", "html"), ("sv", "docx")])
def test_what_is_not_known_is_refused_before_anything_is_written(
    facts, tmp_path, language, format_
):
    with pytest.raises(DataError, match="There are: "):
        write_report(tmp_path / "report", facts, language, [format_])
    assert not (tmp_path / "report").exists()


def test_a_missing_package_is_told_with_the_command(facts, tmp_path, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(DataError, match=r"pip install 'poliskarta\[report\]'"):
        write_report(tmp_path, facts, "sv", ["html"])


def test_a_missing_library_is_told_with_the_command(monkeypatch):
    class Broken:
        def find_spec(self, name, *_):
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Broken(), *sys.meta_path])
    with pytest.raises(DataError, match="apt-get install libpango"):
        make_pdf("<p>")


def test_languages_have_the_same_messages_with_the_same_gaps():
    swedish, english = (json.loads((LOCALES / f"{name}.json").read_text()) for name in ("sv", "en"))
    gaps = [
        {key: set(re.findall(r"\{\w+\}", t)) for key, t in m.items()} for m in (swedish, english)
    ]
    assert gaps[0] == gaps[1]


def test_the_command_writes_the_report_and_says_where(town, caplog):
    with caplog.at_level(logging.INFO):
        report(project=town.root, out=town.root / "maps", lang="en", formats="html")
    assert (town.root / "maps" / "report" / "town-report-en.html").is_file()
