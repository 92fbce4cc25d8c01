"""Habits of publishers far apart: each an invented city, all its stations where they stand."""

import json
import zipfile

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from ingest.test_formats import is_the_city, points, told
from support.published import districts, stations, write_csv, write_json, write_layer

from poliskarta.errors import DataError
from poliskarta.ingest.options import PublishedFile


def sexagesimal(value, pattern, sides):
    seconds = round(abs(value) * 3600)
    parts = {"d": seconds // 3600, "m": seconds // 60 % 60, "s": seconds % 60}
    return pattern.format(**parts, side=sides[int(value < 0)])


def without_position(city):
    return stations(city).drop(columns=["Latitude", "Longitude"])


def middles(city):
    return shapely.get_coordinates(shapely.centroid(city.geometry.to_numpy()))


@pytest.mark.parametrize(
    "pattern",
    [
        "{d}°{m:02}'{s:02}\"{side}",
        "{side} {d}° {m}′ {s}″",
        "{d} {m} {s} {side}",
        "{d}:{m}:{s}{side}",
    ],
)
def test_degrees_minutes_and_seconds(make, tmp_path, city, pattern):
    rows = without_position(city)
    rows["Lat"] = [sexagesimal(y, pattern, "NS") for _, y in middles(city)]
    rows["Lon"] = [sexagesimal(x, pattern, "EW") for x, _ in middles(city)]
    is_the_city(make(offices=write_csv(tmp_path / "posts.csv", rows)), city, within=2e-4)


@pytest.mark.parametrize("between", [", ", " ", " / "])
def test_degrees_minutes_and_seconds_in_one_text(make, tmp_path, city, between):
    rows = without_position(city)
    pattern = "{d}°{m:02}'{s:02}\"{side}"
    rows["GPS"] = [
        sexagesimal(y, pattern, "NS") + between + sexagesimal(x, pattern, "EW")
        for x, y in middles(city)
    ]
    is_the_city(make(offices=write_csv(tmp_path / "posts.csv", rows)), city, within=2e-4)


@pytest.mark.parametrize(
    "text",
    [
        "{n} Main St\nSomewhere, ZZ 9000{n}\n({y}, {x})",
        "MULTIPOINT (({x} {y}))",
        "SRID=4326;POINT Z ({x} {y} 0)",
        "[{x}, {y}]",
        "{y};{x}",
        "{y} {x}",
        "lat: {y}, lon: {x}",
        "geo:{y},{x}",
        "https://maps.example.org/?q={y},{x}",
        "{y}°, {x}°",
    ],
)
def test_a_position_beside_other_things(make, tmp_path, city, text):
    rows = without_position(city)
    rows["Location"] = [
        text.format(x=round(x, 6), y=round(y, 6), n=n) for n, (x, y) in enumerate(middles(city), 1)
    ]
    is_the_city(make(offices=write_csv(tmp_path / "posts.csv", rows)), city)


def test_a_pair_with_decimal_commas(make, tmp_path, city):
    rows = without_position(city)
    rows["Koordinaten"] = [f"{y:.6f}; {x:.6f}".replace(".", ",") for x, y in middles(city)]
    is_the_city(make(offices=write_csv(tmp_path / "posts.csv", rows)), city)


@pytest.mark.parametrize(
    ("crs", "corner", "names", "decimal"),
    [
        ("EPSG:3006", (17.9, 59.25), ("Koordinat N", "Koordinat E"), ","),
        ("EPSG:2193", (174.7, -41.35), ("NORTHING", "EASTING"), "."),
        ("EPSG:27700", (-1.2, 52.6), ("Northing", "Easting"), "."),
        ("EPSG:2264", (-80.95, 35.1), ("Y_COORD", "X_COORD"), "."),
        ("EPSG:5179", (126.9, 37.45), ("Y좌표", "X좌표"), "."),
        ("EPSG:3826", (121.5, 25.0), ("Y座標", "X座標"), "."),
        ("EPSG:3857", (100.45, 13.7), ("POINT_Y", "POINT_X"), "."),
        ("EPSG:25832", (9.9, 53.5), ("Hochwert", "Rechtswert"), ","),
        ("EPSG:28992", (4.8, 52.3), ("Y_RD", "X_RD"), ","),
    ],
)
def test_positions_in_what_the_country_measures_in(make, tmp_path, crs, corner, names, decimal):
    city = districts(*corner)
    rows = without_position(city)
    projected = gpd.GeoSeries(shapely.points(middles(city)), crs=4326).to_crs(crs)
    rows[names[0]], rows[names[1]] = projected.y.round(2), projected.x.round(2)
    made = make(
        offices=write_csv(tmp_path / "posts.csv", rows, sep=";", decimal=decimal),
        areas=write_layer(tmp_path / "precincts.geojson", city),
    )
    is_the_city(made, city)


def test_a_layer_of_multipoints_some_without_a_place(make, tmp_path, city):
    layer = points(city)
    layer["geometry"] = [shapely.MultiPoint([point]) for point in layer.geometry]
    layer.loc[6] = ["Station G", "7 Main St", "6", None]
    made = make(offices=write_layer(tmp_path / "posts.geojson", layer))
    offices = pd.read_csv(made.folder / "data" / "offices.csv")
    assert made.positions == 6
    assert offices["latitude"].isna().sum() == 1


def test_stations_as_the_outlines_of_their_buildings(make, tmp_path, city):
    layer = points(city).rename(columns={"Station Name": "Name", "Street Address": "Address"})
    layer["geometry"] = [
        shapely.box(p.x - 5e-4, p.y - 5e-4, p.x + 5e-4, p.y + 5e-4) for p in layer.geometry
    ]
    is_the_city(make(offices=write_layer(tmp_path / "posts.shp", layer)), city)


def test_a_zipped_shapefile(make, tmp_path, city):
    layer = write_layer(tmp_path / "precincts.shp", city.to_crs("EPSG:32721"))
    with zipfile.ZipFile(tmp_path / "precincts.zip", "w") as archive:
        for part in tmp_path.glob("precincts.*"):
            if part.suffix != ".zip":
                archive.write(part, part.name)
    layer.unlink()
    is_the_city(make(areas=tmp_path / "precincts.zip"), city)


def test_a_folder_with_a_shapefile(make, tmp_path, city):
    (tmp_path / "shapes").mkdir()
    write_layer(tmp_path / "shapes" / "precincts.shp", city)
    is_the_city(make(areas=tmp_path / "shapes"), city)


def test_esri_points_in_web_mercator(make, tmp_path, city):
    layer = points(city).to_crs(3857)
    features = [
        {
            "attributes": {"OBJECTID": n, "NAME": row["Station Name"], "PCT": row["Pct"]},
            "geometry": {"x": row.geometry.x, "y": row.geometry.y},
        }
        for n, (_, row) in enumerate(layer.iterrows())
    ]
    content = {
        "geometryType": "esriGeometryPoint",
        "spatialReference": {"wkid": 102100, "latestWkid": 3857},
        "fields": [
            {"name": "OBJECTID", "type": "esriFieldTypeOID"},
            {"name": "NAME", "type": "esriFieldTypeString"},
            {"name": "PCT", "type": "esriFieldTypeString"},
        ],
        "features": features,
    }
    is_the_city(make(offices=write_json(tmp_path / "posts.json", content)), city)


def test_esri_attributes_without_geometry(make, tmp_path, city):
    features = [
        {"attributes": {"OBJECTID": n, **row}}
        for n, row in enumerate(stations(city).to_dict("records"))
    ]
    content = {"displayFieldName": "Name", "fields": [{"name": "x"}], "features": features}
    is_the_city(make(offices=write_json(tmp_path / "posts.json", content)), city)


def test_json_lines(make, tmp_path, city):
    lines = [json.dumps(row) for row in stations(city).to_dict("records")]
    (tmp_path / "posts.jsonl").write_text("\n".join(lines))
    is_the_city(make(offices=tmp_path / "posts.jsonl"), city)


def test_an_object_of_stations_by_id(make, tmp_path, city):
    rows = {f"id{n}": row for n, row in enumerate(stations(city).to_dict("records"))}
    is_the_city(make(offices=write_json(tmp_path / "posts.json", rows)), city)


def test_opendatasoft_records(make, tmp_path, city):
    rows = [
        {
            "datasetid": "police",
            "fields": {
                "nom": row["Station Name"],
                "adresse": row["Street Address"],
                "geo_point_2d": [row["Latitude"], row["Longitude"]],
            },
        }
        for row in stations(city).to_dict("records")
    ]
    made = make(offices=write_json(tmp_path / "posts.json", rows))
    offices = pd.read_csv(made.folder / "data" / "offices.csv")
    assert offices["name"].tolist() == [f"Station {letter}" for letter in "ABCDEF"]
    assert made.positions == 6


def test_what_excel_writes_for_excel(make, tmp_path, city):
    text = "sep=;\r\n" + stations(city).to_csv(index=False, sep=";", lineterminator="\r\n")
    (tmp_path / "posts.csv").write_bytes(text.encode())
    is_the_city(make(offices=tmp_path / "posts.csv"), city)


def test_empty_rows_a_footer_and_a_header_on_two_lines(make, tmp_path, city):
    rows = stations(city).rename(columns={"Station Name": "Station\nName"})
    text = rows.to_csv(index=False) + ",,,,\n\nSource: the city's police\n"
    (tmp_path / "posts.csv").write_text(text)
    made = make(offices=tmp_path / "posts.csv")
    assert (made.positions, made.offices) == (6, 6)
    assert "left out, since nothing says where: Source: the city's police" in told(made)


def test_a_list_that_says_no_whereabouts_is_refused(make, tmp_path, city):
    rows = stations(city)[["Station Name"]]
    with pytest.raises(DataError, match="no column says where the offices are"):
        make(offices=write_csv(tmp_path / "posts.csv", rows))


def test_numbers_in_a_spreadsheet_are_no_fractions(make, tmp_path, city):
    rows = stations(city).assign(Pct=[1.0, 2, 3, 4, 5, 6], Tel=[5550100.0 + n for n in range(6)])
    with pd.ExcelWriter(tmp_path / "posts.xlsx") as book:
        rows.to_excel(book, index=False)
    made = make(offices=tmp_path / "posts.xlsx")
    is_the_city(made, city)
    offices = pd.read_csv(made.folder / "data" / "offices.csv", dtype=str)
    assert offices["phone"].tolist() == [str(5550100 + n) for n in range(6)]


def test_zeros_before_numbers_on_one_side_only(make, tmp_path, city):
    rows = stations(city)
    rows["Pct"] = [f"PCT-{int(text):03}" for text in rows["Pct"]]
    is_the_city(make(offices=write_csv(tmp_path / "posts.csv", rows)), city)


def test_districts_that_have_a_number_and_no_name(make, tmp_path, city):
    bare = city.rename(columns={"PRECINCT": "BEAT"})[["BEAT", "geometry"]]
    bare["BEAT"] = bare["BEAT"].astype(int)
    bare["SHAPE_Area"] = bare.geometry.area if bare.crs is None else 0.0025
    made = make(areas=write_layer(tmp_path / "beats.gpkg", bare))
    areas = pd.read_csv(made.folder / "data" / "districts.csv", dtype=str)
    assert areas["district_id"].tolist() == list("123456")
    assert areas["name"].tolist() == [f"Beat {number}" for number in range(1, 7)]


def test_districts_that_say_nothing_of_themselves(make, tmp_path, city):
    made = make(areas=write_layer(tmp_path / "areas.geojson", city[["geometry"]]))
    areas = pd.read_csv(made.folder / "data" / "districts.csv", dtype=str)
    assert len(areas) == 6
    assert "numbered" in told(made)


def test_features_without_a_shape_beside_those_that_have_one(make, tmp_path, city):
    city.loc[6] = ["7", "Precinct 7", None]
    made = make(areas=write_layer(tmp_path / "precincts.geojson", city))
    assert made.districts == 6
    assert "1 features without an area left out" in told(made)


def test_a_shape_of_several_sorts(make, tmp_path, city):
    line = shapely.LineString([(-58.5, -34.7), (-58.4, -34.7)])
    city.loc[0, "geometry"] = shapely.GeometryCollection([city.geometry[0], line])
    is_the_city(make(areas=write_layer(tmp_path / "precincts.geojson", city)), city)


def test_geojson_in_a_crs_of_its_own(make, tmp_path, city):
    content = json.loads(city.to_crs(32721).to_json(drop_id=True))
    content["crs"] = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32721"}}
    is_the_city(make(areas=write_json(tmp_path / "precincts.json", content)), city)


def test_polygons_with_latitude_first(make, tmp_path):
    city = districts(-118.4, 34.0)
    swapped = city.assign(
        geometry=shapely.transform(city.geometry.to_numpy(), lambda xy: xy[:, ::-1])
    )
    made = make(
        offices=write_csv(tmp_path / "posts.csv", stations(city)),
        areas=write_layer(tmp_path / "precincts.geojson", swapped),
    )
    is_the_city(made, city)
    assert "latitude" in "\n".join(line for line in told(made).splitlines() if "districts" in line)


def test_one_district_and_one_office(make, tmp_path, city):
    made = make(
        offices=write_csv(tmp_path / "posts.csv", stations(city).head(1)),
        areas=write_layer(tmp_path / "precincts.geojson", city.head(1)),
    )
    assert (made.offices, made.districts, made.positions) == (1, 1, 1)


def test_topojson(make, tmp_path):
    arcs = [[[0, 0], [0, 1], [1, 1], [1, 0], [0, 0]]]
    content = {
        "type": "Topology",
        "arcs": arcs,
        "objects": {
            "precincts": {
                "type": "GeometryCollection",
                "geometries": [
                    {
                        "type": "Polygon",
                        "arcs": [[0]],
                        "properties": {"precinct": "1", "name": "All"},
                    }
                ],
            }
        },
        "transform": {"scale": [0.1, 0.1], "translate": [-58.5, -34.7]},
    }
    rows = stations(districts(-58.5, -34.7, 1, 1))
    made = make(
        offices=write_csv(tmp_path / "posts.csv", rows),
        areas=write_json(tmp_path / "precincts.topojson", content),
    )
    assert (made.districts, made.positions) == (1, 1)


def test_a_layer_with_cp1252_and_no_word_of_it(make, tmp_path):
    city = districts(2.3, 48.85, named="Préfecture n° {}")
    file = write_layer(tmp_path / "secteurs.shp", city, encoding="cp1252")
    file.with_suffix(".cpg").unlink()
    made = make(offices=write_csv(tmp_path / "posts.csv", stations(city)), areas=file)
    areas = pd.read_csv(made.folder / "data" / "districts.csv")
    assert areas["name"].tolist() == city["NAME"].tolist()


def test_a_geopackage_of_two_sorts_of_districts_takes_the_one_that_is_told(make, tmp_path, city):
    file = tmp_path / "police.gpkg"
    write_layer(file, city, layer="precincts")
    write_layer(file, city.dissolve().assign(PRECINCT="all", NAME="All"), layer="city")
    is_the_city(make(areas=PublishedFile(file, layer="precincts")), city)


def test_a_list_by_police_region_as_a_state_publishes_it(make, tmp_path):
    city = districts(17.9, 59.25, named="Polisområde {}")
    rows = [
        {
            "id": 100 + n,
            "name": row["Station Name"],
            "Url": f"/kontakt/{n}",
            "location": {
                "name": row["Street Address"],
                "gps": f"{row['Latitude']},{row['Longitude']}",
            },
            "services": [{"name": "Pass"}, {"name": "Hittegods"}],
        }
        for n, row in enumerate(stations(city).to_dict("records"))
    ]
    made = make(
        offices=write_json(tmp_path / "policestations.json", rows),
        areas=write_layer(tmp_path / "polisomraden.geojson", city),
        languages=("sv", "en"),
    )
    assert made.positions == 6
