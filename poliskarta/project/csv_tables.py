"""The CSV files of a project: read liberally, checked whole, written strictly and atomically.

What the cells of one file must be is checked here; what files must be to each other in
`validation`.
"""

from __future__ import annotations

import csv
import difflib
import io
import logging
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from poliskarta.errors import DataError, Problem, require_no_problems
from poliskarta.project.cell_rules import NUMERIC, check, to_numbers
from poliskarta.project.columns import Column, Table
from poliskarta.project.csv_cells import MOST_MB, Row, read_cells, trim
from poliskarta.project.files import read_content, understood
from poliskarta.project.folder import write_atomic

log = logging.getLogger("poliskarta")
_DECIMALS = {"latitude": 6, "longitude": 6}


def read_table(path: Path, table: Table, encoding: str = "") -> pd.DataFrame:
    """Return the rows of `path` in file order, indexed by line number ("row", header = 1).

    Text columns hold str, "" when empty; numeric ones float64, NaN when empty. Columns the
    schema doesn't know are kept as text, with a warning when they look misspelt; optional
    columns that are absent stay absent.

    Raises DataError with every problem of the file at once.
    """
    frame, problems = scan_table(path, table, encoding)
    require_no_problems(problems)
    return frame


def read_plain_table(path: Path, table: Table, remedy: str) -> pd.DataFrame:
    """Return the columns of `table` from a file that a program wrote: quickly, as a whole.

    Text columns hold str, numeric ones float64; other columns are left out. Raises DataError,
    with `remedy`, when the file is missing, lacks a column, holds what isn't a number or is
    beyond sense, or lacks what is required: the first such row a column.
    """
    names = [column.name for column in table.columns]
    types = {c.name: "float64" if c.type in NUMERIC else "str" for c in table.columns}
    content = io.BytesIO(read_content(path, MOST_MB, remedy))
    with understood(path, "not as it was built", remedy):
        frame = pd.read_csv(content, usecols=names, dtype=types, keep_default_na=False)[names]
    problems = []
    for column in table.columns:
        cells = frame[column.name]
        fine = cells.between(*column.within) if column.type in NUMERIC else cells != ""
        row = int((~fine).argmax()) if column.required and not fine.all() else None
        if row is not None:
            what = "empty, or beyond sense"
            value = str(cells.iloc[row])
            problems.append(Problem(str(path), row + 2, column.name, value, what, remedy))
    require_no_problems(problems)
    return frame


def scan_table(path: Path, table: Table, encoding: str = "") -> tuple[pd.DataFrame, list[Problem]]:
    """Return what `read_table` returns as far as it can be read, and every problem found.

    A missing column is there, empty; a malformed number is NaN.
    """
    try:
        header, rows = read_cells(path, encoding)
    except DataError as error:
        return empty_table(table), error.problems
    problems = [*_header_problems(path, table, header), *_width_problems(path, rows, len(header))]
    _warn_of_misspellings(path, table, header)
    frame = _frame(header, rows)
    columns = [each for column in table.columns for each in _with_translations(column, header)]
    problems += [problem for column in columns for problem in check(path, frame, column)]
    problems += _duplicate_problems(path, table, frame)
    absent = [c.name for c in table.columns if not (c.optional or c.name in frame)]
    frame[absent] = ""
    for column in table.columns:
        if column.type in NUMERIC and column.name in frame:
            frame[column.name] = to_numbers(frame[column.name])
    return frame, problems


def empty_table(table: Table) -> pd.DataFrame:
    """Return `table` with its obligatory columns and no rows."""
    types = {
        c.name: "float64" if c.type in NUMERIC else "str" for c in table.columns if not c.optional
    }
    return pd.DataFrame(columns=list(types)).rename_axis("row").astype(types)


def complete(frame: pd.DataFrame, table: Table) -> tuple[pd.DataFrame, frozenset[str]]:
    """Return `frame` with the optional columns that it lacks, empty, at its end; and their names.

    Text is "" there, and a number NaN.
    """
    absent = [column for column in table.columns if column.name not in frame]
    empty = {c.name: np.nan if c.type in NUMERIC else "" for c in absent}
    types = {c.name: "float64" if c.type in NUMERIC else "str" for c in absent}
    return frame.assign(**empty).astype(types), frozenset(empty)


def write_table(path: Path, table: Table, frame: pd.DataFrame) -> None:
    """Write `frame` sorted by the table's key: UTF-8, commas, LF, schema's columns first.

    Coordinates get six decimals, other numbers their shortest form. Atomic: a reader sees the
    old file or the new one, never a part.
    """
    write_atomic(path, table_bytes(table, frame))


