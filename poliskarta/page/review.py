"""Geocodes and candidates → one page on which a person settles what no rule can.

The page makes rows for geocodes.csv; it writes nothing itself. It keeps the rules of the map's
page: everything inside, nothing fetched, no value from the data in any script.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from poliskarta import templating
from poliskarta.i18n import Words
from poliskarta.locales import DRAFT, known_languages, require_language
from poliskarta.page import bundle
from poliskarta.page.background import background_credits, describe_background
from poliskarta.page.context import credited
from poliskarta.page.geometry import draw_shapes
from poliskarta.project.background import Background
from poliskarta.project.colours import DARK, LIGHT, custom_properties
from poliskarta.project.geocode_table import query_key
from poliskarta.project.region import Region
from poliskarta.project.schema import GEOCODES, WGS84
from poliskarta.project.vocabularies import LOCATED_STATUSES

OPEN_STATUSES = ("ambiguous", "implausible", "not_found", "not_asked")
_KEPT = ("latitude", "longitude", "radius_m", "precision", "provider_id", "licence")


@dataclass(frozen=True)
class ReviewData:
    """What a review page shows; tables as they are read, but for what is said here.

    `offices` have the columns `place_query` and `address_query` ("" where there is none), as
    `geocoding.queries.add_queries` makes them; `queries`, a row each, `text`, `name` and
    `municipality`. `municipalities` is a polygon a municipality, indexed by its name, EPSG:4326.
    `flags` is what `geocode --check` says, by the key of the query. The map is drawn on
    `districts` and `units`, `backdrop` and `background`, as a dataset has them.
    """

    offices: pd.DataFrame
    queries: pd.DataFrame
    geocodes: pd.DataFrame
    candidates: pd.DataFrame
    gazetteer: pd.DataFrame
    municipalities: gpd.GeoDataFrame
    flags: Mapping[str, list[str]]
    districts: gpd.GeoDataFrame
    units: gpd.GeoDataFrame
    backdrop: gpd.GeoDataFrame
    background: Background


def render_review(review: ReviewData, region: Region, language: str) -> str:
    """Return the page as HTML, in `language`. Same facts, same bytes.

    Raises DataError when there are no words in this language.
    """
    require_language(language, known_languages(region.locale))
    spoken = region.words.only(language)
    words = spoken.read("review.json")[language][""]

    def say(key: str, **values: object) -> str:
        return words[key].format(**values)

    entries = build_entries(review, region, say)
    scripts = [bundle.leaflet_script(), bundle.join_scripts(["review/review.js"])]
    sheets = [bundle.read_page_file(f"styles/{name}.css") for name in ("ground", "review")]
    styles = [bundle.leaflet_style(), custom_properties(LIGHT, DARK) + "".join(sheets)]
    data = {
        "columns": [column.name for column in GEOCODES.columns],
        "words": words,
        "entries": entries,
        "areas": _outlines(review.municipalities, region),
        "ground": _ground(review, region, spoken),
    }
    return (
        bundle.templates()
        .get_template("review.html.j2")
        .render(
            language=language,
            draft=spoken.message(language, DRAFT),
            direction=spoken.direction(language),
            place=region.place.get(language) or next(iter(region.place.values())),
            entries=entries,
            open=sum(map(_is_open, entries)),
            say=say,
            credited=_credited(review, region),
            data=bundle.json_block(data),
            policy=bundle.content_policy(scripts, styles),
            scripts=[templating.inline(text) for text in scripts],
            styles=[templating.inline(text) for text in styles],
        )
    )


def build_entries(
    review: ReviewData, region: Region, say: Callable[..., str]
) -> list[dict[str, Any]]:
    """Return an entry a query and one an office that asks none, those for a person first."""
    candidate_keys = review.candidates["query"].map(query_key)
    by_query = dict(tuple(review.candidates.groupby(candidate_keys)))
    keyed = review.geocodes.set_index(review.geocodes["query"].map(query_key))
    geocodes = keyed.to_dict("index")
    askers = _askers(review.offices)
    agreements = review.gazetteer.set_index("source_id")["agreement_m"].dropna().to_dict()
    nothing = review.candidates.iloc[:0]
    entries = []
    for query in review.queries.to_dict("records"):
        key = query_key(query["text"])
        geocode = geocodes.get(key, {"status": "not_asked"})
        candidates = _near(geocode, by_query.get(key, nothing), region.crs)
        entry = _entry(query, geocode, candidates, say)
        entry["facts"] |= _agreement(geocode, candidates, agreements)
        entry["title"] = ", ".join(askers.get(key, [query["name"]]))
        entry["flags"] = review.flags.get(key, [])
        entries.append(entry)
    entries += _silent(review.offices, say)
    return sorted(entries, key=lambda entry: (not _is_open(entry), not entry["flags"]))


def rule_of(geocode: Mapping[str, Any], candidates: pd.DataFrame) -> tuple[str, int]:
    """Return the rule that a geocode follows, and how many candidates it weighed."""
    if geocode["status"] != "found":
        return geocode["status"], 0
    inside = candidates[candidates["inside"] == "yes"]
    equals = inside[inside["precision"] == geocode["precision"]]
    if len(inside) < 2:  # noqa: PLR2004
        return ("only" if len(inside) else "kept"), len(inside)
    return ("most_precise", len(inside)) if len(equals) < 2 else ("one_place", len(equals))  # noqa: PLR2004


def _is_open(entry: Mapping[str, Any]) -> bool:
    return entry["status"] in OPEN_STATUSES


def _entry(
    query: Mapping[str, str],
    geocode: Mapping[str, Any],
    candidates: pd.DataFrame,
    say: Callable[..., str],
) -> dict[str, Any]:
    rule, weighed = rule_of(geocode, candidates)
    located = geocode["status"] in LOCATED_STATUSES and not pd.isna(geocode["latitude"])
    point = _cells(geocode) if located else None
    own = {"query": query["text"], "municipality": query["municipality"], "provider": "person"}
    facts = {"question": query["text"], "rule": say(f"rule.{rule}", n=weighed)}
    if point:
        facts |= {
            "point": f"{point['latitude']} {point['longitude']}",
            "precision": point["precision"],
            "radius": f"{point['radius_m'] or '?'} m",
        }
    stated = {"provider": "provider", "licence": "licence", "retrieved_on": "retrieved_on"}
    stated["noted"] = "note"
    facts |= {key: geocode[name] for key, name in stated.items() if geocode.get(name)}
    return {
        "query": query["text"],
        "municipality": query["municipality"],
        "status": geocode["status"],
        "facts": facts,
        "point": point,
        "nowhere": own,
        "candidates": [
            {"cells": own | _cells(row) | {"matched_name": row["name"]}, "text": _text(row, say)}
            for row in candidates.to_dict("records")
        ],
    }


def _cells(row: Mapping[str, Any]) -> dict[str, str]:
    """Return a point's cells as geocodes.csv has them."""
    shown = {name: row.get(name, "") for name in _KEPT}
    for name in ("latitude", "longitude"):
        shown[name] = f"{row[name]:.6f}"
    radius_m = row.get("radius_m")
    shown["radius_m"] = "" if radius_m is None or pd.isna(radius_m) else f"{radius_m:g}"
    return {name: str(value) for name, value in shown.items()}


