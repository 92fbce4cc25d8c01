"""From what a force publishes to a project folder: whole, told, and never over another."""

import tomllib

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from shapely.affinity import translate
from shapely.geometry import MultiPolygon, Polygon, box
from support.published import SIZE, districts, stations, write_csv, write_json, write_layer

from poliskarta.errors import DataError
from poliskarta.ingest.options import PublishedFile


def table(made, file):
    return pd.read_csv(made.folder / "data" / file, dtype=str, keep_default_na=False)


def region(made):
    return tomllib.loads((made.folder / "data" / "region.toml").read_text(encoding="utf-8"))


def polygons(made):
    return gpd.read_file(made.folder / "data" / "districts.geojson").set_index("district_id")


def told(made, about):
    return [str(finding) for finding in made.findings if finding.about == about]


def test_a_project_has_just_what_it_needs(make):
    made = make()
    assert sorted(path.name for path in (made.folder / "data").iterdir()) == [
        "districts.csv",
        "districts.geojson",
        "offices.csv",
        "region.toml",
    ]
    assert list(table(made, "offices.csv")) == [
        "office_id",
        "kind",
        "name",
        "address",
        "source",
        "latitude",
        "longitude",
        "district_id",
    ]
    assert list(table(made, "districts.csv")) == ["district_id", "name", "source"]
    assert (made.offices, made.districts, made.positions) == (6, 6, 6)


def test_the_region_is_told_by_the_polygons(make):
    settings = region(make())
    assert settings["country"] == "AR"
    assert settings["timezone"] == "America/Argentina/Buenos_Aires"
    assert settings["crs"] == "EPSG:32721"
    assert settings["bounds"] == [-58.5, -34.7, -58.35, -34.6]
    assert settings["words"] == {
        "district": {"en": "precinct"},
        "districts": {"en": "precincts"},
    }
    assert [kind["id"] for kind in settings["kinds"]] == ["station"]
    assert set(settings) == {
        *("id", "title", "place", "languages", "country", "timezone", "crs", "bounds"),
        *("kinds", "words"),
    }


def test_what_is_told_isn_t_guessed(make):
    settings = region(
        make(
            place="Nowhere",
            country="UY",
            timezone="America/Montevideo",
            crs="EPSG:5382",
            languages=("sv", "en"),
            bounds=(-59.0, -35.0, -58.0, -34.0),
            id="south",
            kind="post/posts",
        )
    )
    assert settings["place"] == {"sv": "Nowhere", "en": "Nowhere"}
    assert settings["title"]["sv"] == "Polisstationer i Nowhere"
    assert (settings["country"], settings["timezone"]) == ("UY", "America/Montevideo")
    assert (settings["crs"], settings["id"]) == ("EPSG:5382", "south")
    assert settings["bounds"] == [-59, -35, -58, -34]
    assert settings["kinds"][0]["plural"] == {"sv": "posts", "en": "posts"}


def test_every_guess_names_the_option_that_overrules_it(make):
    options = " ".join(finding.option for finding in make().findings)
    for option in ("districts.id", "districts.name", "name=", "address=", "district_id="):
        assert f"--map {option}" in options
    for option in ("--crs", "--country", "--timezone", "--place", "--bounds", "--id", "--kind"):
        assert option in options


def test_own_districts_are_compared_with_the_polygons(make, tmp_path, city):
    rows = stations(city)
    rows.loc[0, "Pct"] = "2"
    rows.loc[1, "Pct"] = ""
    made = make(offices=write_csv(tmp_path / "posts.csv", rows))
    assert told(made, "own district") == [
        "own district: Pct: 4 of 5 offices lie in their own  [--map district_id=COLUMN]",
        "own district: Station A: says 2, lies in 1",
        "own district: Station B: names none, lies in 2",
    ]
    own = table(made, "offices.csv").set_index("name")["district_id"]
    assert own[["Station A", "Station B", "Station C"]].tolist() == ["2", "", "3"]


