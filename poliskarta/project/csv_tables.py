"""The CSV files of a project: read liberally, checked whole, written strictly and atomically.

What the cells of one file must be is checked here; what files must be to each other in
`validation`.
"""

from __future__ import annotations

import calendar
import csv
import difflib
import io
import logging
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from poliskarta.errors import DataError, Problem, require_no_problems
from poliskarta.project.columns import Column, Table
from poliskarta.project.encodings import decode
from poliskarta.project.folder import write_atomic

log = logging.getLogger("poliskarta")
_NUMERIC = {"latitude", "longitude", "number", "count"}
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
    """Return the columns of `table` from a file that a program wrote: quickly, types checked only.

    Text columns hold str, numeric ones float64; other columns are left out. Raises DataError,
    with `remedy`, when the file is missing, lacks a column or holds what isn't a number.
    """
    names = [column.name for column in table.columns]
    types = {c.name: "float64" if c.type in _NUMERIC else "str" for c in table.columns}
    try:
        return pd.read_csv(path, usecols=names, dtype=types, keep_default_na=False)[names]
    except FileNotFoundError:
        what = "the file is missing"
    except ValueError as error:
        what = f"not as it was built: {error}"
    raise DataError([Problem(str(path), None, None, None, what, remedy)])


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
    columns = [column for column in table.columns if column.name in frame]
    problems += [problem for column in columns for problem in check(path, frame, column)]
    problems += _duplicate_problems(path, table, frame)
    absent = [c.name for c in table.columns if not (c.optional or c.name in frame)]
    frame[absent] = ""
    for column in table.columns:
        if column.type in _NUMERIC and column.name in frame:
            frame[column.name] = to_numbers(frame[column.name])
    return frame, problems


def empty_table(table: Table) -> pd.DataFrame:
    """Return `table` with its obligatory columns and no rows."""
    types = {
        c.name: "float64" if c.type in _NUMERIC else "str" for c in table.columns if not c.optional
    }
    return pd.DataFrame(columns=list(types)).rename_axis("row").astype(types)


def complete(frame: pd.DataFrame, table: Table) -> tuple[pd.DataFrame, frozenset[str]]:
    """Return `frame` with the optional columns that it lacks, empty, at its end; and their names.

    Text is "" there, and a number NaN.
    """
    absent = [column for column in table.columns if column.name not in frame]
    empty = {c.name: np.nan if c.type in _NUMERIC else "" for c in absent}
    types = {c.name: "float64" if c.type in _NUMERIC else "str" for c in absent}
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
    repeated = sorted({name for name in header if header.count(name) > 1})
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
    known = {column.name for column in table.columns}
    localised = tuple(f"{column.name}_" for column in table.columns if column.localised)
    for name in header:
        if name in known or name.startswith(localised):
            continue
        close = difflib.get_close_matches(name, known, n=1, cutoff=0.8)
        if close:
            log.warning("%s: unknown column %r kept; is %r meant?", path, name, close[0])


def _duplicate_problems(path: Path, table: Table, frame: pd.DataFrame) -> list[Problem]:
    key = [name for name in table.key if name in frame]
    repeated = frame[frame.duplicated(key)] if key else frame.iloc[:0]
    return [
        Problem(
            str(path),
            row,
            "+".join(key),
            ", ".join(repeated.loc[row, key]),
            "stands there before",
            "Remove one of the rows, or give each its own.",
        )
        for row in repeated.index
    ]


def _texts(values: pd.Series, column: Column) -> pd.Series:
    if column.type not in _NUMERIC:
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


Row = tuple[int, list[str]]


def read_cells(path: Path, encoding: str = "") -> tuple[list[str], list[Row]]:
    """Return the header of `path` and its rows, each with the number of the line it starts on.

    Blank rows are left out; rows may be shorter or longer than the header. `encoding` is that of
    a file that isn't Unicode.

    Raises DataError when there is no file, no text or no header.
    """
    return _parse(path, _decode(path, encoding))


def trim(row: list[str]) -> list[str]:
    """Return `row` without the empty cells at its end."""
    while row and not row[-1]:
        row = row[:-1]
    return row


def _decode(path: Path, encoding: str) -> str:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        remedy = "Create it, or name the project folder with --project."
        raise DataError(
            [Problem(str(path), None, None, None, "the file is missing", remedy)]
        ) from None
    return decode(path, content, encoding)


