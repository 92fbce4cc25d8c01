"""An extract becomes lines, areas and names, no more of them than a page may hold."""

import sys
from dataclasses import replace

import pandas as pd
import pytest
from support.osm_extract import Extract, smallham
from support.small_force import CRS, lay_out

from poliskarta import pipeline
from poliskarta.background import generalise
from poliskarta.background.osm import read_extract
from poliskarta.cli.app import main
from poliskarta.errors import DataError
from poliskarta.project.background import no_background
from poliskarta.project.dataset import read_dataset
from poliskarta.project.region import read_region


@pytest.fixture
def force(tmp_path):
    return lay_out(tmp_path, languages=["en"])


def region_of(project):
    return read_region(project.table("region.toml"))


def background_of(project):
    return read_dataset(project).background


def test_of_each_sort_what_is_drawn_is_kept_and_nothing_else(force, tmp_path):
    extract = read_extract(smallham().write(tmp_path), region_of(force))
    kinds = sorted(zip(extract.lines["kind"], extract.lines["importance"], strict=True))
    assert kinds == [("metro", 1), ("motorway", 1), ("motorway", 1), ("rail", 1), ("road", 3)]
    assert sorted(extract.areas["kind"]) == ["green", "water"]
    assert extract.date == "2024-11-03"


def test_an_area_has_its_holes(force, tmp_path):
    extract = read_extract(smallham().write(tmp_path), region_of(force))
    lake = extract.areas[extract.areas["kind"] == "water"].to_crs(CRS).geometry.iloc[0]
    assert lake.area == pytest.approx(700**2 - 300**2, rel=1e-3)


def test_places_have_ranks_by_their_people_or_by_what_they_are(force, tmp_path):
    places = read_extract(smallham().write(tmp_path), region_of(force)).places.set_index("name")
    assert dict(places["rank"]) == {"Smallham": "3", "Smallham Parkway": "6", "The Shambles": "7"}
    assert dict(places["kind"]) == {
        "Smallham": "settlement", "Smallham Parkway": "station", "The Shambles": "area",
    }  # fmt: skip
    assert places.loc["Smallham", "population"] == 12500
    assert set(places["source"]) == {"© OpenStreetMap contributors"}
    assert set(places["licence"]) == {"ODbL 1.0"}


@pytest.mark.parametrize(
    ("said", "people"),
    [("950", 950), ("12 500", 12500), ("1.234.567", 1234567), ("12500 (2020)", 12500),
     ("about 1,200", 1200), ("a few", None)],
)  # fmt: skip
def test_inhabitants_are_read_however_they_are_written(force, tmp_path, said, people):
    extract = Extract()
    extract.node(500, 500, place="town", name="Smallham", population=said)
    [read] = read_extract(extract.write(tmp_path), region_of(force)).places["population"]
    assert read == people or (people is None and pd.isna(read))


def test_a_name_is_in_the_languages_of_the_region(tmp_path):
    path, region = smallham().write(tmp_path), region_of(lay_out(tmp_path))
    names = read_extract(path, replace(region, languages=("sv", "en"))).places["name"]
    assert set(names) == {"Lillehem", "Smallham Parkway", "The Shambles"}
    english = read_extract(path, replace(region, languages=("en", "sv")))
    places = english.places.set_index("name")
    assert places.loc["Smallham", "name_sv"] == "Lillehem"
    assert places.loc["The Shambles", "name_sv"] == ""


def test_the_command_writes_files_that_the_project_takes(force, tmp_path, capsys):
    path = smallham().write(tmp_path)
    assert main(["background", "--project", str(force.root), "--osm", str(path)]) == 0
    background = background_of(force)
    assert set(background.lines["kind"]) == {"metro", "motorway", "rail", "road"}
    assert set(background.areas["kind"]) == {"green", "water"}
    assert set(background.lines["source_date"]) == {"2024-11-03"}
    assert not background.lines["schematic"].any()
    told = capsys.readouterr().err
    assert "4 lines, 2 areas, 3 places; in the page 1 KB" in told
    assert "Simplified to 10 m for a budget of 60 KB: names of rank 1 to 7, all lines." in told


