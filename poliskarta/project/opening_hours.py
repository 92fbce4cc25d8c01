"""Opening hours in OpenStreetMap's syntax → words for people and the open hours of a week.

What a week can't show is said in the rule's own words; `opening_calendar` knows it by date. Public
holidays are not known here: no country is told, and the page says so. Imported only when a row
has opening_hours.
"""

from __future__ import annotations

from itertools import groupby

from poliskarta.i18n import Words
from poliskarta.project.opening_calendar import (
    ALWAYS,
    MINUTES_A_DAY,
    Interval,
    Week,
    is_longer_than_a_day,
    usual_week,
)

_TO = "\N{EN DASH}"


def weekly_intervals(rule: str) -> list[list[int]]:
    """Return when it is open, in minutes after Monday 00:00 local time, in order.

    An interval over midnight on Sunday ends after the week's 10 080 minutes. Empty when the
    hours are not the same in every week, or when nobody can say: see `opening_calendar`.
    """
    week = usual_week(rule)
    return [list(interval) for interval in week or ()]


def hours_in_words(rule: str, words: Words) -> dict[str, str]:
    """Return `rule` in words, such as Friday 20.00 to 04.00.

    A rule that changes over the year, or has comments, is returned as it is written.
    """
    week = usual_week(rule)
    if not week or (week != ALWAYS and is_longer_than_a_day(week)):
        return words.say("hours.as_written", rule=rule)
    if week == ALWAYS:
        return words.say("hours.always")
    days = [(day, _times(week, day)) for day in range(7)]
    runs = [list(run) for _, run in groupby(days, key=lambda item: item[1])]
    return words.join([_run_in_words(run, words) for run in runs if run[0][1]], "; ")


def _times(week: Week, day: int) -> tuple[Interval, ...]:
    """Return the intervals that begin on `day`, in minutes after its midnight."""
    first = day * MINUTES_A_DAY
    return tuple((a - first, b - first) for a, b in week if first <= a < first + MINUTES_A_DAY)


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
    hour, minute = divmod(minutes % MINUTES_A_DAY, 60)
    return words.clock(hour, minute)
