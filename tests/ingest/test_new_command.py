"""`poliskarta new` as a person meets it: what it prints, and the exit codes."""

import pytest

from poliskarta.cli.app import main


@pytest.fixture
def arguments(tmp_path, files):
    return ["new", str(tmp_path / "made"), "--offices", str(files[0]), "--districts", str(files[1])]


def test_it_tells_every_guess_and_what_comes_next(arguments, capsys, tmp_path):
    assert main(arguments) == 0
    said = capsys.readouterr().err
    assert "positions: Longitude, Latitude, in degrees" in said
    assert "own district: Pct: 6 of 6 offices lie in their own" in said
    assert said.splitlines()[-1] == (
        f"{tmp_path / 'made'}: 6 offices, 0 without a position; 6 districts. "
        f"Next: poliskarta map --project {tmp_path / 'made'}"
    )


def test_quiet_says_only_what_is_doubtful(arguments, capsys, city, files):
    rows = files[0].read_text().replace(",1\n", ",2\n")
    files[0].write_text(rows)
    assert main([*arguments, "--quiet"]) == 0
    assert capsys.readouterr().err == "warning: own district: Station A: says 2, lies in 1\n"


def test_all_problems_are_counted_and_the_code_is_2(arguments, capsys):
    assert main([*arguments, "--country", "YY", "--timezone", "Mars", "--language", "tlh"]) == 2
    assert "3 problems." in capsys.readouterr().err


@pytest.mark.parametrize("text", ["nonsense=NAME", "name", "latitude:Y"])
def test_a_column_for_nothing_is_refused_with_what_there_is(arguments, capsys, text):
    assert main([*arguments, "--map", text]) == 2
    assert "Known are: name, office_id, " in capsys.readouterr().err


def test_bounds_that_are_no_numbers_are_refused(arguments, capsys):
    assert main([*arguments, "--bounds", "west"]) == 2
    assert "west,south,east,north" in capsys.readouterr().err


def test_negative_bounds_and_columns_are_taken(arguments, tmp_path):
    given = ["--bounds", "-59,-35,-58,-34", "--map", "address=", "--map", "name=street address"]
    assert main([*arguments, *given]) == 0
    assert "bounds = [-59.0, -35.0, -58.0, -34.0]" in (
        tmp_path / "made" / "data" / "region.toml"
    ).read_text(encoding="utf-8")
    header, first, *_ = (tmp_path / "made" / "data" / "offices.csv").read_text().splitlines()
    assert "address" not in header
    assert first.startswith("1-main-st,station,1 Main St,")


def test_a_second_time_is_refused(arguments, capsys):
    assert main(arguments) == 0
    assert main(arguments) == 2
    assert "never written over" in capsys.readouterr().err


def test_the_second_command_draws_the_map_in_the_words_of_the_force(arguments, tmp_path, capsys):
    assert main(arguments) == 0
    assert main(["map", "--project", str(tmp_path / "made")]) == 0
    assert "6 offices, all placed; 6 precincts" in capsys.readouterr().err
    (page,) = (tmp_path / "made" / "maps").glob("*.html")
    text = page.read_text(encoding="utf-8")
    assert all(f"Station {letter}" in text for letter in "ABCDEF")
    assert "precinct border" in text
    assert "district border" not in text
