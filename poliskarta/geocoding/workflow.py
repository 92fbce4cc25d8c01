"""A dataset's places → its geocodes: who may be asked, what is open, what is wrong.

What only a geocoding service needs is imported when one is named.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from poliskarta.errors import Problem
from poliskarta.geocoding.cache import Cache
from poliskarta.geocoding.cache_checks import check_cache
from poliskarta.geocoding.matching import Matcher, municipality_polygons
from poliskarta.geocoding.providers import (
    GazetteerProvider,
    GeonamesProvider,
    Provider,
    close_names,
)
from poliskarta.geocoding.queries import Query, queries_of
from poliskarta.geocoding.run import Summary, run
from poliskarta.geocoding.run import pending as still_open
from poliskarta.geocoding.usage_policy import duration, left_for_service, require_consent
from poliskarta.project.dataset import Dataset
from poliskarta.project.geocode_table import query_key
from poliskarta.project.thresholds import MOST_NAMES

if TYPE_CHECKING:
    from poliskarta.geocoding.services import Service

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class GeocodeSettings:
    """Whom a run may ask: the gazetteer and geonames, both offline, and a service if named.

    A public server isn't asked for more than `most` names (None: any number). `announce` is
    told the service's name, how many names are sent to it, and how long that takes in words.
    """

    service: Service | None = None
    refresh: Collection[str] = field(default_factory=tuple)
    most: int | None = MOST_NAMES
    announce: Callable[[str, int, str], None] = lambda _name, _count, _duration: None
    today: dt.date = field(default_factory=lambda: dt.datetime.now(tz=dt.UTC).date())


def service_of(provider: str, contact: str, url: str, api_key: str) -> Service:
    """Return the geocoding service that a user names. See `Service` for what it raises."""
    from poliskarta.geocoding.services import Service  # noqa: PLC0415  # brings geopy

    return Service(provider, contact, url, api_key)


def geocode(
    dataset: Dataset,
    settings: GeocodeSettings,
    progress: Progress = lambda _done, _total: None,
) -> Summary:
    """Geocode what the project's cache doesn't know yet. See `run` for what it raises."""
    asked, kept = dataset_queries(dataset), Cache(dataset.project.table("geocodes.csv"))
    providers = _providers(dataset, settings)
    todo = still_open(asked, kept, providers, settings.refresh)
    matcher = _matcher(dataset, settings.today)
    if todo and settings.service:
        _consider(todo, providers, matcher, settings)
    return run(asked, kept, providers, matcher, refresh=settings.refresh, progress=progress)


def pending(dataset: Dataset, settings: GeocodeSettings) -> list[Query]:
    """Return the queries that `geocode` would ask. Asks and writes nothing."""
    kept = Cache(dataset.project.table("geocodes.csv"))
    return still_open(
        dataset_queries(dataset), kept, _providers(dataset, settings), settings.refresh
    )


def check_geocodes(dataset: Dataset) -> list[Problem]:
    """Return the problems of the dataset's geocodes. Asks and writes nothing."""
    matcher = _matcher(dataset, GeocodeSettings().today)
    file = str(dataset.project.table("geocodes.csv"))
    return check_cache(
        file, dataset.geocodes, dataset_queries(dataset), matcher, suggester(dataset)
    )


def suggester(dataset: Dataset) -> Callable[[Query], str]:
    """Return what says of a query whether another name is meant, one that is known offline.

    Nothing is said of an address: sources of place names know none. The names are read when the
    first place is asked about; those of the whole country take seconds.
    """

    @cache
    def names() -> list[str]:
        sources = _providers(dataset, GeocodeSettings())
        return [name for source in sources for name in source.names()]

    return lambda query: close_names(query, names()) if query.kind == "place" else ""


def geocode_rows(dataset: Dataset) -> list[dict[str, Any]]:
    """Return the status of each query: its row of geocodes.csv without blanks."""
    kept = dataset.geocodes
    stacked = kept.replace("", float("nan")).set_index(kept["query"].map(query_key))
    rows = {query: row.dropna().to_dict() for query, row in stacked.iterrows()}
    return [
        {"status": "not_asked"}
        | rows.get(query.key, {})
        | {"query": query.text, "kind": query.kind}
        for query in dataset_queries(dataset)
    ]


def _consider(
    todo: list[Query], providers: list[Provider], matcher: Matcher, settings: GeocodeSettings
) -> None:
    """Tell how much a service is to be asked; refuse what no public server is there for."""
    service = settings.service
    count = len(left_for_service(todo, providers[:-1], matcher))
    if service.pause_s and settings.most is not None:
        require_consent(count, settings.most)
    settings.announce(service.name, count, duration(count, service.pause_s))


def dataset_queries(dataset: Dataset) -> list[Query]:
    """Return the queries of a dataset's offices and stops. See `queries_of`."""
    return queries_of(dataset.offices, dataset.stops, dataset.region.country)


def _providers(dataset: Dataset, settings: GeocodeSettings) -> list[Provider]:
    providers: list[Provider] = [
        GazetteerProvider(dataset.gazetteer),
        GeonamesProvider(dataset.region.country),
    ]
    if settings.service:
        from poliskarta.geocoding.services import ServiceProvider  # noqa: PLC0415  # brings geopy

        providers.append(ServiceProvider(settings.service, dataset.region))
    return providers


def _matcher(dataset: Dataset, today: dt.date) -> Matcher:
    return Matcher(municipality_polygons(dataset.units), dataset.region, today)
