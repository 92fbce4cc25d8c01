"""The indicators of a district and of the whole region, one entry each: all that is decided of one.

How an indicator is computed stands in `coverage`, what it is called in locale/*/fields.csv, what
it means on its method card. Layers, page, report and comparison take everything else from here,
in this order; the page's scripts get it with the page's data.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from poliskarta.project.limit_columns import (
    ACCESS,
    CATCHMENT,
    LAND_WITHIN,
    LIMIT,
    NO_ACCESS,
    SHARE_WITHIN,
    open_limit,
)
from poliskarta.project.thresholds import USUAL, Limits, limit_name

Place = Literal["map", "table", "district", "headlines", "overview"]

# What stands before the name of a figure that is of the people of the later year.
LATER = "later_"

# What stands behind it: the least and the most it can be, wherever within its radius each office
# may be; between what it lies with 95 % probability, if people live otherwise than estimated, too;
# and by how much it changes.
LOW, HIGH, CHANGE = "_low", "_high", "_change"
LOW95, HIGH95 = "_low95", "_high95"
ENDINGS = ("", LOW, HIGH)
INTERVAL = (LOW95, HIGH95)

_KIND = "{kind}"
ELSEWHERE = "share_nearest_elsewhere"
_SHORT_ENDINGS = {"": "", LOW: "_lo", HIGH: "_hi", LOW95: "_l9", HIGH95: "_h9"}
_FORMS = {"persons": "people", "share": "share", "m": "distance", "km²": "area"}

# Where there is room for two limits only.
_SHORT_TABLES = ("table", "headlines", "overview")

# The decimals that what has a unit is rounded to; six of a share are less than a person in a
# million.
DECIMALS = {"share": 6, "m": 1, "km²": 2}


@dataclass(frozen=True)
class Indicator:
    """An indicator; `{kind}` in its id stands for each kind of office.

    So does `{limit}` for each limit of distance, and `{catchment}` for that of the catchment.

    `short` is its name where ten characters are all there is, "" for the id. `unit` is "persons",
    "share" (0 to 1), "m", "km²", or "" for a plain number or a text. `decimals` are those it is
    rounded to, None for what is whole or a text. `method` is the id of its method card.

    `shown` says where: "map" (the map's colours and a district's card), "table" (the page's table
    of districts), and in the report "district" (a district's page), "headlines" (the region's key
    figures) and "overview" (the table of all districts).

    `of_land` is that of land, in place of one of people where nobody knows how many there are.
    `set_by_offices` tells whether offices change it: what is compared and, if it is on the map,
    what the page's what-if measures. With `ranged` there are columns for its low and its high,
    what the page's what-if measures. With `ranged` there are columns for its low and its high,
    with `later` all of these once more for the later population. That which is `by_ways` only is
    there where distances aren't straight lines, which have no low and high then. With `simulated`
    there are columns for the ends of its interval, where the error of the estimate of people is
    measured.
    """

    id: str
    short: str
    unit: str
    method: str
    decimals: int | None = None
    shown: tuple[Place, ...] = ()
    set_by_offices: bool = False
    ranged: bool = False
    later: bool = False
    simulated: bool = False
    of_land: bool = False
    by_ways: bool = False

    @property
    def form(self) -> str:
        """How it is said, see `i18n.say_amount`."""
        return _FORMS.get(self.unit, "rate" if self.decimals else "people")

    def names(self, kinds: Iterable[str] = (), limits: Limits = USUAL) -> list[str]:
        """Return its columns without low, high and later ones.

        One, or one for each of `kinds`, or one for each limit.
        """
        if LIMIT in self.id:
            return [self.id.replace(LIMIT, limit_name(km)) for km in limits.bands_km]
        if _KIND in self.id:
            return [self.id.replace(_KIND, kind) for kind in kinds]
        return [self.id.replace(CATCHMENT, limit_name(limits.catchment_km))]

    def columns(self, kinds: Iterable[str] = (), limits: Limits = USUAL) -> list[str]:
        """Return its columns, low and high included, without those of the later year."""
        return [name + ending for name in self.names(kinds, limits) for ending in self._endings]

    def names_in(self, place: Place, kinds: Iterable[str], limits: Limits) -> list[str]:
        """Return those of `names` that are shown at `place`, where there may be room for two."""
        is_short = LIMIT in self.id and place in _SHORT_TABLES
        chosen = replace(limits, bands_km=limits.few_km) if is_short else limits
        return self.names(kinds, chosen) if place in self.shown else []

    @property
    def _endings(self) -> tuple[str, ...]:
        return ENDINGS if self.ranged else ("",)

    @property
    def _interval(self) -> tuple[str, ...]:
        return INTERVAL if self.simulated else ()

    def ends(self, kinds: Iterable[str] = (), limits: Limits = USUAL) -> list[str]:
        """Return the columns of its interval: two for each of its names, if it is simulated."""
        return [name + end for name in self.names(kinds, limits) for end in self._interval]

    def short_names(self) -> dict[str, str]:
        """Return the short name of each of `columns`, what stands in braces left open."""
        return {
            self.id + ending: self.short and _shortened(self.short, _SHORT_ENDINGS[ending])
            for ending in (*self._endings, *self._interval)
        }


def _shortened(name: str, ending: str) -> str:
    """Return a short name with `ending`, in the ten characters that a Shapefile has room for."""
    if not ending or LIMIT in name:
        return name + ending
    whole = name.removesuffix(f"_{CATCHMENT}")  # of which there is but one
    return whole.replace(f"_{_KIND}", _KIND)[: 10 - len(ending)].rstrip("_") + ending


def _way(
    name: str,
    short: str,
    unit: str,
    method: str,
    places: tuple[Place, ...] = (),
    *,
    of_land: bool = False,
) -> Indicator:
    """Return an indicator of the way to the nearest office: of people, or else of land.

    Only that of people has a range, one of a later year, and an interval.
    """
    return Indicator(
        name,
        short,
        unit,
        method,
        decimals=DECIMALS[unit],
        shown=("map", "district", *places),
        set_by_offices=True,
        ranged=not of_land,
        later=not of_land,
        simulated=not of_land,
        of_land=of_land,
    )


def _distance(which: str, short: str, method: str, places: tuple[Place, ...] = ()) -> Indicator:
    way = _way(f"{which}_distance_m", short, "m", method, places)
    # A single point decides the longest: how many live there plays no part, so none is simulated.
    return replace(way, simulated=which != "max")


def _hidden(name: str, short: str, *, by_ways: bool = False) -> Indicator:
    """Return an indicator of whom other figures mislead, or leave out."""
    return Indicator(
        name,
        short,
        "share",
        name,
        decimals=DECIMALS["share"],
        shown=("district",),
        set_by_offices=True,
        later=True,
        by_ways=by_ways,
    )


def _land_distance(which: str, short: str, places: tuple[Place, ...] = ()) -> Indicator:
    return _way(f"land_{which}_distance_m", short, "m", "land_distance", places, of_land=True)


INDICATORS = (
    Indicator(
        "population", "", "persons", "population", shown=("district", "headlines", "overview")
    ),
    Indicator("later_population", "later_pop", "persons", "population", shown=("district",)),
    Indicator("land_km2", "", "km²", "land_area", decimals=DECIMALS["km²"], shown=("district",)),
    Indicator(
        "area_km2",
        "",
        "km²",
        "drawn_area",
        decimals=DECIMALS["km²"],
        shown=("district", "headlines", "overview"),
        of_land=True,
    ),
    Indicator(
        "offices_{kind}",
        "n_{kind}",
        "",
        "offices",
        shown=("district", "headlines", "overview"),
        set_by_offices=True,
        ranged=True,
    ),
    Indicator(
        "offices_not_placed",
        "n_unplaced",
        "",
        "offices_not_placed",
        shown=("district", "headlines"),
        set_by_offices=True,
    ),
    Indicator(
        "population_per_office",
        "pop_office",
        "persons",
        "population_per_office",
        decimals=1,
        shown=("map", "table", "district", "headlines", "overview"),
        set_by_offices=True,
        later=True,
    ),
    Indicator(
        "offices_per_100000",
        "per_100000",
        "",
        "offices_per_100000",
        decimals=3,
        shown=("map", "district"),
        set_by_offices=True,
        later=True,
    ),
    _way(SHARE_WITHIN, f"in_{LIMIT}", "share", "share_within", _SHORT_TABLES),
    _distance("mean", "mean_m", "mean_distance"),
    _distance("median", "median", "distance_quantiles", ("table", "headlines", "overview")),
    _distance("p90", "p90_m", "distance_quantiles", ("headlines", "overview")),
    _distance("max", "max_m", "max_distance"),
    Indicator(
        ELSEWHERE,
        "elsewhere",
        "share",
        "share_nearest_elsewhere",
        decimals=DECIMALS["share"],
        shown=("map", "district", "overview"),
        set_by_offices=True,
        ranged=True,
        later=True,
        simulated=True,
    ),
    _hidden("share_across_water", "over_water"),
    _hidden("share_border_nearer", "brd_nearer"),
    _hidden("share_unreachable", "unreached", by_ways=True),
    Indicator(
        "detour_ratio",
        "detour",
        "",
        "detour_ratio",
        decimals=3,
        shown=("map", "district"),
        set_by_offices=True,
        later=True,
        by_ways=True,
    ),
    Indicator(
        ACCESS,
        f"a2sfca_{CATCHMENT}",
        "",
        "access_2sfca",
        decimals=3,
        shown=("map", "district"),
        set_by_offices=True,
        ranged=True,
        later=True,
        simulated=True,
    ),
    Indicator(
        NO_ACCESS,
        f"none_{CATCHMENT}",
        "share",
        "access_2sfca",
        decimals=DECIMALS["share"],
        shown=("district", "headlines"),
        set_by_offices=True,
        later=True,
    ),
    Indicator(
        "gini_distance",
        "gini",
        "",
        "gini_distance",
        decimals=3,
        shown=("district", "headlines"),
        set_by_offices=True,
        later=True,
    ),
    _way(LAND_WITHIN, f"land_{LIMIT}", "share", "land_within", _SHORT_TABLES, of_land=True),
    _land_distance("mean", "land_mean"),
    _land_distance("median", "land_med", ("table", "headlines", "overview")),
    _land_distance("max", "land_max"),
    Indicator("weakest_certainty", "weakest", "", "certainty"),
    Indicator(
        "share_inferred",
        "inferred",
        "share",
        "certainty",
        decimals=DECIMALS["share"],
        shown=("map",),
    ),
    Indicator("uncertain_offices", "n_unsure", "", "certainty", set_by_offices=True),
    Indicator("oldest_source", "oldest_src", "", "certainty"),
    Indicator("undated_sources", "n_undated", "", "certainty"),
    Indicator("demand", "", "persons", "demand"),
)


def shown_in(
    place: Place, kinds: Iterable[str] = (), limits: Limits = USUAL
) -> dict[str, Indicator]:
    """Return the indicators that are shown at `place`, in order, by their column.

    `kinds` are the ids of the region's kinds of office, `limits` its limits of distance.
    """
    known = list(kinds)
    return {
        name: indicator
        for indicator in INDICATORS
        for name in indicator.names_in(place, known, limits)
    }


def set_by_offices(kinds: Iterable[str], limits: Limits = USUAL) -> list[str]:
    """Return the columns that offices change, without those of the later year."""
    known = list(kinds)
    return [
        name
        for indicator in INDICATORS
        if indicator.set_by_offices
        for name in indicator.columns(known, limits)
    ]


def columns_of(
    method: str, kinds: Iterable[str], limits: Limits = USUAL, *, simulated: bool = False
) -> list[str]:
    """Return all columns that a method card explains, those of the later year last.

    The ends of intervals are among them if they are `simulated`.
    """
    known, explained = list(kinds), [i for i in INDICATORS if i.method == method]
    now = [name for indicator in explained for name in indicator.columns(known, limits)]
    now += [name for i in explained for name in i.ends(known, limits) if simulated]
    later = [LATER + name for i in explained if i.later for name in i.columns(known, limits)]
    return now + later


def short_names_and_units() -> dict[str, tuple[str, str]]:
    """Return the short name and the unit of every column but the later ones, by its name.

    What stands in braces is left open in both names.
    """
    return {
        column: (short, indicator.unit)
        for indicator in INDICATORS
        for column, short in indicator.short_names().items()
    }


def decimals_of(column: str) -> int | None:
    """Return the decimals that a column is rounded to, a change of an indicator like itself.

    None for what isn't rounded, and for a column that is none of an indicator.
    """
    decimals = {name: i.decimals for i in INDICATORS for name in i.short_names()}
    plain, _ = open_limit(column)
    for name in (plain, plain.removeprefix(LATER), plain.removesuffix(CHANGE)):
        if name in decimals:
            return decimals[name]
    return None
