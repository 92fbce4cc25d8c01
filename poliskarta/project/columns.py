"""What a table and its columns are made of; schema.py has those of every table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from poliskarta.project.vocabularies import CERTAINTIES

ColumnType = Literal[
    "text", "id", "date", "plan", "latitude", "longitude", "number", "count", "choice"
]


@dataclass(frozen=True)
class Column:
    """A column: `required` cells must not be empty; an `optional` column may be absent.

    `localised` columns may be followed by one column a further language, named
    `<name>_<language>` (`note_en`): the plain column is in the region's first language.
    A number must lie `within` two others, both included: what doesn't is beyond sense.
    A date that is a "plan" may lie ahead.
    """

    name: str
    description: str
    type: ColumnType = "text"
    required: bool = False
    optional: bool = False
    localised: bool = False
    choices: tuple[str, ...] = ()
    within: tuple[float, float] = (0, 1e12)


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


# What is beyond sense: more people than there are or will be, a year that no figure is of, a plane
# that no projection has.
PEOPLE = (0, 1e11)
YEARS = (1000, 2100)
PLANE_M = (-1e8, 1e8)

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
