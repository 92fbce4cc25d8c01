"""CSV files: read liberally, checked whole, written strictly."""

import csv
import logging
import unicodedata

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from poliskarta.errors import DataError
from poliskarta.project import csv_tables
from poliskarta.project.schema import DISTRICTS, GEOCODES, OFFICES

HEADER = "district_id,name,certainty,source,note"
GOOD = f"{HEADER}\ncity,City Å,confirmed,x,\n"

text = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")))
text = text.map(lambda cell: unicodedata.normalize("NFC", cell).strip())


def read(path, content, table=DISTRICTS, encoding="utf-8"):
    path = path / table.file
    path.write_bytes(content.encode(encoding))
    return csv_tables.read_table(path, table)


def problems(path, content, table=DISTRICTS):
    with pytest.raises(DataError) as caught:
        read(path, content, table)
    return [(p.row, p.column, p.value) for p in caught.value.problems]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (GOOD, "utf-8-sig"),
        (GOOD, "cp1252"),
        (GOOD.replace(",", ";"), "utf-8"),
        (GOOD.replace(",", "\t"), "utf-8"),
        (GOOD.replace("\n", "\r\n"), "utf-8"),
        (GOOD.replace("\n", ",,\n"), "utf-8"),
        (GOOD + ",,,,\n\n", "utf-8"),
    ],
    ids=["bom", "cp1252", "semicolons", "tabs", "crlf", "empty columns", "empty rows"],
)
def test_what_a_spreadsheet_does_to_a_file_is_forgiven(tmp_path, content, encoding):
    frame = read(tmp_path, content, encoding=encoding)
    assert frame.loc[2, "name"] == "City Å"
    assert list(frame.columns) == HEADER.split(",")


def test_every_problem_of_a_file_is_told_at_once(tmp_path):
    content = (
        f"{HEADER},note\nBad;Id,,sure,x,,\ncity,City,confirmed,x,,,surplus\ncity,City,confirmed,,\n"
    )
    assert problems(tmp_path, content) == [
        (1, "note", None),
        (2, "certainty", "sure"),
        (2, "district_id", "Bad;Id"),
        (3, None, "surplus"),
        (4, "district_id", "city"),
    ]


def test_a_misspelt_column_is_named_with_its_likely_meaning(tmp_path):
    with pytest.raises(DataError, match="Is 'district' meant"):
        read(tmp_path, "distict_id,name\na,A\n".replace("distict_id", "district"))


def test_ids_are_those_that_a_force_publishes(tmp_path):
    ids = ["A1", "12", "North-East", "Zone 3", "\u6771"]
    frame = read(tmp_path, "district_id\n" + "\n".join(ids) + "\n")
    assert frame["district_id"].tolist() == ids


@pytest.mark.parametrize("value", ["a;b", '"a\nb"', "x" * 101])
def test_what_would_break_a_list_or_a_line_is_no_id(tmp_path, value):
    assert [column for _, column, _ in problems(tmp_path, f"district_id\n{value}\n")] == [
        "district_id"
    ]


def test_columns_that_a_file_lacks_are_empty_and_known_to_be_absent(tmp_path):
    frame, absent = csv_tables.complete(read(tmp_path, "office_id,name\na,A\n", OFFICES), OFFICES)
    assert {"phone", "latitude", "kind"} <= absent
    assert frame.loc[2, "phone"] == ""
    assert frame["latitude"].isna().all()


@pytest.mark.parametrize("value", ["2010-13", "2010-02-30", "20100101", "i fjol", "0000"])
def test_a_date_that_does_not_exist_is_refused(tmp_path, value):
    content = f"office_id,name,opened\na,A,{value}\n"
    assert problems(tmp_path, content, OFFICES) == [(2, "opened", value)]


def test_a_decimal_comma_is_a_decimal_point(tmp_path):
    header = ";".join(c.name for c in GEOCODES.columns)
    frame = read(tmp_path, f"{header}\nX;;59,5;18,25;1 200;place;X;g;1;found;2010;;\n", GEOCODES)
    assert frame.loc[2, ["latitude", "longitude", "radius_m"]].tolist() == [59.5, 18.25, 1200.0]


def test_the_row_of_a_problem_is_the_line_an_editor_shows(tmp_path):
    content = f'{HEADER}\ncity,City,confirmed,x,"two\nlines"\n,Nacka,confirmed,x,\n'
    assert problems(tmp_path, content) == [(4, "district_id", "")]


def test_a_line_break_in_a_cell_survives_a_spreadsheet(tmp_path):
    frame = read(tmp_path, f'{HEADER}\r\ncity,City,confirmed,x,"two\r\nlines"\r\n')
    assert frame.loc[2, "note"] == "two\nlines"


def test_a_missing_file_says_what_to_do(tmp_path):
    with pytest.raises(DataError, match=r"the file is missing\n.*--project"):
        csv_tables.read_table(tmp_path / "districts.csv", DISTRICTS)


def test_unknown_columns_are_kept_and_likely_misspellings_warned_of(tmp_path, caplog):
    with caplog.at_level(logging.WARNING, "poliskarta"):
        frame = read(
            tmp_path, "district_id,name,certainty,source,note,notes,colour\na,A,inferred,x,,1,2\n"
        )
    assert frame.loc[2, ["notes", "colour"]].tolist() == ["1", "2"]
    assert [record.getMessage() for record in caplog.records] == [
        f"{tmp_path / 'districts.csv'}: unknown column 'notes' kept; is 'note' meant?"
    ]


@given(st.lists(st.tuples(text, text), max_size=5))
def test_what_is_written_is_read_back(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("round") / "districts.csv"
    frame = pd.DataFrame(
        {
            "district_id": [f"d{n}" for n in range(len(rows))],
            "name": [f"n{name}" for name, _ in rows],
            "certainty": "confirmed",
            "source": "x",
            "note": [note for _, note in rows],
        },
        dtype="str",
    )
    csv_tables.write_table(path, DISTRICTS, frame)
    again = csv_tables.read_table(path, DISTRICTS).reset_index(drop=True)
    pd.testing.assert_frame_equal(again, frame, check_index_type=False)


def test_writing_does_not_depend_on_the_order_of_rows(town):
    offices = csv_tables.read_table(town.table("offices.csv"), OFFICES)
    shuffled = offices.sample(frac=1, random_state=1)
    assert csv_tables.table_bytes(OFFICES, shuffled) == csv_tables.table_bytes(OFFICES, offices)


def test_writing_is_strict(tmp_path):
    frame = read(tmp_path, (GOOD + "bro,Bro,inferred,y,\n").replace("\n", "\r\n"))
    csv_tables.write_table(tmp_path / "out.csv", DISTRICTS, frame.assign(note_en="n", x="1"))
    content = (tmp_path / "out.csv").read_bytes()
    assert b"\r" not in content
    rows = list(csv.reader(content.decode().splitlines()))
    assert rows[0] == [*HEADER.split(","), "note_en", "x"]
    assert [row[0] for row in rows[1:]] == ["bro", "city"]


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "kept.csv"
    path.write_text("old")
    with pytest.raises(TypeError):
        csv_tables.write_atomic(path, "not bytes")
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["kept.csv"]
