"""Stage 2: offices, their positions and the districts → maps/<region>.html (and --layers).

Same as `poliskarta render`; the code is in poliskarta/render.py.
"""

import sys

from poliskarta.cli import main

if __name__ == "__main__":
    sys.exit(main(["render", *sys.argv[1:]]))
