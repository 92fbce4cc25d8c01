"""Ways by a network: points joined to a grid of streets, and the nearest office of each.

    python benchmarks/networks.py --points 10_000_000 --side 708

A grid of 708 by 708 crossings has a million streets of 50 m. Made by us: it is about size only.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

from poliskarta.coverage.network import Network, ways_of_network

STREET_M = 50.0
CATCHMENT_M = 5000.0


def grid(side: int) -> Network:
    """Return a grid of `side` by `side` crossings, streets a little longer than straight."""
    number = np.arange(side * side).reshape(side, side)
    start = np.concatenate([number[:, :-1].ravel(), number[:-1].ravel()])
    end = np.concatenate([number[:, 1:].ravel(), number[1:].ravel()])
    cost = np.random.default_rng(1).uniform(STREET_M, 1.5 * STREET_M, len(start))
    nodes = np.column_stack([(number % side).ravel(), (number // side).ravel()]) * STREET_M
    return Network(Path("grid"), "m", nodes, np.ones(side * side, dtype=bool), start, end, cost)


def places(count: int, side: int, seed: int) -> pd.DataFrame:
    """Return uniform random points on the grid, the same each time."""
    xy = np.random.default_rng(seed).uniform(0, (side - 1) * STREET_M, (count, 2))
    return pd.DataFrame(xy, columns=["x_m", "y_m"])


def main() -> None:
    """Print the seconds and the peak memory of both steps."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--side", type=int, default=708)
    parser.add_argument("--offices", type=int, default=31)
    asked = parser.parse_args()
    network, demand = grid(asked.side), places(asked.points, asked.side, 2)
    offices = places(asked.offices, asked.side, 3)
    names = [f"o{number:04}" for number in range(asked.offices)]
    offices = offices.assign(office_id=names, name=names)
    before_gb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    begun = time.perf_counter(), time.process_time()
    ways = ways_of_network(network, demand, offices)
    found = time.perf_counter(), time.process_time()
    shared = sum(len(ways.within(number, CATCHMENT_M)) for number in range(asked.offices))
    done = time.perf_counter(), time.process_time()
    peak_gb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    sys.stdout.write(
        f"{asked.points:,} points, {len(network.cost):,} streets, {asked.offices} offices\n"
        f"  joined and solved     {_told(begun, found)}\n"
        f"  who is within 5 km    {_told(found, done)}, {shared:,} pairs\n"
        f"  memory                {before_gb:6.2f} GB of data, {peak_gb:.2f} GB at the peak\n"
        f"  reached               {np.isfinite(ways.length).mean():6.1%}\n"
    )


def _told(begun: tuple[float, float], ended: tuple[float, float]) -> str:
    """Return the time between, on the clock and of all cores together."""
    clock_s, cores_s = (late - early for early, late in zip(begun, ended, strict=True))
    return f"{clock_s:6.1f} s ({cores_s:.1f} s of the cores)"


if __name__ == "__main__":
    main()
