"""Opening hours in OpenStreetMap's syntax → words for people and the open hours of a week.

The reading is left to the package opening-hours-py. Public holidays are not known to it here:
no country is told, and the page says so. Imported only when a row has opening_hours.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import groupby

from opening_hours import OpeningHours, ParserError, State

from poliskarta.i18n import Words

_MINUTES_A_DAY = 24 * 60
_MINUTES_A_WEEK = 7 * _MINUTES_A_DAY
_FIRST_MONDAY = datetime(2010, 1, 4)  # noqa: DTZ001 (local time, whatever the zone)
_WEEKS = 52
_TO = "\N{EN DASH}"
Interval = tuple[int, int]
Week = tuple[Interval, ...]
_ALWAYS: Week = ((0, _MINUTES_A_WEEK),)


def weekly_intervals(rule: str) -> list[list[int]]:
    """Return when it is open, in minutes after Monday 00:00 local time, in order.

    An interval over midnight on Sunday ends after the week's 10 080 minutes. Empty when the
    hours are not the same in every week, or when a comment says that they are only roughly so.
    """
    week = _usual_week(rule)
    return [list(interval) for interval in week or ()]


def hours_in_words(rule: str, words: Words) -> dict[str, str]:
    """Return `rule` in words, such as Friday 20.00 to 04.00.

    A rule that changes over the year, or has comments, is returned as it is written.
    """
    week = _usual_week(rule)
    if not week or _is_longer_than_a_day(week):
        return words.say("hours.as_written", rule=rule)
    if week == _ALWAYS:
        return words.say("hours.always")
    days = [(day, _times(week, day)) for day in range(7)]
    runs = [list(run) for _, run in groupby(days, key=lambda item: item[1])]
    return words.join([_run_in_words(run, words) for run in runs if run[0][1]], "; ")


def _usual_week(rule: str) -> Week | None:
    """Return the open intervals of every week of a year, None unless all weeks are the same."""
    found = _year(rule)
    if any(comment for *_, comment in found) or "+" in rule:  # "20:00+": the end isn't known
        return None
    opened = [(start, stop) for start, stop, state, _ in found if state == State.OPEN]
    if len(opened) == 1 and opened[0][1] - opened[0][0] > timedelta(weeks=_WEEKS):
        return _ALWAYS
    weeks = {_week(opened, number) for number in range(_WEEKS)}
    return weeks.pop() if len(weeks) == 1 else None


def _year(rule: str) -> list[tuple[datetime, datetime, State, str]]:
    """Return the intervals of a year and of a week before and after, which cut none short."""
    week = timedelta(weeks=1)
    try:
        reader = OpeningHours(rule)
    except ParserError:
        return []
    return list(reader.intervals(_FIRST_MONDAY - week, _FIRST_MONDAY + (_WEEKS + 1) * week))


def _week(opened: Iterable[tuple[datetime, datetime]], number: int) -> Week:
    monday = _FIRST_MONDAY + timedelta(weeks=number)
    sunday = monday + timedelta(weeks=1)
    starting = ((start, stop) for start, stop in opened if monday <= start < sunday)
    return tuple((_minutes(start - monday), _minutes(stop - monday)) for start, stop in starting)


def _is_longer_than_a_day(week: Week) -> bool:
    return week != _ALWAYS and any(stop - start > _MINUTES_A_DAY for start, stop in week)


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)


def _times(week: Week, day: int) -> tuple[Interval, ...]:
    """Return the intervals that begin on `day`, in minutes after its midnight."""
    first = day * _MINUTES_A_DAY
    return tuple((a - first, b - first) for a, b in week if first <= a < first + _MINUTES_A_DAY)


def _run_in_words(run: list[tuple[int, tuple[Interval, ...]]], words: Words) -> dict[str, str]:
    first, last = run[0][0], run[-1][0]
    names = [words.say(f"weekday.{day + 1}") for day in dict.fromkeys((first, last))]
    times = [_interval_in_words(interval, words) for interval in run[0][1]]
    return words.say(
        "hours.days_and_times", days=words.join(names, _TO), times=words.join(times, ", ")
    )


def _interval_in_words(interval: Interval, words: Words) -> dict[str, str]:
    return words.join([_clock(minutes, words) for minutes in interval], _TO)


def _clock(minutes: int, words: Words) -> dict[str, str]:
    hour, minute = divmod(minutes % _MINUTES_A_DAY, 60)
    return words.clock(hour, minute)
