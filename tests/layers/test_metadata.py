"""The records about the layers, read by those who read such records."""

import contextlib
import dataclasses
import datetime as dt
import hashlib
import importlib.util
import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pyshacl
import pytest
import rdflib
from lxml import etree
from owslib.iso import MD_Metadata
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, SH, Namespace

from poliskarta.layers.drivers import FORMATS
from poliskarta.layers.export import write_layers
from poliskarta.layers.metadata import date_of
from poliskarta.pipeline import locate
from poliskarta.project.contacts import Credit
from poliskarta.project.edition import newest_date
from poliskarta.project.region import Publication

BASE = "https://example.org/maps/"
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")


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
    assert about.otherconstraints[1:] == ["Gränser <&>: SCB (CC0 1.0)"]
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


def violations(graph):
    shapes = Path(__file__).parents[1] / "support" / "dcat_ap_se.ttl"
    _, report, _ = pyshacl.validate(graph, shacl_graph=rdflib.Graph().parse(shapes))
    return {str(message) for message in report.objects(None, SH.resultMessage)}


def parsed(path):
    return rdflib.Graph().parse(path, publicID=BASE, format="xml")


def test_the_dcat_record_keeps_the_rules_of_dcat_ap_se(paths, published):
    assert violations(parsed(paths["town-dcat.rdf"])) == set()
    assert violations(parsed(published["town-dcat.rdf"])) == set()


@pytest.mark.parametrize(
    ("kind", "missing", "said"),
    [
        (DCAT.Catalog, DCTERMS.license, "the record itself is free for all: CC0"),
        (DCAT.Dataset, DCTERMS.description, "a description, once a language"),
        (DCAT.Dataset, DCTERMS.publisher, "one publisher, an agent"),
        (FOAF.Agent, FOAF.name, "a name, once a language"),
        (DCAT.Distribution, DCAT.accessURL, "where to get it"),
        (VCARD.Organization, VCARD.hasEmail, "an e-mail address"),
    ],
)
def test_a_dcat_record_that_lacks_something_is_found_out(published, kind, missing, said):
    graph = parsed(published["town-dcat.rdf"])
    for thing in list(graph.subjects(RDF.type, kind)):
        graph.remove((thing, missing, None))
    assert said in violations(graph)


def iso_schema():
    """The XML schemas of ISO 19139 as the package pycsw brings them; nothing of it is run."""
    spec = importlib.util.find_spec("pycsw")
    if spec is None:
        pytest.fail("no schemas: pip install --no-deps pycsw==2.6.2")
    folder = Path(spec.origin).parent / "plugins/profiles/apiso/schemas/ogc/iso/19139/20070417"
    return etree.XMLSchema(etree.parse(folder / "gmd/gmd.xsd", etree.XMLParser(no_network=True)))


def test_the_iso_record_is_valid_by_the_schemas_of_iso_19139(paths, published):
    schema = iso_schema()
    inside = sqlite3.connect(published["town.gpkg"])
    with contextlib.closing(inside) as database:
        ((text,),) = database.execute("SELECT metadata FROM gpkg_metadata")
    for record in (
        etree.parse(paths["town-iso19115.xml"]),
        etree.parse(published["town-iso19115.xml"]),
        etree.fromstring(text.encode()),
    ):
        assert schema.validate(record), schema.error_log
    record.remove(record[0])
    record[0].append(etree.Element("unknown"))
    assert not schema.validate(record)


def test_dcat_leads_to_every_file_wherever_the_folder_is(paths):
    graph = rdflib.Graph().parse(paths["town-dcat.rdf"], publicID=BASE, format="xml")
    found = {str(address) for address in graph.objects(None, DCAT.accessURL)}
    package = json.loads(paths["datapackage.json"].read_text(encoding="utf-8"))
    assert found == {BASE + resource["path"] for resource in package["resources"]}


PUBLICATION = Publication(
    "Påhittköpings <&> stad",
    "https://example.org/karta?a=1&b=2",
    "karta@example.org",
    "CC BY 4.0",
    "https://creativecommons.org/licenses/by/4.0/",
)


@pytest.fixture
def published(tmp_path, credited, layers):
    stated = dataclasses.replace(credited, publication=PUBLICATION)
    written = write_layers(tmp_path / "stated", stated, layers, ["gpkg"])
    return {path.name: path for path in written}


