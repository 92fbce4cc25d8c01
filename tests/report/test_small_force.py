"""The report of a force with few files: nothing on paper of what it has not."""

import html as markup
import io
import re

import pytest
from pypdf import PdfReader
from support.small_force import lay_out, square, station

from poliskarta.coverage.analysis import analyse
from poliskarta.pipeline import locate
from poliskarta.report.build import build_html, draw_pictures, make_pdf
from poliskarta.report.wording import Wording

# WeasyPrint's own parts warn of each other and of fonts.
pytestmark = pytest.mark.filterwarnings("default::DeprecationWarning")

# What this force has not: people, mobile offices, municipalities, radii, certainty, hours.
UNSAID = (
    "people",
    "population",
    "obile",
    "fixed",
    "unicipality",
    "archipelago",
    "exact position",
    "radius",
    "In round brackets",
    "Certainty",
    "eakest certainty",
    "degree of certainty",
    "not known",
    "unknown",
    "Open",
    "without a place",
    "Kind",
    "Offices that are not on the map",
    "Map: ",
)

# True of it all the same.
TRUE = (
    "No population is known",
    "an office whose position is not known does not count at all",
    "Offices outside the region are not known",
)


def words_of(document):
    """The visible words of a report, and those that stand for its pictures."""
    body = re.sub(r'src="data:[^"]*"|<style>.*?</style>', "", document, flags=re.DOTALL)
    alts = re.findall(r'alt="([^"]*)"', body)
    return re.sub(r"\s+", " ", markup.unescape(re.sub(r"<[^>]+>", " ", body) + " ".join(alts)))


def report_of(project, language="en"):
    analysis = analyse(locate(project))
    pictures = draw_pictures(analysis, Wording(language, analysis.region))
    return build_html(analysis, language, pictures), pictures


def numbered(folder, **settings):
    shapes = [square(1000 * n, 0) for n in range(3)]
    rows = [station(name, 1000 * n + 500, 500) for n, name in enumerate(("A1", "A15", "A7"))]
    return lay_out(folder, shapes, rows, ids=["A1", "A15", "A7"], **settings)


def test_nothing_is_said_of_what_the_force_has_not(tmp_path):
    document, pictures = report_of(numbered(tmp_path))
    told = words_of(document)
    sheets = PdfReader(io.BytesIO(make_pdf(document))).pages
    printed = re.sub(r"\s+", " ", " ".join(sheet.extract_text() for sheet in sheets))
    for text in (told, printed):
        rest = re.sub("|".join(TRUE), "", text)
        assert [words for words in UNSAID if words in rest] == []
    assert "a position that the police give" in told
    drawn = [text.get_text() for text in pictures["map-A1"].findobj() if hasattr(text, "get_text")]
    assert "Map: " not in drawn
    assert "office of another district" in drawn


def test_districts_stand_in_the_order_of_their_numbers(tmp_path):
    document, _ = report_of(numbered(tmp_path))
    contents = document[document.index('class="contents"') :]
    linked = re.findall(r'href="#district-(A\d+)"', contents)
    assert linked == ["A1", "A7", "A15"] * 2  # the contents, the table of all
    assert re.findall(r'<section class="district.*?id="district-(A\d+)"', document) == linked[:3]


def test_no_section_is_empty(tmp_path):
    document, _ = report_of(numbered(tmp_path))
    for empty in (r"<p>\s*</p>", r"<p class=\"quiet\">\s*</p>", r"<ul>\s*</ul>", r"<dd>\s*</dd>"):
        assert not re.search(empty, document), empty
    assert 'id="remaining"' not in document
    assert "#remaining" not in document
    assert "Sources of single facts" not in document


def test_a_district_on_its_own_has_no_other(tmp_path):
    project = lay_out(tmp_path, [square(0, 0)], [station("A1", 500, 500)])
    _, pictures = report_of(project)
    figure = pictures["map-Zone 1"]
    drawn = [text.get_text() for text in figure.findobj() if hasattr(text, "get_text")]
    assert "office of another district" not in drawn


def test_people_are_told_of_where_they_are_known(tmp_path):
    project = numbered(tmp_path)
    project.table("units.csv").write_text(
        "unit_id,district_id,population,population_year\n"
        "A1,A1,100,2020\nA15,A15,50,2020\nA7,A7,10,2020\n"
    )
    document, pictures = report_of(project)
    told = words_of(document)
    assert "Half of the people live at most" in told
    assert "have their nearest office in another" not in told  # nobody has
    unsaid_too = ("In round brackets", "The parts of the district", "later", "Two years", "highest")
    for unsaid in unsaid_too:
        assert unsaid not in told, unsaid
    legend = [text.get_text() for text in pictures["curve-A1"].axes[0].get_legend().get_texts()]
    assert legend == ["A1", "Smallham"]


def test_columns_are_those_that_any_office_fills(tmp_path):
    rows = [
        station("A1", 500, 500, address="1 Main St", source="a list"),
        station("A2", 1500, 500, certainty="confirmed", source="a list"),
    ]
    document, _ = report_of(lay_out(tmp_path / "sure", rows=rows))
    head = re.findall(r'<th scope="col">(.*?)</th>', document[document.index('class="offices"') :])
    assert head[:4] == ["Office", "Address", "Certainty", "The point on the map"]
    told = words_of(document)
    assert "several sources [a list]" in told
    assert "not known [a list]" not in told
    del rows[1]["certainty"]
    document, _ = report_of(lay_out(tmp_path / "sourced", rows=rows))
    head = re.findall(r'<th scope="col">(.*?)</th>', document[document.index('class="offices"') :])
    assert head[:4] == ["Office", "Address", "Source", "The point on the map"]
