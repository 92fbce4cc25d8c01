"""The table geocodes.csv as a cache: look up, keep each result as it arrives, lock.

A result is appended to a journal beside the table the moment it is known, and the journal is
merged into the table when the run ends, or when the next one starts. So a killed run loses
nothing, the table is always whole, and a hundred thousand results don't mean a hundred thousand
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

from poliskarta.project.columns import Table
from poliskarta.project.csv_tables import empty_table, read_table, write_table
from poliskarta.project.folder import unwritten
from poliskarta.project.geocode_table import (
    Row,
    append_rows,
    journal_of,
    overlay,
    query_key,
    read_journal,
)
from poliskarta.project.schema import CANDIDATES, GEOCODES
from poliskarta.project.vocabularies import STATUSES

log = logging.getLogger("poliskarta")


class Cache:
    """The geocodes kept in one geocodes.csv, and the candidates beside it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._index: StatusIndex | None = None

    @property
    def interrupted(self) -> bool:
        """Whether a run was killed, or is at it, whose results aren't in the table yet."""
        return journal_of(self.path).exists()

    def status(self, query: str) -> str:
        """Return the status of `query`, "" when it has none. Ignores case."""
        (pair,) = self.statuses([query])
        return pair[0] if pair else ""

    def statuses(self, queries: Iterable[str]) -> list[ProviderStatus | None]:
        """Return (status, provider) of each of `queries`, None of what has no geocode."""
        return self._statuses().look_up(queries)

    def keep(self, result: Row, candidates: Sequence[Row]) -> None:
        """Put a result (a row of geocodes.csv) and its candidates on disk before returning.

        Only within `writing`. A row that a person has made `manual` stays as it is.
        """
        line = json.dumps({"answer": dict(result), "candidates": [dict(row) for row in candidates]})
        path = journal_of(self.path)
        try:
            with path.open("ab") as journal:
                journal.write(line.encode() + b"\n")
                journal.flush()
                os.fsync(journal.fileno())
        except OSError as error:  # what is torn now is left out when it is read
            raise unwritten(path, error) from None
        self._note(result)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the only process that asks and keeps results; on leaving, merge them into the table.

        Waits for another process that is at it, and knows its results then. However the block is
        left, what was kept is kept. Raises DataError if the table on disk can't be read, its
        journal then staying where it is.
        """
        # A linked table may be that of several projects: they lock what they share.
        table = self.path.resolve()
        with _locked(table.with_name(table.name + ".lock")):
            _merge(self.path)
            self._index = None
            try:
                yield
            finally:
                _merge(self.path)

    def _statuses(self) -> StatusIndex:
        if self._index is None:
            # The journal first, as in scan_geocodes.
            journal = read_journal(self.path)
            self._index = read_statuses(self.path)
            for entry in journal:
                self._note(entry["answer"])
        return self._index

    def _note(self, result: Row) -> None:
        if self.status(result["query"]) != "manual":
            self._statuses().note(result["query"], (result["status"], result["provider"]))


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    from filelock import FileLock, Timeout  # noqa: PLC0415

    lock = FileLock(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout:
        log.warning("Another process is geocoding into this folder; waiting for it to finish.")
        lock.acquire()
    except OSError as error:
        raise unwritten(path, error) from None
    try:
        yield
    finally:
        # Removed while still held: whoever waits on the removed file notices and starts over.
        path.unlink(missing_ok=True)
        lock.release()


def _merge(path: Path) -> None:
    """Move the journal's entries into the two tables. Killed halfway, it can be done again."""
    entries = read_journal(path)
    if entries:
        geocodes = overlay(_read(path, GEOCODES), [entry["answer"] for entry in entries])
        candidates = _merged_candidates(path, entries, geocodes)
        write_table(path, GEOCODES, geocodes)
        if len(candidates) or _candidates_of(path).exists():
            write_table(_candidates_of(path), CANDIDATES, candidates)
    journal_of(path).unlink(missing_ok=True)


def _merged_candidates(
    path: Path, entries: Sequence[Mapping[str, Any]], geocodes: pd.DataFrame
) -> pd.DataFrame:
    """Return the candidates of all `geocodes`, those of `entries` replacing older ones."""
    stored = _read(_candidates_of(path), CANDIDATES)
    newest = {query_key(entry["answer"]["query"]): entry["candidates"] for entry in entries}
    stored_keys = stored["query"].map(query_key)
    current = stored_keys.isin(geocodes["query"].map(query_key)) & ~stored_keys.isin(newest)
    rows = [row for candidates in newest.values() for row in candidates]
    return append_rows(stored[current], rows, CANDIDATES)


def _candidates_of(path: Path) -> Path:
    return path.with_name(CANDIDATES.file)


def _read(path: Path, table: Table) -> pd.DataFrame:
    return read_table(path, table) if path.exists() else empty_table(table)


_COLUMNS = ["query", "status", "provider"]
ProviderStatus = tuple[str, str]
"""(status, provider) of a geocode."""


class StatusIndex:
    """The status and the provider of each query that has a geocode, whatever its case."""

    def __init__(self, written: dict[str, ProviderStatus]) -> None:
        # Most are looked up as they are written: the others are folded only if there are any.
        self._written = written
        self._folded: dict[str, ProviderStatus] = {}

    def look_up(self, queries: Iterable[str]) -> list[ProviderStatus | None]:
        """Return the status and the provider of each of `queries`, None where it has none."""
        listed = list(queries)
        found = list(map(self._written.get, listed))
        if None not in found:
            return found
        if len(self._folded) == 0:
            self._folded = {query_key(query): pair for query, pair in self._written.items()}
        pairs = zip(listed, found, strict=True)
        return [pair or self._folded.get(query_key(query)) for query, pair in pairs]

    def note(self, query: str, pair: ProviderStatus) -> None:
        """Give `query` this status and provider from now on."""
        self._written[query] = pair
        if self._folded:
            self._folded[query_key(query)] = pair


def read_statuses(path: Path) -> StatusIndex:
    """Return the status of each query of `path`; of none when there is no file.

    A file that a spreadsheet has changed in form is read as `read_table` reads it. Raises
    DataError when that can't.
    """
    if not path.exists():
        return StatusIndex({})
    rows = _read_columns(path)
    return _index(read_table(path, GEOCODES) if rows is None else rows)


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


def _index(rows: pd.DataFrame) -> StatusIndex:
    # Few pairs, many rows: each pair is made once.
    statuses, providers = (rows[name].astype("category") for name in _COLUMNS[1:])
    width = len(providers.cat.categories)
    pairs = [(s, p) for s in statuses.cat.categories for p in providers.cat.categories]
    codes = statuses.cat.codes.to_numpy("int64") * width + providers.cat.codes.to_numpy()
    queries = map(str.strip, rows["query"].tolist())
    return StatusIndex(dict(zip(queries, map(pairs.__getitem__, codes.tolist()), strict=True)))
