"""The days that an ISO date of any precision stands for: a year, a month, or one day."""

from __future__ import annotations

import calendar
import datetime as dt

from poliskarta.project.cell_rules import is_date


def first_day(text: str) -> dt.date | None:
    """Return the first day of the year, month or day `text`; None if it is no ISO date."""
    days = _days(text)
    return days[0] if days else None


def last_day(text: str) -> dt.date | None:
    """Return the last day of the year, month or day `text`; None if it is no ISO date."""
    days = _days(text)
    return days[1] if days else None


def _days(text: str) -> tuple[dt.date, dt.date] | None:
    if not is_date(text):
        return None
    year, *rest = map(int, text.split("-"))
    first = dt.date(year, *[*rest, 1, 1][:2])
    if len(rest) > 1:
        return first, first
    month = rest[0] if rest else 12
    return first, dt.date(year, month, calendar.monthrange(year, month)[1])
