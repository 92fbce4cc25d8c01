"""The police forces of examples/: other countries, languages and files than those of data/."""

import runpy
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
LAYERS = {"offices", "districts", "units"}


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


def test_coverage_has_a_row_a_district(force, located, capsys):
    assert run("coverage", force) == 0
    rows = capsys.readouterr().out.splitlines()
    assert [row.split(",")[0] for row in rows[1:]] == list(located.districts["district_id"])


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
