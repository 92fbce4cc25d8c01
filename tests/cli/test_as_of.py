"""What was there on a date, in every command; and what changed between two."""

import io
import json
import re
from pathlib import Path

import pandas as pd
import pytest

from poliskarta.cli.app import main


@pytest.fixture
def stands_in_town(town, monkeypatch):
    """The town, whose office mitt closed in 2018 and whose others came in 2020 or any time."""
    path = town.table("offices.csv")
    rows = pd.read_csv(path, dtype="str", keep_default_na=False)
    rows.loc[rows["office_id"] == "mitt", "closed"] = "2018"
    rows.to_csv(path, index=False)
    monkeypatch.chdir(town.root)
    return town


def table(capsys):
    return pd.read_csv(io.StringIO(capsys.readouterr().out))


def test_coverage_counts_the_offices_of_the_date(stands_in_town, capsys):
    assert main(["coverage", "--quiet"]) == 0
    usual = table(capsys)["offices_local"].iloc[-1]
    assert main(["coverage", "--quiet", "--as-of", "2017"]) == 0
    assert table(capsys)["offices_local"].iloc[-1] == usual  # mitt, and not yet kajen
    assert main(["coverage", "--as-of", "2019"]) == 0
    caught = capsys.readouterr()
    assert "2019: 3 offices not shown, opened later or closed before" in caught.err
    assert "5 of 5 have no date and count as there" in caught.err
    region = pd.read_csv(io.StringIO(caught.out))["offices_local"].iloc[-1]
    assert region == usual - 1


def test_page_and_report_are_of_the_date_and_say_what_it_left_out(stands_in_town, capsys):
    assert main(["render", "--as-of", "2019"]) == 0
    page = Path("maps/town.html").read_text()
    assert "Kända kontor som inte visas per 2019" in page
    [block] = re.findall(r'id="poliskarta-data">(.*?)</script>', page, flags=re.DOTALL)
    absent = {office["id"] for office in json.loads(block)["offices"] if office.get("absent")}
    assert absent == {"buss", "kajen", "mitt"}
    assert main(["verify", "maps/town.html", "--as-of", "2019"]) == 0
    assert main(["verify", "maps/town.html"]) == 1
    assert main(["map", "--as-of", "2019"]) == 0
    assert Path("maps/town.html").read_text() == page
    assert main(["report", "--lang", "en", "--format", "html", "--as-of", "2019"]) == 0
    report = Path("maps/report/town-report-en.html").read_text()
    assert "Known offices not shown as of 2019, since they opened later" in report
    assert "Kajen" not in report


def test_layers_are_of_the_date(stands_in_town):
    assert main(["export", "--format", "csv", "--layer", "offices", "--as-of", "2019"]) == 0
    offices = pd.read_csv("maps/layers/town-offices.csv")
    assert not {"kajen", "mitt", "buss"} & set(offices["office_id"])


def test_two_dates_are_compared(stands_in_town, capsys):
    assert main(["compare", "2017", "2020"]) == 0
    err = capsys.readouterr().err
    assert "closed: Mitt (mitt)" in err
    assert "new: Kajen (kajen)" in err
    assert "new: Bussen (buss)" in err
    assert "3 changed offices" in err


def test_a_file_is_compared_as_of_the_date(stands_in_town, capsys):
    files = ["data/offices.csv", "data/offices.csv"]
    assert main(["compare", files[0], "2017", "--as-of", "2020"]) == 0
    assert "new: Mitt (mitt)" in capsys.readouterr().err
    assert main(["compare", *files, "--as-of", "2017"]) == 0
    assert "0 changed offices" in capsys.readouterr().err


def test_suggest_knows_the_offices_of_the_date(stands_in_town, capsys):
    before = []
    for date in ("2017", "2020"):
        assert main(["suggest", "--as-of", date]) == 0
        before.append(capsys.readouterr().err.split("people within 2km: ")[1].split(" before")[0])
    assert before[0] != before[1]


def test_check_tells_of_an_office_that_the_regions_date_leaves_out(stands_in_town, capsys):
    main(["check"])
    err = capsys.readouterr().err
    assert "closed '2018': Mitt isn't shown: the region's date is 2020" in err


@pytest.mark.parametrize("command", ["coverage", "render", "export", "report", "suggest", "map"])
def test_what_is_no_date_is_refused(stands_in_town, capsys, command):
    assert main([command, "--as-of", "June"]) == 2
    assert "--as-of: 'June': not a date\n    Write 2006" in capsys.readouterr().err
    assert not Path("maps").exists()


def test_stockholm_after_the_reorganisation(real, capsys):
    """Of the offices of 2010 two are known to have closed; the districts were no more."""
    assert main(["compare", "2010", "2017", "--project", str(real.root)]) == 0
    err = capsys.readouterr().err
    assert "closed: Orminge (orminge)" in err
    assert "closed: Rissne (rissne)" in err
    assert "fisksatra" not in err
    assert "2 changed offices" in err
    assert "2017: 8 districts of the map weren't there: figures are by them" in err
    assert main(["compare", "2010", "2014", "--project", str(real.root)]) == 0
    assert "weren't there" not in capsys.readouterr().err
