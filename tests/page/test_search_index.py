"""The place names that a reader may search for: all of them, each once, in few bytes."""

import json

import numpy as np
import pandas as pd
import pytest

from poliskarta.page.geometry import write_numbers, write_path
from poliskarta.page.search_index import searchable_names
from poliskarta.project.dataset import read_dataset


@pytest.fixture
def dataset(town):
    return read_dataset(town)


def with_rows(gazetteer, *rows):
    columns = ["name", "municipality_code", "latitude", "longitude", "kind"]
    return pd.concat([gazetteer, pd.DataFrame(rows, columns=columns)], ignore_index=True)


def test_every_name_stands_with_its_municipality_and_point(dataset):
    found = searchable_names(dataset.gazetteer, dataset.units)
    assert found["names"] == ["Elak by", "Gräns", "Ingenstans", "Ingenstans", "Kajen", "Mitt"]
    assert found["municipalities"] == ["Norra", "Östra", "Västra"]
    assert found["within"] == [0, 2, 1, 1, 1, 2]
    elak, grans = (1767050, 5953800), (1768670, 5951970)
    assert found["points"].startswith(write_path((elak, grans)))


def test_an_area_gives_way_to_a_place_of_its_name_in_its_municipality(dataset):
    area = ("Kajen", "O", 59.5, 17.7, "area")
    elsewhere = ("Kajen", "V", 59.5, 17.7, "area")
    found = searchable_names(with_rows(dataset.gazetteer, area, elsewhere), dataset.units)
    kept = zip(found["names"], found["within"], strict=True)
    assert [number for name, number in kept if name == "Kajen"] == [1, 2]


def test_a_station_gives_way_to_the_town_that_it_is_in_and_no_other(dataset):
    rows = [("Byn", "O", 59.5, 17.7, "place"), ("BYN", "O", 59.51, 17.7, "station")]
    far = ("Byn", "O", 59.52, 17.7, "station")
    found = searchable_names(with_rows(dataset.gazetteer.iloc[:0], *rows, far), dataset.units)
    assert (found["names"], found["kinds"]) == (["Byn", "Byn"], "02")


def test_only_an_area_tells_how_far_it_reaches(dataset):
    rows = [("A", "O", 59.5, 17.7, "area"), ("B", "O", 59.5, 17.7, "place")]
    gazetteer = with_rows(dataset.gazetteer.iloc[:0], *rows).assign(radius_m=[701.0, 800.0])
    found = searchable_names(gazetteer, dataset.units)
    assert found["radii"] == write_numbers(np.array([15, 0]))


def test_a_municipality_that_is_not_known_is_left_unsaid(dataset):
    found = searchable_names(
        with_rows(dataset.gazetteer, ("Annanstans", "X", 59.5, 17.7, "area")), dataset.units
    )
    assert found["within"][0] == -1


def test_the_order_of_the_rows_says_nothing(dataset):
    shuffled = dataset.gazetteer.sample(frac=1, random_state=3), dataset.units.iloc[::-1]
    assert searchable_names(*shuffled) == searchable_names(dataset.gazetteer, dataset.units)


def test_a_map_without_a_gazetteer_has_no_names(dataset):
    found = searchable_names(dataset.gazetteer.iloc[:0], dataset.units)
    assert (found["names"], found["points"]) == ([], "")


def test_the_names_of_the_county_are_small(real):
    dataset = read_dataset(real)
    found = searchable_names(dataset.gazetteer, dataset.units)
    assert len(json.dumps(found, ensure_ascii=False)) < 24_000
    assert len(found["names"]) > 700
