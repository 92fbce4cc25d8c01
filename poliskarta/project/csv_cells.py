"""A CSV text → its header and its rows of cells, or what is wrong with it as a CSV."""

from __future__ import annotations

import csv
import io
import re
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from poliskarta.errors import DataError, Problem
from poliskarta.project.encodings import decode
from poliskarta.project.files import file_error, read_content

Row = tuple[int, list[str]]

MOST_MB = 100
MOST_CELLS = 3_000_000
MOST_COLUMNS = 1_000
LONGEST_NAME = 200
LONGEST_CELL = 131_072
"""Of characters: the limit that Python's reader has, too. A longer one is seldom meant."""

_DELIMITERS = ",;\t"
_DECLARED = re.compile(r'"?sep=(.)"?')
_UNCLOSED = "Is a quotation mark missing that closes a cell, or one too many?"
_HEADED = 3
_SHOWN = 60


def read_cells(path: Path, encoding: str = "") -> tuple[list[str], list[Row]]:
    """Return the header of `path` and its rows, each with the number of the line it starts on.

    Cells are in Unicode's composed form (NFC), without blanks around them. Blank rows are left
    out; rows may be shorter or longer than the header. `encoding` is that of a file that isn't
    Unicode. A first line `sep=;`, as Excel writes it, says the delimiter.

    Raises DataError when there is no file, no text or no header, when a quotation mark isn't
    closed or has swallowed rows, or when a name, a cell or the file is too long to be meant.
    """
    text = unicodedata.normalize("NFC", decode(path, read_content(path, MOST_MB), encoding))
    lines, delimiter = _parse(path, text)
    if not lines:
        raise file_error(path, "the file is empty", "Add the header row.")
    row, cells = lines[0]
    header = trim(cells)
    rows = [(line, row) for line, row in lines[1:] if any(row)]
    problems = [*_header_faults(path, row, header), *_cell_faults(path, header, rows, delimiter)]
    if problems:
        raise DataError(problems)
    return header, rows


def trim(row: list[str]) -> list[str]:
    """Return `row` without the empty cells at its end."""
    while row and not row[-1]:
        row = row[:-1]
    return row


def split_rows(path: Path, text: str, delimiter: str, first: int = 1) -> Iterator[Row]:
    """Yield the rows of `text`, each with the number of the line it starts on, from `first` up.

    Raises DataError when a quotation mark isn't closed, or text stands behind one that is.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start = first
    limit = csv.field_size_limit(sys.maxsize)  # longer cells are told with their row, elsewhere
    try:
        for row in reader:
            yield start, row
            start = reader.line_num + first
    except csv.Error as error:
        open_ended = "unexpected end" in str(error)
        what = (
            "a quotation mark that nothing closes takes in all lines from here on"
            if open_ended
            else "text behind a closing quotation mark"
        )
        line = start if open_ended else reader.line_num + first - 1
        since = "" if open_ended or line == start else f", in the row that begins on line {start}"
        raise DataError([Problem(str(path), line, None, None, what + since, _UNCLOSED)]) from None
    finally:
        csv.field_size_limit(limit)


def declared_delimiter(text: str) -> tuple[str, str]:
    """Return the delimiter that a first line `sep=;` says, and what follows it; else "" and `text`.

    Excel writes such a line, and reads it.
    """
    first_line, _, _ = text[:_SHOWN].partition("\n")
    declared = _DECLARED.fullmatch(first_line.strip("\r"))
    return (declared[1], text[len(first_line) + 1 :]) if declared else ("", text)


def _parse(path: Path, text: str) -> tuple[list[Row], str]:
    """Return (line number, cells) a row, those of the header first, and the delimiter."""
    declared, rest = declared_delimiter(text)
    if declared:
        text, delimiter, first = rest, declared, 2
    else:
        delimiter, first = max(_DELIMITERS, key=text.partition("\n")[0].count), 1
    if text.count(delimiter) + text.count("\n") > MOST_CELLS:
        what = f"more than the {MOST_CELLS:,} cells that are read of a file"
        raise file_error(path, what, "Is it another file? Else leave out what isn't needed.")
    return [
        (line, [cell.replace("\r\n", "\n").strip() for cell in row])
        for line, row in split_rows(path, text, delimiter, first)
    ], delimiter


def _header_faults(path: Path, line: int, header: list[str]) -> Iterator[Problem]:
    if len(header) > MOST_COLUMNS:
        what = f"{len(header):,} columns, more than the {MOST_COLUMNS:,} that are read"
        remedy = "Is it another file? Else remove what isn't needed."
        yield Problem(str(path), line, None, None, what, remedy)
    for name in header:
        if len(name) > LONGEST_NAME:
            what = f"the name of a column has more than {LONGEST_NAME} characters"
            remedy = "Is the header row missing, or a line break?"
            yield Problem(str(path), line, None, name, what, remedy)


def _cell_faults(
    path: Path, header: list[str], rows: list[Row], delimiter: str
) -> Iterator[Problem]:
    """Yield the cells that are too long to be meant, and those that hold other rows."""
    # Within a sentence a blank follows the comma, between cells none does.
    between = re.compile(re.escape(delimiter) + r"(?! )")
    for line, row in rows:
        if max(map(len, row)) <= LONGEST_CELL and not any("\n" in cell for cell in row):
            continue
        for number, cell in enumerate(row):
            column = header[number] if number < len(header) else None
            if len(cell) > LONGEST_CELL:
                what = f"a cell of more than {LONGEST_CELL:,} characters"
                yield Problem(str(path), line, column, cell, what, "Shorten it. " + _UNCLOSED)
            elif "\n" in cell and _holds_rows(cell, between, len(header)):
                what = f"the cell holds {cell.count(chr(10))} other rows"
                yield Problem(str(path), line, column, cell[:_SHOWN], what, _UNCLOSED)


def _holds_rows(cell: str, between: re.Pattern[str], width: int) -> bool:
    """Tell whether `cell` has swallowed rows: a row's number of delimiters for each line break."""
    return width >= _HEADED and len(between.findall(cell)) == cell.count("\n") * (width - 1)
