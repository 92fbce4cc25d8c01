"""The queries of offices and stops, made once."""

import pandas as pd
import pytest
from support.geocode_cases import ask, ask_address

from poliskarta.geocoding.queries import add_queries, fold_name, queries_of
from poliskarta.project.csv_tables import empty_table
from poliskarta.project.schema import STOPS

ROWS = pd.DataFrame(
    {
        "place": ["Mitt", "Mitt", "", " Mitt  by"],
        "address": ["Torget 1", "", "", ""],
        "municipality": ["Västra", "Västra", "Västra", "Västra"],
    },
    index=[2, 3, 5, 9],
)


def test_the_queries_are_columns_of_the_rows_that_ask_them():
    offices = add_queries(ROWS, "SE")
    assert offices[list(ROWS)].equals(ROWS)
    queries = ["Mitt, Västra, SE", "Mitt, Västra, SE", "", "Mitt by, Västra, SE"]
    assert offices["place_query"].tolist() == queries
    assert offices["address_query"].tolist() == ["Torget 1, Mitt, Västra, SE", "", "", ""]


@pytest.mark.parametrize("columns", [["place", "municipality"], list(ROWS)])
def test_without_rows_there_are_no_queries(columns):
    queries = add_queries(ROWS.iloc[:0][columns], "SE")
    assert queries[["place_query", "address_query"]].empty


def test_what_has_a_position_of_its_own_asks_nothing():
    located = ROWS.assign(latitude=[59.5, None, None, None], longitude=17.6)
    assert add_queries(located, "SE")["address_query"].tolist() == [""] * 4
    assert ask_address("Torget 1") not in queries_of(located, empty_table(STOPS), "SE")


def test_each_query_is_there_once_whoever_asks_it():
    stops = ROWS[["place", "municipality"]]
    asked = [ask("Mitt"), ask(" Mitt  by"), ask_address("Torget 1")]
    assert queries_of(ROWS, stops, "SE") == sorted(asked)


def test_case_tells_neither_queries_nor_names_apart():
    assert ask("MITT", "västra").key == ask("Mitt", "Västra").key
    assert fold_name(" Stora  TORGET") == fold_name("Stora torget")