def test_ways_put_end_to_end_are_one_line(force, tmp_path):
    pipeline.make_background(force, smallham().write(tmp_path))
    lines = background_of(force).lines
    assert (lines["kind"] == "motorway").sum() == 1
    [rail] = lines[lines["kind"] == "rail"].to_crs(CRS).geometry
    assert rail.length == pytest.approx(1900, rel=1e-3)
    assert len(rail.coords) == 2  # 10 m off a straight line isn't seen


def test_the_same_features_give_the_same_bytes_in_whatever_order(force, tmp_path):
    paths = pipeline.make_background(force, smallham().write(tmp_path)).paths
    first = [path.read_bytes() for path in paths if path.suffix == ".geojson"]
    pipeline.make_background(force, smallham(backwards=True).write(tmp_path))
    assert len(first) == 2
    assert [path.read_bytes() for path in paths if path.suffix == ".geojson"] == first


def test_a_small_budget_leaves_out_the_less_important_first(force, tmp_path):
    found = read_extract(smallham().write(tmp_path), region_of(force))
    seen = []

    def measure(background):
        seen.append(background)
        return len(background.lines) + len(background.areas) + len(background.places)

    background, level = generalise.fit_budget(found, CRS, 7, measure)
    assert (level.importance, level.rank) == (2, 7)
    assert set(background.lines["kind"]) == {"metro", "motorway", "rail"}
    assert [len(one.lines) for one in seen][:3] == [4, 4, 4]
    background, level = generalise.fit_budget(found, CRS, 1 + 3, measure)
    assert set(background.places["name"]) == {"Smallham"}
    assert background.areas.empty  # too small to see at that tolerance


def test_a_small_budget_leaves_out_the_last_ranks_of_what_needs_no_extract():
    rows = pd.DataFrame({"name": list("abc"), "rank": list("147")})
    places = replace(no_background(), places=rows)
    kept, last = generalise.fit_ranks(places, 2, lambda background: len(background.places))
    assert (kept.places["name"].tolist(), last) == (["a", "b"], 6)
    with pytest.raises(DataError, match="takes 1 KB"):
        generalise.fit_ranks(places, 0, lambda background: len(background.places))


def test_every_level_leaves_out_at_least_as_much_as_the_one_before(force):
    levels = generalise.LEVELS
    ordered = [(-level.tolerance_m, level.importance, level.rank) for level in levels]
    for values in zip(*ordered, strict=True):
        assert list(values) == sorted(values, reverse=True)


def test_what_does_not_fit_at_all_is_told_and_nothing_is_written(force, tmp_path):
    before = sorted(path.name for path in force.data.iterdir())
    path = smallham().write(tmp_path)
    with pytest.raises(DataError, match=r"takes 1 KB\n.*larger --budget"):
        pipeline.make_background(force, path, budget_bytes=100)
    assert sorted(path.name for path in force.data.iterdir()) == before


def test_a_file_that_is_no_extract_is_told(force, tmp_path, capsys):
    path = tmp_path / "bad.osm.pbf"
    path.write_text("x" * 100)
    assert main(["background", "--project", str(force.root), "--osm", str(path)]) == 2
    assert "not a readable extract" in capsys.readouterr().err
    missing = tmp_path / "none.osm.pbf"
    with pytest.raises(DataError, match="No such file"):
        pipeline.make_background(force, missing)


def test_without_the_extra_one_is_told_what_to_install(force, tmp_path, monkeypatch):
    path = smallham().write(tmp_path)
    monkeypatch.setitem(sys.modules, "osmium", None)
    with pytest.raises(DataError, match=r"pip install 'poliskarta\[osm\]'"):
        pipeline.make_background(force, path)


def test_what_lies_outside_the_bounds_is_cut_off(tmp_path):
    path = smallham().write(tmp_path)
    whole = read_extract(path, region_of(lay_out(tmp_path / "a")))
    west, south, east, north = whole.areas.total_bounds
    half = [float(west), float(south), float((west + east) / 2), float(north)]
    cut = read_extract(path, region_of(lay_out(tmp_path / "b", bounds=half)))
    assert cut.lines.total_bounds[2] <= half[2] + 1e-9
    assert set(cut.areas.geom_type) == {"Polygon"}
    assert set(cut.places["name"]) == {"Smallham"}
