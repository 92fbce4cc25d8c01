"""Validation of the cache: what a person should look at, found without asking anyone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

import pandas as pd
import shapely

from poliskarta.errors import Problem
from poliskarta.geocoding.matching import Matcher, points_of
from poliskarta.geocoding.queries import Query
from poliskarta.project.geocode_table import query_key
from poliskarta.project.vocabularies import LOCATED_STATUSES


def check_cache(
    file: str,
    geocodes: pd.DataFrame,
    queries: Iterable[Query],
    matcher: Matcher,
    suggest: Callable[[Query], str] = lambda _: "",
) -> list[Problem]:
    """Return the problems of the cache `file`, whose table, indexed by line, is `geocodes`.

    They are: a point that isn't where its row says, or swapped, or at 0/0; a point without a
    licence; one point for two queries, unless a note says so; a row that no office asks for;
    an ambiguous or implausible one; and a query without a geocode, unless it is for an address
    whose place has one. `suggest` says what may be meant by such a query.
    """
    asked = {query.key: query for query in queries}
    located = geocodes[geocodes["status"].isin(LOCATED_STATUSES) & geocodes["latitude"].notna()]
    return [
        *_misplaced(file, located, matcher),
        *_unlicensed(file, located),
        *_shared(file, located),
        *_orphans(file, geocodes, asked),
        *_undecided(file, geocodes),
        *_missing(file, geocodes, asked, suggest),
    ]


def _misplaced(file: str, located: pd.DataFrame, matcher: Matcher) -> Iterator[Problem]:
    remedy = (
        "Correct the point or the office's municipality; if the point is meant to lie there,"
        " empty the municipality of this row."
    )
    for municipality, rows in located.groupby("municipality"):
        area = matcher.area(municipality)
        where = municipality or "the region"
        for row in rows.index[~_within(area, rows["latitude"], rows["longitude"])]:
            swapped = _within(area, rows.loc[[row], "longitude"], rows.loc[[row], "latitude"])
            what = "latitude and longitude are swapped" if swapped[0] else f"not in {where}"
            point = f"{rows.at[row, 'latitude']:.6f} {rows.at[row, 'longitude']:.6f}"
            yield Problem(file, row, "latitude", point, what, remedy)


def _within(area: shapely.Geometry | None, latitudes: pd.Series, longitudes: pd.Series):  # noqa: ANN202
    return shapely.covers(area, points_of(latitudes, longitudes))


def _unlicensed(file: str, located: pd.DataFrame) -> Iterator[Problem]:
    remedy = "Say under which licence the point may be used; for one of your own, which you choose."
    for row, query in located.loc[located["licence"] == "", "query"].items():
        yield Problem(file, row, "licence", query, "a point without a licence", remedy)


def _shared(file: str, located: pd.DataFrame) -> Iterator[Problem]:
    """Yield the rows that have a point of another query too and no note on it."""
    remedy = "If both are there, say so in the notes of both; otherwise correct one of the points."
    for _, rows in located.groupby(["latitude", "longitude"]):
        silent = rows.index[rows["note"] == ""] if len(rows) > 1 else []
        for row in silent:
            others = "; ".join(rows.loc[rows.index != row, "query"])
            what = f"the same point as {others}"
            yield Problem(file, row, "latitude", rows.at[row, "query"], what, remedy)


def _orphans(file: str, geocodes: pd.DataFrame, asked: Mapping[str, Query]) -> Iterator[Problem]:
    orphans = geocodes.loc[~geocodes["query"].map(query_key).isin(set(asked)), "query"]
    for row, query in orphans.items():
        remedy = "Remove the row, or correct the office's place or municipality."
        yield Problem(file, row, "query", query, "no office or stop asks this", remedy)


def _undecided(file: str, geocodes: pd.DataFrame) -> Iterator[Problem]:
    remedies = {
        "ambiguous": "Choose one of geocode_candidates.csv: put its point here, status `manual`.",
        "implausible": "Correct the place or municipality, or put the point here, status `manual`.",
    }
    rows = geocodes[geocodes["status"].isin(remedies)]
    for row, status, note in zip(rows.index, rows["status"], rows["note"], strict=True):
        what = f"{geocodes.at[row, 'query']}: {note}" if note else geocodes.at[row, "query"]
        yield Problem(file, row, "status", status, what, remedies[status])


def _missing(
    file: str,
    geocodes: pd.DataFrame,
    asked: Mapping[str, Query],
    suggest: Callable[[Query], str],
) -> Iterator[Problem]:
    known = set(geocodes["query"].map(query_key))
    for key, query in asked.items():
        place = key.partition(", ")[2] if query.kind == "address" else ""
        if key not in known and place not in known:
            remedy = "Run `poliskarta geocode`, naming a service with --provider if need be."
            what = "; ".join(filter(None, ("not answered yet", suggest(query))))
            yield Problem(file, None, "query", query.text, what, remedy)
