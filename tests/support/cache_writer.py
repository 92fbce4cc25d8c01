"""A process that keeps answers, for the tests that interrupt it: PATH NAME COUNT [wait]."""

import logging
import sys
from pathlib import Path

from poliskarta.geocoding.cache import Cache
from poliskarta.project.geocode_table import read_geocodes
from support.geocode_cases import geocode_row

if __name__ == "__main__":
    logging.basicConfig(format="%(message)s")
    path, name, count, *wait = sys.argv[1:]
    cache = Cache(Path(path))
    with cache.writing():
        print("knows", len(read_geocodes(cache.path)), flush=True)  # noqa: T201
        if wait:
            sys.stdin.readline()
        for number in range(int(count)):
            cache.keep(geocode_row(f"{name}{number}"), [])
            print(f"{name}{number}", flush=True)  # noqa: T201
