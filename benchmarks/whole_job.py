"""The whole job, from the tables to the page, against what its imports take alone.

    python benchmarks/whole_job.py --runs 10

Run it where only `pip install poliskarta` has been: what else is installed (pyarrow, say) makes
pandas slower to import. The two take turns, and the best run of each counts.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
IMPORTS = ["-c", "import geopandas, folium, geopy"]


def seconds(arguments: list[str]) -> float:
    """Return how long a Python process with `arguments` takes, from start to end."""
    begun = time.perf_counter()
    # As for a user: modules are compiled once, not every time.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run([sys.executable, *arguments], check=True, cwd=ROOT, env=environment)
    return time.perf_counter() - begun


def main() -> None:
    """Print the best time of both, and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=10)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as out:
        job = ["-m", "poliskarta", "map", "--quiet", "--out", out]
        pairs = [(seconds(IMPORTS), seconds(job)) for _ in range(runs)]
    imports, whole = (min(times) for times in zip(*pairs, strict=True))
    sys.stdout.write(f"import geopandas, folium, geopy  {imports:6.2f} s\n")
    sys.stdout.write(f"poliskarta map                   {whole:6.2f} s  {whole / imports:5.2f} x\n")


if __name__ == "__main__":
    main()
