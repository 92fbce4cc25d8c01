"""What the people of a country are used to: miles, a clock of twelve hours, their paper.

A start for a new project, which region.toml may overrule; countries that stand in no list have
kilometres, twenty-four hours and A4.
"""

from __future__ import annotations

from dataclasses import fields

from poliskarta.i18n import USUAL, Habits

MILES = frozenset({"AS", "GB", "GU", "LR", "MP", "US", "VI"})
TWELVE_HOURS = frozenset(
    {"AS", "AU", "CA", "EG", "GU", "IN", "MP", "NZ", "PH", "PK", "PR", "SA", "US", "VI"}
)
LETTER = frozenset(
    {"AS", "CA", "CL", "CO", "CR", "GT", "GU", "MP", "MX", "NI", "PA", "PH", "PR", "SV", "US"}
    | {"VE", "VI"}
)


def habits_of(country: str) -> Habits:
    """Return the habits of a country, by its ISO 3166 code."""
    return Habits(
        distance="mi" if country in MILES else USUAL.distance,
        clock=12 if country in TWELVE_HOURS else USUAL.clock,
        paper="Letter" if country in LETTER else USUAL.paper,
    )


def unusual(habits: Habits) -> dict[str, str | int]:
    """Return those of `habits` that must be said: the others hold without."""
    said = {each.name: getattr(habits, each.name) for each in fields(Habits)}
    return {name: value for name, value in said.items() if value != getattr(USUAL, name)}
