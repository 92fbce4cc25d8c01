"""Stage 1: place names and addresses → data/geocodes.csv, the cache of their positions.

Same as `poliskarta geocode`; the code is in poliskarta/geocoding/.
"""

import sys

from poliskarta.__main__ import run

if __name__ == "__main__":
    run(["geocode", *sys.argv[1:]])
