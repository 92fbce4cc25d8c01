"""Geocoding services over the network, through geopy: one query at a time, as often as is allowed.

geopy is imported, and its geocoder built, when the first query is really sent. A service that
fails raises ServiceError, which is never a result. What geopy sends goes through `http`, what it
reads through `responses`.
"""

from __future__ import annotations

import inspect
import logging
import time
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any
from urllib.parse import urlsplit

from poliskarta import __version__
from poliskarta.errors import DataError, Problem, require_no_problems
from poliskarta.geocoding.providers import Candidate
from poliskarta.geocoding.queries import Query
from poliskarta.geocoding.responses import candidate_of
from poliskarta.geocoding.retries import (
    LONGEST_WAIT_S,
    RETRY_WAITS_S,
    UNEXPECTED,
    delay_after,
    describe,
    failure,
)
from poliskarta.geocoding.usage_policy import pause_between
from poliskarta.project.region import Region

log = logging.getLogger("poliskarta")
LIMIT = 20
"""How many candidates are asked for: names exist many times, and all are looked at."""
_REMEDIES = {
    "api_key": "Put the key into the environment variable POLISKARTA_API_KEY.",
    "domain": "Give the address of the server with --service-url.",
}


@dataclass(frozen=True)
class Service:
    """A geocoding service that the user chose, by geopy's name of it.

    `contact`, an e-mail or web address, goes into the user agent; `url` is the address of a
    server of one's own. Raises DataError when the contact is missing or the address isn't one.
    """

    name: str
    contact: str
    url: str = ""
    api_key: str = field(default="", repr=False)
    timeout_s: float = 10.0

    def __post_init__(self) -> None:
        require_no_problems(_problems(self))

    @property
    def pause_s(self) -> float:
        """Least time between two requests: none only for a private address."""
        return pause_between(self.url)


@dataclass(frozen=True)
class _Dialect:
    """What a service calls its limits, and what it is always told besides."""

    country: str = ""
    bounds: str = ""
    limit: str = ""
    always: Mapping[str, Any] = field(default_factory=dict)
    unknown_to_geopy: Mapping[str, str] = field(default_factory=dict)

    def adapter(self) -> Callable[..., Any]:
        """Return what makes the adapter that tells a service all this."""
        from poliskarta.geocoding.http import OneRequestAdapter  # noqa: PLC0415

        return partial(OneRequestAdapter, more=self.unknown_to_geopy)


_DIALECTS = {
    "nominatim": _Dialect(
        "country_codes",
        "viewbox",
        "limit",
        {"bounded": True, "addressdetails": True, "namedetails": True},
        # Otherwise it keeps only one of two places of a name that lie in one municipality.
        {"dedupe": "0"},
    ),
    "photon": _Dialect(bounds="bbox", limit="limit"),
    "pelias": _Dialect("countries", "boundary_rect"),
    "geocodeearth": _Dialect("countries", "boundary_rect"),
    "opencage": _Dialect("country", "bounds"),
}


