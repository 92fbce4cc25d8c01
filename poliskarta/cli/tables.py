"""Tables on stdout: CSV that other programs read right."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from poliskarta.i18n import by_number

if TYPE_CHECKING:
    import pandas as pd


def print_table(table: pd.DataFrame) -> None:
    """Print CSV: whole numbers written whole, what is missing empty, no text that is a formula."""
    import pandas as pd

    printed = table.astype(object).where(table.notna(), None)
    cells = {name: [_cell(value) for value in column] for name, column in printed.items()}
    pd.DataFrame(cells, dtype="str").to_csv(sys.stdout, index=False, lineterminator="\n")


def _cell(value: object) -> str:
    from poliskarta.project.csv_tables import safe_text

    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(float(value))
    return str(value) if isinstance(value, int) else safe_text(str(value))


def districts_in_order(figures: pd.DataFrame) -> pd.DataFrame:
    """Return the rows by their ids, numbers in them by value, and last that of the region."""
    ids = figures["district_id"].tolist()
    last = len(ids) - 1
    return figures.iloc[[*sorted(range(last), key=lambda row: by_number(ids[row])), last]]
