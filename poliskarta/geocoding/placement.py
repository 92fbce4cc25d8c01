"""Offices and stops + geocodes → where each one is, how surely, or why it isn't placed."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from poliskarta.geocoding.queries import add_queries
from poliskarta.project.geocode_table import query_key
from poliskarta.project.region import Region
from poliskarta.project.schema import WGS84
from poliskarta.project.vocabularies import EXACT_PRECISIONS, LOCATED_STATUSES, RADIUS_M

_STOP_ORDER = ["office_id", "valid_from", "place", "area", "opening_hours"]
_POSITION = ["latitude", "longitude", "radius_m"]
_EVIDENCE = ["precision", "matched_name", "provider", "licence", "unplaced_reason"]


def place_offices(
    offices: pd.DataFrame, stops: pd.DataFrame, geocodes: pd.DataFrame, region: Region
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return `offices` and `stops` with a point (EPSG:4326) or the reason why there is none.

    `geocodes` is the table geocodes.csv. Both frames keep all rows and columns, sorted by
    office_id (stops then by valid_from and place), with a new index, and gain: `geometry`
    (Point or None), `placed`, `precision` ("" if not placed), `radius_m`, `matched_name`,
    `provider`, `licence`, `address_located` and `unplaced_reason`: "" if placed, else
    `no_place`, `not_asked` or the geocode's status.

    `radius_m` is how far from the point the office may be, metres: as the geocode says, else
    the guide of its precision in vocabularies.RADIUS_M; NaN only if it isn't placed.
    `address_located` tells whether the point is the office's own, one of
    vocabularies.EXACT_PRECISIONS, and not only that of its surroundings.

    A position of the force's own wins, then the address's geocode, then the place's. An office
    without a place of its own gets the point of its first placed stop.
    """
    keys = geocodes["query"].map(query_key)
    known = geocodes.set_index(keys)[~keys.duplicated().to_numpy()]
    placed_stops = _place(stops, known, region.country).sort_values(_STOP_ORDER, ignore_index=True)
    placed = _place(offices, known, region.country)
    placed = _from_stops(_own_positions(placed), placed_stops)
    placed = placed.sort_values("office_id", ignore_index=True)
    return _with_points(placed), _with_points(placed_stops)


def _place(rows: pd.DataFrame, known: pd.DataFrame, country: str) -> pd.DataFrame:
    queries = add_queries(rows, country)
    by_place = _look_up(queries["place_query"], known)
    by_address = _look_up(queries["address_query"], known)
    better = by_address["located"]
    geocode = by_place.where(~better, by_address) if better.any() else by_place
    given = rows[[name for name in ("latitude", "longitude") if name in rows]]
    return pd.concat(
        [
            rows.drop(columns=given.columns),
            geocode.drop(columns="located").infer_objects(),
            given.add_prefix("given_"),
        ],
        axis=1,
    )


def _look_up(queries: pd.Series, known: pd.DataFrame) -> pd.DataFrame:
    """Return the geocode of each query: its point and evidence, or the reason why there is none."""
    geocodes = known.reindex(queries.map(query_key)).set_index(queries.index)
    located = geocodes["status"].isin(LOCATED_STATUSES) & geocodes["latitude"].notna()
    found = geocodes[[*_POSITION, *_EVIDENCE[:-1]]].where(located)
    found[_EVIDENCE[:-1]] = found[_EVIDENCE[:-1]].fillna("")
    reason = (
        geocodes["status"].fillna("not_asked").where(queries != "", "no_place").mask(located, "")
    )
    return found.assign(unplaced_reason=reason, located=located)


def _own_positions(offices: pd.DataFrame) -> pd.DataFrame:
    """Let a position that the force itself gives take the place of any geocode."""
    if "given_latitude" not in offices:
        return offices
    own = offices["given_latitude"].notna() & offices["given_longitude"].notna()
    offices.loc[own, "latitude"] = offices["given_latitude"]
    offices.loc[own, "longitude"] = offices["given_longitude"]
    offices.loc[own, "radius_m"] = RADIUS_M["given"]
    offices.loc[own, _EVIDENCE] = ["given", "", "", "", ""]
    return offices.drop(columns=["given_latitude", "given_longitude"])


def _from_stops(offices: pd.DataFrame, stops: pd.DataFrame) -> pd.DataFrame:
    """Give each office without a place of its own what is known of its first placed stop."""
    best = stops.sort_values("latitude", key=pd.isna, kind="stable")
    first = best.drop_duplicates("office_id").set_index("office_id")
    stands = offices["office_id"].isin(first.index) & (offices["unplaced_reason"] == "no_place")
    at_stop = first.loc[offices.loc[stands, "office_id"], [*_POSITION, *_EVIDENCE]]
    offices.loc[stands, [*_POSITION, *_EVIDENCE]] = at_stop.to_numpy()
    return offices


def _with_points(rows: pd.DataFrame) -> gpd.GeoDataFrame:
    """Turn latitude and longitude into points: the one place where (lat, lon) becomes (x, y).

    What is settled here once is how far from its point an office may be, and whether that is
    the office's own: all that is drawn, told and computed of it goes by these two columns.
    """
    placed = rows["latitude"].notna()
    points = gpd.points_from_xy(rows["longitude"], rows["latitude"], crs=WGS84)
    geometry = gpd.GeoSeries(points, index=rows.index).where(placed, None)
    guide_m = rows["precision"].map(RADIUS_M).astype("float64")
    columns = rows.drop(columns=["latitude", "longitude"]).assign(
        radius_m=rows["radius_m"].fillna(guide_m),
        address_located=rows["precision"].isin(EXACT_PRECISIONS),
        placed=placed,
    )
    return gpd.GeoDataFrame(columns, geometry=geometry, crs=WGS84)