class ServiceProvider:
    """Asks one service about one region.

    `clock` and `sleep` are the passing of time, `adapter` makes the HTTP adapter (geopy's
    adapter_factory): tests put recorded responses there.
    """

    is_service = True

    def __init__(
        self,
        service: Service,
        region: Region,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        adapter: Callable[..., Any] | None = None,
    ) -> None:
        self.name = service.name.lower()
        self._service, self._region = service, region
        self._dialect = _DIALECTS.get(self.name, _Dialect())
        self._clock, self._sleep, self._adapter = clock, sleep, adapter
        # The run before this one may just have asked.
        self._earliest = clock() + service.pause_s

    def covers(self, _query: Query) -> bool:
        """Tell that a service may be asked anything."""
        return True

    def candidates(self, query: Query) -> list[Candidate]:
        """Return what the service has for `query` in the region, in its own order.

        Tries again after a failure that may pass, waiting as long as the service asks for.
        Raises ServiceError when it stays down or refuses, QueryError when it is only this
        query that it can't answer; DataError when there is no such service or it lacks a
        setting.
        """
        geocode, text = self._geocode, self._text(query)
        for wait in (*RETRY_WAITS_S, None):
            self._wait_for_turn()
            try:
                return self._read(query, geocode(text) or [])
            except self._failures as error:
                delay = delay_after(error, wait)
                if delay is None or delay > LONGEST_WAIT_S:
                    raise failure(self.name, query, error) from error
                log.info("%s: %s; trying again in %d s", self.name, describe(error), delay)
            self._sleep(delay)
        raise AssertionError

    def _read(self, query: Query, locations: list[Any]) -> list[Candidate]:
        found = [candidate_of(location, query, self.name) for location in locations]
        return [candidate for candidate in found if candidate is not None]

    def _wait_for_turn(self) -> None:
        wait = self._earliest - self._clock()
        if self._service.pause_s and wait > 0:
            self._sleep(wait)
        self._earliest = self._clock() + self._service.pause_s

    def _text(self, query: Query) -> str:
        """Return what to send: the query, without its country where that is a limit of its own."""
        country = f", {query.country}" if self._dialect.country else ""
        return query.text.removesuffix(country)

    @cached_property
    def _failures(self) -> tuple[type[Exception], ...]:
        from geopy.exc import GeopyError  # noqa: PLC0415

        return (GeopyError, *UNEXPECTED)

    @cached_property
    def _geocode(self) -> Callable[[str], list[Any] | None]:
        geocoder = _geocoder(self._service, self._adapter or self._dialect.adapter())
        west, south, east, north = self._region.bounds
        crosses = west > east  # the antimeridian, which no service's box can do
        limits = {
            self._dialect.country: [self._region.country.lower()],
            "" if crosses else self._dialect.bounds: [(south, west), (north, east)],
            self._dialect.limit: LIMIT,
            **self._dialect.always,
        }
        limits.pop("", None)

        def geocode(text: str) -> list[Any] | None:
            with warnings.catch_warnings():
                # It warns of a latitude beyond the pole, and raises ValueError besides.
                warnings.simplefilter("ignore", UserWarning)
                return geocoder.geocode(text, exactly_one=False, **limits)

        return geocode


def _geocoder(service: Service, adapter: Callable[..., Any]) -> Any:  # noqa: ANN401
    from geopy.exc import GeocoderNotFound  # noqa: PLC0415
    from geopy.geocoders import get_geocoder_for_service  # noqa: PLC0415

    try:
        geocoder = get_geocoder_for_service(service.name)
    except GeocoderNotFound:
        remedy = "geopy knows nominatim, photon, pelias, opencage and others."
        raise _bad_option("--provider", service.name, "no such service", remedy) from None
    address = urlsplit(service.url)
    settings = {
        "user_agent": f"poliskarta/{__version__} ({service.contact})",
        "timeout": service.timeout_s,
        "adapter_factory": adapter,
        "scheme": address.scheme,
        "domain": (address.netloc + address.path).rstrip("/"),
        "api_key": service.api_key,
    }
    return geocoder(**_accepted(geocoder, {k: v for k, v in settings.items() if v}))


def _accepted(geocoder: type, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings that a geocoder takes. Raises DataError if it needs another one."""
    parameters = inspect.signature(geocoder).parameters
    for name, parameter in parameters.items():
        if parameter.default is parameter.empty and name not in settings:
            remedy = _REMEDIES.get(name, "Choose another service.")
            raise _bad_option(
                "--provider", geocoder.__name__, f"this service needs its {name}", remedy
            )
    return {name: value for name, value in settings.items() if name in parameters}


def _problems(service: Service) -> list[Problem]:
    problems = []
    if not ("@" in service.contact or "." in service.contact):
        remedy = "Give an e-mail or web address: a service must be able to reach whoever asks."
        problems += _bad_option("--contact", service.contact, "no contact", remedy).problems
    address = urlsplit(service.url)
    if service.url and (address.scheme not in ("http", "https") or not address.netloc):
        remedy = "Write it whole: https://nominatim.example.org"
        what = "not the address of a server"
        problems += _bad_option("--service-url", service.url, what, remedy).problems
    return problems


def _bad_option(option: str, value: str, what: str, remedy: str) -> DataError:
    return DataError([Problem(option, None, None, value, what, remedy)])
