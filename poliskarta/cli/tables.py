"""Tables on stdout: CSV that other programs read right."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from poliskarta.i18n import by_number

if TYPE_CHECKING:
    import pandas as pd


def print_table(table: pd.DataFrame) -> None:
    """Print CSV: whole numbers written whole, what is missing empty, no text that is a formula."""
    printed = table.astype(object).where(table.notna(), None).map(_cell)
    printed.to_csv(sys.stdout, index=False, lineterminator="\n")


def _cell(value: object) -> object:
    from poliskarta.project.csv_tables import safe_text

    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    return value if value is None or isinstance(value, int) else safe_text(str(value))


def districts_in_order(figures: pd.DataFrame) -> pd.DataFrame:
    """Return the rows by their ids, numbers in them by value, and last that of the region."""
    ids = figures["district_id"].tolist()
    last = len(ids) - 1
    return figures.iloc[[*sorted(range(last), key=lambda row: by_number(ids[row])), last]]
