"""An invented extract of OpenStreetMap around Smallham, written by pyosmium."""

import geopandas as gpd
import osmium
from osmium.osm.mutable import Node, Relation, Way
from shapely.geometry import Point

from support.small_force import CRS, X, Y

TOWN = {"place": "town", "name": "Smallham", "name:sv": "Lillehem", "population": "12 500"}
LINE = ((0, 500), (700, 510), (1900, 500))
WOOD = ((100, 100), (900, 100), (900, 900), (100, 900))


class Extract:
    """Adds features by metres from the corner of the first zone; `write` makes the file."""

    def __init__(self):
        self.nodes, self.ways, self.relations = [], [], []

    def node(self, x, y, **tags):
        """Add a node; return its id."""
        degrees = gpd.GeoSeries([Point(X + x, Y + y)], crs=CRS).to_crs("EPSG:4326").iloc[0]
        number = len(self.nodes) + 1
        location = (round(degrees.x, 7), round(degrees.y, 7))
        self.nodes.append(Node(id=number, location=location, tags=tags, version=1))
        return number

    def way(self, *points, closed=False, missing=(), **tags):
        """Add a way through `points`, `missing` nodes at its end; return its id."""
        ids = [self.node(*point) for point in points]
        ids += ids[:1] if closed else []
        number = len(self.ways) + 1
        self.ways.append(Way(id=number, nodes=[*ids, *missing], tags=tags, version=1))
        return number

    def multipolygon(self, outer, inner, **tags):
        """Add a relation of an outer ring and an inner one."""
        rings = [(self.way(*ring, closed=True), role) for ring, role in
                 ((outer, "outer"), (inner, "inner"))]  # fmt: skip
        members = [("w", number, role) for number, role in rings]
        tags = {"type": "multipolygon"} | tags
        self.relations.append(Relation(id=1, members=members, tags=tags, version=1))

    def write(self, folder, date="2024-11-03"):
        """Write the file, and return its path."""
        path = folder / "smallham.osm.pbf"
        header = osmium.io.Header()
        header.set("osmosis_replication_timestamp", f"{date}T20:21:22Z")
        with osmium.SimpleWriter(str(path), header=header, overwrite=True) as writer:
            for feature in (*self.nodes, *self.ways, *self.relations):
                writer.add(feature)
        return path


def smallham(*, backwards=False):
    """An extract with one feature of each sort, and of some that aren't drawn."""
    extract = Extract()
    lake = ((1100, 100), (1800, 100), (1800, 800), (1100, 800))
    island = ((1300, 300), (1600, 300), (1600, 600), (1300, 600))
    features = [
        lambda: extract.node(500, 500, **TOWN),
        lambda: extract.node(1500, 300, place="neighbourhood", name="The Shambles"),
        lambda: extract.node(1200, 500, railway="station", name="Smallham Parkway"),
        lambda: extract.node(1300, 500, railway="station"),
        lambda: extract.node(600, 600, shop="bakery", name="Bun & Co"),
        lambda: extract.way(*LINE, railway="rail"),
        lambda: extract.way((0, 520), (400, 540), railway="rail", service="yard"),
        lambda: extract.way((0, 0), (1000, 40), highway="motorway", name="M1"),
        lambda: extract.way((1000, 40), (1900, 0), highway="motorway", name="M1"),
        lambda: extract.way((0, 700), (1900, 700), highway="secondary"),
        lambda: extract.way((0, 800), (1900, 800), highway="residential"),
        lambda: extract.way((1000, 0), (1000, 1000), railway="subway", missing=[99999]),
        lambda: extract.way(*WOOD, closed=True, natural="wood"),
        lambda: extract.multipolygon(lake, island, natural="water"),
    ]
    for add in reversed(features) if backwards else features:
        add()
    return extract
