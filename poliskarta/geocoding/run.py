"""Queries → cache → providers → a status each.

Decides who is asked what, and when. Who has candidates is `providers` and `services`; which of
them is right is `matching`; where results are kept is `cache`.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from poliskarta.errors import Problem, QueryError, ServiceError, require_no_problems
from poliskarta.geocoding.cache import Cache
from poliskarta.geocoding.matching import Matcher
from poliskarta.geocoding.providers import OFFLINE, Candidate, Provider
from poliskarta.geocoding.queries import Query
from poliskarta.project.geocode_table import query_key
from poliskarta.project.vocabularies import STATUSES

NOT_ASKED = "not_asked"
MOST_IN_A_ROW = 3
"""So many queries in a row without a usable response are the service's fault, not theirs."""
_LISTED = 5


@dataclass(frozen=True)
class Summary:
    """The statuses of all queries after a run.

    `counts` is by status, `not_asked` last, zeros left out; it adds up to the number of distinct
    queries. `asked` counts those that this run sent to a provider; `unanswered` are those that
    have no status yet, since no source that was asked covers them.
    """

    counts: Mapping[str, int]
    asked: int
    unanswered: tuple[Query, ...]


def run(
    queries: Iterable[Query],
    cache: Cache,
    providers: Sequence[Provider],
    matcher: Matcher,
    *,
    refresh: Collection[str] = (),
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Summary:
    """Geocode every query that the cache hasn't settled, and keep each result as it arrives.

    `providers` are asked in order until one names something that fits. Offline sources that have
    nothing leave a query unanswered; a service that has nothing settles it as not found.
    Queries in `refresh` are sent again; `progress` is called with (done, total).

    With nothing to ask, nothing is written, locked or opened. The order of `queries` doesn't
    matter. Raises DataError for a municipality without a polygon, or a query in `refresh` that
    nobody asks or a person has settled; ServiceError when a service stays down, or at the end
    when some queries got no usable response. The results of all others are kept.
    """
    asked = list(queries)
    require_no_problems(_refresh_problems(asked, cache, refresh))
    todo = pending(asked, cache, providers, refresh)
    if todo or cache.interrupted:
        require_no_problems(_municipality_problems(todo, matcher))
        with cache.writing():
            # Another process may have settled some of them while this one waited for its turn.
            todo = pending(asked, cache, providers, refresh)
            _settle_all(todo, lambda query: _settle(query, cache, providers, matcher), progress)
    return _summary(asked, cache, len(todo))


def pending(
    queries: Iterable[Query],
    cache: Cache,
    providers: Sequence[Provider],
    refresh: Collection[str] = (),
) -> list[Query]:
    """Return, sorted, the queries that a run would send to at least one of `providers`.

    A settled query isn't sent again unless it is in `refresh`; but one that an offline source
    knows in the wrong place only is still sent to a service.
    """
    asked, again = list(queries), {query_key(text) for text in refresh}
    open_statuses: set[tuple[str, str] | None] = {None}
    if any(provider.is_service for provider in providers):
        open_statuses |= {("implausible", name) for name in OFFLINE}
    statuses = cache.statuses(query.text for query in asked)
    is_open = [
        query
        for query, status in zip(asked, statuses, strict=True)
        if status in open_statuses or (again and query.key in again)
    ]
    return _distinct(q for q in is_open if any(provider.covers(q) for provider in providers))


def _distinct(queries: Iterable[Query]) -> list[Query]:
    """Return the queries sorted, the first of those that the cache doesn't tell apart."""
    distinct: dict[str, Query] = {}
    for query in sorted(queries):
        distinct.setdefault(query.key, query)
    return list(distinct.values())


def _settle_all(
    todo: Sequence[Query],
    settle: Callable[[Query], None],
    progress: Callable[[int, int], None],
) -> None:
    """Settle each query; one that a service fails on doesn't keep the others waiting."""
    failed: dict[Query, QueryError] = {}
    for done, query in enumerate(todo):
        progress(done, len(todo))
        try:
            settle(query)
        except QueryError as error:
            failed[query] = error
            last = todo[max(done + 1 - MOST_IN_A_ROW, 0) : done + 1]
            if len(last) == MOST_IN_A_ROW and failed.keys() >= set(last):
                raise ServiceError(_stopped(error, [*failed, *todo[done + 1 :]])) from error
        except ServiceError as error:
            raise ServiceError(_stopped(error, [*failed, *todo[done:]])) from error
    progress(len(todo), len(todo))
    if failed:
        lines = [str(error) for error in failed.values()][:_LISTED]
        raise ServiceError(_stopped("\n".join(lines), [*failed]))


def _settle(
    query: Query,
    cache: Cache,
    providers: Sequence[Provider],
    matcher: Matcher,
) -> None:
    """Ask until a candidate fits; keep the result, unless no source had one."""
    candidates: list[Candidate] = []
    asked = ""
    for provider in providers:
        if not provider.covers(query):
            continue
        found = provider.candidates(query)
        candidates += found
        if found or provider.is_service:
            asked = provider.name
        if matcher.fitting(query, found):
            break
    if asked:
        result = matcher.match(query, candidates, asked)
        cache.keep(result, matcher.review_rows(query, candidates))


def _summary(queries: Sequence[Query], cache: Cache, asked: int) -> Summary:
    known = cache.statuses(query.text for query in queries)
    pairs = list(zip(queries, known, strict=True))
    statuses = {query.key: pair[0] if pair else NOT_ASKED for query, pair in pairs}
    counts = Counter(statuses.values())
    unanswered = _distinct(query for query, pair in pairs if pair is None)
    ordered = {name: counts[name] for name in (*STATUSES, NOT_ASKED) if counts[name]}
    return Summary(ordered, asked, tuple(unanswered))


def _stopped(error: ServiceError | str, left: Sequence[Query]) -> str:
    listed = "; ".join(query.text for query in left[:_LISTED])
    more = f" and {len(left) - _LISTED} more" if len(left) > _LISTED else ""
    return (
        f"{error}\n    Not answered yet: {listed}{more}."
        " What arrived before is kept: run the same command again later."
    )


def _refresh_problems(
    queries: Sequence[Query], cache: Cache, refresh: Collection[str]
) -> list[Problem]:
    known = {query.key: query.text for query in queries if refresh}
    problems = []
    for text in sorted(refresh):
        if query_key(text) not in known:
            remedy = _close(text, known.values()) or "Write it as in the column `query`."
            what = "no office asks this"
        elif cache.status(text) == "manual":
            remedy = f"Remove its row from {cache.path.name} first."
            what = "a person has settled this"
        else:
            continue
        problems.append(Problem("--refresh", None, None, text, what, remedy))
    return problems


def _municipality_problems(queries: Sequence[Query], matcher: Matcher) -> list[Problem]:
    names = sorted({query.municipality for query in queries})
    return [
        Problem(
            "units.csv",
            None,
            "municipality",
            name,
            "no polygon of this municipality, so no answer can be checked",
            _close(name, matcher.municipalities.index) or "Correct it, or add it to units.csv.",
        )
        for name in names
        if matcher.area(name) is None
    ]


def _close(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f"Is {close[0]!r} meant?" if close else ""
