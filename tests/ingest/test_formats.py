"""The same invented city, whatever the format its files are published in."""

import tomllib

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from support.published import districts, stations, write_csv, write_json, write_layer

from poliskarta.errors import DataError
from poliskarta.ingest.options import PublishedFile


def points(city):
    rows = stations(city)
    shapes = gpd.points_from_xy(rows["Longitude"], rows["Latitude"], crs=4326)
    return gpd.GeoDataFrame(rows.drop(columns=["Latitude", "Longitude"]), geometry=shapes)


def is_the_city(made, city, within=2e-5):
    """All six stations, each in its own precinct, where they stand."""
    folder = made.folder / "data"
    offices = pd.read_csv(folder / "offices.csv", dtype={"district_id": str})
    areas = gpd.read_file(folder / "districts.geojson")
    assert offices["district_id"].tolist() == list("123456")
    assert offices["name"].tolist() == [f"Station {letter}" for letter in "ABCDEF"]
    middles = shapely.centroid(city.geometry.to_numpy())
    assert offices["latitude"].to_numpy() == pytest.approx(shapely.get_y(middles), abs=within)
    assert offices["longitude"].to_numpy() == pytest.approx(shapely.get_x(middles), abs=within)
    assert areas["district_id"].tolist() == list("123456")
    assert areas["name"].tolist() == [f"Precinct {number}" for number in range(1, 7)]
    assert areas.total_bounds == pytest.approx(city.total_bounds, abs=1e-5)


def told(made):
    return "\n".join(map(str, made.findings))


@pytest.mark.parametrize(
    ("name", "crs"),
    [
        ("precincts.shp", "EPSG:32721"),
        ("precincts.shp", "EPSG:22185"),
        ("precincts.gpkg", "EPSG:3857"),
        ("precincts.fgb", "EPSG:5347"),
        ("precincts.kml", "EPSG:4326"),
        ("precincts.gml", "EPSG:4326"),
    ],
)
def test_layers_of_districts(make, tmp_path, city, name, crs):
    layer = city.rename(columns={"NAME": "Name"}).to_crs(crs)
    is_the_city(make(areas=write_layer(tmp_path / name, layer)), city)


@pytest.mark.parametrize("name", ["posts.shp", "posts.gpkg", "posts.kml", "posts.geojson"])
def test_layers_of_points(make, tmp_path, city, name):
    layer = points(city).rename(columns={"Station Name": "Name", "Street Address": "Address"})
    is_the_city(make(offices=write_layer(tmp_path / name, layer)), city)


def test_a_city_that_measures_in_feet(make, tmp_path):
    city = districts(-71.1, 42.3)
    feet = city.to_crs("EPSG:2249")
    rows = stations(city).drop(columns=["Latitude", "Longitude"])
    middles = shapely.centroid(feet.geometry.to_numpy())
    rows["X_COORD"], rows["Y_COORD"] = shapely.get_x(middles), shapely.get_y(middles)
    made = make(
        offices=write_csv(tmp_path / "posts.csv", rows),
        areas=write_layer(tmp_path / "precincts.shp", feet),
    )
    is_the_city(made, city)
    settings = tomllib.loads((made.folder / "data" / "region.toml").read_text())
    assert settings["crs"] == "EPSG:32619"
    assert "in EPSG:2249" in told(made)


def test_a_shapefile_without_its_crs_is_asked_for_it(make, tmp_path, city):
    file = write_layer(tmp_path / "precincts.shp", city.to_crs("EPSG:32721"))
    file.with_suffix(".prj").unlink()
    with pytest.raises(DataError, match="--districts-crs"):
        make(areas=file)
    is_the_city(make(areas=PublishedFile(file, crs="EPSG:32721")), city)


def test_degrees_without_a_crs_are_degrees(make, tmp_path, city):
    file = write_layer(tmp_path / "precincts.shp", city)
    file.with_suffix(".prj").unlink()
    is_the_city(make(areas=file), city)


@pytest.mark.parametrize(
    ("encoding", "west", "south", "name"),
    [("cp1251", 37.5, 55.7, "Хамовники {}"), ("cp949", 126.9, 37.45, "강남구 {}")],
)
def test_a_shapefile_that_says_no_encoding(make, tmp_path, encoding, west, south, name):
    city = districts(west, south, named=name)
    file = write_layer(tmp_path / "precincts.shp", city, encoding=encoding)
    file.with_suffix(".cpg").unlink()
    made = make(offices=write_csv(tmp_path / "posts.csv", stations(city)), areas=file)
    areas = pd.read_csv(made.folder / "data" / "districts.csv")
    assert areas["name"].tolist() == city["NAME"].tolist()
    assert f"districts: read as {encoding}, a guess" in told(made)


