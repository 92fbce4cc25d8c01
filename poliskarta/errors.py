"""What can go wrong, and whose fault it is. Every other module raises from here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing wrong in one of our own files, and what to do about it.

    `row` is the line of the file as a text editor counts it (the header is line 1);
    None when the whole file is meant.
    """

    file: str
    row: int | None
    column: str | None
    value: str | None
    what: str
    remedy: str

    def __str__(self) -> str:
        where = self.file if self.row is None else f"{self.file}:{self.row}"
        cell = " ".join(
            part for part in (self.column, None if self.value is None else repr(self.value)) if part
        )
        return f"{where}: {cell + ': ' if cell else ''}{self.what}\n    {self.remedy}"


class PoliskartaError(Exception):
    """Root of every error this package raises on purpose."""


class DataError(PoliskartaError, ValueError):
    """Our files are at fault: a person must change them. Retrying doesn't help.

    `problems` holds every problem found, in the order of file, row and column.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        order = dict.fromkeys(problems)
        self.problems = sorted(
            order, key=lambda p: (p.file, p.row or 0, p.column or "", p.value or "", p.what)
        )
        super().__init__("\n".join(str(problem) for problem in self.problems))


class ServiceError(PoliskartaError, OSError):
    """A geocoding service is at fault or out of reach. Trying again later may help."""


class QueryError(ServiceError):
    """A service refused one query, or its response to it can't be read.

    Others may fare better: this query is still open, and so is whether the service is down.
    """


class CrsMismatch(PoliskartaError, ValueError):  # noqa: N818  # the field's own word
    """Two layers that must share a coordinate reference system do not."""


def require_no_problems(problems: Iterable[Problem]) -> None:
    """Raise DataError with all `problems`; do nothing when there are none."""
    found = list(problems)
    if found:
        raise DataError(found)
