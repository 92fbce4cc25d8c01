"""Invent what the police of an invented city publish: published/precincts.geojson, stations.csv.

    python examples/precincts/build.py

Port Varrow doesn't exist: it lies in the open South Atlantic. Its files are as untidy as real
ones. Each precinct was digitised on its own, so that neighbours overlap by slivers or leave gaps;
positions have a height; Precinct 7 is two features, the second an island; the stations come in
the order of their names as texts; three have no position, one of these an address.
The seed is fixed, and so are the bytes.
"""

import csv
import io
import json
import math
import random
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

PUBLISHED = Path(__file__).parent / "published"
SEED = 1902
WEST, SOUTH = -20.65, -31.45
METRES_A_DEGREE = 111_195.0

# The city in metres from its south-west corner: three rows of four precincts, and an island.
COLUMNS, ROWS, SIDE_M = 4, 3, 2400
WARP_M, CREASE, DIGITISING_M = 450, 0.16, 1.5
ISLAND = (7, 11_400, 3_500, 420)

# Neighbourhoods, by precinct; which stations have no position, and which have an address.
AREAS = (
    "Southgate", "Chandlers", "Mole End", "Lighthouse", "Tannery", "Signal Square",
    "Old Docks", "Saltpans", "Windmill", "Upper Town", "Harbour", "Airfield",
)  # fmt: skip
UNPLACED = {"Airfield Post", "Harbour Station", "Precinct 9 Station"}
ADDRESSES = {"Harbour Station": "3 Customs Quay", "Headquarters": "1 Signal Square"}
OTHERS = {"Headquarters": 6, "Harbour Station": 11, "Airfield Post": 12}

Point = tuple[float, float]
Line = list[Point]


def main() -> None:
    """Write both files of published/."""
    chance = random.Random(SEED)  # noqa: S311 -- must come out the same every time
    outlines = draw_precincts(chance)
    PUBLISHED.mkdir(exist_ok=True)
    (PUBLISHED / "precincts.geojson").write_bytes(precincts_bytes(outlines, chance))
    (PUBLISHED / "stations.csv").write_bytes(stations_bytes(outlines, chance))


def draw_precincts(chance: random.Random) -> dict[int, Line]:
    """Return each precinct's closed outline by its number; neighbours share edges."""
    corners = {
        (column, row): (
            column * SIDE_M + chance.uniform(-WARP_M, WARP_M),
            row * SIDE_M + chance.uniform(-WARP_M, WARP_M),
        )
        for row in range(ROWS + 1)
        for column in range(COLUMNS + 1)
    }
    edges = {
        (start, end): crease(corners[start], corners[end], chance, 3)
        for start in corners
        for end in ((start[0] + 1, start[1]), (start[0], start[1] + 1))
        if end in corners
    }
    places = [(column, row) for row in range(ROWS) for column in range(COLUMNS)]
    return {number: outline(place, edges) for number, place in enumerate(places, start=1)}


def crease(start: Point, end: Point, chance: random.Random, times: int) -> Line:
    """Return a crooked line from `start` to `end`, its middle moved aside, and so on `times`."""
    if not times:
        return [start, end]
    (x0, y0), (x1, y1) = start, end
    aside = chance.uniform(-CREASE, CREASE)
    middle = ((x0 + x1) / 2 - (y1 - y0) * aside, (y0 + y1) / 2 + (x1 - x0) * aside)
    first, second = crease(start, middle, chance, times - 1), crease(middle, end, chance, times - 1)
    return first + second[1:]


def outline(place: tuple[int, int], edges: dict[tuple[tuple[int, int], ...], Line]) -> Line:
    """Return the ring of the precinct whose south-west corner is `place`."""
    column, row = place
    around = [
        place, (column + 1, row), (column + 1, row + 1), (column, row + 1), place
    ]  # fmt: skip
    ring = [
        point
        for start, end in pairwise(around)
        for point in (edges.get((start, end)) or edges[end, start][::-1])[:-1]
    ]
    return [*ring, ring[0]]


def precincts_bytes(outlines: dict[int, Line], chance: random.Random) -> bytes:
    """Return the polygons as published: digitised one by one, with heights."""
    number, x, y, radius_m = ISLAND
    turns = [turn * math.tau / 14 for turn in range(14)]
    shore = [(x + radius_m * math.cos(turn), y + radius_m * math.sin(turn)) for turn in turns]
    rings = [*outlines.items(), (number, [*shore, shore[0]])]
    features = ",\n".join(_feature(fid, *ring, chance) for fid, ring in enumerate(rings, start=1))
    return f'{{"type": "FeatureCollection", "features": [\n{features}\n]}}\n'.encode()


def _feature(fid: int, number: int, ring: Line, chance: random.Random) -> str:
    moved = [_digitised(point, chance) for point in ring[:-1]]
    feature = {
        "type": "Feature",
        "properties": {"FID": fid, "PCT_ID": f"PCT-{number:02d}", "PCT_NAME": f"Precinct {number}"},
        "geometry": {"type": "Polygon", "coordinates": [[*moved, moved[0]]]},
    }
    return json.dumps(feature)


def _digitised(point: Point, chance: random.Random) -> list[float]:
    x, y = (value + chance.uniform(-DIGITISING_M, DIGITISING_M) for value in point)
    return [*in_degrees((x, y)), round(chance.uniform(2, 60), 1)]


def in_degrees(point: Point) -> Point:
    """Return longitude and latitude of a point in metres from the south-west corner."""
    latitude = SOUTH + point[1] / METRES_A_DEGREE
    longitude = WEST + point[0] / (METRES_A_DEGREE * math.cos(math.radians(SOUTH)))
    return round(longitude, 7), round(latitude, 7)


def stations_bytes(outlines: dict[int, Line], chance: random.Random) -> bytes:
    """Return the table of stations as published."""
    text = io.StringIO(newline="")
    table = csv.writer(text)
    table.writerow(
        ["STATION_NO", "STATION", "PRECINCT", "AREA", "ADDRESS", "LATITUDE", "LONGITUDE"]
    )
    table.writerows(_stations(outlines, chance))
    return text.getvalue().encode("utf-8-sig")


def _stations(outlines: dict[int, Line], chance: random.Random) -> Iterator[Iterable[object]]:
    precincts = {f"Precinct {number} Station": number for number in outlines} | OTHERS
    for row, (name, number) in enumerate(sorted(precincts.items()), start=1):
        middle = [sum(axis) / len(axis) for axis in zip(*outlines[number][:-1], strict=True)]
        x, y = (value + chance.uniform(-300, 300) for value in middle)
        position = ("", "") if name in UNPLACED else reversed(in_degrees((x, y)))
        named = (100 + row, name, f"PCT-{number:02d}", AREAS[number - 1], ADDRESSES.get(name, ""))
        yield *named, *position


if __name__ == "__main__":
    main()
