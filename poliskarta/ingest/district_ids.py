"""Which column of a published file of districts tells them apart."""

from __future__ import annotations

import pandas as pd

from poliskarta.ingest.column_guess import column_names, find_column, has_letters, is_row_number
from poliskarta.ingest.findings import Findings, refuse
from poliskarta.ingest.source_files import Source
from poliskarta.project.cell_rules import LONGEST_ID

NAMED, SEVERAL = 0.9, 2
"""The share of cells that must hold words in a column of names; how few are several."""


def guess_id(source: Source, findings: Findings) -> str:
    """Return the column that tells districts apart.

    One that is called like a district's id and is unique; one that repeats, if no other column
    tells its features apart; any other id or name that is unique; one that repeats, so too;
    anything unique; the number of its row.
    """
    names = column_names()["districts"]
    table = source.table[[name for name in source.table if not is_row_number(name)]]

    def in_parts(cells: pd.Series) -> bool:
        return _repeats_only_parts(table, cells)

    tries = [
        find_column(table, names["id"], _is_unique),
        find_column(table, names["id"], in_parts),
        find_column(table, names["row_id"], _is_unique),
        find_column(table, names["name"], _is_unique),
        find_column(table, names["row_id"], in_parts),
        find_column(table, names["name"], in_parts),
    ]
    tries.append(next((name for name in table if _is_unique(table[name])), None))
    found = next((column for column in tries if column), None)
    if found is None:
        found = next((name for name in source.table if _is_unique(source.table[name])), None)
        if found:
            what = f"{found} may number the rows, otherwise each time the file is published"
            findings.warn("district_id", what, "--map districts.id=COLUMN")
    if found is None:
        listed = ", ".join(source.table.columns) or "none"
        remedy = f"Say which with --map districts.id=COLUMN. It has: {listed}."
        refuse(source.path, "no column tells the districts apart", remedy)
    return found


def _is_unique(cells: pd.Series) -> bool:
    return bool(are_short(cells) and cells[cells != ""].is_unique and (cells != "").any())


def are_short(cells: pd.Series) -> bool:
    """Tell whether no cell is longer than an id may be."""
    return bool((cells.str.len() <= LONGEST_ID).all())


def _repeats_only_parts(table: pd.DataFrame, cells: pd.Series) -> bool:
    """Tell whether a repeated id is one district in parts, not a larger area of several."""
    count = cells[cells != ""].nunique()
    if count < SEVERAL or not are_short(cells):
        return False
    others = table.drop(columns=[cells.name])
    named = find_column(others, column_names()["districts"]["name"], has_names)
    if named is not None:
        return bool(others[named].nunique() <= count)
    return len(cells) < SEVERAL * count


def has_names(cells: pd.Series) -> bool:
    """Tell whether most cells hold words, not the same in all."""
    return bool(cells.map(has_letters).mean() >= NAMED and cells.nunique() > 1)
