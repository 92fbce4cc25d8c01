"""A process that geocodes over HTTP, for the tests that kill it: PATH URL."""

import sys
from pathlib import Path

from geocoding import ask, judge_of

from poliskarta import geocode
from poliskarta.cache import Cache
from poliskarta.project import Project
from poliskarta.region import read_region
from poliskarta.services import Service, ServiceProvider

if __name__ == "__main__":
    path, url = sys.argv[1:]
    root = Path(__file__).parent / "town"
    town = Project(root, root / "maps")
    region = read_region(town.table("region.toml"))
    service = ServiceProvider(Service("nominatim", "desk@example.org", url), region)
    questions = [ask(f"By {number}") for number in range(300)]
    judge = judge_of(town, region)
    tell = lambda done, total: print(done, total, flush=True)  # noqa: E731, T201
    geocode.run(questions, Cache(Path(path)), [service], judge, progress=tell)
