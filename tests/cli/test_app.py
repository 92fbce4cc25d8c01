"""The command line as a person meets it: exit codes, messages, speed, the same bytes each time."""

import io
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from poliskarta.cli.app import main
from poliskarta.project.region import read_region

ROOT = Path(__file__).parents[2]
COMMANDS = (
    "map",
    "geocode",
    "review",
    "locate",
    "coverage",
    "suggest",
    "compare",
    "render",
    "verify",
    "export",
    "report",
    "boundaries",
    "check",
    "new",
)


def run(*arguments, cwd=ROOT, **environment):
    command = [sys.executable, "-m", "poliskarta", *arguments]
    return subprocess.run(
        command,
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def stands_in_town(town, monkeypatch):
    monkeypatch.chdir(town.root)
    return town


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_with_an_example(command, capsys):
    assert main([command, "--help"]) == 0
    assert f"Example: poliskarta {command}" in capsys.readouterr().out


def test_help_imports_no_heavy_library():
    code = (
        "import sys, poliskarta.cli; "
        "sys.exit(str({'pandas', 'geopandas', 'folium', 'geopy', 'shapely'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stderr.strip() == "set()"


def test_wrong_usage_is_exit_code_2(capsys):
    assert main(["rendr"]) == 2
    assert "No such command 'rendr'" in capsys.readouterr().err


def test_a_folder_without_a_project_is_exit_code_2(tmp_path, capsys):
    assert main(["coverage", "--project", str(tmp_path)]) == 2
    assert "no data/region.toml here or above" in capsys.readouterr().err


def test_bad_input_tells_every_problem_and_leaves_the_outputs_untouched(stands_in_town, capsys):
    assert main(["render", "--layers"]) == 0
    before = {path: path.read_bytes() for path in sorted(Path("maps").rglob("*.*"))}
    path = Path("data/offices.csv")
    path.write_text(
        path.read_text().replace("kajen,local", "kajen,lokal").replace("2020-05", "2020-13")
    )
    capsys.readouterr()
    assert main(["render", "--layers"]) == 2
    err = capsys.readouterr().err
    assert "data/offices.csv:6: kind 'lokal': unknown kind\n    region.toml declares" in err
    assert "data/offices.csv:3: opened '2020-13': not a date\n    Write 2006" in err
    assert err.endswith("2 problems.\n")
    assert {path: path.read_bytes() for path in sorted(Path("maps").rglob("*.*"))} == before


def test_coverage_prints_a_table_on_stdout(stands_in_town, capsys):
    assert main(["coverage"]) == 0
    out, _ = capsys.readouterr()
    assert out.splitlines()[0].startswith("district_id,name,")
    *_, last = out.splitlines()
    assert (len(out.splitlines()), last.split(",")[0]) == (5, "")


def test_coverage_ends_with_the_region_and_writes_whole_numbers_whole(stands_in_town, capsys):
    assert main(["coverage"]) == 0
    table = pd.read_csv(io.StringIO(capsys.readouterr().out), dtype=str, keep_default_na=False)
    *districts, region = table.to_dict("records")
    assert int(region["population"]) == sum(int(row["population"]) for row in districts)
    assert not [
        cell for row in (*districts, region) for cell in row.values() if cell.endswith(".0")
    ]
    assert region["name"] == read_region(stands_in_town.table("region.toml")).place["sv"]


def test_coverage_counts_on_stderr(stands_in_town, capsys):
    assert main(["coverage"]) == 0
    _, err = capsys.readouterr()
    assert "8 offices: 6 placed, 2 not placed; 3 districts" in err.splitlines()


def test_quiet_says_nothing_when_nothing_is_wrong(stands_in_town, capsys):
    assert main(["render", "--layers", "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")


def test_the_out_folder_is_an_option(stands_in_town, tmp_path):
    assert main(["render", "--out", str(tmp_path / "elsewhere")]) == 0
    assert (tmp_path / "elsewhere" / "town.html").exists()
    assert not (stands_in_town.root / "maps").exists()


def test_the_project_is_found_from_a_folder_in_it(stands_in_town, monkeypatch):
    monkeypatch.chdir(stands_in_town.data)
    assert main(["render"]) == 0
    assert (stands_in_town.root / "maps" / "town.html").exists()


@pytest.mark.parametrize("script", ["geocode.py", "render.py"])
def test_the_scripts_run_from_any_folder_without_being_installed(script, town, tmp_path):
    arguments = ["--offline"] if script == "geocode.py" else []
    done = subprocess.run(
        [sys.executable, str(ROOT / script), *arguments, "--project", str(town.root)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in {0, 1}, done.stderr
    assert "office" in done.stderr or "question" in done.stderr


def shuffle(path, seed):
    header, *rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
    random.Random(seed).shuffle(rows)
    path.write_text(header + "".join(rows), encoding="utf-8")


def build(project, seed, **environment):
    done = run(
        "render", "--layers", "--project", str(project), PYTHONHASHSEED=str(seed), **environment
    )
    assert done.returncode == 0, done.stderr
    return {
        str(path.relative_to(project)): path.read_bytes()
        for path in sorted((project / "maps").rglob("*.*"))
    }


def test_two_builds_of_the_real_map_are_the_same_bytes(real, tmp_path):
    first, second = tmp_path / "a", tmp_path / "b"
    for project in (first, second):
        shutil.copytree(real.data, project / "data", ignore=shutil.ignore_patterns("source"))
    for file in ("offices", "stops", "units", "districts", "geocodes", "sources", "initiatives"):
        shuffle(second / "data" / f"{file}.csv", seed=file)
    once = build(first, 0, TZ="UTC", LC_ALL="C.UTF-8")
    again = build(second, 1, TZ="Asia/Tokyo", LC_ALL="sv_SE.UTF-8")
    assert once.keys() == again.keys()
    assert [name for name in once if once[name] != again[name]] == []


def test_a_page_is_verified_against_the_data(stands_in_town, capsys):
    assert main(["render"]) == 0
    assert main(["verify", "maps/town.html"]) == 0
    assert "just what the data give" in capsys.readouterr().err
    page = Path("maps/town.html")
    page.write_text(page.read_text(encoding="utf-8").replace("Långt", "Kort"), encoding="utf-8")
    assert main(["verify", "maps/town.html"]) == 1
    assert "offices.langt-bort.name" in capsys.readouterr().out


def test_a_missing_page_can_not_be_verified(stands_in_town, capsys):
    assert main(["verify", "nowhere.html"]) == 2
    assert "nowhere.html: the file is missing" in capsys.readouterr().err


def test_a_basemap_is_offered_only_when_asked_for(stands_in_town):
    tiles = ["--basemap-url", "https://tiles.example/{z}/{x}/{y}.png", "--basemap-attribution", "T"]
    assert main(["render"]) == 0
    assert "tiles.example" not in Path("maps/town.html").read_text(encoding="utf-8")
    assert main(["render", *tiles]) == 0
    assert "img-src https://tiles.example" in Path("maps/town.html").read_text(encoding="utf-8")
