"""What can go wrong, and whose fault it is. Every other module raises from here."""

from __future__ import annotations

import importlib.util
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

# What a person reads of a value, and of problems that are of one kind.
_LONGEST_VALUE = 200
_MOST_ALIKE = 50


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
        value = None if self.value is None else repr(_cut(self.value))
        column = None if self.column is None else _cut(self.column)
        cell = " ".join(part for part in (column, value) if part)
        return f"{where}: {cell + ': ' if cell else ''}{self.what}\n    {self.remedy}"


class PoliskartaError(Exception):
    """Root of every error this package raises on purpose."""


class DataError(PoliskartaError, ValueError):
    """Our files are at fault: a person must change them. Retrying doesn't help.

    `problems` holds every problem found, in the order of file, row and column. As a text, of more
    than 50 in one column of a file that are alike, the others are counted.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        order = dict.fromkeys(problems)
        self.problems = sorted(
            order, key=lambda p: (p.file, p.row or 0, p.column or "", p.value or "", p.what)
        )
        super().__init__("\n".join(_lines(self.problems)))


class ServiceError(PoliskartaError, OSError):
    """A geocoding service is at fault or out of reach. Trying again later may help."""


class QueryError(ServiceError):
    """A service refused one query, or its response to it can't be read.

    Others may fare better: this query is still open, and so is whether the service is down.
    """


class CrsMismatch(PoliskartaError, ValueError):  # noqa: N818  # the field's own word
    """Two layers that must share a coordinate reference system do not."""


def _cut(text: str) -> str:
    """Return `text`, or its beginning and its length where it is too long to be read."""
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}… ({len(text)} signs)"


def _lines(problems: Iterable[Problem]) -> Iterator[str]:
    """Yield the problems in words, those of one kind up to the number that a person reads."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for problem in problems:
        kind = (problem.file, problem.column or "", problem.what)
        counts[kind] += 1
        if counts[kind] <= _MOST_ALIKE:
            yield str(problem)
    for (file, column, what), count in counts.items():
        if count > _MOST_ALIKE:
            where = f"{file}: {column}" if column else file
            yield f"{where}: and {count - _MOST_ALIKE} more: {what}"


def missing_packages(
    where: str, extra: str, packages: Iterable[str], value: str | None = None
) -> list[Problem]:
    """Return a problem for each of `packages` that isn't installed; `extra` of ours brings it.

    `where` is what needs them, an option or a file, and `value` what stands there.
    """
    remedy = f"Install it: pip install 'poliskarta[{extra}]'."
    return [
        Problem(where, None, None, value, f"needs {name}, which isn't installed", remedy)
        for name in packages
        if importlib.util.find_spec(name) is None
    ]


def require_no_problems(problems: Iterable[Problem]) -> None:
    """Raise DataError with all `problems`; do nothing when there are none."""
    found = list(problems)
    if found:
        raise DataError(found)
