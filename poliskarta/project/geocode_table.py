"""The table geocodes.csv and the journal beside it, read as one."""

from __future__ import annotations

import json
import logging
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from poliskarta.errors import Problem, require_no_problems
from poliskarta.project.cell_rules import NUMERIC, check, to_number
from poliskarta.project.columns import Table
from poliskarta.project.csv_cells import MOST_MB
from poliskarta.project.csv_tables import empty_table, scan_table
from poliskarta.project.files import read_content
from poliskarta.project.schema import CANDIDATES, GEOCODES

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

    An entry has an `answer`, a row of geocodes.csv, and its `candidates`. A line that is no such
    entry is left out, which a warning tells: its query is sent again.
    """
    journal = journal_of(path)
    if not journal.exists():
        return []
    lines = read_content(journal, MOST_MB).split(b"\n")[:-1]
    entries = {number: _entry(line) for number, line in enumerate(lines, start=1)}
    read = {number: entry for number, entry in entries.items() if entry}
    answers = {number: [entry["answer"]] for number, entry in read.items()}
    kept = set(read) - _faulty(journal, answers, GEOCODES)
    kept -= _faulty(journal, {n: read[n]["candidates"] for n in kept}, CANDIDATES)
    for number in sorted(set(entries) - kept):
        log.warning("%s:%d: not readable, left out: its query is sent again", journal, number)
    return [
        {
            "answer": _typed(read[number]["answer"], GEOCODES),
            "candidates": [_typed(row, CANDIDATES) for row in read[number]["candidates"]],
        }
        for number in sorted(kept)
    ]


def _entry(line: bytes) -> dict[str, Any] | None:
    """Return what a line of the journal holds; None unless it is made as an entry is."""
    try:
        entry = json.loads(line)
        made = all(map(_is_row, [entry["answer"], *entry["candidates"]]))
    except (ValueError, LookupError, TypeError, RecursionError):
        return None
    return entry if made else None


def _is_row(row: object) -> bool:
    """Tell whether `row` has names and cells, texts or numbers, and a query."""
    cells = (str, int, float, type(None))
    made = isinstance(row, dict) and all(isinstance(cell, cells) for cell in row.values())
    return made and isinstance(row["query"], str)


def _faulty(journal: Path, rows: Mapping[int, Sequence[Row]], table: Table) -> set[int]:
    """Return the lines some of whose `rows` break a rule of `table`."""
    lines = [number for number, of_line in rows.items() for _ in of_line]
    cells = [
        {column.name: _cell_text(row.get(column.name)) for column in table.columns}
        for of_line in rows.values()
        for row in of_line
    ]
    names = [column.name for column in table.columns]
    frame = pd.DataFrame(cells, columns=names, index=lines, dtype="str")
    return {p.row for column in table.columns for p in check(journal, frame, column)}


def _typed(row: Row, table: Table) -> dict[str, Any]:
    """Return the cells of `row` that `table` has, numbers as numbers and all else as texts."""
    texts = {c.name: _cell_text(row[c.name]) for c in table.columns if c.name in row}
    numeric = {column.name for column in table.columns if column.type in NUMERIC}
    return {n: to_number(text) if n in numeric else text for n, text in texts.items()}


def _cell_text(cell: object) -> str:
    """Return a value of the journal as it would stand in a table: "" for none, and for NaN."""
    return "" if cell is None or cell != cell else str(cell)  # noqa: PLR0124


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
    """Return what tells queries apart: not their case, nor how their accents are encoded."""
    return unicodedata.normalize("NFC", query).casefold()