def _text(row: Mapping[str, Any], say: Callable[..., str]) -> str:
    where = say("inside" if row["inside"] == "yes" else "outside")
    parts = [row["name"], row["kind"] or row["precision"], where, row["provider_id"]]
    distance = [] if pd.isna(row["distance_m"]) else [f"{row['distance_m']:.0f} m"]
    return " · ".join([*filter(None, parts), *distance])


def _near(geocode: Mapping[str, Any], candidates: pd.DataFrame, crs: str) -> pd.DataFrame:
    """Return the candidates by rank with `distance_m`, from the chosen point if there is one."""
    ordered = candidates.sort_values("rank")
    points = gpd.points_from_xy(ordered["longitude"], ordered["latitude"], crs=WGS84).to_crs(crs)
    latitude = geocode.get("latitude")
    if latitude is None or pd.isna(latitude):
        return ordered.assign(distance_m=float("nan"))
    chosen = gpd.points_from_xy([geocode["longitude"]], [latitude], crs=WGS84).to_crs(crs)[0]
    return ordered.assign(distance_m=shapely.distance(points, chosen))


def _agreement(
    geocode: Mapping[str, Any], candidates: pd.DataFrame, known: Mapping[str, float]
) -> dict[str, str]:
    """Return within how many metres sources agree: as the gazetteer says, else the candidates."""
    if geocode["status"] not in LOCATED_STATUSES:
        return {}
    others = candidates[candidates["inside"] == "yes"].iloc[1:]["distance_m"]
    metres = known.get(geocode["provider_id"], others.min())
    return {} if pd.isna(metres) else {"agreement": f"{metres:.0f} m"}


def _askers(offices: pd.DataFrame) -> dict[str, list[str]]:
    """Return the names of the offices that have each query, by its key."""
    names: dict[str, list[str]] = {}
    for office in offices.to_dict("records"):
        for text in filter(None, (office["place_query"], office["address_query"])):
            names.setdefault(query_key(text), []).append(office["name"])
    return names


def _silent(offices: pd.DataFrame, say: Callable[..., str]) -> list[dict[str, Any]]:
    """Return an entry for each office without a query: it has a position, or no place."""
    entries = []
    for office in offices.to_dict("records"):
        if office["place_query"] or office["address_query"]:
            continue
        given = not pd.isna(office.get("latitude", float("nan")))
        status = "given" if given else "no_place"
        entries.append(
            {
                "query": "",
                "title": office["name"],
                "municipality": office["municipality"],
                "status": status,
                "facts": {"rule": say(f"rule.{status}")},
                "point": _cells(office) if given else None,
                "candidates": [],
                "flags": [],
            }
        )
    return entries


def _outlines(municipalities: gpd.GeoDataFrame, region: Region) -> dict[str, list[Any]]:
    """Return the rings of each municipality as [latitude, longitude], fit for a small map."""
    simple = municipalities.geometry.to_crs(region.crs).simplify(200).to_crs(WGS84)
    return {
        name: [
            [[round(y, 4), round(x, 4)] for x, y in polygon.exterior.coords]
            for polygon in getattr(shape, "geoms", [shape])
            if not polygon.is_empty
        ]
        for name, shape in simple.items()
    }


def _ground(review: ReviewData, region: Region, spoken: Words) -> dict[str, Any]:
    """Return what the map is drawn on: the map's own shapes and background, in one language."""
    drawn = draw_shapes(review.districts, review.units, review.backdrop)
    needed = ("arcs", "districts", "water", "steps", "coarseSteps")
    background = describe_background(review.background, review.units, region.bounds, spoken)
    for group in background["places"]:
        group["names"] = [
            name if isinstance(name, str) else spoken.pick(name, spoken.languages[0])
            for name in group["names"]
        ]
    return {name: drawn[name] for name in needed} | {"background": background}


def _credited(review: ReviewData, region: Region) -> list[str]:
    """Return whom the map names, as on the map's own page."""
    own = [dict(vars(credit)) for credit in region.credits]
    return credited([*own, *background_credits(review.background, region.words)])
