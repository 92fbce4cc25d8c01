"""Damaged files of every format: only our own errors, none that takes long or much memory.

`make test` tries a few, the same each time; `make fuzz` others, for ten minutes.
"""

import json
import os
import resource
import shutil
import time

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, Polygon
from support.damage import damaged
from support.geocode_cases import geocode_row
from support.published import districts, stations
from support.small_force import CRS, lay_out, square

from poliskarta.errors import PoliskartaError
from poliskarta.ingest.new_project import new_project
from poliskarta.ingest.options import NewProject, PublishedFile
from poliskarta.pipeline import analyse, check, locate, render
from poliskarta.project.backdrop import read_backdrop
from poliskarta.project.csv_tables import read_plain_table, read_table
from poliskarta.project.geocode_table import read_geocodes
from poliskarta.project.region import read_region
from poliskarta.project.schema import DEMAND, OFFICES, UNITS
from poliskarta.project.vector_files import read_features, read_polygons

SEED_OF_A_LONG_RUN = os.environ.get("POLISKARTA_FUZZ", "")
EXAMPLES = 200 if SEED_OF_A_LONG_RUN else 20
MOST_SECONDS, MOST_KB = 10, 1_000_000
trying = settings(
    max_examples=EXAMPLES,
    derandomize=not SEED_OF_A_LONG_RUN,
    deadline=None,
    database=None,
    suppress_health_check=[*HealthCheck],
)


def layer(count=2):
    shapes = [square(1000 * number, 0) for number in range(count)]
    solid = Polygon([(x, y, 5.0) for x, y in square(0, 2000).exterior.coords])
    ids = [f"d{number}" for number in range(count + 1)]
    columns = {"district_id": ids, "kind": "land", "people": 3.0}
    return gpd.GeoDataFrame(columns, geometry=[*shapes, solid], crs=CRS)


def layer_bytes(folder, suffix):
    """The bytes of a good file; it and what belongs to it are written once."""
    path = folder / f"good{suffix}"
    frame = layer().to_crs(4326) if suffix == ".geojson" else layer()
    if suffix == ".shp":  # whose names are short
        frame = frame.rename(columns={"district_id": "district"})
    if suffix == ".fgb":  # which has one type of geometry
        frame = frame[frame.has_z]
    frame.to_parquet(path) if suffix == ".parquet" else frame.to_file(path)
    return path.read_bytes()


def csv_bytes(table, rows=4):
    names = [column.name for column in table.columns]
    values = {"latitude": "59.5", "longitude": "17.5", "number": "12.5", "count": "2010"}
    cells = [values.get(c.type, f'"{c.choices[0] if c.choices else "a"}"') for c in table.columns]
    return "\n".join([",".join(names), *[",".join(cells)] * rows]).encode()


TOML = b"""id = "force"
languages = ["en"]
country = "SE"
crs = "EPSG:3006"
timezone = "Europe/Stockholm"
bounds = [17.0, 59.0, 18.5, 60.0]
shore_tolerance_m = 250
title.en = "Stations"
place.en = "Smallham"
[[kinds]]
id = "station"
label.en = "station"
plural.en = "stations"
[districts]
file = "d.gpkg"
[habits]
clock = "24 h"
[[contacts]]
id = "a"
label.en = "call"
value = "112"
href = "tel:112"
"""
JOURNAL = b"\n".join(
    json.dumps({"answer": geocode_row(name), "candidates": []}).encode() for name in "abc"
)
READERS = {
    "offices.csv": (csv_bytes(OFFICES), lambda path: read_table(path, OFFICES, "cp1251")),
    "units.csv": (csv_bytes(UNITS), lambda path: read_table(path, UNITS)),
    "demand.csv": (csv_bytes(DEMAND), lambda path: read_plain_table(path, DEMAND, "Build it.")),
    "region.toml": (TOML, read_region),
    "geocodes.csv.journal": (JOURNAL, lambda path: read_geocodes(path.with_suffix(""))),
}


def read_layer(path):
    return read_polygons(path, "district_id", CRS)


def read_shapefile(path):
    return read_polygons(path, "district", CRS)


