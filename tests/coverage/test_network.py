"""Ways by a network: an archipelago worked out by hand, and another engine on random streets."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from support.archipelago import CRS, FERRY_M, ROADS, X, Y, facilities, homes, network

from poliskarta.coverage.network import Network, read_network, ways_of_network
from poliskarta.errors import DataError


def solved(tmp_path, without=(), speed="", change=None):
    path = tmp_path / "roads.gpkg"
    roads = network(without)
    (change(roads) if change else roads).to_file(path)
    return ways_of_network(read_network(path, CRS, speed), homes(), facilities())


def test_the_bridge_and_the_ferry_are_the_ways_over_the_water(tmp_path):
    """From the third home 50 m to the road, 500 m to the ferry, and as far to either office."""
    ways = solved(tmp_path)
    by_ferry = 50 + 500 + FERRY_M + 3000
    assert ways.length == pytest.approx([1100, 2000, by_ferry, np.inf, np.inf, 800], abs=1e-6)
    assert ways.position.tolist() == [1, 0, 0, -1, -1, 0]
    assert (ways.unit, ways.network, ways.source) == ("m", True, "roads.gpkg")


def test_a_home_beside_the_ferry_cannot_board_it_on_its_way(tmp_path):
    """The fourth home lies on its line and 1 km from the road; were it a road, one could."""
    as_road = solved(tmp_path, change=lambda roads: roads.assign(route=""))
    assert as_road.length[3] == pytest.approx(FERRY_M / 2 + 3000)


def test_without_the_bridge_or_the_ferry_the_islands_are_cut_off(tmp_path):
    assert np.isinf(solved(tmp_path, without=["ferry"]).length[2])
    without = solved(tmp_path, without=["bridge", "east"])
    assert without.position.tolist() == [1, -1, 1, -1, -1, -1]


def test_who_has_a_short_way_to_an_office(tmp_path):
    ways = solved(tmp_path)
    assert sorted(ways.within(0, 2000)) == [1, 5]
    assert sorted(ways.within(0, 1999)) == [5]
    assert sorted(ways.within(1, 50 + 500 + FERRY_M + 3000 + 1e-6)) == [0, 1, 2]


def test_with_speeds_ways_are_minutes_and_the_way_to_the_road_is_walked(tmp_path):
    """A kilometre a minute by road, 200 m a minute by ferry, 100 m in 1.2 minutes on foot."""
    ways = solved(tmp_path, speed="km_h")
    wanted = [1.2 + 1, 2, 0.6 + 0.5 + FERRY_M / 200 + 3, np.inf, np.inf, 3.6 + 0.5]
    assert (ways.unit, ways.length.tolist()) == ("min", pytest.approx(wanted, abs=1e-6))


def test_openstreetmap_gives_the_same_ways(tmp_path):
    osmium = pytest.importorskip("osmium")
    path = tmp_path / "roads.osm.pbf"
    places = {point for line, _, _ in ROADS.values() for point in line}
    degrees = network().to_crs("EPSG:4326")
    ids = {place: number for number, place in enumerate(sorted(places), start=1)}
    with osmium.SimpleWriter(str(path)) as writer:
        nodes = {}
        for (line, _, _), shape in zip(ROADS.values(), degrees.geometry, strict=True):
            nodes |= dict(zip(line, shape.coords, strict=True))
        for place, number in ids.items():
            writer.add_node(osmium.osm.mutable.Node(id=number, location=nodes[place]))
        for number, (line, route, _) in enumerate(ROADS.values(), start=1):
            tags = {"route": route} if route else {"highway": "residential"}
            members = [ids[place] for place in line]
            writer.add_way(osmium.osm.mutable.Way(id=number, nodes=members, tags=tags))
    ways = ways_of_network(read_network(path, CRS), homes(), facilities())
    assert ways.position.tolist()[:2] == [1, 0]
    wanted = [1100, 2000, 50 + 500 + FERRY_M + 3000, np.inf, np.inf, 800]
    assert ways.length[:5] == pytest.approx(wanted[:5], abs=1)
    assert ways.length[5] == pytest.approx(wanted[5], abs=25)  # by another vertex, of each 50 m


def test_an_office_off_the_network_is_told_and_leads_nobody_anywhere(tmp_path, caplog):
    network().to_file(tmp_path / "roads.gpkg")
    roads = read_network(tmp_path / "roads.gpkg", CRS)
    ways = ways_of_network(roads, homes(), facilities().assign(y_m=Y + 501.0))
    assert ways.position.tolist() == [-1] * 6
    assert "b; m: farther than 500 m" in caplog.text
    near = ways_of_network(roads, homes(), facilities().assign(y_m=Y + 500.0))
    assert near.length[1] == pytest.approx(2500)


def test_what_is_no_network_is_told(tmp_path):
    path = tmp_path / "roads.gpkg"
    points = network().assign(geometry=shapely.points([X] * 6, [Y] * 6))
    points.to_file(path)
    with pytest.raises(DataError, match="6 features are no lines"):
        read_network(path, CRS)
    network().to_file(path)
    with pytest.raises(DataError, match="no such column of speeds"):
        read_network(path, CRS, "pace")
    with pytest.raises(DataError, match="6 lines have no speed above 0"):
        read_network(path, CRS, "name")
    (tmp_path / "roads.pbf").write_bytes(b"no map")
    with pytest.raises(DataError, match="can't be read"):
        read_network(tmp_path / "roads.pbf", CRS)


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10_000))
def test_networkx_finds_the_same_ways(tmp_path_factory, seed):
    """Twenty crossings, thirty streets of any length, each pair of crossings once."""
    rng = np.random.default_rng(seed)
    nodes = rng.uniform(0, 2000, (20, 2))
    pairs = np.unique(np.sort(rng.integers(0, 20, (30, 2))), axis=0)
    start, end = pairs[pairs[:, 0] != pairs[:, 1]].T
    cost = rng.uniform(1, 3000, len(start))
    streets = Network(
        tmp_path_factory.getbasetemp(), "m", nodes, np.ones(20, bool), start, end, cost
    )
    points, sites = (
        pd.DataFrame(rng.uniform(0, 2000, (count, 2)), columns=["x_m", "y_m"]) for count in (15, 4)
    )
    graph = nx.Graph()
    graph.add_weighted_edges_from(zip(start.tolist(), end.tolist(), cost, strict=True))
    ends = []
    for name, places in (("point", points), ("office", sites)):
        for number, place in enumerate(places.to_numpy()):
            far = np.hypot(*(nodes - place).T)
            if far.min() <= 500:
                graph.add_edge((name, number), int(far.argmin()), weight=far.min())
            ends += [(name, number)] if name == "office" and far.min() <= 500 else []
    wanted = nx.multi_source_dijkstra_path_length(graph, ends) if ends else {}
    offices = sites.assign(office_id=[*"abcd"], name=[*"abcd"])
    found = ways_of_network(streets, points, offices).length
    lengths = [wanted.get(("point", number), np.inf) for number in range(15)]
    assert found == pytest.approx(lengths, abs=1e-5)
