"""The real data: what the sources say must be what the files say."""

import re
import tomllib

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point

from poliskarta.pipeline import locate
from poliskarta.project import schema
from poliskarta.project.csv_tables import read_table, table_bytes
from poliskarta.project.vocabularies import CERTAINTIES

BROCHURE = """
Bagarmossen, Fisksätra, Fittja, Hallunda, Hovsjö, Husby, Hässelby Gård, Jakobsberg, Jordbro, Rimbo,
Ronna, Rågsved, Skogås, Skärholmen, Tensta, Vårby, Älvsjö, Medborgarplatsen, Rissne, Brandbergen,
Upplands Väsby, Tureberg, Fornhöjden, Orminge, Bro, Slussen, Storvreten
"""
INITIATIVES = {
    "chefsamrad", "kontaktpoliser", "lokala-poliskontor", "mobila-poliskontor", "mumin", "nova",
    "stodcentrum", "ungdomsrad", "utredningscentrum", "volontarer",
}  # fmt: skip
POPULATION = {
    "city": 359_059, "nacka": 171_356, "norrort": 233_796, "roslagen": 231_799,
    "soderort": 317_791, "sodertalje": 110_968, "sodertorn": 283_147, "vasterort": 346_427,
}  # fmt: skip
LOCAL_OFFICES = {
    "city": 2, "nacka": 2, "norrort": 4, "roslagen": 1,
    "soderort": 4, "sodertalje": 3, "sodertorn": 7, "vasterort": 4,
}  # fmt: skip
# The best points that any source gives for the places that have only an area of their own.
AREA_PLACES = {
    "fornhojden": (59.193215, 17.666549),
    "hovsjo": (59.17666, 17.60789),
    "ronna": (59.202166, 17.587316),
    "storvreten": (59.196031, 17.851423),
}
NO_PLACE = {"mobil-norrort", "mobil-soderort"}
KILOMETRE = 1000
LANGUAGES = ("en",)


@pytest.fixture(scope="module")
def data(real):
    """Every table that exists, by the name of its file."""
    paths = {table: real.table(table.file) for table in schema.TABLES}
    return {t.file: read_table(path, t) for t, path in paths.items() if path.exists()}


@pytest.fixture(scope="module")
def surveyed(real):
    """Offices, stops and areas of the real project."""
    return locate(real)


def metres(rows, points):
    """Return the distance of each row from its (latitude, longitude)."""
    expected = gpd.GeoSeries([Point(lon, lat) for lat, lon in points], rows.index, crs=schema.WGS84)
    return rows.geometry.to_crs("EPSG:3006").distance(expected.to_crs("EPSG:3006"))


def test_no_table_but_the_geocoders_candidates_may_be_absent(data):
    assert {table.file for table in schema.TABLES} - set(data) <= {"geocode_candidates.csv"}


@pytest.mark.parametrize("table", schema.TABLES, ids=lambda table: table.file)
def test_the_tables_are_as_the_program_would_write_them(real, data, table):
    if table.file in data:
        assert table_bytes(table, data[table.file]) == real.table(table.file).read_bytes()


def test_the_brochures_offices_are_all_there_and_no_others(data):
    offices = data["offices.csv"]
    local = offices[offices["kind"] == "local"]
    assert set(local["name"]) == {name.strip() for name in BROCHURE.split(",")}
    assert (local["place"] == local["name"]).all()
    assert local["source"].str.contains("broschyr-poliskontor-2010").all()


def test_the_one_known_address_is_skarholmens(data):
    offices = data["offices.csv"].set_index("office_id")
    assert dict(offices["address"][offices["address"] != ""]) == {"skarholmen": "Måsholmstorget 5"}


def test_a_planned_opening_is_no_opening(data):
    offices = data["offices.csv"].set_index("office_id")
    local = offices[offices["kind"] == "local"]
    assert dict(local["opened"][local["opened"] != ""]) == {
        "fittja": "2007", "rissne": "2010", "ronna": "2006", "skarholmen": "2006-10",
        "tensta": "2006", "tureberg": "2009-11-24",
    }  # fmt: skip
    assert dict(offices["closed"][offices["closed"] != ""]) == {
        "orminge": "2016", "rissne": "2012",
    }  # fmt: skip


