"""Offices and stops → the hours by date of those rules that no one week tells, in few bytes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from poliskarta.page.geometry import write_numbers


def describe_calendars(tables: Iterable[pd.DataFrame]) -> dict[str, dict[str, Any]]:
    """Return the calendars of the tables' `opening_hours`, by the rule, in its alphabetical order.

    Each is an opening_calendar.Calendar, `runs` in letters: how many weeks, which, in turn.
    """
    rules = sorted({rule for table in tables for rule in table["opening_hours"] if rule})
    if not rules:
        return {}
    from poliskarta.project.opening_calendar import opening_calendar  # noqa: PLC0415

    found = {rule: opening_calendar(rule) for rule in rules}
    return {
        rule: vars(calendar) | {"runs": write_numbers(np.array(calendar.runs).ravel())}
        for rule, calendar in found.items()
        if calendar
    }
