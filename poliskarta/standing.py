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

Standing = dict[str, tuple[str, str]]


def key(query: str) -> str:
    """Return what tells questions apart: upper and lower case don't."""
    return query.casefold()


def keys(queries: Iterable[str]) -> list[str]:
    """Return the `key` of each of `queries`, folded together: a million take a second less."""
    listed = list(queries)
    folded = "\0".join(listed).casefold().split("\0")
    return folded if len(folded) == len(listed) else [key(query) for query in listed]


def read_standing(path: Path) -> Standing:
    """Return (status, provider) by the key of each query; nothing when there is no file.

    A file that a spreadsheet has changed in form is read as `read_table` reads it. Raises
    DataError when that can't.
    """
    if not path.exists():
        return {}
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
    queries = keys(map(str.strip, rows["query"].tolist()))
    return dict(zip(queries, map(pairs.__getitem__, codes.tolist()), strict=True))
