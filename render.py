"""Stage 2: offices, their positions and the districts → maps/<region>.html (and --layers).

Same as `poliskarta render`; the code is in poliskarta/page/.
"""

import sys

from poliskarta.__main__ import run

if __name__ == "__main__":
    run(["render", *sys.argv[1:]])