def test_published_ids_stay_as_they_are(make, tmp_path, city):
    rows = stations(city).assign(**{"Station ID": [f"PCT-{n:02}/N" for n in range(6)]})
    made = make(offices=write_csv(tmp_path / "posts.csv", rows))
    assert table(made, "offices.csv")["office_id"].tolist()[:2] == ["PCT-00/N", "PCT-01/N"]


def test_ids_that_repeat_are_made_of_the_names(make, tmp_path, city):
    rows = stations(city).assign(**{"Station ID": "1", "Station Name": "Åkers Post"})
    rows.loc[0, "Station Name"] = "Other"
    made = make(offices=write_csv(tmp_path / "posts.csv", rows))
    assert table(made, "offices.csv")["office_id"].tolist() == [
        *("akers-post", "akers-post-2", "akers-post-3", "akers-post-4", "akers-post-5", "other"),
    ]


def test_the_order_of_rows_changes_nothing(make, files, tmp_path, city):
    first = {p.name: p.read_bytes() for p in (make().folder / "data").iterdir()}
    (tmp_path / "made").rename(tmp_path / "first")
    write_csv(files[0], stations(city).iloc[::-1])
    write_layer(files[1], city.iloc[::-1])
    assert {p.name: p.read_bytes() for p in (make().folder / "data").iterdir()} == first


def test_several_kinds_are_taken_as_published(make, tmp_path, city):
    rows = stations(city).assign(Type=["Station", "Kiosk"] * 3)
    made = make(offices=write_csv(tmp_path / "posts.csv", rows))
    assert [(kind["id"], kind["label"]["en"]) for kind in region(made)["kinds"]] == [
        ("kiosk", "Kiosk"),
        ("station", "Station"),
    ]
    assert table(made, "offices.csv")["kind"].tolist() == ["station", "kiosk"] * 3


def test_names_of_persons_are_left_out(make, tmp_path, city):
    rows = stations(city).assign(Captain="P. Erson", **{"Station Phone": "555-01234"})
    made = make(offices=write_csv(tmp_path / "posts.csv", rows))
    assert "P. Erson" not in (made.folder / "data" / "offices.csv").read_text()
    assert any("Captain left out" in line for line in told(made, "offices"))
    assert set(table(made, "offices.csv")["phone"]) == {"555-01234"}


def test_a_list_without_positions_is_left_to_the_geocoder(make, tmp_path, city):
    rows = stations(city).drop(columns=["Latitude", "Longitude"]).assign(City="Avellaneda")
    made = make(offices=write_csv(tmp_path / "posts.csv", rows))
    offices = table(made, "offices.csv")
    assert "latitude" not in offices
    assert set(offices["place"]) == {"Avellaneda"}
    assert offices["address"].tolist()[0] == "1 Main St"
    assert offices["district_id"].tolist() == list("123456")
    assert any("geocoded" in line for line in told(made, "positions"))
    assert made.positions == 0


def test_a_position_far_away_or_at_0_0_is_none(make, tmp_path, city):
    rows = stations(city)
    rows.loc[0, ["Latitude", "Longitude"]] = [0, 0]
    rows.loc[1, ["Latitude", "Longitude"]] = [40.7, -74.0]
    made = make(offices=write_csv(tmp_path / "posts.csv", rows))
    positions = table(made, "offices.csv")["latitude"]
    assert positions.tolist()[:2] == ["", ""]
    assert "" not in positions.tolist()[2:]
    assert any("Station A, Station B" in line for line in told(made, "positions"))


def test_across_the_antimeridian(make, tmp_path):
    islands = districts(179.9, -17.0, columns=3, rows=1)
    rows = stations(islands)
    rows["Longitude"] = (rows["Longitude"] + 180) % 360 - 180
    areas = islands.assign(geometry=[_cut(shape) for shape in islands.geometry])
    made = make(
        offices=write_csv(tmp_path / "posts.csv", rows),
        areas=write_layer(tmp_path / "islands.geojson", areas),
    )
    settings = region(made)
    assert settings["bounds"] == [179.9, -17, -179.95, -16.95]
    assert settings["crs"] == "EPSG:32760"
    assert settings["country"] == "FJ"
    assert told(made, "own district")[0].startswith("own district: Pct: 3 of 3")
    bounds = polygons(made).total_bounds
    assert (bounds[0], bounds[2]) == (-180, 180)
    assert set(table(made, "offices.csv")["longitude"]) == {
        *("179.925000", "179.975000", "-179.975000"),
    }


