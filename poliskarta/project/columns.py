"""What a table and its columns are made of; schema.py has those of every table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from poliskarta.project.vocabularies import CERTAINTIES

ColumnType = Literal["text", "id", "date", "latitude", "longitude", "number", "count", "choice"]


@dataclass(frozen=True)
class Column:
    """A column: `required` cells must not be empty; an `optional` column may be absent.

    `localised` columns may be followed by one column a further language, named
    `<name>_<language>` (`note_en`): the plain column is in the region's first language.
    """

    name: str
    description: str
    type: ColumnType = "text"
    required: bool = False
    optional: bool = False
    localised: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """A CSV file of the project: its rows are unique in `key` and sorted by it."""

    file: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]


def needing(needed: tuple[str, ...], *columns: Column) -> tuple[Column, ...]:
    """Return `columns`, those that aren't `needed` being optional, and their cells too."""
    return tuple(
        column if column.name in needed else replace(column, optional=True, required=False)
        for column in columns
    )


# The columns that several tables have.
CERTAINTY = Column(
    "certainty",
    "How sure: `confirmed` (two or more sources), `one source`, `inferred` (the note says how).",
    "choice",
    required=True,
    choices=CERTAINTIES,
)
SOURCE = Column(
    "source",
    "Where it comes from: ids of sources.csv, an address or words; several separated by `; `.",
    required=True,
)
NOTE = Column("note", "What else a reader should know, in words.", localised=True)
