"""Districts of offices and the districts' figures, on integer coordinates in metres."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, box

from poliskarta.coverage.assignment import assign_polygons, summarize_districts
from poliskarta.errors import CrsMismatch
from poliskarta.pipeline import locate

CRS = "EPSG:3006"
X, Y = 650_000, 6_600_000

SQUARES = gpd.GeoDataFrame(
    {"district_id": ["b", "a", "c"]},
    geometry=[
        box(X + 1000, Y, X + 2000, Y + 1000),
        box(X, Y, X + 1000, Y + 1000),
        box(X, Y + 1000, X + 2000, Y + 2000),
    ],
    crs=CRS,
)

metres = st.integers(-1500, 3500)


def points(*xy, crs=CRS):
    return gpd.GeoSeries([p and Point(X + p[0], Y + p[1]) for p in xy], crs=crs)


def assign(*xy, tolerance_m=250, polygons=SQUARES):
    found = assign_polygons(points(*xy), polygons, "district_id", CRS, tolerance_m)
    return list(found.itertuples(index=False, name=None))


def test_a_point_gets_the_district_it_lies_in():
    assert assign((500, 500), (1500, 500), (500, 1500)) == [("a", ""), ("b", ""), ("c", "")]


def test_on_a_shared_border_the_smallest_id_wins():
    assert assign((1000, 500), (1000, 1000), (1500, 1000)) == [
        ("a", "shared_border"),
        ("a", "shared_border"),
        ("b", "shared_border"),
    ]


@pytest.mark.parametrize(("x", "expected"), [(2250, ("b", "near_shore")), (2251, ("", "outside"))])
def test_outside_the_nearest_within_the_tolerance_wins(x, expected):
    assert assign((x, 500)) == [expected]


def test_outside_as_near_to_two_districts_the_smallest_id_wins():
    assert assign((2100, 1000)) == [("b", "near_shore")]


def test_without_tolerance_only_what_lies_inside_counts():
    assert assign((2000, 500), (2001, 500), tolerance_m=0) == [("b", ""), ("", "outside")]


def test_a_missing_point_gets_no_district_and_no_flag():
    assert assign(None, (500, 500)) == [("", ""), ("a", "")]
    assert assign(None) == [("", "")]


def test_layers_in_two_crs_are_refused():
    with pytest.raises(CrsMismatch, match="EPSG:3006, EPSG:3857"):
        assign_polygons(points((0, 0), crs="EPSG:3857"), SQUARES, "district_id", CRS, 0)


@given(st.lists(st.tuples(metres, metres), min_size=1, max_size=20), st.permutations([0, 1, 2]))
def test_the_order_of_polygons_and_points_changes_nothing(xy, order):
    once = assign(*xy)
    again = assign(*reversed(xy), polygons=SQUARES.iloc[order])
    assert once == again[::-1]


@given(st.lists(st.tuples(metres, metres), min_size=1, max_size=20))
def test_the_district_is_the_one_an_exhaustive_search_finds(xy):
    ordered = SQUARES.sort_values("district_id")
    for point, (district_id, _) in zip(points(*xy), assign(*xy), strict=True):
        distances = ordered.distance(point).to_numpy()
        nearest = ordered["district_id"].to_numpy()[np.argmin(distances)]
        assert district_id == (nearest if distances.min() <= 250 else "")


def test_the_towns_offices_by_district_and_flag(town):
    offices = locate(town).offices.set_index("office_id")
    assert offices["district_id"].to_dict() == {
        "bat": "",
        "buss": "vast",
        "elak": "norr",
        "grans": "ost",
        "kajen": "ost",
        "langt-bort": "",
        "mitt": "vast",
        "okand": "",
    }
    assert offices.loc[["kajen", "langt-bort"], "flags"].tolist() == ["near_shore", "outside"]


def test_an_office_in_another_municipality_than_stated_is_flagged(town):
    path = town.table("offices.csv")
    path.write_text(path.read_text().replace("Elak by,Norra", "Elak by,Östra"))
    answers = town.table("geocodes.csv")
    answers.write_text(
        answers.read_text().replace('"Elak by, Norra, SE",Norra', '"Elak by, Östra, SE",Östra')
    )
    offices = locate(town).offices.set_index("office_id")
    assert offices.loc["elak", "flags"] == "other_municipality"


def test_the_towns_figures_by_district(town):
    districts = locate(town).districts.set_index("district_id")
    expected = pd.DataFrame(
        {
            "offices_local": [1, 2, 1],
            "offices_mobile": [0, 0, 1],
            "population": [1500.0, 300.0, 2000.0],
            "later_population": [np.nan, 330.0, 2100.0],
            "later_population_year": [np.nan, 2021.0, 2021.0],
            "land_km2": [np.nan, 4.0, 3.96],
            "population_per_office": [1500.0, 150.0, 2000.0],
            "units": ["Norra västerdel; Norra österdel", "Östra", "Västra"],
        },
        index=pd.Index(["norr", "ost", "vast"], name="district_id"),
    )
    pd.testing.assert_frame_equal(
        pd.DataFrame(districts)[list(expected)], expected, check_dtype=False
    )


def test_a_district_without_an_office_has_no_ratio(town):
    done = locate(town)
    nobody = done.offices[done.offices["district_id"] != "norr"]
    districts = summarize_districts(done.districts, done.units, nobody, done.region)
    assert districts["population_per_office"].isna().tolist() == [True, False, False]
