"""Questions → cache → providers → a status each.

Decides who is asked what, and when. Who has candidates is `providers` and `services`; which of
them is right is `matching`; where answers are kept is `cache`.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from poliskarta.errors import AnswerError, Problem, ServiceError, require_no_problems
from poliskarta.geocoding.cache import Cache
from poliskarta.geocoding.matching import Judge
from poliskarta.geocoding.providers import OFFLINE, Candidate, Provider
from poliskarta.geocoding.queries import Question
from poliskarta.project.geocode_table import key
from poliskarta.project.schema import STATUSES

NOT_ASKED = "not_asked"
MOST_IN_A_ROW = 3
"""So many questions in a row without a usable answer are the service's fault, not theirs."""
_LISTED = 5


@dataclass(frozen=True)
class Summary:
    """How the questions stand after a run.

    `counts` is by status, `not_asked` last, zeros left out; it adds up to the number of distinct
    questions. `asked` counts those that this run put to a provider; `unanswered` are those that
    have no answer yet, since no source that was asked covers them.
    """

    counts: Mapping[str, int]
    asked: int
    unanswered: tuple[Question, ...]


def run(
    questions: Iterable[Question],
    cache: Cache,
    providers: Sequence[Provider],
    judge: Judge,
    *,
    refresh: Collection[str] = (),
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Summary:
    """Answer every question that the cache hasn't settled, and keep each answer as it arrives.

    `providers` are asked in order until one names something that fits. Offline sources that have
    nothing leave a question unanswered; a service that has nothing settles it as not found.
    Queries in `refresh` are asked again; `progress` is called with (done, total).

    With nothing to ask, nothing is written, locked or opened. The order of `questions` doesn't
    matter. Raises DataError for a municipality without a polygon, or a query in `refresh` that
    nobody asks or a person has settled; ServiceError when a service stays down, or at the end
    when some questions got no usable answer. All others' answers are kept.
    """
    asked = list(questions)
    require_no_problems(_refresh_problems(asked, cache, refresh))
    todo = pending(asked, cache, providers, refresh)
    if todo or cache.interrupted:
        require_no_problems(_municipality_problems(todo, judge))
        with cache.writing():
            # Another process may have answered some of them while this one waited for its turn.
            todo = pending(asked, cache, providers, refresh)
            _settle_all(todo, lambda question: _settle(question, cache, providers, judge), progress)
    return _summary(asked, cache, len(todo))


def pending(
    questions: Iterable[Question],
    cache: Cache,
    providers: Sequence[Provider],
    refresh: Collection[str] = (),
) -> list[Question]:
    """Return, sorted, the questions that a run would put to at least one of `providers`.

    A settled question isn't asked again unless its query is in `refresh`; but one that an offline
    source knows in the wrong place only is still put to a service.
    """
    asked, again = list(questions), {key(query) for query in refresh}
    open_standings: set[tuple[str, str] | None] = {None}
    if any(provider.is_service for provider in providers):
        open_standings |= {("implausible", name) for name in OFFLINE}
    standings = cache.standings(question.query for question in asked)
    is_open = [
        question
        for question, standing in zip(asked, standings, strict=True)
        if standing in open_standings or (again and key(question.query) in again)
    ]
    return _distinct(q for q in is_open if any(provider.covers(q) for provider in providers))


def _distinct(questions: Iterable[Question]) -> list[Question]:
    """Return the questions sorted, the first of those that the cache doesn't tell apart."""
    distinct: dict[str, Question] = {}
    for question in sorted(questions):
        distinct.setdefault(key(question.query), question)
    return list(distinct.values())


def _settle_all(
    todo: Sequence[Question],
    settle: Callable[[Question], None],
    progress: Callable[[int, int], None],
) -> None:
    """Settle each question; one that a service can't answer doesn't keep the others waiting."""
    failed: dict[Question, AnswerError] = {}
    for done, question in enumerate(todo):
        progress(done, len(todo))
        try:
            settle(question)
        except AnswerError as error:
            failed[question] = error
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
    question: Question,
    cache: Cache,
    providers: Sequence[Provider],
    judge: Judge,
) -> None:
    """Ask until a candidate fits; keep the answer, unless no source could give one."""
    candidates: list[Candidate] = []
    asked = ""
    for provider in providers:
        if not provider.covers(question):
            continue
        found = provider.candidates(question)
        candidates += found
        if found or provider.is_service:
            asked = provider.name
        if judge.fitting(question, found):
            break
    if asked:
        answer = judge.answer(question, candidates, asked)
        cache.keep(answer, judge.review_rows(question, candidates))


def _summary(questions: Sequence[Question], cache: Cache, asked: int) -> Summary:
    standings = cache.standings(question.query for question in questions)
    pairs = list(zip(questions, standings, strict=True))
    statuses = {key(q.query): pair[0] if pair else NOT_ASKED for q, pair in pairs}
    counts = Counter(statuses.values())
    unanswered = _distinct(question for question, pair in pairs if pair is None)
    ordered = {name: counts[name] for name in (*STATUSES, NOT_ASKED) if counts[name]}
    return Summary(ordered, asked, tuple(unanswered))


def _stopped(error: ServiceError | str, left: Sequence[Question]) -> str:
    listed = "; ".join(question.query for question in left[:_LISTED])
    more = f" and {len(left) - _LISTED} more" if len(left) > _LISTED else ""
    return (
        f"{error}\n    Not answered yet: {listed}{more}."
        " What arrived before is kept: run the same command again later."
    )


def _refresh_problems(
    questions: Sequence[Question], cache: Cache, refresh: Collection[str]
) -> list[Problem]:
    known = {key(question.query): question.query for question in questions if refresh}
    problems = []
    for query in sorted(refresh):
        if key(query) not in known:
            remedy = _close(query, known.values()) or "Write it as in the column `query`."
            what = "no office asks this"
        elif cache.status(query) == "manual":
            remedy = f"Remove its row from {cache.path.name} first."
            what = "a person has settled this"
        else:
            continue
        problems.append(Problem("--refresh", None, None, query, what, remedy))
    return problems


def _municipality_problems(questions: Sequence[Question], judge: Judge) -> list[Problem]:
    names = sorted({question.municipality for question in questions})
    return [
        Problem(
            "units.csv",
            None,
            "municipality",
            name,
            "no polygon of this municipality, so no answer can be checked",
            _close(name, judge.municipalities.index) or "Correct it, or add it to units.csv.",
        )
        for name in names
        if judge.area(name) is None
    ]


def _close(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f"Is {close[0]!r} meant?" if close else ""
