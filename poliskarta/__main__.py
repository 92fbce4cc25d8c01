"""`python -m poliskarta` is the `poliskarta` command."""

import sys

from poliskarta.cli import main

sys.exit(main())
