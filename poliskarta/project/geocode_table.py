"""The table geocodes.csv and the journal beside it, read as one."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from poliskarta.errors import Problem, require_no_problems
from poliskarta.project.csv_tables import empty_table, scan_table
from poliskarta.project.schema import GEOCODES, Table

log = logging.getLogger("poliskarta")

Row = Mapping[str, Any]


def read_answers(path: Path) -> pd.DataFrame:
    """Return what `scan_answers` does. Raises DataError with every problem of the file."""
    answers, problems = scan_answers(path)
    require_no_problems(problems)
    return answers


def scan_answers(path: Path) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the answers of `path`, with those of an interrupted run's journal, and all problems.

    Columns and index are those of `scan_table`; journal rows are numbered on from its last.
    Takes no lock and writes nothing; a missing file has no rows.
    """
    # The journal first: a run that ends meanwhile removes it only after it replaced the table.
    journal = _read_journal(_journal_of(path))
    stored, problems = scan_table(path, GEOCODES) if path.exists() else (empty_table(GEOCODES), [])
    return _overlaid(stored, [entry["answer"] for entry in journal]), problems


def _journal_of(path: Path) -> Path:
    return path.with_name(path.name + ".journal")


def _read_journal(journal: Path) -> list[dict[str, Any]]:
    """Return the journal's entries; the torn last line of a killed process is none."""
    try:
        lines = journal.read_bytes().split(b"\n")[:-1]
    except FileNotFoundError:
        return []
    entries = []
    for number, line in enumerate(lines, start=1):
        try:
            entries.append(json.loads(line))
        except ValueError:
            log.warning(
                "%s:%d: not readable, left out: its question is asked again", journal, number
            )
    return entries


def _overlaid(stored: pd.DataFrame, answers: Sequence[Row]) -> pd.DataFrame:
    """Return `stored` with the newest of `answers` a question, but for what a person decided."""
    stored_keys = stored["query"].map(key)
    decided = set(stored_keys[stored["status"] == "manual"])
    newest = {key(row["query"]): row for row in answers if key(row["query"]) not in decided}
    return _appended(stored[~stored_keys.isin(newest)], list(newest.values()), GEOCODES)


def _appended(stored: pd.DataFrame, rows: Sequence[Row], table: Table) -> pd.DataFrame:
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


def key(query: str) -> str:
    """Return what tells questions apart: upper and lower case don't."""
    return query.casefold()