def _parse(path: Path, text: str) -> tuple[list[str], list[Row]]:
    """Return the header and (line number, cells) a row, blank rows left out."""
    first_line = text.partition("\n")[0]
    delimiter = max(",;\t", key=first_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    lines, start = [], 1
    for row in reader:
        lines.append((start, [cell.replace("\r\n", "\n").strip() for cell in row]))
        start = reader.line_num + 1
    if not lines:
        raise DataError(
            [Problem(str(path), None, None, None, "the file is empty", "Add the header row.")]
        )
    header = trim(lines[0][1])
    return header, [(line, row) for line, row in lines[1:] if any(row)]


LONGEST_ID = 100
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DATE = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(\d{2}))?)?")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_THOUSANDS = re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d{3}\b)")


@dataclass(frozen=True)
class Rule:
    """A column type's rule: whether a text fits, and what to say of one that doesn't."""

    fits: Callable[[str, Column], bool]
    what: str
    remedy: str


def check(path: Path, frame: pd.DataFrame, column: Column) -> Iterator[Problem]:
    """Yield the problem of every cell of `column` that is empty but required, or malformed."""
    values = frame[column.name]
    rule = _RULES[column.type]
    # Values repeat: each is judged once, however many rows hold it.
    bad = {text for text in set(values) if text and not rule.fits(text, column)}
    if column.required and (values == "").any():
        for row in values.index[values == ""]:
            yield Problem(str(path), row, column.name, "", "the cell is empty", "Fill it in.")
    if bad:
        remedy = rule.remedy.format(choices=", ".join(column.choices))
        for row, value in values[values.isin(bad)].items():
            yield Problem(str(path), row, column.name, value, rule.what, remedy)


def to_numbers(values: pd.Series) -> pd.Series:
    """Return the cells as float64; NaN where empty or not a finite number."""
    return pd.Series([to_number(text) for text in values], index=values.index, dtype="float64")


def to_number(text: str) -> float:
    """Return the number that `text` is, NaN if it is none or not finite.

    A decimal comma and spaces between thousands are read as a Swedish spreadsheet writes them.
    """
    try:
        number = float(text)
    except ValueError:
        try:
            number = float(_THOUSANDS.sub("", text).replace(",", "."))
        except ValueError:
            return math.nan
    return number if math.isfinite(number) else math.nan


def is_date(text: str) -> bool:
    """Tell whether `text` is an ISO date that exists: a year, a month or a day."""
    match = _DATE.fullmatch(text)
    if not match or match[1] == "0000":
        return False
    day = int(match[3] or 1)
    return 1 <= day <= calendar.monthrange(int(match[1]), int(match[2] or 1))[1]


def is_id(text: str) -> bool:
    """Tell whether `text` can be an id: any force's own, on one line, without semicolons."""
    plain = not _CONTROL.search(text) and not set(text) & {";", "\n", "\t", "\u2028", "\u2029"}
    return plain and text == text.strip() and 0 < len(text) <= LONGEST_ID


def is_slug(text: str) -> bool:
    """Tell whether `text` is a slug: a-z and 0-9, with single hyphens between."""
    return _SLUG.fullmatch(text) is not None


def _within(low: float, high: float, what: str) -> Rule:
    remedy = f"Write decimal degrees between {low} and {high}."
    return Rule(lambda text, _: low <= to_number(text) <= high, what, remedy)


_RULES = {
    "text": Rule(
        lambda text, _: not _CONTROL.search(text), "holds control characters", "Type it anew."
    ),
    "id": Rule(
        lambda text, _: is_id(text),
        "not an id",
        f"Use no semicolons or line breaks, and {LONGEST_ID} characters at most.",
    ),
    "choice": Rule(
        lambda text, column: text in column.choices, "not one of the choices", "Choose: {choices}."
    ),
    "date": Rule(lambda text, _: is_date(text), "not a date", "Write 2006, 2006-10 or 2006-10-22."),
    "latitude": _within(-90, 90, "not a latitude"),
    "longitude": _within(-180, 180, "not a longitude"),
    "number": Rule(
        lambda text, _: not math.isnan(to_number(text)),
        "not a number",
        "Write digits, with a decimal point.",
    ),
    "count": Rule(
        lambda text, _: to_number(text) >= 0 and to_number(text) % 1 == 0,
        "not a whole number",
        "Write digits only, 0 or more.",
    ),
}

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