def test_who_publishes_and_the_licence_are_in_every_record(published):
    package = json.loads(published["datapackage.json"].read_text(encoding="utf-8"))
    (publisher,) = package["contributors"]
    assert publisher["role"] == "publisher"
    assert (publisher["title"], publisher["path"]) == (PUBLICATION.publisher, PUBLICATION.url)
    assert package["licenses"][0] == {
        "name": "CC-BY-4.0",
        "title": "CC BY 4.0",
        "path": PUBLICATION.licence_url,
    }
    with sqlite3.connect(published["town.gpkg"]) as database:
        ((inside,),) = database.execute("SELECT metadata FROM gpkg_metadata")
    beside = published["town-iso19115.xml"].read_text(encoding="utf-8")
    for text in (inside, beside):
        about = MD_Metadata(etree.fromstring(text.encode())).identification[0]
        (owner,) = about.contact
        assert (owner.organization, owner.role) == (PUBLICATION.publisher, "owner")
        assert (owner.email, owner.onlineresource.url) == (PUBLICATION.email, PUBLICATION.url)
        assert about.otherconstraints[0] == f"CC BY 4.0, {PUBLICATION.licence_url}"


def test_dcat_has_the_publisher_the_contact_and_the_licence(published):
    graph = rdflib.Graph().parse(published["town-dcat.rdf"], publicID=BASE, format="xml")
    (agent,) = graph.subjects(RDF.type, FOAF.Agent)
    assert str(graph.value(agent, FOAF.name)) == PUBLICATION.publisher
    assert str(graph.value(agent, FOAF.homepage)) == PUBLICATION.url
    (contact,) = graph.objects(None, DCAT.contactPoint)
    assert str(graph.value(contact, VCARD.hasEmail)) == f"mailto:{PUBLICATION.email}"
    (licence,) = {graph.value(d, DCTERMS.license) for d in graph.objects(None, DCAT.distribution)}
    assert str(licence) == PUBLICATION.licence_url


def test_nobody_is_made_up_where_no_publisher_is_stated(paths):
    record = MD_Metadata(etree.parse(paths["town-iso19115.xml"]))
    assert (record.contact, record.identification[0].contact) == ([], [])
    graph = rdflib.Graph().parse(paths["town-dcat.rdf"], publicID=BASE, format="xml")
    names = {name.language: str(name) for name in graph.objects(None, FOAF.name)}
    assert names == {"sv": "Ingen utgivare är angiven", "en": "No publisher is stated"}
    assert (None, DCAT.contactPoint, None) not in graph
    package = json.loads(paths["datapackage.json"].read_text(encoding="utf-8"))
    assert "contributors" not in package


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
def test_files_are_dated_with_the_first_day_the_map_is_true_of(region, written, day):
    assert date_of([], dataclasses.replace(region, date=written)) == day


def test_no_record_is_older_than_what_is_in_it_and_each_says_what_time_it_is_of(
    tmp_path, region, layers
):
    newest = dt.date(2025, 1, 1)
    written = write_layers(tmp_path / "out", region, layers, newest=newest)
    paths = {path.name: path for path in written}
    record = MD_Metadata(etree.parse(paths["town-iso19115.xml"]))
    about = record.identification[0]
    assert (record.datestamp, about.date[0].date, about.date[0].type) == (
        *["2025-01-01"] * 2,
        "revision",
    )
    assert (about.temporalextent_start, about.temporalextent_end) == ("2020-01-01", "2020-12-31")
    graph = rdflib.Graph().parse(paths["town-dcat.rdf"], publicID=BASE, format="xml")
    assert [str(day) for day in graph.objects(None, DCTERMS.modified)] == ["2025-01-01"]
    assert [str(day) for day in graph.objects(None, DCAT.endDate)] == ["2020-12-31"]
    package = json.loads(paths["datapackage.json"].read_text(encoding="utf-8"))
    assert package["temporal"] == {"start": "2020-01-01", "end": "2020-12-31"}
    with sqlite3.connect(paths["town.gpkg"]) as database:
        ((stamp,),) = database.execute("SELECT max(last_change) FROM gpkg_contents")
    assert stamp == "2025-01-01T00:00:00.000Z"


def test_a_map_is_as_new_as_the_newest_of_its_sources(town):
    dataset = locate(town).dataset
    dated = dataset.sources.assign(published="2023-05")
    assert newest_date(dataclasses.replace(dataset, sources=dated)) == dt.date(2023, 5, 1)
    nobody = dataset.units.assign(population_year=float("nan"), later_population_year=float("nan"))
    bare = {
        "sources": dataset.sources.assign(published=""),
        "geocodes": dataset.geocodes.iloc[:0],
        "units": nobody,
        "region": dataclasses.replace(dataset.region, boundaries=None),
    }
    assert newest_date(dataclasses.replace(dataset, **bare)) is None
