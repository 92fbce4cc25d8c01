"""Areas to units and districts: an invented town, then ours."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely
from support.boundary_town import (
    AREAS,
    CRS,
    SOURCES,
    UNIT_ROWS,
    X,
    Y,
    build,
    everything,
    km2,
    lay_out,
    place_row,
    problems,
    put,
    put_areas,
    unit_table,
)

from poliskarta.boundaries.build import build_boundaries, find_files, write_boundaries
from poliskarta.errors import DataError
from poliskarta.project.csv_tables import read_table
from poliskarta.project.folder import Project
from poliskarta.project.region import read_region
from poliskarta.project.schema import DISTRICTS, GAZETTEER, UNITS

LAYERS = ("units.geojson", "districts.geojson", "backdrop.geojson")


@pytest.fixture
def place(tmp_path):
    return lay_out(tmp_path)


def test_areas_become_units_and_units_districts(place, region):
    built = build(place, region)
    assert list(built.units["unit_id"]) == ["0001-east", "0001-west", "0002"]
    assert list(built.districts["name"]) == ["East", "West"]
    assert km2(built.units) == [1, 1, 2]
    assert km2(built.districts) == [3, 1]


def test_units_and_districts_are_coverages_with_the_very_same_edges(place, region):
    built = build(place, region)
    both = (built.units.geometry.array, built.districts.geometry.array)
    assert all(shapely.coverage_is_valid(layer) for layer in both)
    corners = [set(map(tuple, shapely.get_coordinates(layer))) for layer in both]
    assert corners[1] <= corners[0]


def test_neighbours_are_simplified_alike(place, region):
    zigzag = [(X + 1000 + 4 * (n % 2), Y + 1000 + 10 * n) for n in range(101)]
    west = shapely.Polygon([*zigzag, (X, Y + 2000), (X, Y + 1000)])
    east = shapely.Polygon([*zigzag, (X + 2000, Y + 2000), (X + 2000, Y + 1000)])
    codes = {"code": ["1A", "1B"], "label": ["a", "b"], "municipality": ["0001", "0001"]}
    put(place, "areas.gpkg", [west, east], **codes)
    sources = replace(SOURCES, simplify_m=20)
    built = build(place, region, units=unit_table(UNIT_ROWS[:2]), sources=sources)
    assert shapely.coverage_is_valid(built.units.geometry.array)
    assert shapely.get_num_coordinates(built.units.geometry.array).sum() < 30


def test_the_order_of_the_areas_changes_nothing(place, region):
    before = everything(build(place, region))
    put_areas(place, list(reversed(AREAS)))
    assert everything(build(place, region)) == before


def test_building_again_from_what_was_built_gives_the_same(place, region):
    first = build(place, region, gazetteer=place_row("Old Name", 0, 0, source_id="town:1A"))
    again = build(place, region, gazetteer=first.gazetteer)
    assert everything(again) == everything(first)


def test_every_area_without_a_unit_is_reported(place, region):
    place.table("area_units.csv").write_text("area_id,unit_id\n1A,0001-west\n")
    assert problems(place, region, units=unit_table(UNIT_ROWS[:2])) == [
        ("1B", "its municipality has several units"),
        ("0002", "no unit has this code (2 areas)"),
    ]


def test_every_wrong_row_of_the_area_units_is_reported(place, region):
    rows = "1A,0001-west\n1B,0001-east\n2A,0001-east\n2B,0009\n9Z,0002\n"
    place.table("area_units.csv").write_text(f"area_id,unit_id\n{rows}")
    assert problems(place, region) == [
        ("0001-east", "the unit lies in another municipality than the area"),
        ("0009", "units.csv has no such unit"),
        ("9Z", "no such area"),
    ]


def test_a_unit_without_areas_is_reported(place, region):
    units = unit_table([*UNIT_ROWS, ("0003", "west", "0003")])
    assert problems(place, region, units=units) == [("0003", "no area belongs to it")]


def test_districts_and_units_must_know_each_other(place, region):
    units = unit_table([(unit, "south", code) for unit, _, code in UNIT_ROWS])
    assert [what for _, what in problems(place, region, units=units)] == (
        ["no unit belongs to it"] * 2 + ["no such district"] * 3
    )


def test_areas_that_do_not_meet_are_mended(place, region):
    shapes = [shape for _, _, shape in AREAS.values()]
    shapes[3] = shapely.segmentize(shapes[3], 500)
    codes = ["0001", "0001", "0002", "0002"]
    put(place, "areas.gpkg", shapes, code=list(AREAS), label=list(AREAS), municipality=codes)
    built = build(place, region)
    assert shapely.coverage_is_valid(built.units.geometry.array)
    assert sum(km2(built.units)) == pytest.approx(sum(shapely.area(shapes)) / 1e6, abs=0.001)


def test_a_missing_attribute_or_table_is_reported(place, region):
    sources = replace(SOURCES, area_name="title")
    assert problems(place, region, sources=sources) == [(None, "the attribute is missing")]
    with pytest.raises(DataError, match="the table is missing"):
        find_files(place, region.boundaries)


@pytest.fixture(scope="session")
def rebuilt(real, tmp_path_factory):
    """Our own boundaries, built once from the committed sources into a folder of their own."""
    region = read_region(real.table("region.toml"))
    tables = [read_table(real.table(table.file), table) for table in (UNITS, DISTRICTS, GAZETTEER)]
    built = build_boundaries(region, find_files(real, region.boundaries), *tables)
    folder = tmp_path_factory.mktemp("rebuilt")
    write_boundaries(Project(folder, folder), built)
    return Project(folder, folder), built


@pytest.mark.parametrize("name", [*LAYERS, GAZETTEER.file])
def test_rebuilding_gives_the_committed_bytes(real, rebuilt, name):
    built, committed = (project.table(name).read_bytes() for project in (rebuilt[0], real))
    same = built == committed  # told apart here: megabytes of difference help nobody
    assert same, f"{name} is not what its sources give: run `poliskarta boundaries`"


def test_our_units_and_districts_are_valid_coverages(rebuilt):
    for layer in (rebuilt[1].units, rebuilt[1].districts):
        assert shapely.coverage_is_valid(layer.geometry.array)
        assert layer.geometry.is_valid.all()


def test_each_of_our_areas_is_a_place_that_lies_in_its_own_unit(real, rebuilt):
    rows = rebuilt[1].gazetteer.query("kind == 'area'")
    points = gpd.GeoDataFrame(
        rows, geometry=gpd.points_from_xy(rows["longitude"], rows["latitude"]), crs="EPSG:4326"
    )
    regso = gpd.read_file(real.data / "source" / "regso_2025_stockholms_lan.gpkg")
    within = points.to_crs(CRS).sjoin(regso, predicate="within")
    assert set(rows["source_id"]) == {f"regso:{code}" for code in regso["regsokod"]}
    assert (within["source_id"] == "regso:" + within["regsokod"]).all()
    assert len(within) == len(rows)


ISLANDS = {
    "Södermalm": (18.065, 59.315),
    "Kungsholmen": (18.030, 59.332),
    "Gamla stan": (18.071, 59.325),
    "Djurgården": (18.120, 59.325),
    "Lidingö": (18.160, 59.365),
    "Adelsö": (17.500, 59.370),
    "Ornö": (18.430, 59.050),
    "Utö": (18.280, 58.950),
    "Möja": (18.880, 59.420),
}


def test_the_islands_people_know_are_islands_apart(rebuilt):
    backdrop = rebuilt[1].backdrop
    land = backdrop[(backdrop["kind"] == "land") & backdrop["inside"]].geometry.iloc[0]
    islands = shapely.get_parts(land)
    found = [np.flatnonzero(shapely.contains_xy(islands, *xy)).tolist() for xy in ISLANDS.values()]
    assert [len(parts) for parts in found] == [1] * len(ISLANDS)
    assert len({parts[0] for parts in found}) == len(ISLANDS)


def test_the_files_are_small_enough_for_the_page(rebuilt):
    sizes = {name: rebuilt[0].table(name).stat().st_size for name in LAYERS}
    assert sizes["units.geojson"] < 250_000
    assert sizes["districts.geojson"] < 250_000
    assert sizes["backdrop.geojson"] < 1_400_000
