"""The columns whose names follow from the limits of distance, which each project chooses."""

from __future__ import annotations

import re

from poliskarta.project.thresholds import Limits, limit_name

# What stands for a limit, and for that of the catchment, where the name is left open.
LIMIT, CATCHMENT = "{limit}", "{catchment}"

SHARE_WITHIN, LAND_WITHIN = f"share_within_{LIMIT}", f"land_within_{LIMIT}"
ACCESS, NO_ACCESS = f"access_2sfca_{CATCHMENT}", f"share_without_access_{CATCHMENT}"
_NAMED_LIMIT = re.compile(r"(_within_|_2sfca_|_access_)(\d+k?m)(?=_|$)")


def shares_within(limits: Limits) -> list[str]:
    """Return the columns of the shares of people within each limit."""
    return [SHARE_WITHIN.replace(LIMIT, limit_name(km)) for km in limits.bands_km]


def land_within(limits: Limits) -> list[str]:
    """Return the columns of the shares of land within each limit."""
    return [LAND_WITHIN.replace(LIMIT, limit_name(km)) for km in limits.bands_km]


def access_within(limits: Limits) -> str:
    """Return the column of the offices within the catchment."""
    return ACCESS.replace(CATCHMENT, limit_name(limits.catchment_km))


def no_access_within(limits: Limits) -> str:
    """Return the column of the share of people without any office within the catchment."""
    return NO_ACCESS.replace(CATCHMENT, limit_name(limits.catchment_km))


def open_limit(column: str) -> tuple[str, str]:
    """Return the name of a column with its limit left open, and the limit; "" if it has none."""
    found = _NAMED_LIMIT.search(column)
    if not found:
        return column, ""
    left_open = LIMIT if found[1] == "_within_" else CATCHMENT
    return f"{column[: found.start(2)]}{left_open}{column[found.end(2) :]}", found[2]
