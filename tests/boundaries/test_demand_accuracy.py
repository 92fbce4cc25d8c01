"""How wrong the estimate is, on squares whose people are known, and on the real data."""

import shutil
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import box
from support.small_force import lay_out

from poliskarta.boundaries.build import find_files, rebuild_demand
from poliskarta.boundaries.demand_accuracy import measure_errors
from poliskarta.cli.app import main
from poliskarta.coverage.demand import summarize_errors
from poliskarta.coverage.demand_weights import NOTHING_KNOWN
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
        "population_year": 2020.0,
    }
)


def area_people(*populations):
    rows = {"area_id": ["1", "2", "3", "4"], "year": 2022.0, "population": populations}
    return pd.DataFrame(rows).assign(weight=np.nan)


# Known people of the two areas of b1.
KNOWN = replace(
    NOTHING_KNOWN,
    area_groups=pd.DataFrame({"area_id": ["2", "3"], "group": ["west", "east"]}),
    group_populations=pd.DataFrame(
        {"group": ["east", "west"], "unit_id": "b1", "population": [50.0, 150.0]}
    ),
)


def test_known_people_are_shared_out_by_area_by_land_and_by_weights():
    known = replace(KNOWN, area_populations=area_people(20.0, 30, 10, 60))
    errors = measure_errors(AREAS, LAND, UNITS, known)
    assert list(errors) == [column.name for column in DEMAND_ERRORS.columns]
    assert errors.to_numpy().tolist() == [
        ["municipalities", "", "A", 100, 1, 150, 150, 100],
        ["municipalities", "", "B", 500, 3, 450, 450, 500],
        ["parts", "B", "B one", 200, 2, 333, 333, 200],
        ["parts", "B", "B two", 300, 1, 167, 167, 300],
        ["groups", "B one", "east", 50, 1, 100, 100, 50],
        ["groups", "B one", "west", 150, 1, 100, 100, 150],
    ]


def test_an_area_without_people_leaves_the_estimate_by_weights_unknown_where_it_takes_part():
    known = replace(KNOWN, area_populations=area_people(20.0, 30, 10, 60).iloc[:3])
    errors = measure_errors(AREAS, LAND, UNITS, known)
    assert errors["by_area_people"].isna().tolist() == [True] * 4 + [False] * 2
    assert np.isnan(summarize_errors(errors)["by_area_people"]["municipalities"])


def test_the_share_in_the_wrong_place():
    shares = summarize_errors(measure_errors(AREAS, LAND, UNITS, KNOWN))["by_equal_shares"]
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


def test_an_unknown_population_is_left_out():
    units = UNITS.assign(population=[100.0, np.nan, 300.0])
    assert measure_errors(AREAS, LAND, units)["name"].tolist() == ["A", "B two"]


def test_the_real_files_are_what_their_sources_give(real, tmp_path):
    shutil.copytree(real.data, tmp_path / "data")
    copy = Project(tmp_path, tmp_path / "maps")
    dataset = read_dataset(copy)
    for path in rebuild_demand(dataset, find_files(copy, dataset.region.boundaries)):
        assert path.read_bytes() == real.table(path.name).read_bytes()


def test_the_error_of_the_real_estimate_is_small_where_the_groups_are_left_out(real):
    shares = summarize_errors(read_table(real.table(DEMAND_ERRORS.file), DEMAND_ERRORS))
    assert (shares["by_area_people"] <= 0.03).all()
    assert (
        shares["by_area_people"] < shares[["by_equal_shares", "by_land_area"]].min(axis=1)
    ).all()
    assert shares["places"].to_dict() == {"groups": 14, "municipalities": 26, "parts": 3}


def test_check_prints_the_error(real, capsys):
    assert main(["check", "--project", str(real.root)]) == 0
    told = "2.7 % of the people in the wrong place when the people of 14 groups of areas"
    assert told in capsys.readouterr().err


def test_check_says_how_weak_equal_shares_are(tmp_path, capsys):
    project = lay_out(tmp_path)
    project.table("units.csv").write_text(
        "unit_id,district_id,population,population_year\n"
        "Zone 1,Zone 1,100,2020\nZone 2,Zone 2,50,2020\n"
    )
    assert main(["check", "--project", str(project.root)]) == 0
    assert "to share equally is a weak guess" in capsys.readouterr().err
