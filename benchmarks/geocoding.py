"""How geocoding scales: a million kept results looked up, a hundred thousand offices asked for.

Run it as `python benchmarks/geocoding.py`; the server is on the loopback interface.
"""

import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from support.geocode_cases import VASTRA, matcher_of  # noqa: E402
from support.nominatim_server import NominatimServer, place  # noqa: E402

from poliskarta.geocoding import run  # noqa: E402
from poliskarta.geocoding.cache import Cache  # noqa: E402
from poliskarta.geocoding.queries import place_query, queries_of  # noqa: E402
from poliskarta.geocoding.services import Service, ServiceProvider  # noqa: E402
from poliskarta.project.csv_tables import empty_table  # noqa: E402
from poliskarta.project.folder import Project  # noqa: E402
from poliskarta.project.region import Region, read_region  # noqa: E402
from poliskarta.project.schema import GEOCODES, STOPS  # noqa: E402

LOOKED_UP, OFFICES, PLACES = 1_000_000, 100_000, 20_000
TOWN = Project(ROOT / "tests" / "town", ROOT / "tests" / "town" / "maps")


def look_up(folder: Path) -> float:
    """Return the seconds that it takes to read a million results and to find them all."""
    path = folder / "geocodes.csv"
    queries = [place_query(f"Ort {n:07d}", "Västra", "SE") for n in range(LOOKED_UP)]
    header = ",".join(column.name for column in GEOCODES.columns)
    with path.open("w", encoding="utf-8") as file:
        file.write(f"{header}\n")
        file.writelines(
            f'"{q.text}",Västra,59.520103,17.669090,200,place,{q.name},gazetteer,'
            f"town:1,found,2020-01-01,CC0-1.0,\n"
            for q in queries
        )
    begun = time.perf_counter()
    service = ServiceProvider(Service("nominatim", "desk@example.org"), region())
    left = run.pending(queries, Cache(path), [service])
    seconds = time.perf_counter() - begun
    return require(seconds, not left)


def ask(folder: Path) -> tuple[float, float, int]:
    """Return the seconds that a run and a second one take, and the requests of both."""
    numbers = [n % PLACES for n in range(OFFICES)]
    offices = pd.DataFrame({"place": [f"Ort {n}" for n in numbers], "municipality": "Västra"})
    offices = offices.assign(address="")
    queries = queries_of(offices, empty_table(STOPS), "SE")
    matcher, seconds = matcher_of(TOWN, region()), []
    with NominatimServer() as server:
        server.places = {f"Ort {n}, Västra": [place(f"Ort {n}", *VASTRA)] for n in range(PLACES)}
        for _ in range(2):
            begun = time.perf_counter()
            chosen = Service("nominatim", "desk@example.org", server.url)
            service = ServiceProvider(chosen, region())
            done = run.run(queries, Cache(folder / "geocodes.csv"), [service], matcher)
            seconds.append(require(time.perf_counter() - begun, done.counts["found"] == PLACES))
        times_asked = set(Counter(server.asked("q")).values())
        return *seconds, require(len(server.requests), times_asked == {1})


def require(figure: float, holds: bool) -> float:  # noqa: FBT001
    """Return `figure`; raise ValueError unless what it is a figure of `holds`."""
    if not holds:
        raise ValueError("not every query was sent just once")
    return figure


def region() -> Region:
    """Return the invented town's region."""
    return read_region(TOWN.table("region.toml"))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        print(f"{LOOKED_UP} kept results looked up: {look_up(Path(name)):.1f} s")  # noqa: T201
    with tempfile.TemporaryDirectory() as name:
        first, second, requests = ask(Path(name))
        print(f"{OFFICES} offices: {first:.1f} s, then {second:.1f} s; {requests} requests")  # noqa: T201
