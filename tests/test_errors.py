"""What an error looks like: readable, however long a value is and however many are alike."""

from poliskarta.errors import DataError, Problem


def problem(row, value="x", what="stands there before"):
    return Problem("units.csv", row, "unit_id", value, what, "Remove one of the rows.")


def test_a_value_too_long_to_read_is_cut_and_its_length_told():
    text = str(problem(2, "a" * 131_073))
    assert len(text) < 400
    assert "a… (131073 signs)" in text


def test_of_very_many_alike_the_first_are_told_and_the_others_counted():
    rows = [problem(row) for row in range(2, 200_002)]
    error = DataError([*rows, problem(7, "b", "not an id")])
    assert len(error.problems) == 200_001
    told = str(error).splitlines()
    assert len(told) == 2 * 51 + 1
    assert told[-1] == "units.csv: unit_id: and 199950 more: stands there before"
    assert any("not an id" in line for line in told)
