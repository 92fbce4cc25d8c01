"""The method cards, filled in with what is true of one region.

method_cards.toml says which there are and which texts they share, the methods.toml of each
language what they say. Words in brackets are said only of a force that has what they are about:
"[radius: …]".
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from poliskarta.coverage.demand import summarize_errors
from poliskarta.coverage.intervals import WORLDS
from poliskarta.i18n import Words, say_limit, say_of
from poliskarta.project.dataset import Dataset
from poliskarta.project.indicators import columns_of, set_by_offices
from poliskarta.project.region import Region, Texts
from poliskarta.project.thresholds import SNAP_M, USUAL, WATER_M, Limits
from poliskarta.project.vocabularies import (
    AREA_PEOPLE,
    EQUAL_SHARES,
    ERROR_TESTS,
    INFERRED,
    LAND_AREA,
)

CARDS = Path(__file__).with_name("method_cards.toml")

_OF_LAND, _OWN = "_land", "_own"
_UNKNOWN = "\N{EN DASH}"
_TEXTS = (
    "name",
    "formula",
    "unit",
    "crs",
    "population",
    "water",
    "borders",
    "neighbours",
    "uncertainty",
    "not_for",
)


@dataclass(frozen=True)
class Method:
    """What a figure or a drawn area means; texts are by language.

    `columns` are the columns of the layer `districts` that it explains; `on_page` is false for a
    drawing that the page hasn't.
    """

    id: str
    columns: tuple[str, ...]
    on_page: bool
    name: Texts
    formula: Texts
    unit: Texts
    crs: Texts
    population: Texts
    water: Texts
    borders: Texts
    neighbours: Texts
    uncertainty: Texts
    not_for: Texts


def describe_methods(
    dataset: Dataset,
    *,
    of_people: bool = True,
    exact: bool = False,
    simulated: bool = False,
    own: Mapping[str, Texts] | None = None,
) -> tuple[Method, ...]:
    """Return the method cards, filled in with the project's CRS, years, sources and errors.

    `of_people` tells whether it is people that are measured; land, if not. `exact` tells whether
    offices stand just where their points are, `simulated` whether figures have intervals. `own`
    are the facts of people of a user's own (see `own_demand.describe_own`), None of the project's
    estimate.
    """
    region = dataset.region
    errors = summarize_errors(dataset.demand_errors)
    facts = find_facts(region, dataset.units, dataset.sources, errors)
    facts |= find_area_facts(dataset.area_populations, dataset.gazetteer, region.words)
    variant = _OWN if own is not None else "" if of_people else _OF_LAND
    kinds, limits = region.kind_ids, region.limits
    cards = read_methods(region.words, kinds, limits, variant, simulated=simulated)
    has = find_traits(dataset, errors, of_people=of_people, exact=exact)
    has |= {"estimate": own is None, "simulated": simulated}
    if own is not None:  # the test is one of the estimate
        has |= {name: False for name in has if name.endswith("tested")}
    filled = fill_methods(cards, facts | dict(own or {}), has)
    return tuple(_noted(card, region) for card in filled)


def _noted(method: Method, region: Region) -> Method:
    """Return `method` with what the figures of offices leave out, if it explains one of those."""
    of_offices = set(set_by_offices(region.kind_ids, region.limits))
    if not region.coverage_note or not of_offices & {*method.columns}:
        return method
    note = region.coverage_note
    noted = {k: f"{text} {note[k]}".strip() for k, text in method.uncertainty.items()}
    return replace(method, uncertainty=noted)


def read_methods(
    words: Words,
    kinds: Sequence[str],
    limits: Limits = USUAL,
    variant: str = "",
    *,
    simulated: bool = False,
) -> tuple[Method, ...]:
    """Return the method cards in the order of method_cards.toml, with words in braces left open.

    `kinds` are the ids of the region's kinds of office. A text that has a version of its own for
    a `variant` is that one: `…_land` where it is not people that are measured, but land, `…_own`
    where it is people of a user's own. The columns of intervals are among those that a card
    explains if they are `simulated`.
    """
    cards = tomllib.loads(CARDS.read_text(encoding="utf-8"))["methods"]
    known = words.read("methods.toml")

    def texts(card: Mapping[str, Any], field: str) -> Texts:
        section, key = ("texts", card[field]) if field in card else (card["id"], field)
        said = known[words.languages[0]][section]
        key = f"{key}{variant}" if f"{key}{variant}" in said else key
        return {language: sections[section][key] for language, sections in known.items()}

    return tuple(
        Method(
            id=card["id"],
            columns=tuple(columns_of(card["id"], kinds, limits, simulated=simulated)),
            on_page=card.get("on_page", True),
            **{field: texts(card, field) for field in _TEXTS},
        )
        for card in cards
    )


def fill_methods(
    methods: Iterable[Method], facts: Mapping[str, Texts], has: Mapping[str, bool]
) -> tuple[Method, ...]:
    """Return `methods` as they are true of one region.

    What is said only with something (see `i18n.say_of`) is left out without it; a text may be
    empty then. Each word in braces gives way to the fact of that name. Raises KeyError for a word
    that `facts` lacks.
    """

    def fill(texts: Texts) -> Texts:
        return {
            language: say_of(text, has)
            .strip(" ;")
            .format_map({name: fact[language] for name, fact in facts.items()})
            for language, text in texts.items()
        }

    return tuple(
        replace(method, **{name: fill(getattr(method, name)) for name in _TEXTS})
        for method in methods
    )


def find_facts(
    region: Region, units: pd.DataFrame, sources: pd.DataFrame, errors: pd.DataFrame
) -> dict[str, Texts]:
    """Return the facts that the cards are filled in with, by language.

    `errors` is what `demand.summarize_errors` returns, without rows if nothing is
    measured; what isn't known is a dash.
    """
    plain = {
        "crs": region.crs,
        "shore_tolerance_m": f"{region.shore_tolerance_m:g}",
        "water_m": str(WATER_M),
        "ways_file": region.by_ways or _UNKNOWN,
        "snap_m": str(SNAP_M),
        "worlds": str(WORLDS),
        "population_year": _years(units["population_year"]),
        "later_population_year": _years(units["later_population_year"]),
    }
    words = region.words
    facts = {name: words.same(text) for name, text in plain.items()}
    facts["catchment"] = say_limit(words, region.limits.catchment_km)
    facts["limits"] = _listed(region.limits.bands_km, words)
    facts["population_source"] = _titles(units["population_source"], sources, words)
    for test in ERROR_TESTS:
        known = errors.reindex(index=[test], columns=_BEST_FIRST).iloc[0].dropna()
        shares = [_percent(share, words) for share in known]
        facts[f"{test}_errors"] = _one_and_others(shares) if shares else words.same(_UNKNOWN)
    return facts


def find_area_facts(
    area_populations: pd.DataFrame, gazetteer: pd.DataFrame, words: Words
) -> dict[str, Texts]:
    """Return the years whose people of areas are known, and the areas set aside in other years.

    An area goes by its name in `gazetteer`, or by its id.
    """
    aside = area_populations.loc[area_populations["weight"] == 0, "area_id"]
    ids = gazetteer["source_id"].str.split(":").str[-1]
    names = dict(zip(ids, gazetteer["name"], strict=True))
    told = ", ".join(sorted(names.get(area_id, area_id) for area_id in aside))
    facts = {"area_years": _years(area_populations["year"]), "set_aside": told}
    return {name: words.same(text) for name, text in facts.items()}


def find_traits(
    dataset: Dataset, errors: pd.DataFrame, *, of_people: bool, exact: bool
) -> dict[str, bool]:
    """Return what a force has that its method cards may speak of, by the name in brackets.

    `errors` is as in `find_facts`; `of_people` tells whether it is people that are measured,
    `exact` whether every placed office stands just where its point is.
    """
    region, units, offices = dataset.region, dataset.units, dataset.offices
    tables = (offices, dataset.districts, units)
    certainties, sources = (
        any(_says(table, name) for table in tables) for name in ("certainty", "source")
    )
    return {
        "people": of_people,
        "ways": region.by_ways != "",
        "network": region.by_network,
        "later": bool(units["later_population"].notna().any()),
        "source": _says(units, "population_source"),
        "areas": dataset.demand is not None,
        "parts": bool((units["unit_id"] != units["district_id"]).any()),
        "inferred": bool((units["certainty"] == INFERRED).any()),
        "certainty": certainties,
        "sources": sources,
        "radius": not exact,
        "own": _says(offices, "district_id"),
        "municipalities": _says(units, "municipality"),
        "shore": bool((dataset.backdrop["kind"] == "land").any()),
        "tolerance": region.shore_tolerance_m > 0,
        "tested": not errors.empty,
        **_area_traits(dataset),
    } | {f"{test}_tested": test in errors.index for test in ERROR_TESTS}


def _area_traits(dataset: Dataset) -> dict[str, bool]:
    """Return what is known of the statistical areas, if the people are shared out among any."""
    has_areas, people = dataset.demand is not None, dataset.area_populations
    return {
        "weighed": has_areas and not people.empty,
        "equal": has_areas and people.empty,
        "groups": has_areas and not dataset.area_groups.empty,
        "set_aside": has_areas and bool((people["weight"] == 0).any()),
    }


def _listed(limits_km: Sequence[float], words: Words) -> Texts:
    """Return limits in words: "1, 2 and 5 km", or one by one where some are metres."""
    *others, last = limits_km
    whole = all(float(km).is_integer() for km in limits_km)
    said = [words.same(f"{km:g}") if whole else say_limit(words, km) for km in others]
    last_said = say_limit(words, last)
    both = {k: section[""]["and"] for k, section in words.read("report.json").items()}
    return {
        language: f"{', '.join(text[language] for text in said)} {both[language]} {text}"
        if said
        else text
        for language, text in last_said.items()
    }


def _says(table: pd.DataFrame, column: str) -> bool:
    return bool((table[column] != "").any())


def _years(years: pd.Series) -> str:
    found = sorted({int(year) for year in years.dropna()})
    return ", ".join(map(str, found)) or _UNKNOWN


def _titles(ids: pd.Series, sources: pd.DataFrame, words: Words) -> Texts:
    """Return the titles of the sources that the cells of `ids` name, in the order of their ids."""
    rows = sources.to_dict("records")
    titles = {row["source_id"]: words.column(row, "title") for row in rows}
    named = sorted({name for cell in ids for name in cell.split("; ") if name})
    said = [titles.get(name, words.same(name)) for name in named]
    return words.join(said, "; ") if said else words.same(_UNKNOWN)


# The estimate that is used, where it can be, and those that it is compared with.
_BEST_FIRST = [AREA_PEOPLE, EQUAL_SHARES, LAND_AREA]


def _one_and_others(shares: Sequence[Texts]) -> Texts:
    first, *others = shares
    return {
        language: f"{text} ({', '.join(other[language] for other in others)})"
        for language, text in first.items()
    }


def _percent(share: float, words: Words) -> Texts:
    return words.say("amount.share", n=words.number(100 * share, 1))
