"""One number, one place: page, GeoPackage, GeoJSON, CSV, XLSX and report say the same figures.

On the real data, read back from the files as their readers do.
"""

import csv
import json
import re
from dataclasses import replace

import openpyxl
import pandas as pd
import pyogrio
import pytest

from poliskarta import pipeline
from poliskarta.i18n import Words, say_amount
from poliskarta.page.render import render_page
from poliskarta.pipeline import locate
from poliskarta.project.folder import Project
from poliskarta.project.indicators import shown_in

FILES = ("districts", "region")
RANGE = ("", "_low", "_high", "_low95", "_high95")
WORDS = Words(("sv", "en"))
PLAIN = (
    "population",
    "population_year",
    "later_population",
    "later_population_year",
    "land_km2",
    "population_per_office",
)


@pytest.fixture(scope="module")
def done(real):
    return locate(real)


@pytest.fixture(scope="module")
def folder(real, done, tmp_path_factory):
    """The layers of districts and region as files in each format that holds a table."""
    place = Project(real.root, tmp_path_factory.mktemp("maps"))
    elsewhere = replace(done, dataset=replace(done.dataset, project=place))
    pipeline.export(pipeline.analyse(elsewhere), ("gpkg", "geojson", "csv", "xlsx"), FILES)
    return place.out / "layers"


@pytest.fixture(scope="module")
def page(real, done):
    return render_page(pipeline.analyse(done))


@pytest.fixture(scope="module")
def data(page):
    return json.loads(page.split('id="poliskarta-data">')[1].split("</script>")[0])


def read_gpkg(folder, name):
    return pyogrio.read_dataframe(folder / "stockholm.gpkg", layer=name, read_geometry=False)


def read_geojson(folder, name):
    text = (folder / f"stockholm-{name}.geojson").read_text(encoding="utf-8")
    return pd.DataFrame([feature["properties"] for feature in json.loads(text)["features"]])


def read_csv(folder, name):
    return pd.read_csv(folder / f"stockholm-{name}.csv", keep_default_na=False, na_values=[""])


def read_xlsx(folder, name):
    sheet = openpyxl.load_workbook(folder / "stockholm.xlsx")[name]
    header, *rows = sheet.iter_rows(values_only=True)
    return pd.DataFrame(rows, columns=header)


@pytest.fixture(scope="module")
def tables(folder):
    """The layers as the GeoPackage has them."""
    return {name: read_gpkg(folder, name) for name in FILES}


def cells(table):
    """Each cell as a plain value: numbers as floats, days as texts, missing and empty as None."""
    return [
        {key: None if pd.isna(v) or v == "" else _plain(v) for key, v in row.items()}
        for row in table.astype(object).to_dict("records")
    ]


def _plain(value):
    if hasattr(value, "isoformat"):  # a day, as each format has it
        return value.isoformat()[:10]
    try:
        return float(value)
    except ValueError:
        return value


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("read", [read_geojson, read_csv, read_xlsx])
def test_every_file_has_the_same_cells_as_the_geopackage(folder, tables, name, read):
    found = read(folder, name)
    assert list(found.columns) == list(tables[name].columns)
    assert cells(found) == cells(tables[name])


def test_the_geopackage_has_the_figures_of_the_analysis(done, tables):
    analysis = pipeline.analyse(done)
    rows = analysis.districts.drop(columns="geometry")
    written = [name for name in rows if name in tables["districts"]]
    assert (rows.drop(columns=written) == "").all(axis=None)  # what says nothing isn't written
    assert cells(tables["districts"][written]) == cells(rows[written])
    (region,) = cells(tables["region"])
    figures = {name: None if pd.isna(value) else value for name, value in analysis.totals.items()}
    assert {name: region[name] for name in figures} == figures


def test_the_region_has_every_figure_that_the_districts_have(tables):
    figures = {name for name in tables["districts"] if "2sfca" not in name} - NO_FIGURES
    assert figures <= set(tables["region"])


# What is said of a district in words or days, and the offices that a whole region shares.
NO_FIGURES = {"district_id", "certainty", "source", "note", "note_en", "units"}
NO_FIGURES |= {f"offices_{kind}{end}" for kind in ("local", "mobile") for end in RANGE[1:]}
NO_FIGURES |= {"valid_to", "valid_to_earliest", "valid_to_latest"}


def test_each_indicator_of_the_page_is_the_geopackages(data, tables):
    rows = {row["district_id"]: row for row in cells(tables["districts"])}
    (region,) = cells(tables["region"])
    shown = [
        name
        for name, indicator in shown_in("map").items()
        if not (indicator.of_land or indicator.by_ways)
    ]
    assert [indicator["id"] for indicator in data["indicators"]] == shown
    for indicator in data["indicators"]:
        names = [indicator["id"] + ending for ending in RANGE]
        expected = {key: known(row, names) for key, row in rows.items()}
        assert indicator["values"] == {key: found for key, found in expected.items() if found}
        assert indicator["total"] == known(region, names)


def known(row, names):
    return [row[name] for name in names if row.get(name) is not None]


def test_the_cards_of_the_page_have_the_geopackages_counts(data, tables, done):
    rows = {row["district_id"]: row for row in cells(tables["districts"])}
    kinds = done.region.kind_ids
    assert len(data["districts"]) == len(rows)
    for card in data["districts"]:
        row = rows[card["id"]]
        assert {name: card.get(name) for name in PLAIN} == {name: row[name] for name in PLAIN}
        assert card["counts"] == {kind: row[f"offices_{kind}"] for kind in kinds}


def displayed(page):
    """The cells of the page's table of districts, as their readers see them in Swedish."""
    table = page[page.index('id="districts-caption"') :].split("</table>")[0]
    rows = re.findall(r"<tr>\s*<th scope=\"row\">(.*?)</th>(.*?)</tr>", table, flags=re.DOTALL)
    pattern = r'<td class="number"[^>]*>(.*?)</td>'
    found = {}
    for head, inside in rows:
        name = re.search(r"<bdi>(.*?)</bdi>", head)[1]
        found[re.sub(r"<.*?>", "", name)] = [
            re.sub(r"<.*?>", "", re.sub(r'<span class="range".*?</span>', "", cell))
            for cell in re.findall(pattern, inside, flags=re.DOTALL)
        ]
    return found


def test_the_table_of_the_page_displays_the_geopackages_figures(page, data, tables, done):
    region = done.region
    forms = {indicator["id"]: indicator["form"] for indicator in data["indicators"]}
    forms |= dict.fromkeys([f"offices_{kind}" for kind in region.kind_ids], "people")
    forms |= {"population": "people", "land_km2": "people"}
    columns = [f"offices_{kind}" for kind in region.kind_ids]
    in_table = [name for name, indicator in shown_in("table").items() if not indicator.of_land]
    columns += ["population", "land_km2", *in_table]
    shown = displayed(page)
    rows = [*cells(tables["districts"]), *cells(tables["region"])]
    assert len(shown) == len(rows)
    for row in rows:
        expected = [
            WORDS.say("number.unknown")["sv"]
            if row[name] is None
            else say_amount(WORDS, row[name], forms[name])["sv"]
            for name in columns
        ]
        assert shown[row["name"]] == expected


def test_a_csv_reader_without_any_library_finds_the_number(folder, tables):
    with (folder / "stockholm-districts.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["district_id"]: row for row in csv.DictReader(file)}
    nacka = tables["districts"].set_index("district_id").loc["nacka"]
    assert float(rows["nacka"]["median_distance_m"]) == nacka["median_distance_m"]
    assert rows["city"]["land_km2"] == ""
