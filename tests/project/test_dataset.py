"""Bad input: what files must be to each other and to the region."""

import json

import pytest

from poliskarta.errors import DataError
from poliskarta.project.dataset import read_dataset


def edit(town, file, old, new):
    path = town.table(file)
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new), encoding="utf-8")


def problems(town):
    with pytest.raises(DataError) as caught:
        read_dataset(town)
    return [
        (p.file.rpartition("/")[2], p.row, p.column, p.value, p.what) for p in caught.value.problems
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("offices.csv", "kajen,local", "kajen,lokal", (6, "kind", "lokal", "unknown kind")),
        ("offices.csv", "Kajen,Kajen", "Kajen,", (6, "place", "", "the place is empty")),
        (
            "offices.csv",
            "Kajen,Östra",
            "Kajen,Östar",
            (6, "municipality", "Östar", "not in units.csv"),
        ),
        (
            "offices.csv",
            ",2020-05,",
            ",2020-05,2019",
            (3, "closed", "2019", "earlier than 'opened'"),
        ),
        (
            "stops.csv",
            "buss,Mitt",
            "mitt,Mitt",
            (3, "office_id", "mitt", "this office stands in one place"),
        ),
        ("stops.csv", "buss,Mitt", "husky,Mitt", (3, "office_id", "husky", "no such office")),
        ("stops.csv", "buss,Mitt", "buss,", (3, "place", "", "neither place nor area")),
        ("units.csv", ",vast,", ",vest,", (5, "district_id", "vest", "not in districts.csv")),
        (
            "units.csv",
            "300,2020",
            "300,",
            (4, "population", "300.0", "a population without its year"),
        ),
        (
            "units.csv",
            "N,Norra,norr,500",
            "N,Nora,norr,500",
            (2, "municipality", "Norra", "two names for one code"),
        ),
        (
            "initiatives.csv",
            "county,,,",
            "district,Syd,syd,",
            (2, "district_id", "syd", "not in districts.csv"),
        ),
        (
            "geocodes.csv",
            "59.538043,17.670510",
            "17.670510,59.538043",
            (2, "latitude", "17.67051", "latitude and longitude are swapped"),
        ),
        (
            "geocodes.csv",
            "59.538043,17.670510",
            "0,0",
            (2, "latitude", "0.0", "0/0 is in the Gulf of Guinea"),
        ),
        (
            "geocodes.csv",
            "59.538043,17.670510",
            "55.6,13.0",
            (2, "latitude", "55.6", "outside the region"),
        ),
        (
            "geocodes.csv",
            "59.538043,17.670510",
            "59.538043,",
            (2, "status", "found", "located, but without a point"),
        ),
    ],
)
def test_one_bad_cell_is_one_clear_problem(town, file, old, new, expected):
    edit(town, file, old, new)
    found = problems(town)
    assert (file, *expected) in found


@pytest.mark.parametrize(
    ("position", "what"),
    [
        ("59.52,17.67", None),
        ("17.67,59.52", "latitude and longitude are swapped"),
        ("59.52,", "half a position"),
        ("0,0", "0/0 is in the Gulf of Guinea"),
        ("-33.9,18.4", "outside the region"),
    ],
)
def test_a_position_of_the_forces_own_is_checked(town, position, what):
    path = town.table("offices.csv")
    lines = path.read_text().splitlines()
    rows = [
        lines[0] + ",latitude,longitude",
        *(f"{line},," for line in lines[1:-2]),
        f"{lines[-2]},{position}",
        f"{lines[-1]},,",
    ]
    path.write_text("\n".join(rows) + "\n")
    if what is None:
        assert read_dataset(town).offices["latitude"].notna().sum() == 1
    else:
        assert [(row, found) for _, row, _, _, found in problems(town)] == [(8, what)]


def test_problems_of_all_tables_are_told_at_once(town):
    edit(town, "offices.csv", "kajen,local", "kajen,lokal")
    edit(town, "offices.csv", "inferred,town,\nmitt", "sure,town,\nmitt")
    edit(town, "units.csv", ",vast,", ",vest,")
    edit(town, "stops.csv", "bat,,,Hela sjön", "bat,,,")
    assert {file for file, *_ in problems(town)} == {"offices.csv", "units.csv", "stops.csv"}


def test_a_district_without_a_polygon_and_a_polygon_without_a_district(town):
    edit(town, "districts.geojson", '"district_id": "vast"', '"district_id": "syd"')
    assert problems(town) == [
        ("districts.geojson", None, "district_id", "syd", "not in districts.csv"),
        (
            "districts.geojson",
            None,
            "district_id",
            "vast",
            "no polygon for this row of districts.csv",
        ),
    ]


def test_overlapping_and_invalid_districts_are_refused(town):
    path = town.table("districts.geojson")
    collection = json.loads(path.read_text())
    collection["features"][0]["geometry"] = collection["features"][1]["geometry"]
    path.write_text(json.dumps(collection))
    [(file, _, _, value, what)] = problems(town)
    assert (file, value) == ("districts.geojson", "norr, ost")
    assert "overlap" in what


def test_a_project_without_mobile_offices_initiatives_and_sources_is_fine(town):
    for file in ("stops.csv", "initiatives.csv", "sources.csv", "backdrop.geojson", "geocodes.csv"):
        town.table(file).unlink()
    tables = read_dataset(town)
    assert tables.stops.empty
    assert tables.backdrop.empty
