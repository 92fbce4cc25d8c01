"""Which column of a published file says what: by its name, if its cells look like it."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cache
from importlib import resources
from typing import Any

import pandas as pd

from poliskarta.project.cell_rules import LONGEST_ID

_MOST_FIT = 0.6
_CUT_AT = 10
_MOST_KINDS, _ROWS_A_KIND = 5, 2
_DIGITS_OF_PHONE = 5
_OF_ONE_EDITION = re.compile(
    r"(objectid|esrioid|oid|fid|gid|globalid|ogcfid|rowid|featureid)\d*|shape.*(area|leng?(th)?)"
)


@cache
def column_names() -> Mapping[str, Any]:
    """Return the table of names, column_names.toml."""
    file = resources.files("poliskarta.ingest") / "column_names.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def plain(text: str) -> str:
    """Return `text` for comparison: without case, accents, blanks and signs, in any script."""
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return "".join(char for char in unicodedata.normalize("NFKC", bare).casefold() if _kept(char))


def words_of(text: str) -> list[str]:
    """Return the words of a name such as "PoliceDistrictNo", "police_district" or "Police-D."."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", text)
    return [word for word in map(plain, re.split(r"[\W_]+", spaced)) if word]


def find_column(
    table: pd.DataFrame, names: Sequence[str], fits: Callable[[pd.Series], bool]
) -> str | None:
    """Return the column of `table` that is called by the first of `names`, and `fits`.

    A whole name comes before the last part of a nested one, that before a pattern; of two
    columns called alike the first of the file is taken.
    """
    ranked = sorted(
        (rank, position, column)
        for position, column in enumerate(table.columns)
        if (rank := _rank(str(column), names)) is not None
    )
    return next((column for *_, column in ranked if fits(table[column])), None)


def find_columns(table: pd.DataFrame, names: Sequence[str]) -> list[str]:
    """Return all columns of `table` that are called by one of `names`, as the file has them."""
    return [column for column in table.columns if _rank(str(column), names) is not None]


def guess_roles(
    table: pd.DataFrame, told: Mapping[str, str], roles: Mapping[str, Callable[[pd.Series], bool]]
) -> dict[str, str]:
    """Return the column of each role that is told or can be guessed.

    A column that is told or taken by a role isn't guessed for another; "" says that a role has
    none.
    """
    names = column_names()["offices"]
    found = {role: column for role, column in told.items() if column}
    for role, fits in roles.items():
        if role not in told:
            free = table.drop(columns=[name for name in found.values() if name in table])
            column = find_column(free, names[role], fits)
            found |= {role: column} if column else {}
    return found


def name_columns(
    table: pd.DataFrame, column: str, languages: Sequence[str]
) -> tuple[str, dict[str, str]]:
    """Return the column of names in the first of `languages`, and the others' by `name_<language>`.

    `column` holds names: of NAME, NAME_SV and NAME_EN any one leads to those that there are.
    """
    ending = "|".join(map(re.escape, languages))
    stem = re.sub(rf"[\W_]+({ending})\W*$", "", column, flags=re.IGNORECASE)
    found = {
        language: find_column(table, [f"{stem}_{language}"], looks_like_text)
        for language in languages
    }
    first = found[languages[0]] or (stem if stem in table else column)
    others = {f"name_{name}": found[name] for name in languages[1:]}
    return first, {name: told for name, told in others.items() if told and told != first}


def looks_personal(column: str) -> bool:
    """Tell whether a column may hold the names of persons, by its own name."""
    table = column_names()["persons"]
    words, whole = words_of(column), plain(column)
    latin = {plain(word) for word in table["words"] if plain(word).isascii()}
    other = [plain(word) for word in table["words"] if not plain(word).isascii()]
    named = bool(latin & set(words)) or any(word in whole for word in other)
    named = named or whole in set(map(plain, table["names"]))
    return named and not {plain(word) for word in table["but"]} & set(words)


def is_row_number(column: str) -> bool:
    """Tell whether a column numbers the rows, or measures the shape, of one edition of a layer."""
    return _OF_ONE_EDITION.fullmatch(plain(column)) is not None


def looks_like_id(cells: pd.Series) -> bool:
    """Tell whether cells are ids: none empty, none twice, none a long text."""
    return bool((cells != "").all() and cells.is_unique and (cells.str.len() <= LONGEST_ID).all())


def looks_like_name(cells: pd.Series) -> bool:
    """Tell whether cells hold words, and more than one."""
    distinct = cells[cells != ""].nunique()
    return _most(cells, has_letters) and (distinct > 1 or len(cells) == 1)


def looks_like_text(cells: pd.Series) -> bool:
    """Tell whether cells hold words, the same ones perhaps, and no position."""
    return _most(cells, lambda text: has_letters(text) and not text.startswith(("POINT", "{")))


def looks_like_kind(cells: pd.Series) -> bool:
    """Tell whether cells say a few kinds, each of several rows."""
    distinct = cells[cells != ""].nunique()
    return 1 < distinct <= min(_MOST_KINDS, len(cells) / _ROWS_A_KIND) and (cells != "").all()


def looks_like_phone(cells: pd.Series) -> bool:
    """Tell whether cells hold as many digits as a telephone number has."""
    return _most(cells, lambda text: sum(map(str.isdigit, text)) >= _DIGITS_OF_PHONE)


def looks_like_email(cells: pd.Series) -> bool:
    """Tell whether cells are e-mail addresses."""
    return _most(cells, lambda text: re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text) is not None)


def looks_like_website(cells: pd.Series) -> bool:
    """Tell whether cells are web addresses, with or without their scheme."""
    return _most(cells, lambda text: re.match(r"(?i)https?://\S|[^\s@/]+\.[a-z]{2,}(/\S*)?$", text))


def has_letters(text: str) -> bool:
    """Tell whether there is a letter of any script in `text`."""
    return any(map(str.isalpha, text))


OFFICE_ROLES: Mapping[str, Callable[[pd.Series], bool]] = {
    "name": looks_like_name,
    "office_id": looks_like_id,
    "kind": looks_like_kind,
    "address": looks_like_text,
    "place": looks_like_text,
    "phone": looks_like_phone,
    "email": looks_like_email,
    "website": looks_like_website,
    "hours_text": looks_like_text,
}
"""What an office's columns may say, beside where it is and whose, and how that looks."""


def _kept(char: str) -> bool:
    return char.isalnum() or unicodedata.category(char)[0] == "M"


def _most(cells: pd.Series, fits: Callable[[str], object]) -> bool:
    filled: Iterable[str] = cells[cells != ""]
    return len(filled) > 0 and sum(map(bool, map(fits, filled))) >= _MOST_FIT * len(filled)


def _rank(column: str, names: Sequence[str]) -> tuple[int, int] | None:
    whole, last = plain(column), plain(column.rsplit(".", 1)[-1])
    ranks = []
    for position, name in enumerate(names):
        if "*" in name:
            pattern = "*".join(map(plain, name.split("*")))
            ranks += [(2, position)] if fnmatchcase(whole, pattern) else []
        else:
            wanted = plain(name)
            cut = len(column) == _CUT_AT and wanted.startswith(whole)
            ranks += [(0, position)] if wanted == whole else []
            ranks += [(1, position)] if wanted == last or cut else []
    return min(ranks, default=None)
