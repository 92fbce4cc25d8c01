"""How each question of geocodes.csv stands, read so that a million of them take a second.

Only three columns are read, and checked as little as a lookup needs; `geocode --check` and every
other reader of the table check it whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from poliskarta.schema import GEOCODES, STATUSES
from poliskarta.tables import read_table

_COLUMNS = ["query", "status", "provider"]

Pair = tuple[str, str]


def key(query: str) -> str:
    """Return what tells questions apart: upper and lower case don't."""
    return query.casefold()


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
