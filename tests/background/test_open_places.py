"""Names that need no network: GeoNames' towns, a project's areas, and the stations of a network."""

import pandas as pd
import pytest
from support.small_force import lay_out, station

from poliskarta import pipeline
from poliskarta.background.open_places import geonames_settlements
from poliskarta.background.ranks import merge_places, rank_settlements
from poliskarta.errors import DataError
from poliskarta.project.background import PLACES
from poliskarta.project.csv_tables import read_table
from poliskarta.project.dataset import read_dataset

AROUND_SMALLHAM = [17.0, 59.0, 18.5, 60.0]


@pytest.fixture
def force(tmp_path):
    return lay_out(tmp_path)


def write(project, name, *lines):
    path = project.data / "source" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_network(project, stations=(), links=()):
    """Two lines that meet in Middle, at points 90 m apart."""
    at = {name: station("", x, y) for name, x, y in
          (("West", 0, 500), ("Middle", 900, 500), ("Middle 2", 990, 500), ("North", 990, 1500),
           ("Far", 3000, 500))}  # fmt: skip
    rows = [("red", "West", "West"), ("red", "Middle", "Middle"), ("tram", "Middle 2", "Middle"),
            ("tram", "North", "North"), *stations]  # fmt: skip
    write(
        project,
        "network_stations.csv",
        "line_id,name,latitude,longitude,source_id",
        *(
            f"{line},{name},{at[key]['latitude']},{at[key]['longitude']},x:{key}"
            for line, key, name in rows
        ),
    )
    links = ["red,West,Middle", "tram,Middle,North", *links]
    write(project, "network_links.csv", "line_id,from_station,to_station", *links)
    write(
        project,
        "network_lines.csv",
        "line_id,kind,source,source_date,licence",
        "red,metro,Smallham Transit,2020,CC0 1.0",
        "tram,rail,Smallham Transit,2020,CC0 1.0",
    )


def test_ranks_follow_inhabitants_and_what_nobody_counted_comes_last():
    people = pd.Series([99_999, 100_000, 500, 499, float("nan")])
    assert rank_settlements(people).tolist() == ["2", "1", "5", "7", "7"]


def test_towns_within_the_bounds_are_named_with_their_source():
    towns = geonames_settlements(tuple(AROUND_SMALLHAM)).set_index("name")
    assert towns.loc["Södertälje", "rank"] == "2"
    assert (towns["licence"] == "CC BY 4.0").all()
    assert towns["longitude"].between(17.0, 18.5).all()
    assert towns["population"].dropna().min() >= 1


def test_towns_on_both_sides_of_the_antimeridian_are_found():
    towns = geonames_settlements((177.0, -19.0, -178.0, -16.0))
    assert {"Suva", "Labasa"} <= set(towns["name"])


def test_of_one_name_in_one_place_the_first_rank_stays():
    at = {"latitude": [59.5, 59.5, 59.51, 59.7], "longitude": [17.7] * 4}
    rows = pd.DataFrame({"name": ["Ham", "ham", "Ton", "Ham"], "rank": list("7376")} | at)
    kept = merge_places([rows.assign(kind="area")], "EPSG:3006")
    assert list(zip(kept["rank"], kept["name"], strict=True)) == [
        ("3", "ham"), ("6", "Ham"), ("7", "Ton"),
    ]  # fmt: skip


def test_a_station_keeps_its_dot_in_the_town_of_its_name():
    at = {"latitude": [59.5, 59.501, 59.502], "longitude": [17.7] * 3}
    kinds = ["settlement", "station", "area"]
    rows = pd.DataFrame({"name": "Ham", "kind": kinds, "rank": list("267")} | at)
    assert merge_places([rows], "EPSG:3006")["kind"].tolist() == ["settlement", "station"]


def test_without_anything_of_its_own_a_project_gets_the_towns_around_it(force):
    report = pipeline.make_background(force)
    assert [path.name for path in report.paths] == ["background_places.csv"]
    places = read_table(force.table(PLACES.file), PLACES)
    assert {"Märsta", "Södertälje"} <= set(places["name"])
    assert set(places["source"]) == {"GeoNames"}


def test_where_nothing_is_known_nothing_is_written(tmp_path):
    nowhere = lay_out(tmp_path, bounds=[17.64, 59.51, 17.7, 59.55])
    assert pipeline.make_background(nowhere).paths == []
    assert not read_dataset(nowhere).background


def test_stations_of_several_lines_are_one_place_where_the_lines_meet(force):
    write_network(force)
    pipeline.make_background(force)
    background = read_dataset(force).background
    assert background.lines["schematic"].all()
    assert dict(zip(background.lines["kind"], background.lines["source"], strict=True)) == {
        "metro": "Smallham Transit", "rail": "Smallham Transit",
    }  # fmt: skip
    places = background.places.set_index("name")
    middle = places.loc["Middle"]
    assert (middle["rank"], middle["kind"], middle["source_id"]) == ("6", "station", "x:Middle")
    ends = {point for line in background.lines.geometry for point in line.coords}
    assert (round(middle["longitude"], 5), round(middle["latitude"], 5)) in ends
    assert len(ends) == 3


@pytest.mark.parametrize(
    ("stations", "links", "what"),
    [
        ([("blue", "Far", "Far")], [], "'blue': not in network_lines.csv"),
        ([], ["red,West,North"], "'North': not on this line in network_stations.csv"),
        ([("tram", "Far", "West")], [], "'West': stations of one name more than 1000 m apart"),
    ],
)
def test_a_network_that_does_not_fit_together_is_told(force, stations, links, what):
    write_network(force, stations, links)
    with pytest.raises(DataError) as caught:
        pipeline.make_background(force)
    assert what in str(caught.value)
    assert not force.table(PLACES.file).exists()


def test_a_network_lacks_none_of_its_files(force):
    write_network(force)
    (force.data / "source" / "network_lines.csv").unlink()
    with pytest.raises(DataError, match=r"network_lines\.csv: the file is missing"):
        pipeline.make_background(force)


def test_the_real_background_is_what_its_command_makes(real, tmp_path):
    names = ("background_places.csv", "background_lines.geojson")
    expected = [real.table(name).read_bytes() for name in names]
    copy = type(real)(tmp_path, tmp_path / "maps")
    copy.data.mkdir()
    needed = ("region.toml", "offices.csv", "stops.csv", "units.csv", "districts.csv",
              "gazetteer.csv", "sources.csv", "initiatives.csv")  # fmt: skip
    for name in needed:
        copy.table(name).write_bytes(real.table(name).read_bytes())
    (copy.data / "source").mkdir()
    for path in real.data.joinpath("source").glob("network_*.csv"):
        (copy.data / "source" / path.name).write_bytes(path.read_bytes())
    (copy.data / "locale").symlink_to(real.data / "locale")
    pipeline.make_background(copy)
    assert [copy.table(name).read_bytes() for name in names] == expected
