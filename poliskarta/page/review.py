"""Answers and candidates → one page on which a person settles what no rule can.

The page makes rows for geocodes.csv; it writes nothing itself. It keeps the rules of the map's
page: everything inside, nothing fetched, no value from the data in any script.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from poliskarta import templating
from poliskarta.geocoding.queries import Question, address_question, place_question
from poliskarta.locales import known_languages, require_language
from poliskarta.page import bundle
from poliskarta.project.colours import DARK, LIGHT, custom_properties
from poliskarta.project.region import Region
from poliskarta.project.schema import GEOCODES, LOCATED_STATUSES, WGS84

OPEN_STATUSES = ("ambiguous", "implausible", "not_found", "not_asked")
_KEPT = ("latitude", "longitude", "radius_m", "precision", "provider_id", "licence")


@dataclass(frozen=True)
class Dossier:
    """What a review is made of; all but `flags` are tables as they are read.

    `questions` are those of the project, `municipalities` what `municipality_polygons`
    makes, `flags` what `geocode --check` says, by query.
    """

    offices: pd.DataFrame
    questions: Iterable[Question]
    answers: pd.DataFrame
    candidates: pd.DataFrame
    gazetteer: pd.DataFrame
    municipalities: gpd.GeoDataFrame
    flags: Mapping[str, list[str]]


def render_review(dossier: Dossier, region: Region, language: str) -> str:
    """Return the page as HTML, in `language`. Same facts, same bytes.

    Raises DataError when there are no words in this language.
    """
    require_language(language, known_languages(region.locale))
    words = region.words.only(language).read("review.json")[language][""]

    def say(key: str, **values: object) -> str:
        return words[key].format(**values)

    entries = build_entries(dossier, region, say)
    scripts = [bundle.leaflet_script(), bundle.join_scripts(["review/review.js"])]
    own = custom_properties(LIGHT, DARK) + bundle.read_page_file("styles/review.css")
    styles = [bundle.leaflet_style(), own]
    data = {
        "columns": [column.name for column in GEOCODES.columns],
        "words": words,
        "entries": entries,
        "areas": _outlines(dossier.municipalities, region),
    }
    return (
        bundle.templates()
        .get_template("review.html.j2")
        .render(
            language=language,
            place=region.place.get(language) or next(iter(region.place.values())),
            entries=entries,
            open=sum(map(_is_open, entries)),
            say=say,
            data=bundle.json_block(data),
            policy=bundle.content_policy(scripts, styles),
            scripts=[templating.inline(text) for text in scripts],
            styles=[templating.inline(text) for text in styles],
        )
    )


def build_entries(
    dossier: Dossier, region: Region, say: Callable[..., str]
) -> list[dict[str, Any]]:
    """Return an entry a question and one an office that asks none, those for a person first."""
    by_query = dict(tuple(dossier.candidates.groupby(dossier.candidates["query"].str.casefold())))
    keyed = dossier.answers.set_index(dossier.answers["query"].str.casefold())
    answers = keyed.to_dict("index")
    askers = _askers(dossier.offices, region.country)
    agreements = dossier.gazetteer.set_index("source_id")["agreement_m"].dropna().to_dict()
    nothing = dossier.candidates.iloc[:0]
    entries = []
    for question in dossier.questions:
        folded = question.query.casefold()
        answer = answers.get(folded, {"status": "not_asked"})
        candidates = _near(answer, by_query.get(folded, nothing), region.crs)
        entry = _entry(question, answer, candidates, say)
        entry["facts"] |= _agreement(answer, candidates, agreements)
        entry["title"] = ", ".join(askers.get(folded, [question.text]))
        entry["flags"] = dossier.flags.get(folded, [])
        entries.append(entry)
    entries += _silent(dossier.offices, say)
    return sorted(entries, key=lambda entry: (not _is_open(entry), not entry["flags"]))


def rule_of(answer: Mapping[str, Any], candidates: pd.DataFrame) -> tuple[str, int]:
    """Return the rule that an answer follows, and how many candidates it weighed."""
    if answer["status"] != "found":
        return answer["status"], 0
    inside = candidates[candidates["inside"] == "yes"]
    equals = inside[inside["precision"] == answer["precision"]]
    if len(inside) < 2:  # noqa: PLR2004
        return ("only" if len(inside) else "kept"), len(inside)
    return ("most_precise", len(inside)) if len(equals) < 2 else ("one_place", len(equals))  # noqa: PLR2004


def _is_open(entry: Mapping[str, Any]) -> bool:
    return entry["status"] in OPEN_STATUSES


def _entry(
    question: Question, answer: Mapping[str, Any], candidates: pd.DataFrame, say: Callable[..., str]
) -> dict[str, Any]:
    rule, weighed = rule_of(answer, candidates)
    located = answer["status"] in LOCATED_STATUSES and not pd.isna(answer["latitude"])
    point = _cells(answer) if located else None
    own = {"query": question.query, "municipality": question.municipality, "provider": "person"}
    facts = {"question": question.query, "rule": say(f"rule.{rule}", n=weighed)}
    if point:
        facts |= {
            "point": f"{point['latitude']} {point['longitude']}",
            "precision": point["precision"],
            "radius": f"{point['radius_m'] or '?'} m",
        }
    stated = {"provider": "provider", "licence": "licence", "retrieved_on": "retrieved_on"}
    stated["noted"] = "note"
    facts |= {key: answer[name] for key, name in stated.items() if answer.get(name)}
    return {
        "query": question.query,
        "municipality": question.municipality,
        "status": answer["status"],
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


def _near(answer: Mapping[str, Any], candidates: pd.DataFrame, crs: str) -> pd.DataFrame:
    """Return the candidates by rank with `distance_m`, from the chosen point if there is one."""
    ordered = candidates.sort_values("rank")
    points = gpd.points_from_xy(ordered["longitude"], ordered["latitude"], crs=WGS84).to_crs(crs)
    latitude = answer.get("latitude")
    if latitude is None or pd.isna(latitude):
        return ordered.assign(distance_m=float("nan"))
    chosen = gpd.points_from_xy([answer["longitude"]], [latitude], crs=WGS84).to_crs(crs)[0]
    return ordered.assign(distance_m=shapely.distance(points, chosen))


def _agreement(
    answer: Mapping[str, Any], candidates: pd.DataFrame, known: Mapping[str, float]
) -> dict[str, str]:
    """Return within how many metres sources agree: as the gazetteer says, else the candidates."""
    if answer["status"] not in LOCATED_STATUSES:
        return {}
    others = candidates[candidates["inside"] == "yes"].iloc[1:]["distance_m"]
    metres = known.get(answer["provider_id"], others.min())
    return {} if pd.isna(metres) else {"agreement": f"{metres:.0f} m"}


def _askers(offices: pd.DataFrame, country: str) -> dict[str, list[str]]:
    """Return the names of the offices that ask each question."""
    names: dict[str, list[str]] = {}
    for office in offices.to_dict("records"):
        place, municipality = office["place"], office["municipality"]
        asked = [place_question(place, municipality, country)] if place else []
        if office["address"]:
            asked.append(address_question(office["address"], place, municipality, country))
        for question in asked:
            names.setdefault(question.query.casefold(), []).append(office["name"])
    return names


def _silent(offices: pd.DataFrame, say: Callable[..., str]) -> list[dict[str, Any]]:
    """Return an entry for each office that asks nothing: it has a position, or no place."""
    entries = []
    for office in offices.to_dict("records"):
        given = not pd.isna(office.get("latitude", float("nan")))
        if office["place"] and not given:
            continue
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
