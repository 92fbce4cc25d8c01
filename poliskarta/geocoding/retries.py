"""A service that failed: whether to try again, when, and what went wrong in one line.

geopy's own rate limiter returns nothing where a service failed, as if there were no such place.
"""

from __future__ import annotations

import socket
from http import HTTPStatus

from poliskarta.errors import QueryError, ServiceError
from poliskarta.geocoding.queries import Query

RETRY_WAITS_S = (2.0, 10.0, 30.0)
"""Waits before the second, third and fourth try, where the service names none itself."""
LONGEST_WAIT_S = 300.0
"""A service that asks for a longer wait than this is taken to be down."""

# What geopy lets through when a response has another shape than it expects.
UNEXPECTED = (LookupError, TypeError, AttributeError, ValueError)
_LONGEST = 160


def delay_after(error: Exception, wait: float | None) -> float | None:
    """Return the seconds to wait before the next try; None when there is to be none.

    `wait` is what would be waited by itself, None after the last try. What is refused isn't
    tried again; what can't be read, or where nobody is, only once more.
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


def failure(service: str, query: Query, error: Exception) -> ServiceError:
    """Return what to raise when `service` failed on `query`: what happened, in one line."""
    from geopy.exc import GeocoderQueryError  # noqa: PLC0415

    is_of_query = isinstance(error, GeocoderQueryError) or _is_unreadable(error)
    kind = QueryError if is_of_query else ServiceError
    return kind(f"{service}: no answer to {query.text!r}: {describe(error)}")


def _is_unreadable(error: Exception) -> bool:
    from geopy.exc import GeocoderParseError  # noqa: PLC0415

    return isinstance(error, (GeocoderParseError, *UNEXPECTED)) and not _code(error)


def _is_nobody(error: Exception) -> bool:
    reason = getattr(error.__context__, "reason", None)
    return isinstance(reason, (socket.gaierror, ConnectionRefusedError))


def _code(error: Exception) -> int:
    return getattr(error.__cause__, "status_code", 0)


def _has_moved(error: Exception) -> bool:
    return 300 <= _code(error) < 400  # noqa: PLR2004  # RFC 9110, section 15.4


def describe(error: Exception) -> str:
    """Return in one line what went wrong."""
    code = _code(error)
    if _has_moved(error):
        address = error.__cause__.headers.get("location", "another address")
        return f"HTTP {code}: it has moved to {address[:_LONGEST]}; name that with --service-url"
    if code:
        known = {status.value: status.phrase for status in HTTPStatus}
        return f"HTTP {code} {known.get(code, '')}".strip()
    if _is_unreadable(error):
        return f"an answer that can't be read ({_first_line(error)})"
    return _first_line(error)


def _first_line(error: Exception) -> str:
    # geopy tells the number of a system error only; what it stands for is in the error before.
    message = str(error.__context__ if str(error).isdecimal() else error)
    line = (message.splitlines() or [""])[0].strip().rstrip(":")
    return line[:_LONGEST] or type(error).__name__
