"""What a spreadsheet does to a CSV file, forgiven: bytes → header and rows of cells.

Byte order mark, `;` or tab between cells, CRLF, Windows-1252, spaces around cells, empty columns
and rows at the end.
"""

from __future__ import annotations

import csv
import io
import logging
from pathlib import Path

from poliskarta.errors import DataError, Problem

log = logging.getLogger("poliskarta")

Row = tuple[int, list[str]]


def read_cells(path: Path) -> tuple[list[str], list[Row]]:
    """Return the header of `path` and its rows, each with the number of the line it starts on.

    Blank rows are left out; rows may be shorter or longer than the header.

    Raises DataError when there is no file, no text or no header.
    """
    return _parse(path, _decode(path))


def trim(row: list[str]) -> list[str]:
    """Return `row` without the empty cells at its end."""
    while row and not row[-1]:
        row = row[:-1]
    return row


def _decode(path: Path) -> str:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        remedy = "Create it, or name the project folder with --project."
        raise DataError(
            [Problem(str(path), None, None, None, "the file is missing", remedy)]
        ) from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        remedy = 'Save it as "CSV UTF-8".'
        raise DataError(
            [Problem(str(path), None, None, None, "neither UTF-8 nor Windows-1252 text", remedy)]
        ) from None
    log.warning("%s: read as Windows-1252, since it is not UTF-8", path)
    return text


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
