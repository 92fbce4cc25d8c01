"""CSV files that somebody or something has damaged: told in words, quickly, with the line."""

import time
import unicodedata

import pytest

from poliskarta.errors import DataError
from poliskarta.project.csv_tables import read_plain_table, read_table
from poliskarta.project.schema import DEMAND, OFFICES, UNITS

HEADER = "unit_id,district_id,name,population\n"


def read(path, content, table=UNITS):
    file = path / table.file
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_table(file, table)


def problems(path, content, table=UNITS):
    with pytest.raises(DataError) as caught:
        read(path, content, table)
    return [(p.row, p.column, p.what) for p in caught.value.problems]


@pytest.mark.parametrize(
    ("content", "row", "what"),
    [
        ('a,b,"N,1\nb,b,N,2\nc,b,N,1\n', 2, "that nothing closes"),
        ('a,b,N,1\nb,b,"N,2\nc,b,"N",1\nd,b,N,1\n', 4, "in the row that begins on line 3"),
        ('a,b,"N,1\nb,b,N,2\nc,b,N",1\n', 2, "the cell holds 2 other rows"),
        ('a,b,"N" Ltd,1\n', 2, "text behind a closing quotation mark"),
        (f"a,b,{'x' * 131_073},1\n", 2, "a cell of more than 131,072 characters"),
    ],
    ids=["open to the end", "closed later", "closed at the same column", "text behind", "long"],
)
def test_a_quotation_mark_never_swallows_rows_silently(tmp_path, content, row, what):
    ((line, _, said),) = problems(tmp_path, HEADER + content)
    assert line == row
    assert what in said


def test_a_long_sentence_on_several_lines_is_no_swallowed_row(tmp_path):
    note = "Solna, Sundbyberg, Bromma, Kista\nand others, here, and there"
    frame = read(tmp_path, f'unit_id,district_id,name,note\na,b,N,"{note}"\n')
    assert frame.loc[2, "note"] == note


@pytest.mark.parametrize(
    ("header", "what"),
    [
        ("x" * 50_000_000, "the name of a column"),
        (",".join(f"c{n}" for n in range(10_000)), "10,000 columns"),
    ],
    ids=["fifty megabytes", "ten thousand columns"],
)
def test_a_header_that_is_none_is_told_at_once(tmp_path, header, what):
    start = time.process_time()
    ((row, _, said),) = problems(tmp_path, header + "\n")
    assert what in said
    assert row == 1
    assert time.process_time() - start < 5


def test_very_many_rows_of_one_id_are_told_in_seconds(tmp_path):
    start = time.process_time()
    found = problems(tmp_path, HEADER + "u1,d,N,12\n" * 200_000)
    assert len(found) == 199_999
    assert time.process_time() - start < 15


def test_more_cells_than_a_table_has_are_refused_before_they_are_read(tmp_path):
    assert "cells that are read" in problems(tmp_path, HEADER + ",,,\n" * 1_000_000)[0][2]


@pytest.mark.parametrize("first", ["sep=;", '"sep=;"'])
def test_the_delimiter_that_excel_writes_above_the_header_is_used(tmp_path, first):
    frame = read(tmp_path, f"{first}\n" + HEADER.replace(",", ";") + "a;b;N;12\n")
    assert frame.loc[3, ["unit_id", "population"]].tolist() == ["a", 12]


def test_a_declared_delimiter_is_counted_as_a_line(tmp_path):
    rows = "sep=;\n" + HEADER.replace(",", ";") + "a;b;N;x\n"
    assert problems(tmp_path, rows) == [(3, "population", "not a whole number")]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_encodings_are_read_without_a_mark_too(tmp_path, encoding):
    frame = read(tmp_path, f"{HEADER}a,b,Ö,1\n".encode(encoding))
    assert frame.loc[2, "name"] == "Ö"


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("\ufeffunit_id\na\n".encode("utf-16-le") + b"x", "not text in utf-16"),
        (b"unit_id\0district_id\na\n", "holds zero bytes"),
        (b"", "the file is empty"),
    ],
    ids=["half a character", "zeros", "empty"],
)
def test_what_is_no_text_is_told_without_naming_a_setting_that_is_not_at_fault(
    tmp_path, content, what
):
    with pytest.raises(DataError, match=what) as caught:
        read(tmp_path, content)
    assert "region.toml" not in str(caught.value)


