"""Which district a station says it belongs to, and whether the polygons say the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from poliskarta.coverage.point_joins import locate
from poliskarta.ingest.column_guess import column_names, find_column, plain

# A column names districts if this share of its cells name one, and if of the stations that
# have a position this share stands in the district that it names.
_NAMING, _AGREEING = 0.5, 0.5
_LONGEST_RUN = 6


@dataclass(frozen=True)
class OwnDistricts:
    """The district that each row names in `column`: its id, "" where it names none."""

    column: str
    ids: pd.Series


@dataclass(frozen=True)
class Agreement:
    """How the named districts compare with the polygons.

    `agree` and `compared` are counts of rows that name a district and have a position; `differ`
    are the rows that don't agree, with the id of the polygon that they lie in ("" for none).
    """

    agree: int
    compared: int
    differ: Mapping[int, str]


def find_own_districts(
    table: pd.DataFrame, told: str | None, names: Mapping[str, Sequence[str]], inside: pd.Series
) -> OwnDistricts | None:
    """Return the column of `table` that names a station's own district, and what it names.

    `names` holds what each district id is called, its id first; `inside` the id of the polygon
    that each row lies in, "" for none. Cells may hold more than the id ("District B-27" is
    B27). Of several columns the one that agrees with the most polygons is taken, then the one
    that names the most; then that whose name says it; then the first. `told` is a column that
    a person named, whatever it agrees with.
    """
    if told == "":
        return None
    lookup = _Lookup(names)
    columns = [told] if told else _candidates(table)
    found = [OwnDistricts(name, table[name].map(lookup.find).astype("str")) for name in columns]
    if told:
        return found[0]
    fitting = [own for own in found if _fits(own, table, inside)]
    return max(fitting, key=lambda own: _score(own, inside), default=None)


def compare(own: pd.Series, inside: pd.Series) -> Agreement:
    """Return how the districts that rows name agree with the polygons that they lie in.

    Rows that name none, and rows without a position (NaN in `inside`), aren't compared.
    """
    compared = (own != "") & inside.notna()
    differ = compared & (own != inside)
    return Agreement(
        agree=int((compared & ~differ).sum()),
        compared=int(compared.sum()),
        differ={row: str(inside[row]) for row in own.index[differ]},
    )


def locate_in_districts(
    longitude: pd.Series, latitude: pd.Series, districts: gpd.GeoDataFrame
) -> pd.Series:
    """Return the id of the district that each position lies in: "" for none, NaN without one.

    On a shared border the smallest id. `districts` has `district_id`, in degrees from -180 to 180.
    """
    ordered = districts.sort_values("district_id")
    known = longitude.notna() & latitude.notna()
    x, y = longitude[known].to_numpy(), latitude[known].to_numpy()
    position = locate(x, y, ordered.geometry.to_numpy())
    found = pd.Series(np.nan, index=longitude.index, dtype="object")
    # In none is position -1: the last.
    found[known] = np.append(ordered["district_id"].to_numpy(dtype="object"), "")[position]
    return found


class _Lookup:
    """Finds the district that a text names, whole or within."""

    def __init__(self, names: Mapping[str, Sequence[str]]) -> None:
        keys: dict[str, set[str]] = {}
        for district, called in names.items():
            for name in called:
                keys.setdefault(_key(name), set()).add(district)
                keys.setdefault(_key(_without_words(name)), set()).add(district)
        alone = {key: min(found) for key, found in keys.items() if key and len(found) == 1}
        # What one district's id is, another's number may be: the id is meant.
        own = {_key(district): district for district in sorted(names, reverse=True)}
        self._ids = alone | own

    def find(self, text: str) -> str:
        """Return the id of the one district that `text` names, "" for none or several."""
        whole = self._ids.get(_key(text)) or self._ids.get(_key(_without_words(text)))
        return whole or self._within(_pieces(text))

    def _within(self, pieces: Sequence[str]) -> str:
        """Return what the longest run of pieces names, such as "north harbour"."""
        for length in range(min(_LONGEST_RUN, len(pieces)), 0, -1):
            runs = [
                (start, _key(" ".join(pieces[start : start + length])))
                for start in range(len(pieces) - length + 1)
            ]
            named = {
                self._ids[key]
                for start, key in runs
                if key in self._ids and _may_stand_alone(key, pieces[:start])
            }
            if named:
                return named.pop() if len(named) == 1 else ""
        return ""


def _may_stand_alone(key: str, before: Sequence[str]) -> bool:
    """Tell whether a run within a text is a name: a bare number must follow "district" or so."""
    if any(map(str.isdigit, key)) and any(map(str.isalpha, key)):
        return True
    if key.isdigit() or len(key) == 1:
        return bool(before) and before[-1] in _area_words()
    return True


def _candidates(table: pd.DataFrame) -> list[str]:
    """Return the columns of `table`, the one first that is called like a district."""
    called = find_column(table, column_names()["offices"]["district_id"], lambda _: True)
    others = [name for name in table.columns if name != called]
    return [called, *others] if called else others


def _fits(own: OwnDistricts, table: pd.DataFrame, inside: pd.Series) -> bool:
    filled = (table[own.column] != "").sum()
    named = (own.ids != "").sum()
    agreement = compare(own.ids, inside)
    if not filled or named < _NAMING * filled:
        return False
    if agreement.compared:
        return agreement.agree >= _AGREEING * agreement.compared
    return plain(own.column) in {plain(name) for name in column_names()["offices"]["district_id"]}


def _score(own: OwnDistricts, inside: pd.Series) -> tuple[int, int]:
    return compare(own.ids, inside).agree, int((own.ids != "").sum())


def _key(text: str) -> str:
    """Return `text` for comparison: numbers without zeros before them."""
    return re.sub(r"0+(?=\d)", "", plain(text)) if text.isascii() else plain(text)


def _pieces(text: str) -> list[str]:
    return [piece for piece in map(plain, re.split(r"[\W_]+", text)) if piece]


def _without_words(text: str) -> str:
    """Return `text` without "district", "precinct" and the like, unless nothing is left."""
    kept = [piece for piece in _pieces(text) if piece not in _area_words()]
    return " ".join(kept)


_WORDS: Iterable[str] = (
    "police", "station", "district", "precinct", "division", "beat", "sector", "zone", "area",
    "region", "borough", "command", "patrol", "no", "number", "dist", "div", "pct", "lpa",
    "distrito", "comisaria", "circonscription", "secteur", "revier", "abschnitt", "direktion",
    "distrikt", "polisomrade", "lokalpolisomrade", "polisregion", "wijk",
)  # fmt: skip


def _area_words() -> frozenset[str]:
    return frozenset(map(plain, _WORDS))
