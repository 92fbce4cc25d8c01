"""One's own people in every command: by --demand, or by the project's own settings."""

import io
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from poliskarta.cli.app import main
from poliskarta.pipeline import locate

HERE = ("--demand", "people.csv", "--weight", "old")


@pytest.fixture
def stands_in_town(town, monkeypatch):
    """A town with a file of people: as many at each office, and one far outside."""
    placed = locate(town).offices.dropna(subset="geometry")
    points = placed.geometry[~placed.geometry.is_empty]
    rows = pd.DataFrame({"longitude": points.x, "latitude": points.y})
    rows.loc[len(rows) + 100] = [17.01, 59.01]
    rows.assign(old=7, population=1).to_csv(town.root / "people.csv", index=False)
    monkeypatch.chdir(town.root)
    return town


def name_the_file(town, weight="old"):
    path = town.table("region.toml")
    table = f'[demand]\nfile = "../people.csv"\nweight = "{weight}"\n\n'
    path.write_text(path.read_text().replace("[[kinds]]", table + "[[kinds]]", 1))


def figures(capsys, *arguments):
    assert main(["coverage", *arguments]) == 0
    text = capsys.readouterr().out
    districts = pd.read_csv(io.StringIO(text)).iloc[:-1]  # the last one is the region
    return districts.set_index("district_id")


def test_the_districts_figures_are_of_these_people(stands_in_town, capsys):
    table = figures(capsys, *HERE)
    assert (
        table["demand"].sum()
        == 7 * table["offices_local"].sum() + 7 * table["offices_mobile"].sum()
    )
    assert table["max_distance_m"].max() == 0


def test_the_usual_column_is_population(stands_in_town, capsys):
    ours = figures(capsys, *HERE[:2])["demand"] * 7
    assert ours.tolist() == figures(capsys, *HERE)["demand"].tolist()


def test_region_toml_may_name_the_file_and_an_option_overrules_it(stands_in_town, capsys):
    asked = figures(capsys, *HERE)
    name_the_file(stands_in_town)
    pd.testing.assert_frame_equal(figures(capsys), asked)
    assert figures(capsys, "--weight", "population")["demand"].sum() == asked["demand"].sum() / 7
    name = "other.csv"
    pd.read_csv("people.csv").assign(population=2).to_csv(name, index=False)
    assert figures(capsys, "--demand", name)["demand"].sum() == asked["demand"].sum() / 7 * 2


def test_page_and_layers_are_of_these_people_and_say_so(stands_in_town, capsys):
    assert main(["render", "--layers", *HERE]) == 0
    page = Path("maps/town.html").read_text()
    assert "Avstånden är vägda med invånarna i people.csv" in page
    assert "i något distrikt och räknas ingenstans" in page
    layer = gpd.read_file("maps/layers/town.gpkg", layer="districts")
    assert layer["demand"].sum() == figures(capsys, *HERE)["demand"].sum()
    assert main(["verify", "maps/town.html", *HERE]) == 0
    assert main(["verify", "maps/town.html"]) == 1
    assert main(["map", *HERE]) == 0
    assert Path("maps/town.html").read_text() == page
    capsys.readouterr()


def test_without_a_file_of_ones_own_nothing_is_said_of_one(stands_in_town):
    assert main(["render"]) == 0
    assert "own-demand" not in Path("maps/town.html").read_text()


def test_the_report_is_of_these_people_and_says_so(stands_in_town):
    assert main(["report", "--lang", "en", "--format", "html", *HERE]) == 0
    report = Path("maps/report/town-report-en.html").read_text()
    assert "weighted with the people of people.csv: " in report
    assert "in its column old. " in report
    assert "of them lie in no district and count nowhere." in report
    assert "which is estimated" not in report


def test_the_exported_points_are_these_people(stands_in_town):
    assert main(["export", "--format", "csv", "--layer", "demand", *HERE]) == 0
    points = pd.read_csv("maps/layers/town-demand.csv")
    assert len(points) == len(pd.read_csv("people.csv"))
    assert set(points["population"]) == {7}
    described = Path("maps/layers/datapackage.json").read_text()
    assert "skattning" not in described


def test_new_offices_are_sought_for_these_people(stands_in_town, capsys):
    everybody = figures(capsys, *HERE)["demand"].sum()
    assert main(["suggest", "--new", "1", "--within", "500m", *HERE]) == 0
    assert f"people within 500m: {everybody:.0f} before" in capsys.readouterr().err


def test_two_sets_of_offices_are_compared_for_these_people(stands_in_town, capsys):
    table = pd.read_csv("data/offices.csv", dtype="str", keep_default_na=False)
    table[table["office_id"] != "mitt"].to_csv("fewer.csv", index=False)
    assert main(["compare", "data/offices.csv", "fewer.csv", *HERE]) == 0
    found = pd.read_csv(io.StringIO(capsys.readouterr().out))
    assert found["people_farther"].iloc[-1] % 7 == 0
    assert found["people_farther"].iloc[-1] > 0


@pytest.mark.parametrize("command", ["check", "render", "coverage", "export"])
def test_a_named_file_that_is_missing_is_told(stands_in_town, capsys, command):
    name_the_file(stands_in_town)
    Path("people.csv").unlink()
    assert main([command]) == 2
    assert "people.csv: the file is missing" in capsys.readouterr().err


def test_a_setting_that_says_nothing_is_told(stands_in_town, capsys):
    name_the_file(stands_in_town, weight=" ")
    assert main(["check"]) == 2
    assert "demand.weight ' ': empty" in capsys.readouterr().err