def test_each_mobile_office_has_its_stop_and_two_have_no_place(data):
    offices, stops = data["offices.csv"], data["stops.csv"].set_index("office_id")
    assert set(stops.index) == set(offices["office_id"][offices["kind"] == "mobile"])
    assert set(stops.index[stops["place"] == ""]) == NO_PLACE
    assert (stops["area"] != "").equals(stops["place"] == "")


def test_the_four_mobile_offices_are_those_that_a_source_names(data):
    offices = data["offices.csv"].set_index("office_id")
    mobile = offices[offices["kind"] == "mobile"]
    assert set(mobile.index) == {
        "mobil-medborgarplatsen", "mobil-norrort", "mobil-soderort", "mobil-stureplan",
    }  # fmt: skip
    assert mobile["source"].str.contains("polisstyrelsen-2010").all()
    initiatives = data["initiatives.csv"]
    parts = initiatives["part"][initiatives["initiative_id"] == "mobila-poliskontor"]
    assert set(parts) == {"main", "also-roslagen", "also-skargarden"}


def test_no_hours_are_given_that_no_source_gives(data):
    for file in ("offices.csv", "stops.csv"):
        assert (data[file]["opening_hours"] == "").all()


def test_the_populations_add_up(data):
    units = data["units.csv"]
    assert dict(units.groupby("district_id")["population"].sum()) == POPULATION
    assert units["population"].sum() == 2_054_343
    stockholm = units[units["municipality_code"] == "0180"]
    assert stockholm["population"].sum() == 847_073
    areas = data["area_populations.csv"]
    assert units["later_population"].sum() == areas["population"].sum() == 2_486_232


def test_the_units_are_25_municipalities_and_three_parts_of_stockholm(data):
    units = data["units.csv"]
    assert dict(units["kind"].value_counts()) == {"municipality": 25, "part": 3}
    parts = units[units["kind"] == "part"]
    assert set(parts["municipality"]) == {"Stockholm"}
    assert parts["land_km2"].isna().all()
    assert units["municipality_code"].nunique() == 26


def test_a_district_is_as_certain_as_its_weakest_unit(data):
    rank = {certainty: place for place, certainty in enumerate(CERTAINTIES)}
    weakest = {}
    for district, certainty in data["units.csv"][["district_id", "certainty"]].to_numpy():
        weakest[district] = max(weakest.get(district, certainty), certainty, key=rank.get)
    assert weakest == dict(data["districts.csv"].set_index("district_id")["certainty"])


def test_every_area_of_stockholm_belongs_to_one_of_its_parts(real, data):
    areas = gpd.read_file(real.table("source/regso_2025_stockholms_lan.gpkg"))
    codes = set(areas["regsokod"][areas["kommunkod"] == "0180"])
    assigned = pd.read_csv(real.table("source/area_units.csv"), dtype=str)
    assert list(assigned["area_id"]) == sorted(codes)
    counts = {"0180-innerstaden": 36, "0180-soderort": 51, "0180-vasterort": 40}
    assert dict(assigned["unit_id"].value_counts()) == counts
    assert set(counts) < set(data["units.csv"]["unit_id"])


def test_every_initiative_of_the_brochures_is_there(data):
    initiatives = data["initiatives.csv"]
    main = initiatives[initiatives["part"] == "main"]
    assert set(main["initiative_id"]) == set(initiatives["initiative_id"]) == INITIATIVES
    steps = initiatives["part"][initiatives["part"].str.startswith("step-")]
    assert list(steps) == [f"step-{number}" for number in range(1, 6)]


def test_both_figures_of_the_contact_officers_stand_with_their_conflict(data):
    initiatives = data["initiatives.csv"]
    officers = initiatives[initiatives["initiative_id"] == "kontaktpoliser"]
    assert sorted(officers["figure"]) == [700, 1300]
    assert officers["conflict"].str.contains("700").all()
    assert officers["source"].nunique() == len(officers)


def test_an_initiative_of_a_district_or_municipality_names_one_that_exists(data):
    initiatives = data["initiatives.csv"]
    districts = data["districts.csv"].set_index("name")["district_id"]
    of_district = initiatives[initiatives["scope"] == "district"]
    assert list(of_district["scope_name"].map(districts)) == list(of_district["district_id"])
    of_municipality = initiatives["scope_name"][initiatives["scope"] == "municipality"]
    assert set(of_municipality) <= set(data["units.csv"]["municipality"])
    assert (initiatives["scope_name"][initiatives["scope"] == "county"] == "").all()


