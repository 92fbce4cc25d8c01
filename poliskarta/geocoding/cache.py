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

from poliskarta.project.csv_tables import empty_table, read_table, write_table
from poliskarta.project.geocode_table import (
    Row,
    _appended,
    _journal_of,
    _overlaid,
    _read_journal,
    key,
)
from poliskarta.project.schema import CANDIDATES, GEOCODES, STATUSES, Table

log = logging.getLogger("poliskarta")


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


def _candidates_of(path: Path) -> Path:
    return path.with_name(CANDIDATES.file)


def _read(path: Path, table: Table) -> pd.DataFrame:
    return read_table(path, table) if path.exists() else empty_table(table)


_COLUMNS = ["query", "status", "provider"]
Pair = tuple[str, str]


class Standing:
    """(status, provider) of each query that has an answer, whatever its case."""

    def __init__(self, written: dict[str, Pair]) -> None:
        # Most are looked up as they are written: the others are folded only if there are any.
        self._written = written
        self._folded: dict[str, Pair] = {}

    def of(self, queries: Iterable[str]) -> list[Pair | None]:
        """Return how each of `queries` stands, None where it has no answer."""
        listed = list(queries)
        found = list(map(self._written.get, listed))
        if None not in found:
            return found
        if len(self._folded) == 0:
            self._folded = {key(query): pair for query, pair in self._written.items()}
        pairs = zip(listed, found, strict=True)
        return [pair or self._folded.get(key(query)) for query, pair in pairs]

    def note(self, query: str, pair: Pair) -> None:
        """Let `query` stand so from now on."""
        self._written[query] = pair
        if self._folded:
            self._folded[key(query)] = pair


def read_standing(path: Path) -> Standing:
    """Return how each question of `path` stands; none does when there is no file.

    A file that a spreadsheet has changed in form is read as `read_table` reads it. Raises
    DataError when that can't.
    """
    if not path.exists():
        return Standing({})
    rows = _read_columns(path)
    return _standing(read_table(path, GEOCODES) if rows is None else rows)


def _read_columns(path: Path) -> pd.DataFrame | None:
    """Return the three columns; None unless they are just as `write_table` writes them."""
    with path.open("rb") as file:
        header = file.readline().decode("utf-8", "replace").strip().split(",")
    if not {*_COLUMNS} <= {*header}:
        return None
    types = {"query": "object", "status": "category", "provider": "category"}
    try:
        rows = pd.read_csv(path, usecols=_COLUMNS, dtype=types, keep_default_na=False)
    except (ValueError, UnicodeError):
        return None
    return rows if {*rows["status"].cat.categories} <= {*STATUSES} else None


def _standing(rows: pd.DataFrame) -> Standing:
    # Few pairs, many rows: each pair is made once.
    statuses, providers = (rows[name].astype("category") for name in _COLUMNS[1:])
    width = len(providers.cat.categories)
    pairs = [(s, p) for s in statuses.cat.categories for p in providers.cat.categories]
    codes = statuses.cat.codes.to_numpy("int64") * width + providers.cat.codes.to_numpy()
    queries = map(str.strip, rows["query"].tolist())
    return Standing(dict(zip(queries, map(pairs.__getitem__, codes.tolist()), strict=True)))