def _cut(shape):
    east = shape.intersection(box(180, -90, 540, 90))
    moved = translate(east, xoff=-360)
    parts = [part for part in (shape.intersection(box(-180, -90, 180, 90)), moved) if part.area]
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)


def test_a_polygon_that_jumps_across_the_antimeridian_is_cut(make, tmp_path):
    islands = districts(179.9, -17.0, columns=4, rows=1)
    wide = box(179.92, -17.2, 180.03, -17.0)
    islands.loc[4] = ["5", "Five", wide]
    jumping = islands.assign(geometry=shapely.transform(islands.geometry.to_numpy(), _wrapped))
    made = make(
        offices=write_csv(tmp_path / "posts.csv", stations(islands)),
        areas=write_layer(tmp_path / "islands.geojson", jumping),
    )
    five = polygons(made).geometry["5"]
    assert five.geom_type == "MultiPolygon"
    assert five.area == pytest.approx(wide.area, rel=1e-4)


def _wrapped(xy):
    xy = xy.copy()
    xy[xy[:, 0] > 180, 0] -= 360
    return xy


@pytest.mark.parametrize("south", [84.1, -89])
def test_poles_are_refused_in_words(make, tmp_path, south):
    areas = write_layer(tmp_path / "polar.geojson", districts(10, south))
    with pytest.raises(DataError, match="at a pole"):
        make(areas=areas)


def test_untidy_polygons_are_mended_and_told(make, tmp_path, city):
    city.loc[0, "geometry"] = city.geometry[0].union(box(-58.46, -34.69, -58.4499, -34.68))
    city.loc[4, "geometry"] = shapely.force_3d(city.geometry[4], 12.0)
    west, east = _halves(city.geometry[5])
    city.loc[5, "geometry"] = west
    city.loc[6] = ["6", "Precinct 6", east]
    made = make(areas=write_layer(tmp_path / "precincts.gpkg", city))
    assert told(made, "polygons")[:3] == [
        "polygons: heights dropped",
        "polygons: features put together: 6",
        "polygons: 1 small overlaps removed",
    ]
    assert "borders moved over" in told(made, "polygons")[-1]
    shapes = polygons(made)
    assert len(shapes) == 6
    assert not shapes.has_z.any()
    assert shapely.coverage_is_valid(shapes.geometry.to_numpy())
    assert shapes.geometry["6"].geom_type == "Polygon"


def _halves(shape):
    west, south, east, north = shape.bounds
    middle = west + SIZE / 2
    return box(west, south, middle, north), box(middle, south, east, north)


@pytest.mark.parametrize("names", [["PCT_REF_ID", "PCT_NAME"], ["PCT_NAME"]])
def test_an_island_is_put_to_its_district_where_only_the_features_are_numbered(
    make, tmp_path, city, names
):
    west, south, east, north = city.geometry[5].bounds
    pieces = [box(west, south, west + SIZE / 2, north), box(east - SIZE / 4, south, east, north)]
    numbers = [*city["PRECINCT"], city["PRECINCT"][5]]
    file = gpd.GeoDataFrame({"FID": range(1, 8)}, geometry=[*city.geometry[:5], *pieces], crs=4326)
    file["PCT_REF_ID"] = [f"P-{number}" for number in numbers]
    file["PCT_NAME"] = [f"Precinct {number}" for number in numbers]
    made = make(areas=write_layer(tmp_path / "pcts.geojson", file[["FID", *names, "geometry"]]))
    assert list(table(made, "districts.csv")["name"]) == list(city["NAME"])
    assert any("features put together" in line for line in told(made, "polygons"))


