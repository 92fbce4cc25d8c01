"""Opening hours that change over the year → the open hours of every week, by date.

The calendar repeats itself every 28 years: then dates, weekdays and numbers of weeks are the same
again, from 1901 to 2099. So 1461 weeks say all of a rule that names no year, on any day and
without a clock when the page is built. The reading is left to the package opening-hours-py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import groupby

from opening_hours import OpeningHours, ParserError, State

MINUTES_A_DAY = 24 * 60
MINUTES_A_WEEK = 7 * MINUTES_A_DAY
_WEEKS_A_YEAR = 52
_CYCLE_WEEKS = 1461
_CYCLE_FROM = datetime(2001, 1, 1)  # noqa: DTZ001 (a Monday; local time, whatever the zone)
_EASTER_FROM = 2015
_YEARS_BEFORE = 2
"""How long before the first year that a rule names it is told by date."""
_WEEK = timedelta(weeks=1)

_COMMENT = re.compile(r'"[^"]*"')
_YEAR = re.compile(r"(?<![\d:])(?:19|20)\d\d(?![\d:])")
_EASTER = re.compile(r"\beaster\b", re.IGNORECASE)
_DATE = re.compile(
    r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|week)|\[|\bday", re.IGNORECASE
)
# What no calendar of ours knows: holidays of a place and of its schools, the sun there.
_UNKNOWABLE = re.compile(r"\b(?:PH|SH|dawn|sunrise|sunset|dusk)\b", re.IGNORECASE)

Interval = tuple[int, int]
Week = tuple[Interval, ...]
_Spans = Sequence[tuple[datetime, datetime]]
ALWAYS: Week = ((0, MINUTES_A_WEEK),)


@dataclass(frozen=True)
class Calendar:
    """The open hours of each week from the Monday `first` on; before and after nothing is known.

    `weeks` are the different ones that there are, each its intervals in minutes after its Monday
    00:00, in order; `runs` says how many weeks on end are which: (number of weeks, number among
    `weeks`). If it is a `cycle` the weeks begin anew after the last, in both directions.
    """

    first: str
    cycle: bool
    weeks: tuple[Week, ...]
    runs: tuple[tuple[int, int], ...]


def usual_week(rule: str) -> Week | None:
    """Return the open intervals of a week when those of every week are the same, else None.

    None too for what no calendar tells: see `opening_calendar`.
    """
    if not _is_told(rule):
        return None
    spans = _open_spans(rule, _CYCLE_FROM, _WEEKS_A_YEAR)
    if spans is None:
        return None
    if len(spans) == 1 and spans[0][1] - spans[0][0] > _WEEKS_A_YEAR * _WEEK:
        return ALWAYS if opening_calendar(rule) is None else None
    weeks = set(_weeks(spans, _CYCLE_FROM, _WEEKS_A_YEAR))
    return weeks.pop() if len(weeks) == 1 and opening_calendar(rule) is None else None


@lru_cache(maxsize=4096)
def opening_calendar(rule: str) -> Calendar | None:
    """Return the open hours of each week by date, where they are not the same in all.

    None where they are, and where no calendar can tell: the rule can't be read, has comments or
    an end that isn't known, names holidays or the sun, or is open for more than a week on end.
    """
    plain = _COMMENT.sub("", rule)
    if not _is_told(rule) or not any(p.search(plain) for p in (_DATE, _YEAR, _EASTER)):
        return None
    first = _first_monday(plain)
    spans = _open_spans(rule, first, _CYCLE_WEEKS)
    if spans is None or any(stop - start > _WEEK for start, stop in spans):
        return None
    weeks = _weeks(spans, first, _CYCLE_WEEKS)
    kinds = tuple(dict.fromkeys(weeks))
    if len(kinds) == 1:
        return None
    numbers = {week: number for number, week in enumerate(kinds)}
    runs = tuple((len(list(run)), numbers[week]) for week, run in groupby(weeks))
    return Calendar(first.date().isoformat(), first == _CYCLE_FROM, kinds, runs)


def _is_told(rule: str) -> bool:
    return not _UNKNOWABLE.search(_COMMENT.sub("", rule)) and "+" not in _COMMENT.sub("", rule)


def _first_monday(rule: str) -> datetime:
    """Return where the weeks begin: a rule with years is told from a little before them."""
    years = [int(year) for year in _YEAR.findall(rule)]
    if not years and not _EASTER.search(rule):
        return _CYCLE_FROM
    year = min(years) - _YEARS_BEFORE if years else _EASTER_FROM
    new_year = datetime(year, 1, 1)  # noqa: DTZ001
    return new_year - timedelta(days=new_year.weekday())


def _open_spans(rule: str, first: datetime, weeks: int) -> _Spans | None:
    """Return when it is open, a week before and after included, which cut none short.

    None when the rule can't be read, or isn't sure of its hours.
    """
    try:
        reader = OpeningHours(rule)
    except ParserError:
        return None
    found = list(reader.intervals(first - _WEEK, first + (weeks + 1) * _WEEK))
    if any(comment or state == State.UNKNOWN for _, _, state, comment in found):
        return None
    return [(start, stop) for start, stop, state, _ in found if state == State.OPEN]


def _weeks(spans: _Spans, first: datetime, count: int) -> list[Week]:
    """Return the intervals that begin in each of `count` weeks, minutes after its Monday."""
    weeks: list[list[Interval]] = [[] for _ in range(count)]
    for start, stop in spans:
        number, since = divmod(start - first, _WEEK)
        if 0 <= number < count:
            weeks[number].append((_minutes(since), _minutes(since + (stop - start))))
    return [tuple(week) for week in weeks]


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)


def is_longer_than_a_day(week: Iterable[Interval]) -> bool:
    """Return whether it is open for more than 24 hours on end."""
    return any(stop - start > MINUTES_A_DAY for start, stop in week)