@pytest.mark.parametrize(
    ("value", "what"),
    [
        ("1e308", "beyond sense: not between 0 and 100,000,000,000"),
        ('"12,000"', "thousands or decimals"),
        ("12.000", "thousands or decimals"),
        ("-5", "beyond sense"),
        ("1_000", "not a whole number"),
        ("1e400", "not a whole number"),
        ("NaN", "not a whole number"),
        ("12.5", "not a whole number"),
    ],
)
def test_a_number_of_people_beyond_sense_is_refused_in_words(tmp_path, value, what):
    ((row, column, said),) = problems(tmp_path, f"{HEADER}a,b,N,{value}\n")
    assert (row, column) == (2, "population")
    assert what in said


@pytest.mark.parametrize(
    ("column", "value", "what"),
    [
        ("land_km2", "-1", "beyond sense: not between 0 and 520,000,000"),
        ("land_km2", "1e9", "beyond sense"),
        ("land_km2", '"12,345"', "thousands or decimals"),
        ("population_year", "20100", "beyond sense: not between 1,000 and 2,100"),
    ],
)
def test_other_figures_have_their_bounds_of_sense(tmp_path, column, value, what):
    ((_, name, said),) = problems(tmp_path, f"unit_id,district_id,{column}\na,b,{value}\n")
    assert name == column
    assert what in said


@pytest.mark.parametrize("value", ["12,5", "0,125", "1 234,5", "12345"])
def test_decimal_commas_that_can_only_be_such_are_read(tmp_path, value):
    frame = read(tmp_path, f'unit_id,district_id,land_km2\na,b,"{value}"\n')
    assert frame.loc[2, "land_km2"] == float(value.replace(" ", "").replace(",", "."))


@pytest.mark.parametrize(
    ("column", "value", "fine"),
    [
        ("opened", "2999", False),
        ("opened", "2099-01-01", False),
        ("closed", "2099-01-01", True),
        ("closed", "2999", False),
    ],
)
def test_what_has_happened_is_not_in_the_future(tmp_path, column, value, fine):
    content = f"office_id,name,{column}\na,A,{value}\n"
    if fine:
        assert read(tmp_path, content, OFFICES).loc[2, column] == value
    else:
        ((_, name, said),) = problems(tmp_path, content, OFFICES)
        assert name == column
        assert said.startswith("a date")


def test_names_are_composed_whatever_the_machine_that_wrote_them(tmp_path):
    decomposed = unicodedata.normalize("NFD", "Älvsjö")
    assert read(tmp_path, f"{HEADER}a,b,{decomposed},1\n").loc[2, "name"] == "Älvsjö"


def test_a_translation_is_looked_at_as_its_column_is(tmp_path):
    content = "office_id,name,name_en\na,A,\x01\n"
    assert problems(tmp_path, content, OFFICES) == [(2, "name_en", "holds control characters")]


@pytest.mark.parametrize("cell", ["", "nan", "inf", "1e300"])
def test_built_points_that_lie_nowhere_are_refused(tmp_path, cell):
    path = tmp_path / DEMAND.file
    path.write_text(f"area_id,unit_id,x_m,y_m\na,u,1,2\nb,u,{cell},2\n")
    with pytest.raises(DataError, match=r"demand.csv"):
        read_plain_table(path, DEMAND, "Build it.")


def test_a_folder_in_the_place_of_a_file_is_told(tmp_path):
    (tmp_path / UNITS.file).mkdir()
    with pytest.raises(DataError, match="is a folder"):
        read_table(tmp_path / UNITS.file, UNITS)
