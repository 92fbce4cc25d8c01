"""The table geocodes.csv as a cache: look up, keep each answer as it arrives, lock.

An answer is appended to a journal beside the table the moment it is known, and the journal is
merged into the table when the run ends, or when the next one starts. So a killed run loses
nothing, the table is always whole, and a hundred thousand answers don't mean a hundred thousand
rewritten files.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd

from poliskarta.errors import Problem, require_no_problems
from poliskarta.schema import CANDIDATES, GEOCODES, Table
from poliskarta.standing import Standing, key, read_standing
from poliskarta.tables import empty_table, read_table, scan_table, write_table

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


class Cache:
    """The answers kept in one geocodes.csv, and the candidates beside it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._known: Standing | None = None

    @property
    def interrupted(self) -> bool:
        """Whether a run was killed, or is at it, whose answers aren't in the table yet."""
        return _journal_of(self.path).exists()

    def status(self, query: str) -> str:
        """Return the status of the answer to `query`, "" when there is none. Ignores case."""
        (pair,) = self.standings([query])
        return pair[0] if pair else ""

    def standings(self, queries: Iterable[str]) -> list[tuple[str, str] | None]:
        """Return (status, who answered) of each of `queries`, None of what has no answer."""
        return self._statuses().of(queries)

    def keep(self, answer: Row, candidates: Sequence[Row]) -> None:
        """Put an answer (a row of geocodes.csv) and its candidates on disk before returning.

        Only within `writing`. A row that a person has made `manual` stays as it is.
        """
        line = json.dumps({"answer": dict(answer), "candidates": [dict(row) for row in candidates]})
        with _journal_of(self.path).open("ab") as journal:
            journal.write(line.encode() + b"\n")
            journal.flush()
            os.fsync(journal.fileno())
        if self.status(answer["query"]) != "manual":
            self._statuses().note(answer["query"], (answer["status"], answer["provider"]))

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the only process that asks and keeps answers; on leaving, merge them into the table.

        Waits for another process that is at it, and knows its answers then. However the block is
        left, what was kept is kept. Raises DataError if the table on disk can't be read, its
        journal then staying where it is.
        """
        with _locked(self.path.with_name(self.path.name + ".lock")):
            _merge(self.path)
            self._known = None
            try:
                yield
            finally:
                _merge(self.path)

    def _statuses(self) -> Standing:
        if self._known is None:
            # The journal first, as in scan_answers.
            journal = _read_journal(_journal_of(self.path))
            self._known = read_standing(self.path)
            for entry in journal:
                answer = entry["answer"]
                if self.status(answer["query"]) != "manual":
                    self._known.note(answer["query"], (answer["status"], answer["provider"]))
        return self._known


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    from filelock import FileLock, Timeout  # noqa: PLC0415

    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        log.warning("Another process is geocoding into this folder; waiting for it to finish.")
        lock.acquire()
    try:
        yield
    finally:
        # Removed while still held: whoever waits on the removed file notices and starts over.
        path.unlink(missing_ok=True)
        lock.release()


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


def _merge(path: Path) -> None:
    """Move the journal's entries into the two tables. Killed halfway, it can be done again."""
    entries = _read_journal(_journal_of(path))
    if entries:
        answers = _overlaid(_read(path, GEOCODES), [entry["answer"] for entry in entries])
        candidates = _merged_candidates(path, entries, answers)
        write_table(path, GEOCODES, answers)
        if len(candidates) or _candidates_of(path).exists():
            write_table(_candidates_of(path), CANDIDATES, candidates)
    _journal_of(path).unlink(missing_ok=True)


def _overlaid(stored: pd.DataFrame, answers: Sequence[Row]) -> pd.DataFrame:
    """Return `stored` with the newest of `answers` a question, but for what a person decided."""
    stored_keys = stored["query"].map(key)
    decided = set(stored_keys[stored["status"] == "manual"])
    newest = {key(row["query"]): row for row in answers if key(row["query"]) not in decided}
    return _appended(stored[~stored_keys.isin(newest)], list(newest.values()), GEOCODES)


def _merged_candidates(
    path: Path, entries: Sequence[Mapping[str, Any]], answers: pd.DataFrame
) -> pd.DataFrame:
    """Return the candidates of every answered question, those of `entries` replacing older ones."""
    stored = _read(_candidates_of(path), CANDIDATES)
    newest = {key(entry["answer"]["query"]): entry["candidates"] for entry in entries}
    stored_keys = stored["query"].map(key)
    current = stored_keys.isin(answers["query"].map(key)) & ~stored_keys.isin(newest)
    rows = [row for candidates in newest.values() for row in candidates]
    return _appended(stored[current], rows, CANDIDATES)


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


def _candidates_of(path: Path) -> Path:
    return path.with_name(CANDIDATES.file)


def _read(path: Path, table: Table) -> pd.DataFrame:
    return read_table(path, table) if path.exists() else empty_table(table)
