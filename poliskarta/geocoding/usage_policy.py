"""What the usage policy of a public service asks for: pauses, and no systematic collection."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from poliskarta.errors import Problem, require_no_problems
from poliskarta.geocoding.matching import Matcher
from poliskarta.geocoding.providers import Provider
from poliskarta.geocoding.queries import Query

PUBLIC_PAUSE_S = 1.0
"""Least time between two requests to a public host (Nominatim's usage policy of 2026-05-11)."""


def pause_between(url: str) -> float:
    """Return the least time between two requests to a server, seconds: 0 for a private address.

    "" is the service's own, public server.
    """
    return 0.0 if _is_private(urlsplit(url).hostname or "") else PUBLIC_PAUSE_S


def left_for_service(
    todo: Iterable[Query], offline: Sequence[Provider], matcher: Matcher
) -> list[Query]:
    """Return the queries of `todo` that no source of `offline` has a fitting candidate for."""
    return [
        query
        for query in todo
        if not any(
            matcher.fitting(query, provider.candidates(query))
            for provider in offline
            if provider.covers(query)
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


def _is_private(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return False
