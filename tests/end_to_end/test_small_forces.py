"""A force with the fewest files, by the real commands: what it has not is not spoken of."""

import io
import json
import re

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from lxml import etree
from support.small_force import across, lay_out, square, station

from poliskarta.cli.app import main

COMMANDS = (
    ["check"],
    ["map"],
    ["export"],
    ["coverage"],
    ["suggest", "--new", "1"],
    ["report", "--format", "html"],
)
# Words for what a project without people, date and sources can't tell.
UNTRUE = re.compile(r"inhabitants|population on|per 100.000|share of the people|1980|\bNone\b|NaN")


def run(project, *arguments):
    return main([*arguments, "--project", str(project.root)])


@pytest.fixture(params=["squares", "antimeridian", "overlap"])
def force(request, tmp_path):
    if request.param == "antimeridian":
        return across(tmp_path)
    return lay_out(
        tmp_path, [square(0, 0), square(999.9 if request.param == "overlap" else 1000, 0)]
    )


def test_what_check_accepts_every_command_can_do(force, capsys):
    for command in COMMANDS:
        assert run(force, *command) == 0, (command, capsys.readouterr())
    assert run(force, "compare", str(force.root), str(force.root)) == 0
    assert "Traceback" not in capsys.readouterr().err


def test_nothing_is_said_of_what_is_not_known(tmp_path):
    project = lay_out(tmp_path)
    assert run(project, "map") == run(project, "export") == 0
    assert run(project, "report", "--format", "html") == 0
    page = project.out.joinpath("force.html").read_text(encoding="utf-8")
    table = page[page.index('<section id="districts"') : page.index('<div class="methods">')]
    assert "Land within 2 km" in table
    assert "unknown" not in table
    [report] = project.out.joinpath("report").glob("*.html")
    assert "Sources" not in report.read_text(encoding="utf-8")
    records = [*project.out.joinpath("layers").glob("*.xml"), *project.out.glob("layers/*.rdf")]
    shown = re.sub(r"<(script|style).*?</\1>", "", page[page.index("<body") :], flags=re.DOTALL)
    texts = {"table": table, "page": shown, "report": report.read_text(encoding="utf-8")}
    texts |= {path.name: path.read_text(encoding="utf-8") for path in records}
    found = {name: UNTRUE.findall(re.sub(r"data:[^\"]*", "", text)) for name, text in texts.items()}
    assert {name: words for name, words in found.items() if words} == {}
    assert "temporalCoverage" not in page


# What a page says only of a force that has it.
ABSENT = re.compile(
    r"[Mm]obile|[Mm]unicipal|approximate|between parts|gazetteer|shoreline|Certainty|Sources|"
    r"Contact|Swedish|unknown|\bWater\b"
)


def shown_of(page):
    """What a reader of the page is told: its words without scripts, styles and method cards."""
    body = re.sub(r"<(script|style).*?</\1>", "", page[page.index("<body") :], flags=re.DOTALL)
    body = re.sub(r'<div class="methods">.*?</section>', "", body, flags=re.DOTALL)
    return re.sub(r"<[^>]*>", "\n", body)


def test_the_page_has_no_heading_choice_or_sentence_for_what_the_force_has_not(tmp_path):
    project = lay_out(tmp_path)
    assert run(project, "map") == 0
    page = project.out.joinpath("force.html").read_text(encoding="utf-8")
    assert sorted(set(ABSENT.findall(shown_of(page)))) == []
    assert re.findall(r"\[(?:no )?[a-z_]+:", shown_of(page)) == []


def test_what_the_force_has_is_spoken_of(tmp_path):
    rows = [
        station("A1", 500, 500, municipality="Smallham", certainty="inferred", source="list"),
        {"office_id": "B2", "name": "Station B2", "district_id": "Zone 2"},
    ]
    project = lay_out(tmp_path, rows=rows)
    assert run(project, "map") == 0
    page = project.out.joinpath("force.html").read_text(encoding="utf-8")
    shown = shown_of(page)
    assert {"Municipal", "Certainty"} <= set(ABSENT.findall(shown))
    assert "1 office has no known place." in shown
    [data] = re.findall(r'id="poliskarta-data">(.*?)</script>', page, flags=re.DOTALL)
    placed, unplaced = json.loads(data)["offices"]
    assert (placed["district"], unplaced["district"]) == ("Zone 1", "Zone 2")
    assert "lat" not in unplaced


def test_methods_speak_of_land_where_land_is_measured(tmp_path):
    project = lay_out(tmp_path)
    assert run(project, "map") == 0
    page = project.out.joinpath("force.html").read_text(encoding="utf-8")
    methods = page[page.index('<div class="methods">') : page.index('<section id="about"')]
    assert 'id="method-land_within"' in methods
    assert 'id="method-share_within"' not in methods
    assert "No population is known" in methods