def table_bytes(table: Table, frame: pd.DataFrame) -> bytes:
    """Return the bytes that `write_table` writes."""
    known = [column for column in table.columns if column.name in frame]
    extras = sorted(set(frame.columns) - {column.name for column in known})
    texts = pd.DataFrame({c.name: _texts(frame[c.name], c) for c in known}, index=frame.index)
    texts[extras] = frame[extras].astype("str")
    ordered = texts.sort_values([*table.key, *texts.columns], kind="stable")
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_in_reading_order(table, texts.columns))
    writer.writerows(ordered[_in_reading_order(table, texts.columns)].itertuples(index=False))
    return out.getvalue().encode("utf-8")


def _with_translations(column: Column, header: list[str]) -> list[Column]:
    """Return `column` and those of its translations, as far as they stand in `header`."""
    own = [column] if column.name in header else []
    beginning = f"{column.name}_"
    others = [n for n in header if column.localised and n.startswith(beginning)]
    return own + [replace(column, name=name, required=False) for name in dict.fromkeys(others)]


def _frame(header: list[str], rows: list[Row]) -> pd.DataFrame:
    """Return the rows as text, every one at the header's width, the first of twin columns kept."""
    width = len(header)
    frame = pd.DataFrame(
        [(row + [""] * width)[:width] for _, row in rows],
        columns=header,
        index=pd.Index([line for line, _ in rows], name="row"),
        dtype="str",
    )
    return frame.loc[:, ~frame.columns.duplicated()]


def _width_problems(path: Path, rows: list[Row], width: int) -> list[Problem]:
    return [
        Problem(
            str(path),
            line,
            None,
            row[width],
            f"{len(trim(row))} cells under {width} columns",
            "Put quotation marks around a cell that holds the delimiter.",
        )
        for line, row in rows
        if len(trim(row)) > width
    ]


def _header_problems(path: Path, table: Table, header: list[str]) -> list[Problem]:
    missing = [c.name for c in table.columns if not c.optional and c.name not in header]
    repeated = sorted(name for name, count in Counter(header).items() if count > 1)
    unknown = [name for name in header if name not in {c.name for c in table.columns}]
    problems = []
    for name in missing:
        close = difflib.get_close_matches(name, unknown, n=1)
        remedy = f"Is {close[0]!r} meant? Rename it." if close else f"Add the column {name!r}."
        problems.append(Problem(str(path), 1, name, None, "the column is missing", remedy))
    problems += [
        Problem(str(path), 1, name, None, "the column stands there twice", "Remove or rename one.")
        for name in repeated
    ]
    if "" in header:
        problems.append(
            Problem(str(path), 1, None, "", "a column without a name", "Name it, or remove it.")
        )
    return problems


def _warn_of_misspellings(path: Path, table: Table, header: list[str]) -> None:
    known = [column.name for column in table.columns]
    localised = tuple(f"{column.name}_" for column in table.columns if column.localised)
    for name in header:
        if name in known or name.startswith(localised):
            continue
        close = difflib.get_close_matches(name, known, n=1, cutoff=0.8)
        if close:
            log.warning("%s: unknown column %r kept; is %r meant?", path, name, close[0])


def _duplicate_problems(path: Path, table: Table, frame: pd.DataFrame) -> list[Problem]:
    key = [name for name in table.key if name in frame]
    repeated = frame.loc[frame.duplicated(key), key] if key else frame.iloc[:0]
    remedy = "Remove one of the rows, or give each its own."
    return [
        Problem(str(path), row, "+".join(key), ", ".join(cells), "stands there before", remedy)
        for row, cells in zip(repeated.index, repeated.to_numpy().tolist(), strict=True)
    ]


def _texts(values: pd.Series, column: Column) -> pd.Series:
    if column.type not in NUMERIC:
        return values.astype("str")
    decimals = _DECIMALS.get(column.type)
    return values.map(lambda value: _number_text(value, decimals)).astype("str")


def _number_text(value: float, decimals: int | None) -> str:
    if pd.isna(value):
        return ""
    if decimals is not None:
        return f"{value:.{decimals}f}"
    return str(int(value)) if value == int(value) else repr(float(value))


def _in_reading_order(table: Table, names: pd.Index) -> list[str]:
    """Return `names` as the schema orders them, translations behind what they translate."""
    known = [column.name for column in table.columns]
    localised = [column.name for column in table.columns if column.localised]

    def position(name: str) -> tuple[int, str]:
        base = (
            name if name in known else next((b for b in localised if name.startswith(b + "_")), "")
        )
        return (known.index(base) if base else len(known), name)

    return sorted(names, key=position)


# OWASP names the full-width signs too: a spreadsheet in Japanese reads them as the plain ones.
_SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20"
_FORMULA = re.compile(rf"""(^|[;\t\r\n])(?=["\s]*[{_SIGNS}])|^(?=[\t\r\n])""")


def safe_text(text: str) -> str:
    """Return `text` with an apostrophe before what a spreadsheet would run as a formula.

    Doing so twice changes nothing more.
    """
    return _FORMULA.sub(r"\1'", text)


def is_formula(text: str) -> bool:
    """Tell whether a spreadsheet would run `text`, or a part of it, as a formula."""
    return _FORMULA.search(text) is not None
