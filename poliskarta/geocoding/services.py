"""Geocoding services over the wire, through geopy: one question at a time, politely.

The only room with a wire. geopy is imported, and its geocoder built, when the first question is
really put. A service that fails raises ServiceError, which is never an answer.
"""

from __future__ import annotations

import inspect
import ipaddress
import logging
import socket
import time
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from poliskarta import __version__
from poliskarta.errors import AnswerError, DataError, Problem, ServiceError, require_no_problems
from poliskarta.geocoding.matching import Judge
from poliskarta.geocoding.providers import Candidate, Provider
from poliskarta.geocoding.queries import Question
from poliskarta.geocoding.responses import candidate_of
from poliskarta.project.region import Region

log = logging.getLogger("poliskarta")
LIMIT = 20
"""How many candidates are asked for: names exist many times, and all are looked at."""
PUBLIC_PAUSE_S = 1.0
"""Least time between two requests to a public host (Nominatim's usage policy of 2026-05-11)."""
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
        return 0.0 if _is_private(urlsplit(self.url).hostname or "") else PUBLIC_PAUSE_S


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

    `clock` and `sleep` are the passing of time, `adapter` makes what goes over the wire
    (geopy's adapter_factory): tests put recorded answers there.
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

    def covers(self, _question: Question) -> bool:
        """Tell that a service may be asked anything."""
        return True

    def candidates(self, question: Question) -> list[Candidate]:
        """Return what the service has for `question` in the region, in its own order.

        Tries again after a failure that may pass, waiting as long as the service asks for.
        Raises ServiceError when it stays down or refuses, AnswerError when it is only this
        question that it can't answer; DataError when there is no such service or it lacks a
        setting.
        """
        geocode, text = self._geocode, self._text(question)
        for wait in (*RETRY_WAITS_S, None):
            self._wait_for_turn()
            try:
                return self._read(question, geocode(text) or [])
            except self._faults as error:
                delay = delay_after(error, wait)
                if delay is None or delay > LONGEST_WAIT_S:
                    raise failure(self.name, question, error) from error
                log.info("%s: %s; trying again in %d s", self.name, words(error), delay)
            self._sleep(delay)
        raise AssertionError

    def _read(self, question: Question, locations: list[Any]) -> list[Candidate]:
        found = [candidate_of(location, question, self.name) for location in locations]
        return [candidate for candidate in found if candidate is not None]

    def _wait_for_turn(self) -> None:
        wait = self._earliest - self._clock()
        if self._service.pause_s and wait > 0:
            self._sleep(wait)
        self._earliest = self._clock() + self._service.pause_s

    def _text(self, question: Question) -> str:
        """Return the question in words, without the country where that is a limit of its own."""
        country = f", {question.country}" if self._dialect.country else ""
        return question.query.removesuffix(country)

    @cached_property
    def _faults(self) -> tuple[type[Exception], ...]:
        from geopy.exc import GeopyError  # noqa: PLC0415

        return (GeopyError, *STUMBLES)

    @cached_property
    def _geocode(self) -> Callable[[str], list[Any] | None]:
        geocoder = _geocoder(self._service, self._adapter or self._dialect.adapter())
        west, south, east, north = self._region.bounds
        limits = {
            self._dialect.country: [self._region.country.lower()],
            self._dialect.bounds: [(south, west), (north, east)],
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
        raise _usage("--provider", service.name, "no such service", remedy) from None
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
            raise _usage("--provider", geocoder.__name__, f"this service needs its {name}", remedy)
    return {name: value for name, value in settings.items() if name in parameters}


def _problems(service: Service) -> list[Problem]:
    problems = []
    if not ("@" in service.contact or "." in service.contact):
        remedy = "Give an e-mail or web address: a service must be able to reach whoever asks."
        problems += _usage("--contact", service.contact, "no contact", remedy).problems
    address = urlsplit(service.url)
    if service.url and (address.scheme not in ("http", "https") or not address.netloc):
        remedy = "Write it whole: https://nominatim.example.org"
        what = "not the address of a server"
        problems += _usage("--service-url", service.url, what, remedy).problems
    return problems


def _usage(option: str, value: str, what: str, remedy: str) -> DataError:
    return DataError([Problem(option, None, None, value, what, remedy)])


def _is_private(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return False


RETRY_WAITS_S = (2.0, 10.0, 30.0)
"""Waits before the second, third and fourth try, where the service names none itself."""
LONGEST_WAIT_S = 300.0
"""A service that asks for a longer wait than this is taken to be down."""

# What geopy lets through when an answer has another shape than it expects.
STUMBLES = (LookupError, TypeError, AttributeError, ValueError)
_WORDS = 160


def delay_after(error: Exception, wait: float | None) -> float | None:
    """Return the seconds to wait before the next try; None when there is to be none.

    `wait` is what would be waited by itself, None after the last try. What is refused isn't
    asked again; what can't be read, or where nobody is, only once more.
    """
    from geopy import exc  # noqa: PLC0415
    from geopy.adapters import get_retry_after  # noqa: PLC0415

    refusals = (
        exc.ConfigurationError,
        exc.GeocoderAuthenticationFailure,
        exc.GeocoderInsufficientPrivileges,
        exc.GeocoderQueryError,
        exc.GeocoderQuotaExceeded,
    )
    may_pass = isinstance(error, exc.GeocoderRateLimited) or not isinstance(error, refusals)
    if wait is None or not may_pass or _has_moved(error):
        return None
    if _is_unreadable(error) or _is_nobody(error):
        return wait if wait == RETRY_WAITS_S[0] else None
    asked = get_retry_after(getattr(error.__cause__, "headers", {}))
    return wait if asked is None else float(asked)


def failure(service: str, question: Question, error: Exception) -> ServiceError:
    """Return what to raise when `service` has not answered: what happened, in one line."""
    from geopy.exc import GeocoderQueryError  # noqa: PLC0415

    is_its_own = isinstance(error, GeocoderQueryError) or _is_unreadable(error)
    kind = AnswerError if is_its_own else ServiceError
    return kind(f"{service}: no answer to {question.query!r}: {words(error)}")


def _is_unreadable(error: Exception) -> bool:
    from geopy.exc import GeocoderParseError  # noqa: PLC0415

    return isinstance(error, (GeocoderParseError, *STUMBLES)) and not _code(error)


def _is_nobody(error: Exception) -> bool:
    reason = getattr(error.__context__, "reason", None)
    return isinstance(reason, (socket.gaierror, ConnectionRefusedError))


def _code(error: Exception) -> int:
    return getattr(error.__cause__, "status_code", 0)


def _has_moved(error: Exception) -> bool:
    return 300 <= _code(error) < 400  # noqa: PLR2004  # RFC 9110, section 15.4


def words(error: Exception) -> str:
    """Return in one line what went wrong."""
    code = _code(error)
    if _has_moved(error):
        address = error.__cause__.headers.get("location", "another address")
        return f"HTTP {code}: it has moved to {address[:_WORDS]}; name that with --service-url"
    if code:
        known = {status.value: status.phrase for status in HTTPStatus}
        return f"HTTP {code} {known.get(code, '')}".strip()
    if _is_unreadable(error):
        return f"an answer that can't be read ({_first_line(error)})"
    return _first_line(error)


def _first_line(error: Exception) -> str:
    # geopy tells the number of a system error only; what it stands for is in the error before.
    said = str(error.__context__ if str(error).isdecimal() else error)
    line = (said.splitlines() or [""])[0].strip().rstrip(":")
    return line[:_WORDS] or type(error).__name__


def left_for_service(
    todo: Iterable[Question], offline: Sequence[Provider], judge: Judge
) -> list[Question]:
    """Return the questions of `todo` that no source of `offline` has a fitting candidate for."""
    return [
        question
        for question in todo
        if not any(
            judge.fitting(question, provider.candidates(question))
            for provider in offline
            if provider.covers(question)
        )
    ]


def require_consent(count: int, most: int) -> None:
    """Raise DataError when `count` names for a public server are more than `most`."""
    if count > most:
        remedy = (
            "Run a Nominatim of your own and name it with --service-url; or, if the server's"
            " policy allows so many, add --yes."
        )
        what = f"names for a public server; more than {most} are a systematic collection"
        require_no_problems([Problem("--yes", None, None, str(count), what, remedy)])


def duration(count: int, pause_s: float) -> str:
    """Return in words how long `count` requests take at least; "" when there is no pause."""
    seconds = count * pause_s
    if seconds < 90:  # noqa: PLR2004
        return f"about {round(seconds)} s" if seconds else ""
    minutes = seconds / 60
    if minutes < 90:  # noqa: PLR2004
        return f"about {round(minutes)} min"
    return f"about {round(minutes / 60)} h"
