"""The GeoPackage opened by real QGIS: `make test-qgis` (POLISKARTA_QGIS=python with PyQGIS)."""

import json
import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from poliskarta.coverage.analysis import analyse, draw_layers
from poliskarta.coverage.comparison import compare_offices, draw_changes
from poliskarta.layers.export import write_layers
from poliskarta.pipeline import locate
from poliskarta.project.layer_types import ANALYSIS_LAYERS, LAYERS, WHAT_IF_LAYERS

PYTHON = os.environ["POLISKARTA_QGIS"]
LOOK = Path(__file__).parent / "look.py"


@pytest.fixture(scope="module")
def seen(real, tmp_path_factory):
    """What QGIS says of the real map's GeoPackage, and the picture it draws of it."""
    folder = tmp_path_factory.mktemp("qgis")
    done = locate(real)
    layers = {name: getattr(done, name) for name in LAYERS}
    before = analyse(done)
    layers |= draw_layers(before) | what_if(done, before)
    package, *_ = write_layers(folder, done.region, layers, ["gpkg"])
    picture = Path(os.environ.get("POLISKARTA_QGIS_PICTURE", folder / "map.png"))
    command = [PYTHON, LOOK, package, picture]
    answer = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)
    assert "Warning" not in answer.stderr
    paths = {"package": package, "picture": picture}
    return json.loads(answer.stdout) | paths | {"frames": layers}


def what_if(done, before):
    """The layers of suggest and compare: an office closed, one moved and one new."""
    region, offices = done.region, done.offices
    moved = offices.iloc[1:].copy()
    fixed = moved.index[moved["kind"].isin(region.fixed_kinds) & moved["placed"]]
    moved.loc[fixed[0], "geometry"] = moved.geometry[fixed[1]]
    new = moved.loc[[fixed[2]]].assign(office_id="zzz", name="Ny")
    after = pd.concat([moved, new], ignore_index=True)
    now = analyse(replace(done, offices=after), before.demand)
    columns = {"rank": 1, "candidate_id": "x", "objective": "mclp", "people_gained": 9.0}
    return {
        "suggestions": new[["name", "geometry"]].assign(**columns),
        "office_changes": compare_offices(offices, after, region),
        "demand_changes": draw_changes(before, now, region),
    }


def test_qgis_draws_what_if_by_what_changes(seen):
    offices, demand = seen["layers"]["office_changes"], seen["layers"]["demand_changes"]
    assert offices["legend"] == ["stängt", "flyttat", "nytt"]
    assert demand["renderer"] == "graduatedSymbol"
    assert demand["legend"] == ["får närmare", "får längre"]
    assert demand["rows"] > 0
    assert seen["layers"]["suggestions"]["labels"]


def test_qgis_offers_the_layers_and_not_the_tables_about_them(seen):
    assert set(seen["layers"]) == set(LAYERS | ANALYSIS_LAYERS | WHAT_IF_LAYERS)
    for name, layer in seen["layers"].items():
        assert layer["valid"]
        assert (layer["crs"], layer["rows"]) == ("EPSG:3006", len(seen["frames"][name]))


def test_qgis_draws_offices_by_kind_in_the_colours_of_the_page(seen):
    offices = seen["layers"]["offices"]
    assert offices["renderer"] == "categorizedSymbol"
    assert offices["legend"] == ["lokalt poliskontor", "mobilt poliskontor"]
    assert offices["colours"] == ["#0b3d7a", "#a23b00"]
    assert offices["labels"]


def test_qgis_draws_districts_in_classes(seen):
    districts = seen["layers"]["districts"]
    assert districts["renderer"] == "graduatedSymbol"
    assert districts["colours"] == ["#f2f0f7", "#cbc9e2", "#9e9ac8", "#756bb1", "#54278f"]
    assert districts["labels"]


def test_qgis_draws_distance_bands_from_near_to_far(seen):
    bands = seen["layers"]["distance_bands"]
    assert bands["legend"] == ["0–1 km", "1–2 km", "2–5 km", "5–10 km", "> 10 km"]


def test_qgis_calls_columns_by_their_aliases(seen):
    for layer in seen["layers"].values():
        own = {name: alias for name, alias in layer["aliases"].items() if name != "fid"}
        assert all(own.values())
    assert seen["layers"]["offices"]["aliases"]["radius_m"] == "Osäkerhet"


def test_qgis_takes_every_style_as_sld_too(seen):
    for layer in seen["layers"].values():
        assert layer["sld"]["done"], layer["sld"]["message"]
    offices, districts = (seen["layers"][name]["sld"] for name in ("offices", "districts"))
    assert {"lokalt poliskontor", "mobilt poliskontor"} <= set(offices["legend"])
    assert {"#0b3d7a", "#a23b00"} <= set(offices["colours"])
    assert set(seen["layers"]["districts"]["colours"]) <= set(districts["colours"])


def test_gdals_validator_finds_the_geopackage_sound(seen):
    command = [PYTHON, "-m", "osgeo_utils.samples.validate_gpkg", "-k", seen["package"]]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    # GDAL writes the index's triggers as version 1.4 mended them; an older validator misses them.
    said = (done.stdout + done.stderr).splitlines()
    assert [line for line in said if "Req 75: rtree_" not in line] == []


def test_the_picture_shows_both_kinds_of_office_and_all_classes(seen):
    assert seen["picture"].read_bytes().startswith(b"\x89PNG")
    shares = seen["shares"]
    assert {"#0b3d7a", "#a23b00"} <= shares.keys()
    large = [colour for colour, share in shares.items() if share > 0.004]
    assert len(large) >= 6  # five classes and what is around them