LAYER_READERS = {
    ".geojson": (read_layer, read_backdrop),
    ".parquet": (read_features,),
    ".gpkg": (read_layer,),
    ".fgb": (read_layer,),
    ".shp": (read_shapefile,),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("fuzz")


@pytest.fixture(autouse=True)
def memory():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MOST_KB


def attempt(read, *arguments):
    """Whether it can be read. Anything but our own errors goes on up."""
    start = time.process_time()
    try:
        read(*arguments)
    except PoliskartaError:
        return False
    finally:
        assert time.process_time() - start < MOST_SECONDS
    return True


@pytest.mark.parametrize("name", READERS)
@trying
@given(data=st.data())
def test_tables_and_settings(folder, name, data):
    good, read = READERS[name]
    path = folder / name
    path.write_bytes(data.draw(damaged(good)))
    attempt(read, path)


@pytest.fixture(scope="module", params=LAYER_READERS)
def good_layer(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("layer")
    return folder / f"good{request.param}", layer_bytes(folder, request.param)


@trying
@given(data=st.data())
def test_layers(good_layer, data):
    path, good = good_layer
    path.unlink(missing_ok=True)
    path.write_bytes(data.draw(damaged(good)))
    for read in LAYER_READERS[path.suffix]:
        attempt(read, path)


json_values = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.sampled_from(["Polygon", "Feature", "", "a", "d0"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from(["type", "coordinates", "features"]), inner, max_size=3),
    ),
    max_leaves=8,
)


@trying
@given(data=st.data())
def test_geojson_with_other_values_in_it(folder, data):
    layer_bytes(folder, ".geojson")
    path = folder / "good.geojson"
    content = json.loads(path.read_text())
    put_somewhere(content, data)
    path.write_text(json.dumps(content))
    attempt(read_layer, path)
    attempt(read_backdrop, path)


def put_somewhere(content, data):
    """Put another value in a place of a document that chance leads to."""
    while True:
        keys = sorted(content) if isinstance(content, dict) else [*range(len(content))]
        key = data.draw(st.sampled_from(keys))
        inner = content[key]
        if not isinstance(inner, dict | list) or not inner or data.draw(st.integers(0, 5)) == 0:
            content[key] = data.draw(json_values)
            return
        content = inner


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """A folder of what a force publishes."""
    precincts = districts(-56.3, -34.95)
    listed = stations(precincts)
    made = tmp_path_factory.mktemp("published")
    precincts.to_file(made / "d.geojson")
    precincts.to_file(made / "d.gpkg")
    listed.to_csv(made / "o.csv", index=False)
    (made / "o.json").write_text(json.dumps({"rows": listed.to_dict("records")}))
    listed.to_excel(made / "o.xlsx", index=False)
    points = [Point(xy) for xy in zip(listed["Longitude"], listed["Latitude"], strict=True)]
    frame = gpd.GeoDataFrame(pd.DataFrame(listed), geometry=points, crs=4326)
    frame.to_parquet(made / "o.parquet")
    return made


@pytest.mark.parametrize("name", ["o.csv", "o.json", "o.xlsx", "o.parquet", "d.geojson", "d.gpkg"])
@trying
@given(data=st.data())
def test_published_files(folder, published, name, data):
    path = folder / name
    path.write_bytes(data.draw(damaged((published / name).read_bytes())))
    files = {"o": published / "o.csv", "d": published / "d.geojson"} | {name[0]: path}
    offices, polygons = files["o"], files["d"]
    options = NewProject(folder / "new", PublishedFile(offices), PublishedFile(polygons))
    shutil.rmtree(options.folder, ignore_errors=True)
    if not attempt(new_project, options):
        assert not options.folder.exists()


@trying
@given(data=st.data())
def test_what_check_accepts_can_be_drawn(folder, data):
    shutil.rmtree(folder / "force", ignore_errors=True)
    project = lay_out(folder)
    path = project.table(data.draw(st.sampled_from(["offices.csv", "districts.geojson"])))
    path.write_bytes(data.draw(damaged(path.read_bytes())))
    if attempt(check, project):
        assert attempt(draw, project)


def draw(project):
    render(analyse(locate(project)))