def test_names_in_several_languages_stand_beside_each_other(make, tmp_path, city, files):
    areas = city.rename(columns={"NAME": "NAME_EN"})
    areas["NAME_SV"] = [f"Område {number}" for number in areas["PRECINCT"]]
    posts = pd.read_csv(files[0], dtype=str).rename(columns={"Station Name": "Name (en)"})
    posts["Name (sv)"] = [f"Hus {number}" for number in posts["Pct"]]
    made = make(
        offices=write_csv(tmp_path / "posts.csv", posts),
        areas=write_layer(tmp_path / "areas.geojson", areas),
        languages=("sv", "en"),
    )
    first = table(made, "offices.csv").set_index("district_id").loc["1"]
    assert (first["name"], first["name_en"]) == ("Hus 1", "Station A")
    first = table(made, "districts.csv").set_index("district_id").loc["1"]
    assert (first["name"], first["name_en"]) == ("Område 1", "Precinct 1")


def test_a_bow_tie_becomes_two_triangles(make, tmp_path, city):
    west, south, east, north = city.geometry[2].bounds
    city.loc[2, "geometry"] = Polygon([(west, south), (east, north), (east, south), (west, north)])
    made = make(areas=write_layer(tmp_path / "precincts.geojson", city))
    assert "polygons: invalid polygons mended: 3" in told(made, "polygons")
    assert polygons(made).geometry["3"].geom_type == "MultiPolygon"


def test_real_overlaps_are_refused_with_both_names(make, tmp_path, city):
    city.loc[0, "geometry"] = box(*city.geometry[0].bounds[:2], -58.44, -34.65)
    areas = write_layer(tmp_path / "precincts.geojson", city)
    with pytest.raises(DataError, match=r"'1, 2'.*overlap by .* m2 \(20\.0 % of the smaller") as it:
        make(areas=areas)
    assert len(it.value.problems) == 1
    assert not (tmp_path / "made").exists()


def test_problems_of_both_files_are_told_at_once(make, tmp_path):
    with pytest.raises(DataError) as error:
        make(offices=tmp_path / "no.csv", areas=tmp_path / "no.shp")
    assert [problem.what for problem in error.value.problems] == ["the file is missing"] * 2


def test_problems_of_the_options_are_told_at_once(make):
    with pytest.raises(DataError) as error:
        make(
            country="YY",
            timezone="Mars",
            crs="EPSG:4326",
            languages=("tlh",),
            id="A B",
            bounds=(1, 2),
        )
    assert [problem.file for problem in error.value.problems] == [
        *("--bounds", "--country", "--crs", "--id", "--language", "--timezone"),
    ]


def test_a_time_zone_is_judged_as_region_toml_is(make):
    with pytest.raises(DataError, match="no such time zone"):
        make(timezone="posix/Europe/Stockholm")
    assert region(make(timezone="America/Buenos_Aires"))["timezone"] == "America/Buenos_Aires"


def test_a_column_that_isn_t_there_is_told_with_those_that_are(make):
    with pytest.raises(DataError, match=r"Is 'Street Address' meant\? It has: Station Name, "):
        make(columns={"address": "Street Adress"})


def test_nothing_is_written_over(make, files):
    made = make()
    before = {p: p.read_bytes() for p in (made.folder / "data").iterdir()}
    with pytest.raises(DataError, match="never written over"):
        make()
    assert {p: p.read_bytes() for p in (made.folder / "data").iterdir()} == before


def test_a_folder_that_has_other_files_is_kept(make, tmp_path):
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "notes.txt").write_text("mine")
    made = make()
    assert sorted(path.name for path in made.folder.iterdir()) == ["data", "notes.txt"]


def test_a_failure_leaves_nothing_behind(make, tmp_path, files):
    files[0].write_text("Latitude,Longitude\n-34.6,-58.4\n")
    before = sorted(tmp_path.iterdir())
    with pytest.raises(DataError, match="no column has the offices' names"):
        make()
    assert sorted(tmp_path.iterdir()) == before


def test_where_nobody_lives_country_and_time_zone_are_asked_for(make, tmp_path):
    empty = districts(-25.0, -40.0)
    made = {
        "offices": write_csv(tmp_path / "posts.csv", stations(empty)),
        "areas": write_layer(tmp_path / "sea.geojson", empty),
    }
    with pytest.raises(DataError) as error:
        make(**made)
    assert [problem.file for problem in error.value.problems] == ["--country", "--timezone"]
    settings = region(make(**made, country="GB", timezone="Etc/UTC"))
    assert (settings["country"], settings["timezone"]) == ("GB", "Etc/UTC")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp949"])