def test_records_have_a_box_on_either_side_of_the_antimeridian(tmp_path):
    project = across(tmp_path)
    assert run(project, "export") == 0
    record = project.out.joinpath("layers", "dateline-dcat.rdf").read_text(encoding="utf-8")
    [box] = re.findall(r"wktLiteral\">(.*?)</dcat:bbox>", record)
    assert shapely.from_wkt(box).equals(
        shapely.union(shapely.box(177, -19, 180, -16), shapely.box(-180, -19, -178, -16))
    )
    root = etree.parse(project.out / "layers" / "dateline-iso19115.xml").getroot()
    edges = {etree.QName(e).localname: "".join(e.itertext()).strip() for e in root.iter("{*}*")}
    assert float(edges["westBoundLongitude"]) == 177
    assert float(edges["eastBoundLongitude"]) == -178


def test_layers_that_would_say_nothing_are_written_only_when_asked_for(tmp_path):
    project = lay_out(tmp_path)
    layers = project.out / "layers"
    assert run(project, "export", "--format", "csv,gpkg") == 0
    assert sorted(path.stem for path in layers.glob("*.csv")) == [
        "force-districts",
        "force-offices",
    ]
    named = set(gpd.list_layers(layers / "force.gpkg")["name"])
    assert {"offices", "districts"} <= named
    assert not named & {"stops", "units"}
    assert run(project, "export", "--format", "csv", "--layer", "stops,units") == 0
    asked = [layers / f"force-{name}.csv" for name in ("stops", "units")]
    assert [len(path.read_text(encoding="utf-8").splitlines()) for path in asked] == [1, 3]


def test_coverage_has_no_column_that_no_row_fills(tmp_path, capsys):
    project = lay_out(tmp_path)
    assert run(project, "coverage") == 0
    table = pd.read_csv(io.StringIO(capsys.readouterr().out), keep_default_na=False)
    empty = [name for name in table if (table[name].astype("str") == "").all()]
    assert empty == []


def test_locate_speaks_only_of_what_there_is(tmp_path, capsys):
    project = lay_out(tmp_path)
    point = station("here", 1500, 500)
    assert run(project, "locate", str(point["latitude"]), str(point["longitude"])) == 0
    district, nearest = capsys.readouterr().out.splitlines()
    assert district == "district      Zone 2"
    assert nearest.endswith("Station A1")


def test_where_nothing_is_to_be_asked_geocoding_is_not_spoken_of(tmp_path, capsys):
    project = lay_out(tmp_path)
    assert run(project, "map") == 0
    assert "geocodes.csv" not in capsys.readouterr().err
    assert run(project, "geocode") == 0
    assert capsys.readouterr().err.startswith("nothing to ask: ")


def test_the_command_line_lists_by_number_and_in_the_words_of_the_force(tmp_path, capsys):
    shapes = [square(1000 * n, 0) for n in range(3)]
    ids = ["A1", "A15", "A7"]
    rows = [station(name, 1000 * n + 500, 500) for n, name in enumerate(ids)]
    project = lay_out(tmp_path, shapes, rows, ids=ids)
    settings = project.table("region.toml")
    own = '[words]\ndistrict.en = "beat"\ndistricts.en = "beats"\n'
    settings.write_text(settings.read_text() + own)
    assert run(project, "coverage") == 0
    printed, told = capsys.readouterr()
    assert [line.split(",")[0] for line in printed.splitlines()[1:]] == ["A1", "A7", "A15"]
    assert told.strip() == "3 offices, all placed; 3 beats"
    assert run(project, "compare", str(project.root), str(project.root)) == 0
    printed = capsys.readouterr().out
    listed = [line.split(",")[0] for line in printed.splitlines()[1:]]
    assert listed == ["A1", "A7", "A15", ""]


def test_land_that_a_new_office_gains_is_called_and_rounded_as_land(tmp_path, capsys):
    project = lay_out(tmp_path, [square(0, 0), square(5000, 0)])
    assert run(project, "suggest") == 0
    head, row = capsys.readouterr().out.splitlines()
    gained = dict(zip(head.split(","), row.split(","), strict=True))["land_km2_gained"]
    assert re.fullmatch(r"\d+(\.\d{1,2})?", gained)
    [package] = project.out.glob("suggestions/datapackage.json")
    fields = json.loads(package.read_text(encoding="utf-8"))["layers"][0]["fields"]
    [told] = [field for field in fields if field["name"] == "land_km2_gained"]
    assert told["title"] == "More land near"
    [objective] = [field for field in fields if field["name"] == "objective"]
    assert "most land within" in objective["description"]
    assert "people" not in objective["description"]


def test_the_review_page_says_when_nothing_is_left(tmp_path):
    project = lay_out(tmp_path)
    assert run(project, "review") == 0
    page = project.out.joinpath("force-review.html").read_text(encoding="utf-8")
    assert "<p>Nothing is left to settle. Questions and offices: 1.</p>" in page
