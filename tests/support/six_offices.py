"""Three districts of ten kilometres, six offices and six homes, all on whole kilometres.

    20 +-----------------------+
       |  c1(5,15)    p5(15,15)|   c
       |  p6(5,12)             |
    10 +-----------+-----------+
       |   p1(5,6) | p4(15,8)  |
     5 | a1+a2  p2 e  p3  b1   |   a | b     e is on their border, x = 10
     0 +-----------+-----------+

`x` is an office in b's municipality that nobody knows the place of. b1 may be a kilometre off.
"""

import dataclasses

import geopandas as gpd
import pandas as pd
from shapely.geometry import Point, box

from poliskarta.coverage.analysis import Located
from poliskarta.coverage.assignment import summarize_districts
from poliskarta.coverage.demand_weights import NOTHING_KNOWN
from poliskarta.project.csv_tables import empty_table
from poliskarta.project.dataset import Dataset
from poliskarta.project.schema import DEMAND_ERRORS, GAZETTEER

CRS = "EPSG:3006"
X, Y, KM = 650_000, 6_600_000, 1000

OFFICES = [("a1", 5, 5), ("a2", 5, 5), ("b1", 15, 5), ("c1", 5, 15), ("e", 10, 5), ("x", None, 0)]
HOMES = [(5, 6, 100), (8, 5, 50), (12, 5, 30), (15, 8, 70), (15, 15, 40), (5, 12, 60)]
DISTRICTS = {"a": (0, 0, 10, 10), "b": (10, 0, 20, 10), "c": (0, 10, 20, 20)}
PEOPLE = {"a": 150, "b": 100, "c": 100}


def place(x, y):
    return Point(X + x * KM, Y + y * KM)


def square(*bounds):
    minx, miny, maxx, maxy = (edge * KM for edge in bounds)
    return box(X + minx, Y + miny, X + maxx, Y + maxy)


def demand(homes=HOMES):
    x, y, people = zip(*homes, strict=True)
    frame = pd.DataFrame({"x_m": x, "y_m": y, "population": people}, dtype="float64")
    return frame.assign(x_m=X + frame["x_m"] * KM, y_m=Y + frame["y_m"] * KM)


def offices(rows=OFFICES):
    ids = [office_id for office_id, _, _ in rows]
    points = [None if x is None else place(x, y) for _, x, y in rows]
    frame = gpd.GeoDataFrame({"office_id": ids, "name": ids}, geometry=points, crs=CRS)
    frame = frame.assign(kind="local", precision="given", municipality="", certainty="confirmed")
    frame = frame.assign(source="list", address_located=True)
    frame["placed"] = frame.geometry.notna()
    frame["radius_m"] = frame["office_id"].map({"b1": 1000.0}).fillna(0.0)
    homes = {"a1": "a", "a2": "a", "e": "a", "b1": "b", "c1": "c"}
    frame["district_id"] = frame["office_id"].map(homes).fillna("")
    frame.loc[frame["office_id"] == "x", "municipality"] = "B"
    return frame


def survey_of(region, rows=OFFICES, land=None):
    shapes = [square(*bounds) for bounds in DISTRICTS.values()]
    districts = gpd.GeoDataFrame({"district_id": [*DISTRICTS]}, geometry=shapes, crs=CRS)
    districts = districts.assign(certainty="confirmed", source="list")
    units = districts.assign(
        unit_id=districts["district_id"],
        name=districts["district_id"],
        municipality=districts["district_id"].str.upper(),
        population=districts["district_id"].map(PEOPLE).astype("float64"),
        population_year=2020.0,
        later_population=[300.0, 200.0, float("nan")],
        later_population_year=[2021.0, 2021.0, float("nan")],
        land_km2=[100.0, 100.0, 200.0],
        population_source="",
        land_source="",
    )
    shown = gpd.GeoDataFrame({"kind": ["land"], "inside": [True]}, geometry=[land], crs=CRS)
    backdrop = shown if land is not None else shown.iloc[:0]
    placed = offices(rows)
    summary = summarize_districts(districts, units, placed, region)
    sources = pd.DataFrame({"source_id": ["list"], "title": ["A list"], "published": ["2020"]})
    nothing = {field.name: None for field in dataclasses.fields(Dataset)}
    errors = empty_table(DEMAND_ERRORS)
    known = {"region": region, "sources": sources, "units": units, "offices": placed}
    known["gazetteer"] = empty_table(GAZETTEER)
    known |= {table: getattr(NOTHING_KNOWN, table) for table in vars(NOTHING_KNOWN)}
    known |= {"districts": districts, "demand_errors": errors, "backdrop": backdrop, "absent": {}}
    dataset = Dataset(**nothing | known)
    return Located(dataset, placed, placed.iloc[:0], summary)