def test_korean(make, tmp_path, encoding):
    city = districts(126.9, 37.45, named="서울{}구")
    rows = stations(city).set_axis(["경찰서명", "주소", "위도", "경도", "관할"], axis=1)
    rows["경찰서명"] = [f"서울{name}경찰서" for name in "강남북동서중"]
    rows["주소"] = "서울특별시 중구 세종대로"
    made = make(
        offices=write_csv(tmp_path / "posts.csv", rows, encoding),
        areas=write_layer(tmp_path / "precincts.geojson", city),
    )
    offices = table(made, "offices.csv")
    assert set(offices["name"]) == set(rows["경찰서명"])
    assert "서울강경찰서" in set(offices["office_id"])
    assert region(made)["timezone"] == "Asia/Seoul"
    guessed = [line for line in told(made, "offices") if "a guess" in line]
    assert bool(guessed) == (encoding == "cp949")
    assert all("서울강경찰서" in line for line in guessed)


@pytest.mark.parametrize(
    ("encoding", "corner", "name", "header"),
    [
        ("gb18030", (116.3, 39.85), "朝阳区派出所", "派出所名称"),
        ("cp950", (121.5, 25.0), "大安區派出所", "單位名稱"),
        ("cp932", (139.65, 35.65), "新宿警察署", "警察署名"),
        ("cp1251", (37.5, 55.7), "Отдел полиции Хамовники", "Наименование"),
        ("cp1253", (23.65, 37.95), "Αστυνομικό Τμήμα Ακρόπολης", "Ονομασία"),
        ("cp874", (100.45, 13.7), "สถานีตำรวจนครบาลพระราชวัง", "ชื่อสถานี"),
        ("cp1256", (31.2, 30.0), "قسم شرطة الزمالك", "الاسم"),
        ("cp1250", (21.0, 52.2), "Komenda Wola Łódź Środa", "Nazwa"),
        ("cp1252", (2.3, 48.85), "Commissariat des Gobelins, 5è", "Nom"),
    ],
)
def test_what_spreadsheets_wrote_before_utf_8(make, tmp_path, encoding, corner, name, header):
    city = districts(*corner)
    rows = stations(city).rename(columns={"Station Name": header})
    rows[header] = [f"{name} {number}" for number in range(1, 7)]
    made = make(
        offices=write_csv(tmp_path / "posts.csv", rows, encoding, sep=";"),
        areas=write_layer(tmp_path / "areas.geojson", city),
    )
    assert set(table(made, "offices.csv")["name"]) == set(rows[header])
    assert any(f"{encoding}, a guess: " in line for line in told(made, "offices"))


def test_an_encoding_that_is_told_is_taken(make, tmp_path, city):
    rows = stations(city).assign(**{"Station Name": [f"Участок {n}" for n in range(6)]})
    file = write_csv(tmp_path / "posts.csv", rows, "koi8-r")
    made = make(offices=PublishedFile(file, encoding="koi8-r"))
    assert set(table(made, "offices.csv")["name"]) == set(rows["Station Name"])
    assert not any("guess" in line for line in told(made, "offices"))


def test_a_nested_list_of_stations(make, tmp_path, city):
    rows = [
        {
            "id": 100 + number,
            "name": f"Station {number}",
            "Url": f"https://example.org/{number}",
            "location": {"name": f"Street {number}", "gps": f"{row.Latitude},{row.Longitude}"},
            "services": [{"name": "Passport"}],
        }
        for number, row in enumerate(stations(city).itertuples())
    ]
    made = make(offices=write_json(tmp_path / "stations.json", {"result": {"stations": rows}}))
    first = table(made, "offices.csv").iloc[0]
    assert (first["office_id"], first["name"], first["address"]) == ("100", "Station 0", "Street 0")
    assert first["website"] == "https://example.org/0"
    assert (first["latitude"], first["longitude"]) == ("-34.675000", "-58.475000")
