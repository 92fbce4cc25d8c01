"""Five offices in other counties, as somebody new would add them, with two mistakes."""

import csv
import json

import pytest

from poliskarta.cli import app

TOWNS = {
    "Kiruna": (67.85572, 20.22513),
    "Gotland": (57.64089, 18.29602),
    "Malmö": (55.60587, 13.00073),
    "Lund": (55.70584, 13.19321),
    "Göteborg": (57.70716, 11.96679),
}
# Lund isn't in Malmö, and Götborg isn't anywhere.
OFFICES = {
    "kiruna": ("Kiruna", "Kiruna"),
    "visby": ("Visby", "Gotland"),
    "malmo": ("Malmö", "Malmö"),
    "lund": ("Lund", "Malmö"),
    "goteborg": ("Götborg", "Göteborg"),
}


def write_rows(path, header, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header.split(","), *rows])


def square(latitude, longitude, **properties):
    west, east, south, north = longitude - 0.05, longitude + 0.05, latitude - 0.04, latitude + 0.04
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": properties, "geometry": shape}


@pytest.fixture
def sweden(town):
    """A project of five municipalities, each a square, and five offices."""
    for path in town.data.iterdir():
        if path.name != "region.toml":
            path.unlink()
    toml = town.table("region.toml")
    bounds = "bounds = [10.5, 55.0, 24.5, 69.5]"
    toml.write_text(toml.read_text().replace("bounds = [17.0, 59.0, 18.5, 60.0]", bounds))
    names = list(TOWNS)
    for kind in ("unit", "district"):
        shapes = [square(*TOWNS[n], **{f"{kind}_id": f"x{i}"}) for i, n in enumerate(names)]
        collection = {"type": "FeatureCollection", "features": shapes}
        town.table(f"{kind}s.geojson").write_text(json.dumps(collection))
    districts = [[f"x{i}", name, "confirmed", "me", ""] for i, name in enumerate(names)]
    write_rows(town.table("districts.csv"), "district_id,name,certainty,source,note", districts)
    header = "unit_id,name,kind,municipality_code,municipality,district_id,population"
    header += ",population_year,later_population,later_population_year,land_km2,certainty,source"
    header += ",population_source,land_source,note"
    units = [
        [f"x{i}", name, "municipality", f"M{i}", name, f"x{i}", *[""] * 5, "confirmed", "me"]
        for i, name in enumerate(names)
    ]
    write_rows(town.table("units.csv"), header, units)
    header = "office_id,kind,name,place,municipality,address,opening_hours,opened,closed,phone"
    header += ",email,website,certainty,source,note"
    offices = [
        [office, "local", place, place, municipality, *[""] * 7, "confirmed", "me", ""]
        for office, (place, municipality) in OFFICES.items()
    ]
    write_rows(town.table("offices.csv"), header, offices)
    return town


def said(capsys, *arguments):
    code = app.main(list(map(str, arguments)))
    return code, capsys.readouterr().err


def test_the_messages_say_what_is_wrong_and_what_to_do_next(sweden, capsys):
    here = ("--project", sweden.root)
    code, words = said(capsys, "geocode", *here)
    assert code == 0
    assert "5 questions: 3 found, 1 implausible, 1 not_asked" in words
    assert "not asked: Götborg, Göteborg, SE; is 'Göteborg' meant?" in words
    assert "these places: correct them, or name a --provider" in words
    assert "poliskarta review" in words
    code, words = said(capsys, "geocode", "--check", *here)
    assert code == 2
    assert "Lund, Malmö, SE: Lund" in words
    assert "; in Lund\n    Correct the place or municipality" in words
    assert "'Götborg, Göteborg, SE': not answered yet; is 'Göteborg' meant?" in words
    assert words.endswith("2 problems.\n")


def test_the_two_mistakes_mended_all_is_fine_but_for_the_row_that_nobody_asks(sweden, capsys):
    here = ("--project", sweden.root)
    said(capsys, "geocode", *here)
    table = sweden.table("offices.csv")
    mended = table.read_text().replace("Götborg", "Göteborg").replace("Lund,Malmö", "Lund,Lund")
    table.write_text(mended)
    code, words = said(capsys, "geocode", *here)
    assert (code, "5 questions: 5 found" in words) == (0, True)
    code, words = said(capsys, "geocode", "--check", *here)
    assert "'Lund, Malmö, SE': no office or stop asks this\n    Remove the row" in words
    rows = sweden.table("geocodes.csv").read_text().splitlines(keepends=True)
    kept = "".join(row for row in rows if not row.startswith('"Lund, Malmö'))
    sweden.table("geocodes.csv").write_text(kept)
    assert said(capsys, "geocode", "--check", *here)[0] == 0


def test_a_service_without_a_contact_is_refused_in_words(sweden, capsys):
    code, words = said(capsys, "geocode", "--provider", "nominatim", "--project", sweden.root)
    assert code == 2
    assert "--contact" in words
    assert "Give an e-mail or web address" in words


def test_a_municipality_that_no_unit_has_is_named_with_what_to_do(sweden, capsys):
    table = sweden.table("offices.csv")
    table.write_text(table.read_text().replace("Kiruna,Kiruna,Kiruna", "Kiruna,Kiruna,Kirunna"))
    code, words = said(capsys, "geocode", "--project", sweden.root)
    assert code == 2
    assert "municipality 'Kirunna': not in units.csv" in words