def test_one_file_with_both_layers(make, tmp_path, city):
    file = tmp_path / "police.gpkg"
    write_layer(file, points(city), layer="posts")
    write_layer(file, city, layer="precincts")
    write_layer(file, city.head(2), layer="old")
    made = make(offices=file, areas=PublishedFile(file, layer="precincts"))
    is_the_city(made, city)
    assert "offices: layer posts, not precincts, old  [--offices-layer NAME]" in told(made)


def test_a_layer_that_isn_t_there_is_told_with_those_that_are(make, tmp_path, city):
    file = write_layer(tmp_path / "police.gpkg", city, layer="precincts")
    with pytest.raises(DataError, match="It has: precincts"):
        make(areas=PublishedFile(file, layer="districts"))


def test_a_spreadsheet_with_a_title(make, tmp_path, city):
    rows = stations(city).astype(object)
    with pd.ExcelWriter(tmp_path / "posts.xlsx") as book:
        pd.DataFrame(["Updated weekly"]).to_excel(book, sheet_name="About", index=False)
        rows.to_excel(book, sheet_name="Stations", startrow=2, index=False)
        book.sheets["Stations"].write(0, 0, "Police stations of the city")
    file = PublishedFile(tmp_path / "posts.xlsx", layer="Stations")
    is_the_city(make(offices=file), city)


def test_districts_as_text_in_a_table(make, tmp_path, city):
    rows = pd.DataFrame(city.drop(columns="geometry"))
    rows["the_geom"] = [
        f"MULTI{shape.wkt}".replace("((", "(((", 1)[:-2] + ")))" for shape in city.geometry
    ]
    is_the_city(make(areas=write_csv(tmp_path / "precincts.csv", rows)), city)


def test_esri_json(make, tmp_path, city):
    features = [
        {
            "attributes": {"OBJECTID": n, "PRECINCT": row.PRECINCT, "NAME": row.NAME},
            "geometry": {"rings": [[list(xy) for xy in row.geometry.exterior.coords]]},
        }
        for n, row in enumerate(city.itertuples())
    ]
    fields = [
        {"name": "OBJECTID", "type": "esriFieldTypeOID"},
        {"name": "PRECINCT", "type": "esriFieldTypeString"},
        {"name": "NAME", "type": "esriFieldTypeString"},
    ]
    content = {
        "geometryType": "esriGeometryPolygon",
        "spatialReference": {"wkid": 4326},
        "fields": fields,
        "features": features,
    }
    is_the_city(make(areas=write_json(tmp_path / "precincts.json", content)), city)


def test_rows_beside_their_columns_as_socrata_has_them(make, tmp_path, city):
    rows = stations(city).astype(object)
    content = {
        "meta": {"view": {"columns": [{"name": name} for name in rows]}},
        "data": rows.to_numpy().tolist(),
    }
    is_the_city(make(offices=write_json(tmp_path / "rows.json", content)), city)


@pytest.mark.parametrize(
    "text",
    ["POINT ({x} {y})", "{y},{x}", "({y}, {x})", '{{"type": "Point", "coordinates": [{x}, {y}]}}'],
)
def test_a_position_in_one_text(make, tmp_path, city, text):
    rows = stations(city)
    places = zip(rows.pop("Longitude"), rows.pop("Latitude"), strict=True)
    rows["Location 1"] = [text.format(x=x, y=y) for x, y in places]
    is_the_city(make(offices=write_csv(tmp_path / "posts.csv", rows)), city)


def test_columns_that_nobody_would_know(make, tmp_path, city):
    rows = stations(city)
    rows = rows.rename(columns={"Latitude": "q", "Longitude": "w", "Pct": "e", "Station Name": "r"})
    is_the_city(make(offices=write_csv(tmp_path / "posts.csv", rows)), city)


def test_latitude_and_longitude_that_are_swapped(make, tmp_path, city):
    rows = stations(city).rename(columns={"Latitude": "Longitude", "Longitude": "Latitude"})
    is_the_city(make(offices=write_csv(tmp_path / "posts.csv", rows)), city)


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_decimal_commas_and_other_delimiters(make, tmp_path, city, separator):
    file = write_csv(tmp_path / "posts.csv", stations(city), sep=separator, decimal=",")
    is_the_city(make(offices=file), city)


def test_a_file_without_rows_is_refused(make, tmp_path):
    (tmp_path / "posts.csv").write_text("Name,Latitude,Longitude\n")
    with pytest.raises(DataError, match="holds no rows"):
        make(offices=tmp_path / "posts.csv")


def test_points_are_no_districts(make, tmp_path, city):
    with pytest.raises(DataError, match="holds no polygons"):
        make(areas=write_layer(tmp_path / "points.geojson", points(city)))


def test_what_no_one_can_read_is_refused(make, tmp_path):
    (tmp_path / "areas.shp").write_text("nonsense")
    (tmp_path / "posts.json").write_text("{nonsense")
    with pytest.raises(DataError) as error:
        make(offices=tmp_path / "posts.json", areas=tmp_path / "areas.shp")
    assert [problem.what.split(":")[0] for problem in error.value.problems] == [
        "can't be read",
        "not JSON",
    ]
