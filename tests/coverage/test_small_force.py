"""What a project has is enough: no units, no people, islands, the other side of the world."""

import logging

import numpy as np
import pytest
import shapely
from support.small_force import across, lay_out, square, station

from poliskarta import pipeline
from poliskarta.page.payload import build_payload

LAND = {f"land_within_{km}km" for km in (1, 2, 5, 10)}
LAND |= {f"land_{name}_distance_m" for name in ("mean", "median", "max")}


def test_the_districts_are_the_units_where_there_are_no_others(tmp_path):
    dataset = pipeline.read_dataset(lay_out(tmp_path))
    assert dataset.units["unit_id"].tolist() == dataset.districts["district_id"].tolist()
    assert dataset.districts["name"].tolist() == ["Zone 1", "Zone 2"]
    assert not dataset.has_population
    assert set(dataset.offices["kind"]) == {"station"}


def test_without_people_land_is_measured_and_nothing_said_of_people(tmp_path):
    analysis = pipeline.analyse(lay_out(tmp_path))
    assert set(analysis.districts) >= {*LAND, "area_km2", "offices_station", "offices_not_placed"}
    assert analysis.districts["area_km2"].tolist() == [1, 1]
    cut = 0.4566  # of a square kilometre, by a circle of 1 km around the middle of the next one
    assert analysis.districts["land_within_1km"].tolist() == pytest.approx([1, cut], abs=0.015)
    assert analysis.totals["land_within_2km"] == 1
    layers = analysis.layers()
    named = {name for layer in layers.values() for name in layer} | set(analysis.totals.index)
    said = ("population", "share", "later_", "people", "per_100000", "certainty", "source")
    assert [name for name in named if any(word in name for word in said)] == []
    assert layers["demand"]["land_km2"].sum() == pytest.approx(2)
    assert layers["service_areas"]["area_km2"].tolist() == [2]


def test_what_the_files_lack_is_not_exported(tmp_path):
    offices = pipeline.analyse(lay_out(tmp_path)).layers(["offices"])["offices"]
    assert not {"phone", "own_district_id", "municipality", "note"} & set(offices)


def test_a_population_by_district_needs_no_polygons_of_units(tmp_path):
    project = lay_out(tmp_path)
    project.table("units.csv").write_text(
        "unit_id,district_id,population,population_year\nZone 1,Zone 1,100,2020\n"
        "Zone 2,Zone 2,50,2020\n"
    )
    districts = pipeline.analyse(project).districts
    assert districts["population"].tolist() == [100, 50]
    assert not [name for name in districts if name.startswith(("later_", "land_within"))]


def test_stations_are_counted_where_the_force_counts_them(tmp_path):
    rows = [
        station("A1", 500, 500, district_id="Zone 2"),
        {"office_id": "A2", "name": "Lost", "place": "Nowhere", "district_id": "Zone 2"},
    ]
    analysis = pipeline.analyse(lay_out(tmp_path, rows=rows))
    assert analysis.districts["offices_not_placed"].tolist() == [0, 1]
    [finding] = pipeline.misplaced(analysis.located)
    assert "Station A1 is counted to one district and lies in another: Zone 2 / Zone 1" in str(
        finding
    )


def test_a_place_that_nothing_tells_is_counted_in_no_district(tmp_path, caplog):
    rows = [station("A1", 500, 500), {"office_id": "A2", "name": "Lost", "place": "Nowhere"}]
    with caplog.at_level(logging.WARNING, "poliskarta"):
        analysis = pipeline.analyse(lay_out(tmp_path, rows=rows))
    assert "offices_not_placed" not in analysis.districts
    assert analysis.totals.get("offices_not_placed", 1) == 1
    assert "1 of 2 offices have no known place" in caplog.text


@pytest.mark.parametrize(
    ("shapes", "places"),
    [
        ([square(0, 0), square(5000, 0)], [(500, 500), (5500, 500)]),
        ([square(3000 * n, 0) for n in range(5)], [(500, 500), (6500, 500)]),
        ([square(0, 0)], [(500, 500)]),
        ([square(0, 0), square(1000, 0)], [(500, 500), (500, 500)]),
        ([square(0, 0), square(1000, 0)], [(500, 500), (1500, 500)]),
        ([shapely.force_3d(square(0, 0), 5)], [(500, 500)]),
    ],
    ids=["two islands", "apart", "one", "one point", "side by side", "heights"],
)
def test_every_shape_of_a_force_is_analysed_and_drawn(tmp_path, shapes, places):
    rows = [station(f"A{n}", x, y) for n, (x, y) in enumerate(places)]
    analysis = pipeline.analyse(lay_out(tmp_path, shapes, rows))
    areas = analysis.layers(["service_areas"])["service_areas"]
    assert areas["area_km2"].sum() == pytest.approx(len(shapes))
    assert len(build_payload(analysis)["shapes"]["districts"]) == len(shapes)


def test_without_any_office_on_the_map_land_is_as_far_as_nobody_knows(tmp_path):
    rows = [{"office_id": "A", "name": "A", "place": "Nowhere", "district_id": "Zone 1"}]
    analysis = pipeline.analyse(lay_out(tmp_path, rows=rows))
    assert analysis.districts["land_mean_distance_m"].isna().all()
    assert analysis.layers(["underserved"])["underserved"]["area_km2"].tolist() == [1, 1]
    assert build_payload(analysis)["shapes"]["cells"] == []


def test_across_the_antimeridian_all_stands_on_one_side(tmp_path):
    analysis = pipeline.analyse(across(tmp_path))
    assert analysis.located.offices["district_id"].tolist() == ["Zone 1", "Zone 2"]
    page = build_payload(analysis)
    assert page["region"]["bounds"] == [[-19.0, 177.0], [-16.0, 182.0]]
    assert sorted(office["lon"] for office in page["offices"]) == [178.4, 181.1]
    assert all(177 < lon < 182 for _, lon in page["shapes"]["districtLabels"])
    areas = analysis.layers(["service_areas"])["service_areas"]
    assert np.ptp(areas.total_bounds[[0, 2]]) > 300  # split at 180 as it came, in the layers
