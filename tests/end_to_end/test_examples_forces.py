"""The police forces of examples/: other countries, languages and files than those of data/."""

import re
import runpy
import shlex
import shutil
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from poliskarta.cli.app import main
from poliskarta.pipeline import locate
from poliskarta.project.folder import Project
from poliskarta.project.region import read_region

EXAMPLES = Path(__file__).parents[2] / "examples"
# The forces, and what the script of each makes.
FORCES = {
    "precincts": ("published/precincts.geojson", "published/stations.csv"),
    "sverige": ("data/demand.csv", "data/districts.geojson", "data/units.geojson"),
}
PUBLISHED = EXAMPLES / "precincts" / "published"
LAYERS = {"offices", "districts"}

# What is true of the repository's own force only, and what no English page may say.
ELSEWHERE = ("husby", "farsta", "brochure", "broschyr", "stadsdel", "city part", "polismästar")
SWEDISH = (*ELSEWHERE, "stockholm", "sweden", "regso", *"åäö")


def run(command, project, *options):
    return main([*command.split(), "--project", str(project.root), "--quiet", *options])


def files_of(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module", params=FORCES)
def force(request, tmp_path_factory):
    """A copy of an example, with its map, layers and report built."""
    root = tmp_path_factory.mktemp(request.param) / request.param
    shutil.copytree(EXAMPLES / request.param, root, ignore=shutil.ignore_patterns("maps"))
    project = Project(root, root / "maps")
    language = read_region(project.table("region.toml")).languages[-1]
    assert run("map", project) == 0
    assert run("export", project) == 0
    assert run("report --format html", project, "--lang", language) == 0
    return project


@pytest.fixture(scope="module")
def located(force):
    return locate(force)


def test_the_examples_are_those_with_a_project():
    assert {path.parents[1].name for path in EXAMPLES.glob("*/data/region.toml")} == set(FORCES)


def test_check_finds_nothing_and_no_command_changes_the_data(force, capsys):
    assert run("check", force) == 0
    assert capsys.readouterr().err == ""
    assert files_of(force.data) == files_of(EXAMPLES / force.root.name / "data")


def test_a_page_all_layers_and_a_report_are_there(force):
    region = read_region(force.table("region.toml")).id
    assert (force.out / f"{region}.html").stat().st_size > 100_000
    layers = {path.name for path in (force.out / "layers").iterdir()}
    assert layers >= {f"{region}.gpkg", *(f"{region}-{layer}.geojson" for layer in LAYERS)}
    assert len(list((force.out / "report").glob("*.html"))) == 1


def words_of(project):
    """What a reader sees in the page, the report and the layers' descriptions, in lower case."""
    pages = [*project.out.glob("*.html"), *project.out.glob("report/*.html")]
    described = [*project.out.glob("layers/*.json"), *project.out.glob("layers/*.xml")]
    texts = [seen_text(path.read_text(encoding="utf-8")) for path in pages]
    return "\n".join(texts + [path.read_text(encoding="utf-8") for path in described]).lower()


def seen_text(page):
    """The texts of a page and of its attributes; no styles, no scripts."""
    bare = re.sub(r"(?s)<(style|script)\b.*?</\1>", " ", page)
    attributes = re.findall(r'(?:alt|aria-label|content|placeholder|title)="([^"]*)"', bare)
    return " ".join([re.sub(r"<[^>]*>", " ", bare), *attributes])


def test_nothing_is_said_that_is_true_of_another_force_only(force):
    is_english = read_region(force.table("region.toml")).languages == ("en",)
    words = words_of(force)
    assert [word for word in (SWEDISH if is_english else ELSEWHERE) if word in words] == []


def test_the_page_in_the_repository_is_what_the_data_give(force):
    built = {path.name: path.read_bytes() for path in force.out.glob("*.html")}
    committed = EXAMPLES / force.root.name / "maps"
    assert {path.name: path.read_bytes() for path in committed.glob("*.html")} == built


def test_coverage_has_a_row_a_district_and_one_of_the_region(force, located, capsys):
    assert run("coverage", force) == 0
    rows = capsys.readouterr().out.splitlines()
    assert [row.split(",")[0] for row in rows[1:]] == [*located.districts["district_id"], ""]


def test_every_placed_office_lies_in_its_own_district(force, located):
    table = pd.read_csv(force.table("offices.csv"), dtype=str, keep_default_na=False)
    own = table.set_index("office_id")["district_id"]
    placed = located.offices[located.offices["placed"]].set_index("office_id")["district_id"]
    assert placed.to_dict() == own[placed.index].to_dict()
    assert set(own) <= set(located.districts["district_id"])


@pytest.mark.parametrize("name", FORCES)
def test_its_script_makes_the_same_files_again(name, tmp_path):
    copy = shutil.copytree(EXAMPLES / name, tmp_path / name)
    for file in FORCES[name]:
        (copy / file).unlink()
    runpy.run_path(str(copy / "build.py"), run_name="__main__")
    for file in FORCES[name]:
        assert (copy / file).read_bytes() == (EXAMPLES / name / file).read_bytes()


def test_all_of_sweden_is_there():
    region = Project(EXAMPLES / "sverige", EXAMPLES / "sverige" / "maps")
    done = locate(region)
    assert len(done.districts) == 7
    assert done.dataset.units["population"].sum() == 10_587_710
    assert done.offices["kind"].value_counts().to_dict() == {"county-seat": 14, "region-seat": 7}
    seats = done.offices[done.offices["kind"] == "region-seat"]
    assert sorted(seats["district_id"]) == list(done.districts["district_id"])


def test_the_precincts_are_as_untidy_as_published_ones():
    features = gpd.read_file(PUBLISHED / "precincts.geojson")
    assert (len(features), features["PCT_ID"].nunique()) == (13, 12)
    assert features.has_z.all()
    shapes = features.to_crs("EPSG:32727").force_2d().array
    left, right = shapely.STRtree(shapes).query(shapes, predicate="overlaps")
    overlaps = shapely.area(shapely.intersection(shapes[left], shapes[right]))
    assert 10 < (overlaps > 100).sum() / 2 < 20
    assert overlaps.max() < 5000
    gaps = shapely.get_num_interior_rings(shapely.get_parts(shapely.union_all(shapes)))
    assert gaps.sum() > 10
    west, south, east, north = features.total_bounds
    assert -180 < west < east < 0
    assert -90 < south < north < 0


def test_two_stations_of_the_precincts_have_no_place_and_one_has_an_address():
    stations = pd.read_csv(PUBLISHED / "stations.csv")
    nowhere = stations[stations["LATITUDE"].isna()]
    assert list(nowhere["ADDRESS"].fillna("")) == ["", "3 Customs Quay", ""]
    done = locate(Project(EXAMPLES / "precincts", EXAMPLES / "precincts" / "maps"))
    offices = done.offices.set_index("name")
    assert list(offices.index[~offices["placed"]]) == ["Airfield Post", "Precinct 9 Station"]
    assert offices.at["Harbour Station", "precision"] == "address"


def test_the_precincts_say_nothing_of_people_and_stand_in_their_order(tmp_path):
    root = shutil.copytree(EXAMPLES / "precincts", tmp_path / "precincts")
    assert main(["map", "--project", str(root), "--quiet"]) == 0
    words = seen_text((root / "maps" / "precincts.html").read_text(encoding="utf-8"))
    assert "inhabitant" not in words.lower()
    named = re.findall(r"Precinct (\d+) Station", words)
    assert list(dict.fromkeys(named)) == [str(number) for number in range(1, 13)]


def test_what_new_makes_of_what_the_precincts_publish_is_what_stands_here(tmp_path):
    readme = (EXAMPLES / "precincts" / "README.md").read_text(encoding="utf-8")
    command = re.search(r"^    poliskarta (new (?:.*\\\n)*.*)$", readme, re.MULTILINE)[1]
    new, folder, *told = shlex.split(command.replace("\\\n", " "))
    assert folder == "examples/precincts"
    made = tmp_path / "varrow"
    told = [text.replace("examples/precincts", str(EXAMPLES / "precincts")) for text in told]
    assert main([new, str(made), *told, "--quiet"]) == 0
    written = files_of(made / "data")
    assert written.keys() == {"region.toml", "offices.csv", "districts.csv", "districts.geojson"}
    kept = files_of(EXAMPLES / "precincts" / "data")
    assert {name: kept.get(name) for name in written} == written


def test_a_station_s_own_precinct_is_the_published_one():
    kept, published = (
        pd.read_csv(path, dtype=str, keep_default_na=False).set_index(key)[own].to_dict()
        for path, key, own in (
            (EXAMPLES / "precincts" / "data" / "offices.csv", "office_id", "district_id"),
            (PUBLISHED / "stations.csv", "STATION_NO", "PRECINCT"),
        )
    )
    assert kept == published
