"""A mainland and three islands: a bridge leads to one, a ferry to another, nothing to the third.

               3000,2000 ---c--- 4000,2000                      9000,9000 --d-- 9500,9000
                  :  a ferry by way of 2500,1000                     (far away)
     m            :
    0,0 ------ 3000,0 ===== a bridge ===== 5000,0 -----b 6000,0

Metres from a corner on the whole kilometre. Offices `b` and `m` stand at the ends of the road.
"""

import geopandas as gpd
import pandas as pd
import shapely

CRS = "EPSG:3006"
X, Y = 650_000, 6_600_000

ROADS = {
    "mainland": ([(0, 0), (3000, 0)], "", 60),
    "bridge": ([(3000, 0), (5000, 0)], "", 60),
    "east": ([(5000, 0), (6000, 0)], "", 60),
    "north": ([(3000, 2000), (4000, 2000)], "", 60),
    "far": ([(9000, 9000), (9500, 9000)], "", 60),
    "ferry": ([(3000, 0), (2500, 1000), (3000, 2000)], "ferry", 12),
}
FERRY_M = 2 * (500**2 + 1000**2) ** 0.5
HOMES = [(1000, 100), (4000, 0), (3500, 2050), (2500, 1000), (9200, 9000), (5500, -300)]
OFFICES = {"b": (6000, 0), "m": (0, 0)}


def network(without=()):
    kept = {name: road for name, road in ROADS.items() if name not in without}
    lines, routes, speeds = zip(*kept.values(), strict=True)
    shapes = [shapely.LineString([(X + x, Y + y) for x, y in line]) for line in lines]
    columns = {"name": [*kept], "route": routes, "km_h": speeds}
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS)


def homes():
    x, y = zip(*HOMES, strict=True)
    table = pd.DataFrame({"x_m": x, "y_m": y, "population": 10.0}, dtype="float64")
    return table.assign(x_m=X + table["x_m"], y_m=Y + table["y_m"])


def facilities():
    x, y = zip(*OFFICES.values(), strict=True)
    table = pd.DataFrame({"office_id": [*OFFICES], "name": [*OFFICES], "x_m": x, "y_m": y})
    return table.assign(x_m=X + table["x_m"], y_m=Y + table["y_m"])
