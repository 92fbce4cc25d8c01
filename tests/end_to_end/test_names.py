"""Names of offices and districts in several languages: every reader meets their own."""

import json
import re

import geopandas as gpd
import pytest
from support.small_force import lay_out, station

from poliskarta import pipeline
from poliskarta.coverage.names import in_language

ROWS = [
    station("A1", 500, 500, name="Harbour", name_sv="Hamnen"),
    station("A2", 1500, 500, name="Airfield", name_sv=""),
]


@pytest.fixture
def force(tmp_path):
    """Two districts and two stations; what has no Swedish name keeps its own."""
    project = lay_out(tmp_path, rows=ROWS, ids=["N", "S"], languages=["en", "sv"])
    polygons = gpd.read_file(project.table("districts.geojson"))
    named = polygons.assign(name=["North", "South"], name_sv=["Norr", None])
    named.to_file(project.table("districts.geojson"))
    return project


def names(frame):
    return list(frame["name"])


def test_polygons_and_offices_have_names_a_language_each(force):
    analysis = pipeline.analyse(force)
    swedish = in_language(analysis, "sv")
    for said, district, office in ((analysis, "North", "Harbour"), (swedish, "Norr", "Hamnen")):
        assert names(said.districts) == names(said.located.districts) == [district, "South"]
        assert names(said.located.offices) == names(said.facilities) == [office, "Airfield"]
        assert names(said.located.units) == [district, "South"]
    assert in_language(analysis, "en") is analysis


def test_a_name_in_the_table_comes_before_that_of_the_polygon(force):
    rows = "district_id,name,name_sv\nN,Upper,\nS,,Söder\n"
    force.table("districts.csv").write_text(rows, encoding="utf-8")
    analysis = pipeline.analyse(force)
    assert names(analysis.districts) == ["Upper", "South"]
    assert names(in_language(analysis, "sv").districts) == ["Norr", "Söder"]


def test_layers_have_a_column_a_language_and_say_what_it_is(force):
    pipeline.export(pipeline.analyse(force), ["geojson"])
    layers = force.out / "layers"
    for layer, said in (("offices", ["Hamnen", ""]), ("districts", ["Norr", ""])):
        assert list(gpd.read_file(layers / f"force-{layer}.geojson")["name_sv"].fillna("")) == said
    package = json.loads((layers / "datapackage.json").read_text(encoding="utf-8"))
    fields = {
        (layer["name"], field["name"]): field
        for layer in package["layers"]
        for field in layer["fields"]
    }
    assert ("districts", "name_sv") in fields
    assert ("offices", "name_sv") in fields


def test_the_report_is_in_its_reader_s_names(force):
    analysis = pipeline.analyse(force)
    for language, district, office in (("en", "North", "Harbour"), ("sv", "Norr", "Hamnen")):
        [path] = pipeline.report(analysis, language, ["html"])
        text = re.sub(r"<[^>]*>", " ", path.read_text(encoding="utf-8"))
        said = {word for word in ("North", "Norr", "Harbour", "Hamnen") if word in text}
        assert said == {district, office}


def test_the_page_tells_the_names_of_those_only_that_have_several(force):
    page = pipeline.render(pipeline.analyse(force)).read_text(encoding="utf-8")
    block = re.search(r'id="poliskarta-data"[^>]*>(.*?)</script>', page, re.DOTALL)[1]
    data = json.loads(block)
    north, south = data["districts"]
    assert north["names"] == {"en": "North", "sv": "Norr"}
    assert "names" not in south
    assert {row["name"]: row.get("names") for row in data["offices"]} == {
        "Airfield": None,
        "Harbour": {"en": "Harbour", "sv": "Hamnen"},
    }
    assert "Hamnen" in data["translations"]["sv"]
