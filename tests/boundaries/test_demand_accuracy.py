"""How wrong the estimate is, on squares whose people are known, and on the real data."""

import shutil

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import box

from poliskarta.boundaries.build import find_files, rebuild_demand
from poliskarta.boundaries.demand_accuracy import measure_errors
from poliskarta.coverage.demand import summarize_errors
from poliskarta.errors import DataError
from poliskarta.project.csv_tables import read_table
from poliskarta.project.dataset import read_dataset
from poliskarta.project.folder import Project
from poliskarta.project.schema import DEMAND_ERRORS

# Municipality A is one square of land; B has two parts, b1 of two squares and b2 of one twice
# as large, half of it water.
AREAS = gpd.GeoDataFrame(
    {"area_id": ["1", "2", "3", "4"], "unit_id": ["a", "b1", "b1", "b2"]},
    geometry=[box(0, 0, 1, 1), box(1, 0, 2, 1), box(2, 0, 3, 1), box(3, 0, 5, 1)],
    crs="EPSG:3006",
)
LAND = box(0, 0, 4, 1)
UNITS = pd.DataFrame(
    {
        "unit_id": ["a", "b1", "b2"],
        "name": ["A", "B one", "B two"],
        "municipality": ["A", "B", "B"],
        "population": [100.0, 200.0, 300.0],
    }
)


@pytest.fixture
def groups(tmp_path):
    """Known people of the two areas of b1."""
    (tmp_path / "area_groups.csv").write_text("area_id,group\n2,west\n3,east\n")
    (tmp_path / "group_populations.csv").write_text(
        "group,unit_id,population,population_year,population_source,areas_source\n"
        "east,b1,50,2020,x,x\nwest,b1,150,2020,x,x\n"
    )
    return tmp_path


def test_known_people_are_shared_out_by_area_and_by_land(groups):
    errors = measure_errors(AREAS, LAND, UNITS, groups)
    assert list(errors) == [column.name for column in DEMAND_ERRORS.columns]
    assert errors.to_numpy().tolist() == [
        ["municipalities", "", "A", 100, 1, 150, 150],
        ["municipalities", "", "B", 500, 3, 450, 450],
        ["parts", "B", "B one", 200, 2, 333, 333],
        ["parts", "B", "B two", 300, 1, 167, 167],
        ["groups", "B one", "east", 50, 1, 100, 100],
        ["groups", "B one", "west", 150, 1, 100, 100],
    ]


def test_the_share_in_the_wrong_place(groups):
    shares = summarize_errors(measure_errors(AREAS, LAND, UNITS, groups))["by_equal_shares"]
    assert shares.to_dict() == {
        "groups": 0.25,
        "municipalities": pytest.approx(50 / 600),
        "parts": pytest.approx(133 / 500),
    }


def test_land_area_counts_what_is_dry():
    errors = measure_errors(AREAS, box(0, 0, 5, 1), UNITS).set_index("name")
    assert errors.loc["B two", ["by_equal_shares", "by_land_area"]].tolist() == [167, 250]


def test_our_areal_weighting_is_toblers():
    tobler = pytest.importorskip("tobler.area_weighted")
    land = box(0, 0, 4.3, 1)
    dry = AREAS.set_geometry(AREAS.intersection(land))
    source = dry.dissolve().assign(population=600.0)
    target = dry.assign(municipality=["A", "B", "B", "B"]).dissolve("municipality")
    expected = tobler.area_interpolate(source, target, extensive_variables=["population"])
    errors = measure_errors(AREAS, land, UNITS).query("test == 'municipalities'")
    ours = errors["by_land_area"].to_numpy()
    assert ours == pytest.approx(expected["population"].to_numpy(), abs=0.5)


def test_a_group_that_one_file_lacks_is_named(groups):
    (groups / "area_groups.csv").write_text("area_id,group\n2,west\n3,nowhere\n")
    with pytest.raises(DataError, match="nowhere") as caught:
        measure_errors(AREAS, LAND, UNITS, groups)
    assert [problem.value for problem in caught.value.problems] == ["east", "nowhere"]


def test_an_unknown_population_is_left_out():
    units = UNITS.assign(population=[100.0, np.nan, 300.0])
    assert measure_errors(AREAS, LAND, units)["name"].tolist() == ["A", "B two"]


def test_the_real_files_are_what_their_sources_give(real, tmp_path):
    shutil.copytree(real.data, tmp_path / "data")
    copy = Project(tmp_path, tmp_path / "maps")
    dataset = read_dataset(copy)
    for path in rebuild_demand(dataset, find_files(copy, dataset.region.boundaries)):
        assert path.read_bytes() == real.table(path.name).read_bytes()


def test_equal_shares_are_nearer_between_municipalities_and_areal_weighting_within_suburbs(real):
    shares = summarize_errors(read_table(real.table(DEMAND_ERRORS.file), DEMAND_ERRORS))
    nearer = shares["by_equal_shares"] < shares["by_land_area"]
    assert nearer.to_dict() == {"groups": False, "municipalities": True, "parts": True}
    assert shares["places"].to_dict() == {"groups": 10, "municipalities": 26, "parts": 3}
