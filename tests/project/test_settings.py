"""Settings make sense, or say which doesn't and what to do, all at once."""

import geopandas as gpd
import pytest
from support.small_force import lay_out, station, write_settings

from poliskarta.errors import DataError
from poliskarta.i18n import Habits
from poliskarta.project.dataset import read_dataset
from poliskarta.project.region import read_region


def told(project):
    with pytest.raises(DataError) as caught:
        read_region(project.table("region.toml"))
    return {problem.column: str(problem) for problem in caught.value.problems}


@pytest.mark.parametrize(
    ("crs", "what"),
    [
        ("EPSG:4326", "not projected"),
        ("EPSG:3857", "distances in these bounds would be wrong by 10"),
        ("EPSG:2263", "measures in US survey foot"),
        ("EPSG:99999", "no such coordinate reference system"),
        ("EPSG:27700", "made for elsewhere"),
        ("EPSG:32650", "made for elsewhere"),
        ("", "no such coordinate reference system"),
    ],
)
def test_a_crs_must_measure_this_region_in_metres(tmp_path, crs, what):
    problem = told(lay_out(tmp_path, crs=crs))["crs"]
    assert what in problem
    assert "Take EPSG:32633" in problem


@pytest.mark.parametrize(
    ("bounds", "what"),
    [
        ([650000, 6600000, 660000, 6610000], "not in degrees"),
        ([59.0, 117.0, 60.0, 118.5], "swapped"),
        ([17.0, 60.0, 18.5, 59.0], "south isn't south of north"),
        ([18.5, 59.0, 17.0, 60.0], "half the world"),
        ([17.0, 80.0, 18.5, 90.0], "a pole lies in it"),
        ([17.0, 59.0, 18.5], "not four numbers"),
        ([17.0, 59.0, True, 60.0], "not four numbers"),
    ],
)
def test_bounds_are_a_box_in_degrees(tmp_path, bounds, what):
    assert what in told(lay_out(tmp_path, bounds=bounds))["bounds"]


@pytest.mark.parametrize(
    ("name", "value", "what"),
    [
        ("timezone", "Europe/Stokholm", "no such time zone"),
        ("id", "My force/1", "no name for a file"),
        ("country", "Sweden", "not the code of a country"),
        ("date", "in spring", "not a date"),
        ("date", "2999", "a date in the future"),
        ("timezone", "posix/Europe/Stockholm", "no such time zone"),
        ("languages", ["xx"], "xx"),
        ("shore_tolerance_m", -5, "no distance from a shore"),
        ("shore_tolerence_m", 5, "Is 'shore_tolerance_m' meant?"),
    ],
)
def test_a_setting_without_sense_is_told_with_what_to_do(tmp_path, name, value, what):
    assert what in told(lay_out(tmp_path, **{name: value}))[name]


def test_no_text_holds_what_no_file_may(tmp_path):
    project = lay_out(tmp_path)
    path = project.table("region.toml")
    path.write_text(path.read_text().replace('"Smallham"', '"Small\\u0001ham"'))
    assert "holds control characters" in told(project)["place.en"]


def test_all_findings_of_all_files_come_in_one_run(tmp_path):
    rows = [
        {"office_id": "a;b", "name": "A", "latitude": 70, "longitude": 17.5, "district_id": "Z"}
    ]
    project = lay_out(tmp_path, rows=rows, timezone="Mars", crs="EPSG:4326", id="A b")
    project.table("backdrop.geojson").write_text("no layer")
    with pytest.raises(DataError) as caught:
        read_dataset(project)
    found = {(p.file.rpartition("/")[2], p.column) for p in caught.value.problems}
    assert found == {
        *(("region.toml", name) for name in ("timezone", "crs", "id")),
        *(("offices.csv", name) for name in ("office_id", "latitude", "district_id")),
        ("backdrop.geojson", None),
    }


def test_polygons_lie_within_the_bounds(tmp_path):
    project = lay_out(tmp_path, bounds=[10.0, 55.0, 12.0, 56.0])
    with pytest.raises(DataError, match=r"not within the region's bounds\n.*It reaches 17\.65"):
        read_dataset(project)


def test_the_polygons_may_be_any_layer_with_attributes_of_its_own(tmp_path):
    project = lay_out(tmp_path)
    layer = gpd.read_file(project.table("districts.geojson"))
    project.table("districts.geojson").unlink()
    layer.assign(code=[2, 1], label=["Two", "One"])[["code", "label", "geometry"]].to_crs(
        "EPSG:3006"
    ).to_file(project.table("beats.gpkg"))
    write_settings(project)
    with project.table("region.toml").open("a") as file:
        file.write('\n[districts]\nfile = "beats.gpkg"\nid = "code"\nname = "label"\n')
    districts = read_dataset(project).districts
    assert districts[["district_id", "name"]].to_numpy().tolist() == [["1", "One"], ["2", "Two"]]


@pytest.mark.parametrize("encoding", ["klingon", "base64", "zip"])
def test_an_encoding_is_one_of_texts(tmp_path, encoding):
    assert "no such encoding" in told(lay_out(tmp_path, encoding=encoding))["encoding"]


def test_an_unknown_own_district_is_told_with_the_file_that_has_them(tmp_path):
    project = lay_out(tmp_path, rows=[station("A1", 500, 500, district_id="Zone 9")])
    with pytest.raises(DataError, match=r"'Zone 9': not in districts\.geojson"):
        read_dataset(project)


def test_habits_that_the_program_cannot_follow_are_told(tmp_path):
    habits = {"distance": "miles", "clock": 13, "paper": "letter"}
    problems = told(
        lay_out(tmp_path, **{f"habits.{name}": value for name, value in habits.items()})
    )
    assert {name: text.split("\n")[-1].strip() for name, text in problems.items()} == {
        "habits.distance": 'Write "km" or "mi".',
        "habits.clock": "Write 12 or 24.",
        "habits.paper": 'Write "A4" or "Letter".',
    }


def test_habits_are_kilometres_24_hours_and_a4_unless_they_are_said(tmp_path):
    project = lay_out(tmp_path)
    assert read_region(project.table("region.toml")).habits == Habits("km", 24, "A4")
    write_settings(project, **{"habits.distance": "mi", "habits.clock": 12})
    assert read_region(project.table("region.toml")).habits == Habits("mi", 12, "A4")
