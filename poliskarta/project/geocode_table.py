"""The table geocodes.csv and the journal beside it, read as one."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from poliskarta.errors import Problem, require_no_problems
from poliskarta.project.columns import Table
from poliskarta.project.csv_tables import empty_table, scan_table
from poliskarta.project.schema import GEOCODES

log = logging.getLogger("poliskarta")

Row = Mapping[str, Any]


def read_geocodes(path: Path) -> pd.DataFrame:
    """Return what `scan_geocodes` does. Raises DataError with every problem of the file."""
    geocodes, problems = scan_geocodes(path)
    require_no_problems(problems)
    return geocodes


def scan_geocodes(path: Path) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the geocodes of `path`, with those of an interrupted run's journal, and all problems.

    Columns and index are those of `scan_table`; journal rows are numbered on from its last.
    Takes no lock and writes nothing; a missing file has no rows.
    """
    # The journal first: a run that ends meanwhile removes it only after it replaced the table.
    journal = read_journal(path)
    stored, problems = scan_table(path, GEOCODES) if path.exists() else (empty_table(GEOCODES), [])
    return overlay(stored, [entry["answer"] for entry in journal]), problems


def journal_of(path: Path) -> Path:
    """Return the path of the journal of the table `path`."""
    return path.with_name(path.name + ".journal")


def read_journal(path: Path) -> list[dict[str, Any]]:
    """Return the entries of the journal of `path`; the torn last line of a killed process is none.

    An entry has an `answer`, a row of geocodes.csv, and its `candidates`.
    """
    journal = journal_of(path)
    try:
        lines = journal.read_bytes().split(b"\n")[:-1]
    except FileNotFoundError:
        return []
    entries = []
    for number, line in enumerate(lines, start=1):
        try:
            entries.append(json.loads(line))
        except ValueError:
            log.warning("%s:%d: not readable, left out: its query is sent again", journal, number)
    return entries


def overlay(stored: pd.DataFrame, rows: Sequence[Row]) -> pd.DataFrame:
    """Return `stored` with the newest of `rows` a query, but for what a person decided."""
    stored_keys = stored["query"].map(query_key)
    decided = set(stored_keys[stored["status"] == "manual"])
    keyed = [(query_key(row["query"]), row) for row in rows]
    newest = {key: row for key, row in keyed if key not in decided}
    return append_rows(stored[~stored_keys.isin(newest)], list(newest.values()), GEOCODES)


def append_rows(stored: pd.DataFrame, rows: Sequence[Row], table: Table) -> pd.DataFrame:
    """Return `stored` and `rows`; what a row doesn't say is empty, columns of the reader's too."""
    if not rows:
        return stored
    empty = empty_table(table)
    blank = dict.fromkeys(empty.select_dtypes(exclude="number").columns, "")
    start = max(stored.index, default=1) + 1
    index = pd.RangeIndex(start, start + len(rows), name="row")
    full_rows = [{**blank, **row} for row in rows]
    added = pd.DataFrame(full_rows, index=index, columns=empty.columns).astype(empty.dtypes)
    added = added.assign(**dict.fromkeys(set(stored.columns) - set(added.columns), ""))
    return pd.concat([stored, added]) if len(stored) else added


def query_key(query: str) -> str:
    """Return what tells queries apart: upper and lower case don't."""
    return query.casefold()
