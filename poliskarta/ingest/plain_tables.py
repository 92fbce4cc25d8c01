"""Rows of cells and records of JSON → a table of text."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd

from poliskarta.project.csv_cells import declared_delimiter, split_rows

_DELIMITERS = ",;\t|"
_LOOKED_AT = 50
_LOOKED_INTO = 10_000_000
_SEVERAL = 2


def table_of_csv(path: Path, text: str) -> pd.DataFrame:
    """Return the cells of a delimited text, which `path` holds: , ; tab or | delimits it.

    A first line `sep=;`, as Excel writes it, says which. Raises DataError when a quotation mark
    isn't closed, or text stands behind one that is.
    """
    declared, rest = declared_delimiter(text)
    if declared:
        rows = split_rows(path, rest, declared, 2)
    else:
        rows = split_rows(path, text, max(_DELIMITERS, key=lambda sign: _columns_of(text, sign)))
    return table_of_rows([cells for _, cells in rows])


def table_of_rows(rows: Sequence[Sequence[str]]) -> pd.DataFrame:
    """Return rows as a table of stripped text, "" when empty, indexed by row number from 1.

    The header is the first row that is at least half as full as the fullest of the first rows:
    a title above it is passed over. Columns without a name are numbered, twins too.
    """
    cells = [[" ".join(cell.split()) for cell in row] for row in rows]
    header = _header_position(cells)
    if header is None:
        return pd.DataFrame()
    width = max(len(row) for row in cells[header:])
    padded = {
        number: (row + [""] * width)[:width]
        for number, row in enumerate(cells[header + 1 :], start=header + 2)
        if any(row)
    }
    names = distinct_names((cells[header] + [""] * width)[:width])
    frame = pd.DataFrame.from_dict(padded, orient="index", columns=names, dtype="str")
    unused = [name for name in names if name.startswith("column ") and not frame[name].any()]
    return frame.drop(columns=unused)


def distinct_names(names: Sequence[str]) -> list[str]:
    """Return `names`, the empty ones numbered and the repeated ones told apart."""
    seen: Counter[str] = Counter()
    result = []
    for number, name in enumerate(names, start=1):
        kept = name or f"column {number}"
        seen[kept] += 1
        result.append(kept if seen[kept] == 1 else f"{kept} {seen[kept]}")
    return result


def parse_json(text: str) -> object:
    """Return the document that `text` is; of JSON lines the list of them.

    Raises ValueError when it is neither.
    """
    try:
        return json.loads(text)
    except ValueError:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) < _SEVERAL or not lines[0].rstrip().endswith("}"):
            raise
        return [json.loads(line) for line in lines]


def table_of_json(content: object) -> pd.DataFrame:
    """Return the records that a JSON document holds, however deep: its longest list of objects.

    An object of objects with the same names, by their ids, is such a list too. What is nested in
    a record gets a dotted name ("location.gps"). Rows beside a list of their columns, as Socrata
    publishes them, are records too.
    """
    records = _socrata_rows(content) or max(_lists_of_objects(content), key=len, default=[])
    return table_of_records(records)


def table_of_records(records: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Return records as a table of text, one row each, what is nested in them flattened."""
    flat = [dict(_flatten(record)) for record in records]
    names = list(dict.fromkeys(name for record in flat for name in record))
    rows = [[record.get(name, "") for name in names] for record in flat]
    index = pd.RangeIndex(1, len(rows) + 1)
    return pd.DataFrame(rows, columns=names, index=index, dtype="str")


def _columns_of(text: str, delimiter: str) -> tuple[int, int]:
    """Return how many of the first rows agree on a number of columns, and on how many."""
    start = io.StringIO(text[:_LOOKED_INTO], newline="")
    limit = csv.field_size_limit(_LOOKED_INTO)
    rows = list(islice(csv.reader(start, delimiter=delimiter), _LOOKED_AT))
    csv.field_size_limit(limit)
    widths = Counter(len(row) for row in rows if any(row))
    several = {width: count for width, count in widths.items() if width > 1}
    if not several:
        return 0, 0
    width = max(several, key=lambda width: (several[width], width))
    return several[width], width


def _header_position(cells: Sequence[Sequence[str]]) -> int | None:
    filled = [sum(map(bool, row)) for row in cells[:_LOOKED_AT]]
    fullest = max(filled, default=0)
    if not fullest:
        return None
    return next(number for number, count in enumerate(filled) if 2 * count >= fullest)


def _lists_of_objects(content: object) -> Iterator[list[dict[str, Any]]]:
    if isinstance(content, list) and content and all(isinstance(item, dict) for item in content):
        yield content
    elif isinstance(content, dict) and _are_alike(content.values()):
        yield [{"key": key, **record} for key, record in content.items()]
    elif isinstance(content, dict | list):
        for item in content.values() if isinstance(content, dict) else content:
            yield from _lists_of_objects(item)


def _are_alike(values: Collection[object]) -> bool:
    """Tell whether values are several objects, each with the same names."""
    names = {frozenset(value) if isinstance(value, dict) else None for value in values}
    return len(values) >= _SEVERAL and len(names) == 1 and None not in names


def _socrata_rows(content: object) -> list[dict[str, Any]]:
    try:
        names = [column["name"] for column in content["meta"]["view"]["columns"]]  # type: ignore[index]
        return [dict(zip(names, row, strict=False)) for row in content["data"]]  # type: ignore[index]
    except (KeyError, TypeError):
        return []


def _flatten(record: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in record.items():
        nested = _nested(value)
        if isinstance(nested, dict):
            yield from _flatten(nested, f"{prefix}{name}.")
        else:
            yield prefix + str(name), text_of(nested)


def _nested(value: object) -> object:
    """Return the object that a text holds as JSON, as in Socrata's `human_address`."""
    if not (isinstance(value, str) and value.startswith("{")):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value


def text_of(value: object) -> str:
    """Return a cell's value as text: whole numbers without a point, lists by semicolons."""
    if isinstance(value, list):
        texts = (
            text_of(item.get("name", "") if isinstance(item, dict) else item) for item in value
        )
        return "; ".join(text for text in texts if text)
    if value is None or value is pd.NaT or (isinstance(value, float) and value != value):  # noqa: PLR0124
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).split())
