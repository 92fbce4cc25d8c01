"""What is asked of a geocoder: normalised queries, the cache's keys."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from poliskarta.project.geocode_table import query_key

Kind = Literal["place", "address"]
_KINDS: tuple[Kind, ...] = ("place", "address")


@dataclass(frozen=True, order=True)
class Query:
    """A place or an address to be geocoded.

    `text` is the whole query, normalised, as the column `query` of geocodes.csv has it; `name`
    the place or the address alone.
    """

    text: str
    name: str
    municipality: str
    country: str
    kind: Kind

    @property
    def key(self) -> str:
        """What tells it apart from other queries."""
        return query_key(self.text)


def normalise(*parts: str) -> str:
    """Return `parts` as one query: NFC, single spaces, empty parts left out, case kept."""
    cleaned = (" ".join(unicodedata.normalize("NFC", part).split()) for part in parts)
    return ", ".join(part for part in cleaned if part)


def fold_name(name: str) -> str:
    """Return what tells names apart: not their case, nor their spaces."""
    return normalise(name).casefold()


def place_query(place: str, municipality: str, country: str) -> Query:
    """Return the query for a place by its name."""
    return Query(normalise(place, municipality, country), place, municipality, country, "place")


def address_query(address: str, place: str, municipality: str, country: str) -> Query:
    """Return the query for a street address in a place."""
    text = normalise(address, place, municipality, country)
    return Query(text, address, municipality, country, "address")


def add_queries(rows: pd.DataFrame, country: str) -> pd.DataFrame:
    """Return `rows`, offices or stops, with the texts of their queries.

    Adds `place_query` and, for the rows that have an address, `address_query`, which is asked
    first. Each is "" where there is none: what has a position of its own asks nothing.
    """
    texts = {
        f"{kind}_query": [query.text if query else "" for query in _queries(rows, kind, country)]
        for kind in _KINDS
    }
    columns = {name: pd.Series(values, rows.index, dtype="str") for name, values in texts.items()}
    return rows.assign(**columns)


def queries_of(offices: pd.DataFrame, stops: pd.DataFrame, country: str) -> list[Query]:
    """Return the distinct queries of `offices` and `stops`, sorted by their texts."""
    asked = {
        query
        for rows in (offices, stops)
        for kind in _KINDS
        for query in _queries(rows, kind, country)
        if query
    }
    return sorted(asked)


def _queries(rows: pd.DataFrame, kind: Kind, country: str) -> list[Query | None]:
    """Return the query of a kind that each row asks, None where it asks none."""
    if kind not in rows:
        return [None] * len(rows)
    located = rows["latitude"].notna() if "latitude" in rows else rows[kind] == ""
    names, places = rows[kind].mask(located, ""), rows["place"]
    triples = zip(names, places, rows["municipality"], strict=True)
    if kind == "place":
        return [place_query(name, m, country) if name else None for name, _, m in triples]
    return [address_query(name, place, m, country) if name else None for name, place, m in triples]
