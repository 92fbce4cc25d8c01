"""The records about the layers, read by those who read such records."""

import dataclasses
import datetime as dt
import hashlib
import json
import sqlite3
import subprocess
import sys

import pandas as pd
import pytest
import rdflib
from lxml import etree
from owslib.iso import MD_Metadata
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF

from poliskarta.export import write_layers
from poliskarta.formats import FORMATS
from poliskarta.metadata import date_of
from poliskarta.region import Credit

BASE = "https://example.org/maps/"


@pytest.fixture
def credited(region):
    credit = Credit({"sv": "Gränser <&>", "en": "Borders <&>"}, "SCB", "CC0 1.0", "https://scb.se")
    return dataclasses.replace(region, credits=(credit,))


@pytest.fixture
def paths(tmp_path, credited, layers):
    written = write_layers(tmp_path / "out", credited, layers, list(FORMATS))
    return {path.name: path for path in written}


def test_the_data_package_is_valid_and_so_are_its_tables(paths):
    # A process of its own: frictionless leaves zip files open, which is an error in here.
    command = [sys.executable, "-m", "frictionless", "validate", "--json"]
    done = subprocess.run([*command, paths["datapackage.json"]], capture_output=True, check=False)
    report = json.loads(done.stdout)
    assert [task["errors"] for task in report["tasks"] if not task["valid"]] == []
    assert {task["type"] for task in report["tasks"]} == {"file", "table"}


def test_the_data_package_tells_of_every_file_with_its_hash(paths):
    package = json.loads(paths["datapackage.json"].read_text(encoding="utf-8"))
    about = {resource["path"]: resource for resource in package["resources"]}
    assert about.keys() == paths.keys() - {
        "datapackage.json",
        "town-iso19115.xml",
        "town-dcat.rdf",
    }
    for name, resource in about.items():
        content = paths[name].read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert resource["bytes"] == len(content)


def test_the_data_package_names_licences_and_sources(paths):
    package = json.loads(paths["datapackage.json"].read_text(encoding="utf-8"))
    assert package["licenses"] == [{"name": "CC0-1.0", "title": "CC0 1.0"}]
    assert package["sources"] == [{"title": "SCB: Gränser <&>", "path": "https://scb.se"}]


def test_the_iso_record_is_read_by_owslib(paths, credited):
    record = MD_Metadata(etree.parse(paths["town-iso19115.xml"]))
    about = record.identification[0]
    assert about.title == credited.title["sv"]
    assert (record.languagecode, record.datestamp) == ("swe", "2020-01-01")
    assert record.referencesystem.code == "EPSG:3006"
    assert about.otherconstraints == ["Gränser <&>: SCB (CC0 1.0)"]
    assert [link.url for link in record.distribution.online][:1] == ["town.gpkg"]


def test_the_extent_is_that_of_the_layers(paths, layers):
    box = MD_Metadata(etree.parse(paths["town-iso19115.xml"])).identification[0].bbox
    bounds = pd.concat(layer.bounds for layer in layers.values())
    expected = [*bounds.min()[["minx", "miny"]], *bounds.max()[["maxx", "maxy"]]]
    edges = [float(edge) for edge in (box.minx, box.miny, box.maxx, box.maxy)]
    assert edges == pytest.approx(expected, abs=1e-6)


def test_the_geopackage_holds_the_same_record_without_addresses(paths):
    with sqlite3.connect(paths["town.gpkg"]) as database:
        ((standard, text),) = database.execute(
            "SELECT md_standard_uri, metadata FROM gpkg_metadata"
        )
    inside = MD_Metadata(etree.fromstring(text.encode()))
    beside = MD_Metadata(etree.parse(paths["town-iso19115.xml"]))
    assert standard == "http://www.isotc211.org/2005/gmd"
    assert inside.identification[0].abstract == beside.identification[0].abstract
    assert inside.distribution is None


def test_dcat_ap_se_has_what_is_mandatory(paths, credited):
    graph = rdflib.Graph().parse(paths["town-dcat.rdf"], publicID=BASE, format="xml")
    (catalogue,) = graph.subjects(RDF.type, DCAT.Catalog)
    (dataset,) = graph.objects(catalogue, DCAT.dataset)
    for thing in (catalogue, dataset):
        titles = {title.language: str(title) for title in graph.objects(thing, DCTERMS.title)}
        assert titles == dict(credited.title)
        assert (thing, DCTERMS.description, None) in graph
        (publisher,) = graph.objects(thing, DCTERMS.publisher)
        assert graph.value(publisher, FOAF.name)
    assert graph.value(catalogue, DCTERMS.license)
    assert str(dataset).startswith(BASE)


def test_dcat_leads_to_every_file_wherever_the_folder_is(paths):
    graph = rdflib.Graph().parse(paths["town-dcat.rdf"], publicID=BASE, format="xml")
    found = {str(address) for address in graph.objects(None, DCAT.accessURL)}
    package = json.loads(paths["datapackage.json"].read_text(encoding="utf-8"))
    assert found == {BASE + resource["path"] for resource in package["resources"]}


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2010", dt.date(2010, 1, 1)),
        ("2010-06", dt.date(2010, 6, 1)),
        ("2010-06-08", dt.date(2010, 6, 8)),
        ("1962", dt.date(1980, 1, 1)),
        ("spring", dt.date(1980, 1, 1)),
    ],
)
def test_the_date_is_the_first_day_the_map_is_true_of(region, written, day):
    assert date_of(dataclasses.replace(region, date=written)) == day
