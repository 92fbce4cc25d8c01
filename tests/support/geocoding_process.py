"""A process that geocodes over HTTP, once a line of its input, for the tests that kill it.

PATH URL COUNT. Each run is a process of its own, which tells its number and then how far it is.
"""

import os
import sys
from pathlib import Path

from poliskarta.geocoding import run
from poliskarta.geocoding.cache import Cache
from poliskarta.geocoding.services import Service, ServiceProvider
from poliskarta.project.folder import Project
from poliskarta.project.region import read_region
from support.geocode_cases import ask, matcher_of


def say(*words):
    # One write: a killed process must not leave half a line before the next one's.
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


if __name__ == "__main__":
    path, url, count = sys.argv[1:]
    root = Path(__file__).parents[1] / "town"
    town = Project(root, root / "maps")
    region = read_region(town.table("region.toml"))
    queries = [ask(f"By {number}") for number in range(int(count))]
    matcher = matcher_of(town, region)
    for _ in sys.stdin:
        process = os.fork()
        if process == 0:
            say(os.getpid())
            service = ServiceProvider(Service("nominatim", "desk@example.org", url), region)
            run.run(queries, Cache(Path(path)), [service], matcher, progress=say)
            os._exit(0)
        os.waitpid(process, 0)
        say("ended")
