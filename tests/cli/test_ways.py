"""The options of ways on the command line: what is written says them, what can't be is refused."""

import io

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import poliskarta as pk
from poliskarta.cli.app import main


@pytest.fixture
def table(town, tmp_path):
    """Ways that are 1.3 times the straight lines; every fifth point has none."""
    analysis = pk.analyse(town)
    points = analysis.demand.reset_index(drop=True)
    rows = [
        (place + 1, office.office_id, 1.3 * np.hypot(office.x_m - x, office.y_m - y))
        for place, (x, y) in enumerate(zip(points["x_m"], points["y_m"], strict=True))
        for office in analysis.facilities.itertuples()
        if place % 5
    ]
    frame = pd.DataFrame(rows, columns=["from_id", "to_id", "metres"])
    frame.to_csv(tmp_path / "od.csv", index=False)
    minutes = frame.rename(columns={"metres": "travel_time"})
    minutes.to_csv(tmp_path / "minutes.csv", index=False)
    return tmp_path / "od.csv"


def test_page_layers_and_report_say_that_ways_were_measured(town, table):
    where = ["--project", str(town.root), "--distances", str(table)]
    assert main(["render", "--layers", *where]) == 0
    assert main(["report", "--lang", "en", "--format", "html", *where]) == 0
    page = (town.out / "town.html").read_text(encoding="utf-8")
    report = (town.out / "report" / "town-report-en.html").read_text(encoding="utf-8")
    record = (town.out / "layers" / "datapackage.json").read_text(encoding="utf-8")
    for text in (page, report):
        assert "od.csv" in text
    for text in (page, report):
        assert "along measured ways" in text
        assert "office, in a straight line" not in text
    assert "längs uppmätta vägar" in record
    assert "fågelvägen" not in record.replace("det kontoret fågelvägen", "")  # of straight_m


def test_coverage_prints_minutes_that_nothing_else_shows(town, table, capsys):
    where = ["--project", str(town.root), "--distances", str(table.with_name("minutes.csv"))]
    assert main(["coverage", *where]) == 0
    assert "share_within_30min" in capsys.readouterr().out
    for command in (["render"], ["export"], ["report", "--format", "html"]):
        assert main([*command, *where]) == 2
        assert "minutes" in capsys.readouterr().err
    assert not town.out.exists()


def test_options_of_no_file_are_refused(town, capsys):
    assert main(["coverage", "--project", str(town.root), "--unit", "km"]) == 2
    assert "--distances" in capsys.readouterr().err


@pytest.fixture
def streets(town, tmp_path):
    """Streets of 200 m around all that is in the town."""
    analysis = pk.analyse(town)
    places = pd.concat([analysis.demand, analysis.facilities])
    x, y = (np.arange(places[n].min() - 300, places[n].max() + 500, 200) for n in ("x_m", "y_m"))
    rows = [np.column_stack([x, np.full(len(x), at)]) for at in y]
    columns = [np.column_stack([np.full(len(y), at), y]) for at in x]
    shapes = [shapely.LineString(line) for line in [*rows, *columns]]
    path = tmp_path / "streets.gpkg"
    gpd.GeoDataFrame({"km_h": 50.0}, index=range(len(shapes)), geometry=shapes,
                     crs=analysis.region.crs).to_file(path)  # fmt: skip
    return path


def test_a_network_is_followed_and_named(town, streets, capsys):
    where = ["--project", str(town.root), "--network", str(streets)]
    assert main(["coverage", *where]) == 0
    figures = pd.read_csv(io.StringIO(capsys.readouterr().out))
    known = figures.dropna(subset="detour_ratio")
    assert len(known)
    assert known["detour_ratio"].between(1, 2).all()  # two sides of squares, and to them
    assert (known["share_unreachable"] == 0).all()
    assert main(["coverage", *where, "--speed", "km_h"]) == 0
    assert "median_time_min" in capsys.readouterr().out
    assert main(["export", "--layer", "service_areas,demand", *where]) == 0
    record = (town.out / "layers" / "datapackage.json").read_text(encoding="utf-8")
    assert "längs uppmätta vägar" in record


def test_what_does_not_go_together_is_refused(town, streets, capsys):
    where = ["coverage", "--project", str(town.root)]
    assert main([*where, "--network", str(streets), "--distances", str(streets)]) == 2
    assert "not both" in capsys.readouterr().err
    assert main([*where, "--speed", "km_h"]) == 2
    assert "--network" in capsys.readouterr().err
    assert main([*where, "--network", str(streets), "--speed", "pace"]) == 2
    assert "no such column" in capsys.readouterr().err
