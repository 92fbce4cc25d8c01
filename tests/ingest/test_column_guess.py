"""Which column says what, by the names that publishers use and what is in it."""

import pandas as pd
import pytest

from poliskarta.ingest.column_guess import (
    OFFICE_ROLES,
    column_names,
    guess_roles,
    is_row_number,
    looks_personal,
    plain,
)

CELLS = {
    "name": ["North Station", "South Station"],
    "address": ["1 Main St", "2 Main St"],
    "phone": ["555-01234", "555-01235"],
    "website": ["https://example.org/1", "example.org"],
    "email": ["north@example.org", "south@example.org"],
    "office_id": ["N-1", "S-1"],
}


@pytest.mark.parametrize(
    "headers",
    [
        # a portal of each kind, and languages that write otherwise
        {
            "name": "STATION_NAME",
            "address": "STREET_ADDRESS",
            "phone": "PHONE_NO",
            "website": "URL",
        },
        {"name": "Police Station", "address": "Location", "phone": "Telephone", "email": "E-Mail"},
        {"name": "Nombre", "address": "Dirección", "phone": "Teléfono", "email": "Correo"},
        {"name": "Nom du commissariat", "address": "Adresse", "phone": "Téléphone"},
        {"name": "Dienststelle", "address": "Straße", "phone": "Telefon", "email": "E-Mail"},
        {"name": "Namn", "address": "Besöksadress", "phone": "Telefonnummer"},
        {"name": "Naam", "address": "Adres", "phone": "Telefoonnummer"},
        {"name": "Nome", "address": "Endereço", "phone": "Telefone"},
        {"name": "单位名称", "address": "地址", "phone": "电话"},
        {"name": "警察署名", "address": "所在地", "phone": "電話番号"},
        {"name": "경찰서명", "address": "주소", "phone": "전화번호"},
        {"name": "ชื่อสถานี", "address": "ที่อยู่", "phone": "โทรศัพท์"},
        {"name": "اسم المركز", "address": "العنوان", "phone": "هاتف"},
        {"office_id": "properties.station_id", "name": "properties.name"},
    ],
)
def test_names_that_publishers_use(headers):
    table = pd.DataFrame({header: CELLS[role] for role, header in headers.items()})
    assert guess_roles(table, {}, OFFICE_ROLES) == headers


def test_a_name_is_believed_only_if_its_cells_look_like_it():
    table = pd.DataFrame({"name": ["1", "2"], "station": CELLS["name"], "phone": ["", "x"]})
    assert guess_roles(table, {}, OFFICE_ROLES) == {"name": "station"}


def test_what_is_told_is_taken_by_nothing_else():
    table = pd.DataFrame({"name": CELLS["name"], "label": ["a", "b"]})
    told = {"address": "name"}
    assert guess_roles(table, told, OFFICE_ROLES) == {"address": "name", "name": "label"}
    assert "name" not in guess_roles(table, {"name": ""}, OFFICE_ROLES)


def test_names_that_a_shapefile_cut():
    table = pd.DataFrame({"STREET_ADD": CELLS["address"], "STATION_NA": CELLS["name"]})
    assert guess_roles(table, {}, OFFICE_ROLES) == {"name": "STATION_NA", "address": "STREET_ADD"}


@pytest.mark.parametrize(
    "column", ["Captain", "COMMANDER_NAME", "precinctChief", "contact_name", "所長姓名", "Jefe"]
)
def test_columns_that_may_name_persons(column):
    assert looks_personal(column)


@pytest.mark.parametrize(
    "column", ["Commander Phone", "COMMAND", "contact_number", "name", "Headquarters", "Division"]
)
def test_columns_that_name_none(column):
    assert not looks_personal(column)


@pytest.mark.parametrize("column", ["OBJECTID", "objectid_1", "Shape__Area", "SHAPE_Leng", "FID"])
def test_columns_of_one_edition_of_a_layer(column):
    assert is_row_number(column)
    assert not is_row_number("precinct")


def test_no_name_is_listed_twice_for_one_thing():
    tables = [column_names()["offices"], column_names()["districts"]]
    for table in tables:
        for role, names in table.items():
            if role != "words":
                compared = ["*".join(map(plain, name.split("*"))) for name in names]
                repeated = {name for name in compared if compared.count(name) > 1}
                assert (role, repeated) == (role, set())
