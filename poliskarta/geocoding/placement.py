"""Offices and stops + the answers of the geocoder → where each one is, or why it isn't placed."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from poliskarta.geocoding.queries import address_question, place_question
from poliskarta.project.region import Region
from poliskarta.project.schema import LOCATED_STATUSES, WGS84

_STOP_ORDER = ["office_id", "valid_from", "place", "area", "opening_hours"]
_REACH = ["latitude", "longitude", "radius_m"]
_SAID = ["precision", "matched_name", "provider", "licence", "unplaced_reason"]


def place_offices(
    offices: pd.DataFrame, stops: pd.DataFrame, answers: pd.DataFrame, region: Region
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return `offices` and `stops` with a point (EPSG:4326) or the reason why there is none.

    `answers` is the table geocodes.csv. Both frames keep all rows and columns, sorted by
    office_id (stops then by valid_from and place), with a new index, and gain: `geometry`
    (Point or None), `placed`, `precision` ("" if not placed), `radius_m` (NaN if unknown),
    `matched_name`, `provider`, `licence`, `address_located` and `unplaced_reason`: "" if
    placed, else `no_place`, `not_asked` or the answer's status.

    A position of the force's own wins, then the address's answer, then the place's. An office
    without a place of its own gets the point of its first placed stop.
    """
    keys = answers["query"].str.casefold()
    known = answers.set_index(keys)[~keys.duplicated().to_numpy()]
    placed_stops = _place(stops, known, region.country).sort_values(_STOP_ORDER, ignore_index=True)
    placed = _place(offices, known, region.country)
    placed = _from_stops(_own_positions(placed), placed_stops)
    placed = placed.sort_values("office_id", ignore_index=True)
    return _with_points(placed), _with_points(placed_stops)


def _place(rows: pd.DataFrame, known: pd.DataFrame, country: str) -> pd.DataFrame:
    by_place = _look_up(_place_queries(rows, country), known)
    by_address = _look_up(_address_queries(rows, country), known)
    better = by_address["located"]
    answer = by_place.where(~better, by_address) if better.any() else by_place
    given = rows[[name for name in ("latitude", "longitude") if name in rows]]
    return pd.concat(
        [
            rows.drop(columns=given.columns),
            answer.drop(columns="located").infer_objects(),
            given.add_prefix("given_"),
        ],
        axis=1,
    ).assign(address_located=better)


def _place_queries(rows: pd.DataFrame, country: str) -> pd.Series:
    pairs = zip(rows["place"], rows["municipality"], strict=True)
    queries = [place_question(p, m, country).query if p else "" for p, m in pairs]
    return pd.Series(queries, index=rows.index, dtype="str")


def _address_queries(rows: pd.DataFrame, country: str) -> pd.Series:
    addresses = rows["address"] if "address" in rows else [""] * len(rows)
    triples = zip(addresses, rows["place"], rows["municipality"], strict=True)
    queries = [address_question(a, p, m, country).query if a else "" for a, p, m in triples]
    return pd.Series(queries, index=rows.index, dtype="str")


def _look_up(queries: pd.Series, known: pd.DataFrame) -> pd.DataFrame:
    """Return an answer a query: its point and evidence, or the reason why there is none."""
    answers = known.reindex(queries.str.casefold()).set_index(queries.index)
    located = answers["status"].isin(LOCATED_STATUSES) & answers["latitude"].notna()
    found = answers[[*_REACH, *_SAID[:-1]]].where(located)
    found[_SAID[:-1]] = found[_SAID[:-1]].fillna("")
    reason = (
        answers["status"].fillna("not_asked").where(queries != "", "no_place").mask(located, "")
    )
    return found.assign(unplaced_reason=reason, located=located)


def _own_positions(offices: pd.DataFrame) -> pd.DataFrame:
    """Let a position that the force itself gives take the place of any answer."""
    if "given_latitude" not in offices:
        return offices
    own = offices["given_latitude"].notna() & offices["given_longitude"].notna()
    offices.loc[own, "latitude"] = offices["given_latitude"]
    offices.loc[own, "longitude"] = offices["given_longitude"]
    offices.loc[own, "radius_m"] = np.nan
    offices.loc[own, _SAID] = ["given", "", "", "", ""]
    offices.loc[own, "address_located"] = True
    return offices.drop(columns=["given_latitude", "given_longitude"])


def _from_stops(offices: pd.DataFrame, stops: pd.DataFrame) -> pd.DataFrame:
    """Give each office without a place of its own what is known of its first placed stop."""
    best = stops.sort_values("latitude", key=pd.isna, kind="stable")
    first = best.drop_duplicates("office_id").set_index("office_id")
    stands = offices["office_id"].isin(first.index) & (offices["unplaced_reason"] == "no_place")
    at_stop = first.loc[offices.loc[stands, "office_id"], [*_REACH, *_SAID]]
    offices.loc[stands, [*_REACH, *_SAID]] = at_stop.to_numpy()
    return offices


def _with_points(rows: pd.DataFrame) -> gpd.GeoDataFrame:
    """Turn latitude and longitude into points: the one place where (lat, lon) becomes (x, y)."""
    placed = rows["latitude"].notna()
    points = gpd.points_from_xy(rows["longitude"], rows["latitude"], crs=WGS84)
    geometry = gpd.GeoSeries(points, index=rows.index).where(placed, None)
    columns = rows.drop(columns=["latitude", "longitude"]).assign(placed=placed)
    return gpd.GeoDataFrame(columns, geometry=geometry, crs=WGS84)
