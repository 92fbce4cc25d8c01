"""The limits that figures and warnings are made by: chosen by us or a project, measured by nobody.

A project chooses its own in `[limits]` of region.toml.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

# How far from a network of ways one may live, or an office be, and get there; and how fast.
SNAP_M = 500
WALK_KMH = 5

# What the shares of the population are given for where ways are measured in minutes.
WITHIN_MIN = (10, 20, 30, 60)


# A change of distance that people notice, metres.
NOTICED_M = 100

# More names than this in one run are a systematic collection: no policy says how many.
MOST_NAMES = 200

# A straight line over more water than this, metres, is no way to an office: no river, but a sound.
WATER_M = 500

# As many limits as bands can be told apart by colour, but one.
MOST_BANDS = 4
FARTHEST_KM = 1000
_M_PER_KM = 1000

Km = int | float


@dataclass(frozen=True)
class Limits:
    """The limits of distance, kilometres.

    `bands_km` are those of the distance bands, and what the shares of the population are given
    for, from the nearest on; `catchment_km` is how far people are thought to share offices, in
    the two-step floating catchment area (2SFCA). Farther than `underserved_km`, one of the bands',
    from every office a place is underserved; of 0, it is `usual_beyond_km`.
    """

    bands_km: tuple[float, ...] = (1, 2, 5, 10)
    catchment_km: float = 5
    underserved_km: float = 0

    @cached_property
    def edges_km(self) -> tuple[Km | None, ...]:
        """The edges of the distance bands; None of the last one, which doesn't end."""
        return (0, *map(plain_km, self.bands_km), None)

    @cached_property
    def beyond_km(self) -> Km:
        """The distance beyond which a place is underserved, if nobody says otherwise."""
        return plain_km(self.underserved_km or self.usual_beyond_km)

    @property
    def usual_beyond_km(self) -> float:
        """The limit of a band that is nearest to 5 km, the smaller of two."""
        return min(self.bands_km, key=lambda km: (abs(km - 5), km))

    @property
    def cell_m(self) -> float:
        """How wide an area may be that counts at one point: a quarter of the smallest limit.

        Whoever is put so far from home is counted on the right side of it, or near it.
        """
        return min(self.bands_km) * _M_PER_KM / 4

    @property
    def few_km(self) -> tuple[float, ...]:
        """The limits that are told of where there is room for two."""
        return self.bands_km[1:3] if len(self.bands_km) > 2 else self.bands_km  # noqa: PLR2004


USUAL = Limits()


def plain_km(km: float) -> Km:
    """Return a number of kilometres, a whole one as an integer."""
    return int(km) if float(km).is_integer() else km


def limit_name(km: float) -> str:
    """Return a limit as names of columns have it: 2km, or 500m of what isn't whole."""
    return f"{km:g}km" if float(km).is_integer() else f"{km * _M_PER_KM:.0f}m"


def metres_of_name(name: str) -> float:
    """Return the metres of a limit by what `limit_name` returned."""
    return float(name.removesuffix("km")) * _M_PER_KM if name.endswith("km") else float(name[:-1])


def read_limits(raw: Mapping[str, Any]) -> Limits:
    """Return the limits of `[limits]` in region.toml, which has no problem."""
    return Limits(**dict(raw) | {"bands_km": tuple(raw.get("bands_km", USUAL.bands_km))})


def limit_faults(raw: Mapping[str, Any]) -> Iterator[tuple[str, object, str, str]]:
    """Yield the name, the value, what is wrong and a remedy of each senseless setting in `raw`."""
    bands = raw.get("bands_km", list(USUAL.bands_km))
    if not 1 <= len(bands) <= MOST_BANDS or not all(map(_is_limit, bands)):
        what = f"not one to {MOST_BANDS} distances in kilometres, in whole metres"
        yield "limits.bands_km", bands, what, "Write them from the nearest on: [1, 2, 5, 10]."
    elif sorted(set(bands)) != bands:
        yield "limits.bands_km", bands, "not in rising order", "Write the nearest first, each once."
    elif raw.get("underserved_km") and raw["underserved_km"] not in bands:
        remedy = f"Choose one of bands_km: {', '.join(f'{km:g}' for km in bands)}."
        yield "limits.underserved_km", raw["underserved_km"], "no limit of a band", remedy
    if not _is_limit(raw.get("catchment_km", USUAL.catchment_km)):
        what = f"not a distance up to {FARTHEST_KM} km, in whole metres"
        yield "limits.catchment_km", raw["catchment_km"], what, "Write kilometres: 5."


def _is_limit(km: object) -> bool:
    if isinstance(km, bool) or not isinstance(km, (int, float)) or not 0 < km <= FARTHEST_KM:
        return False
    return math.isclose(km * _M_PER_KM, round(km * _M_PER_KM), abs_tol=1e-6)
