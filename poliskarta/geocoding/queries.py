"""What is asked of a geocoder: the normalised question that the cache is keyed by."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import pandas as pd


@dataclass(frozen=True, order=True)
class Question:
    """A place or an address to be located. `query` is its normalised form, the cache's key."""

    query: str
    text: str
    municipality: str
    country: str
    kind: Literal["address", "place"]


def normalise(*parts: str) -> str:
    """Return `parts` as one question: NFC, single spaces, empty parts left out, case kept."""
    cleaned = (" ".join(unicodedata.normalize("NFC", part).split()) for part in parts)
    return ", ".join(part for part in cleaned if part)


def place_question(place: str, municipality: str, country: str) -> Question:
    """Return the question after a place by its name."""
    return Question(normalise(place, municipality, country), place, municipality, country, "place")


def address_question(address: str, place: str, municipality: str, country: str) -> Question:
    """Return the question after a street address in a place."""
    query = normalise(address, place, municipality, country)
    return Question(query, address, municipality, country, "address")


def questions_of(offices: pd.DataFrame, stops: pd.DataFrame, country: str) -> list[Question]:
    """Return the distinct questions of `offices` and `stops`, sorted by query.

    An office with an address asks for the address and, as the fallback, for its place. An
    office with a position of its own asks nothing.
    """
    asked = set(_place_questions(stops, country))
    unpositioned = offices[offices["latitude"].isna()] if "latitude" in offices else offices
    asked.update(_place_questions(unpositioned, country))
    addressed = unpositioned[unpositioned["address"] != ""]
    columns = (addressed["address"], addressed["place"], addressed["municipality"])
    asked.update(address_question(*row, country) for row in zip(*columns, strict=True))
    return sorted(asked)


def _place_questions(frame: pd.DataFrame, country: str) -> Iterable[Question]:
    placed = frame[frame["place"] != ""]
    pairs = zip(placed["place"], placed["municipality"], strict=True)
    return (place_question(place, municipality, country) for place, municipality in pairs)