def test_every_text_for_readers_is_there_in_english_too(data):
    localised = [(t.file, c.name) for t in schema.TABLES for c in t.columns if c.localised]
    own = {("offices.csv", "name"), ("districts.csv", "name")}  # the same in both languages
    assert own <= set(localised)
    for file, column in set(localised) - own:
        for language in LANGUAGES:
            texts = data[file][[column, f"{column}_{language}"]]
            assert ((texts != "").nunique(axis=1) == 1).all(), (file, column)


def test_what_is_inferred_says_how(data):
    for file in ("offices.csv", "stops.csv", "units.csv", "districts.csv", "initiatives.csv"):
        rows = data[file]
        assert (rows["note"][rows["certainty"] == "inferred"] != "").all(), file


def test_every_source_that_is_named_exists_and_every_source_is_used(data):
    columns = ("source", "population_source", "land_source")
    cells = pd.concat(
        [data[f][c] for f in data if f != "sources.csv" for c in columns if c in data[f]]
    )
    named = cells.str.split("; ").explode()
    assert set(named) - {""} == set(data["sources.csv"]["source_id"])


def test_confirmed_rows_name_more_than_one_source(data):
    for file in ("offices.csv", "stops.csv", "units.csv", "districts.csv", "initiatives.csv"):
        rows = data[file]
        alone = (rows["certainty"] == "confirmed") & ~rows["source"].str.contains("; ")
        assert not alone.any(), file


def test_no_table_holds_an_email_address_or_a_telephone_number(data):
    private = re.compile(r"[\w.]+@[\w.]+|\b0\d{1,3}[- ]\d{2,3} ?\d{2} ?\d{2}\b|\+46")
    for file in set(data) - {"geocodes.csv", "geocode_candidates.csv", "gazetteer.csv"}:
        texts = data[file].select_dtypes("str")
        assert not texts.map(lambda cell: bool(private.search(cell))).any(axis=None), file


def test_blogs_are_cited_without_their_address(data):
    sources = data["sources.csv"]
    blogs = sources[sources["title"].str.contains("blogg", case=False)]
    assert len(blogs) == 8
    assert (blogs["url"] == "").all()


def test_the_local_offices_are_in_the_right_districts(surveyed):
    districts = surveyed.districts.set_index("district_id")
    assert dict(districts["offices_local"]) == LOCAL_OFFICES


def test_only_the_two_mobile_offices_without_a_place_are_not_placed(surveyed):
    offices = surveyed.offices.set_index("office_id")
    assert set(offices.index[~offices["placed"]]) == NO_PLACE
    assert set(offices["unplaced_reason"][~offices["placed"]]) == {"no_place"}


def test_each_office_stands_within_a_kilometre_of_its_best_sourced_point(data, surveyed):
    gazetteer = data["gazetteer.csv"]
    stations = gazetteer[gazetteer["kind"].isin(["station", "square"])].set_index("name")
    offices = surveyed.offices[surveyed.offices["placed"]].set_index("office_id")
    best = [
        AREA_PLACES.get(office) or tuple(stations.loc[name, ["latitude", "longitude"]])
        for office, name in offices["name"].items()
    ]
    distance = metres(offices, best)
    assert (distance < KILOMETRE).all()
    assert (distance.drop(list(AREA_PLACES)) < 1).all()


def test_every_credit_and_contact_speaks_every_language(real):
    region = tomllib.loads(real.table("region.toml").read_text(encoding="utf-8"))
    texts = [c["what"] for c in region["credits"]] + [c["label"] for c in region["contacts"]]
    assert all(list(text) == region["languages"] for text in texts)


def test_the_addresses_of_2010_are_text_and_no_links(real):
    region = tomllib.loads(real.table("region.toml").read_text(encoding="utf-8"))
    contacts = {contact["id"]: contact for contact in region["contacts"]}
    for old in ("email", "post"):
        assert contacts[old]["href"] == ""
        assert "2010" in contacts[old]["label"]["sv"]


def test_no_text_for_readers_has_the_typewriter_apostrophe(data):
    for file in ("offices.csv", "stops.csv", "units.csv", "districts.csv", "initiatives.csv"):
        texts = data[file].select_dtypes("str")
        assert not texts.map(lambda cell: "'" in cell).any(axis=None), file


def test_every_point_has_a_licence(data):
    for file in ("gazetteer.csv", "geocodes.csv"):
        rows = data[file]
        assert not rows["licence"].isin(["", "unknown"]).any(), file
