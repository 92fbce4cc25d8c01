"""Places of several sources → from how far away each is named, and which of them are one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from shapely import STRtree

from poliskarta.project.background import PLACES
from poliskarta.project.csv_tables import complete
from poliskarta.project.schema import WGS84

# So many inhabitants at least: ranks 1 to 5. What is smaller, or of no known size, isn't named
# before the stations, which have rank 6; parts of places come last.
_LEAST = (100_000, 25_000, 8_000, 2_000, 500)
STATION_RANK = 6
AREA_RANK = 7

# Places of one name as near as this to each other are one place to who looks for it.
_ONE_PLACE_M = 3_000.0


def rank_settlements(population: pd.Series) -> pd.Series:
    """Return the rank of settlements by their inhabitants: text, AREA_RANK where unknown."""
    ranks = pd.Series(AREA_RANK, index=population.index)
    for rank, least in reversed(list(enumerate(_LEAST, start=1))):
        ranks = ranks.mask(population >= least, rank)
    return ranks.astype("str")


def merge_places(frames: list[pd.DataFrame], crs: str) -> pd.DataFrame:
    """Return the places of `frames` in one table, as background_places.csv has them.

    Of several with one name within 3 km of each other, measured in the projected `crs`, only the
    one with the first rank stays, the most populous of those; so no name stands twice at one
    place, but for a station's, which keeps its dot. The order of the rows is that of rank, kind,
    name and position.
    """
    rows = pd.concat(frames, ignore_index=True)
    texts = rows.columns.drop(["latitude", "longitude", "population"], errors="ignore")
    rows = complete(rows.fillna(dict.fromkeys(texts, "")), PLACES)[0]
    order = ["rank", "population", "kind", "name", "latitude", "longitude"]
    ascending = [True, False, True, True, True, True]
    rows = rows.sort_values(order, ascending=ascending, ignore_index=True)
    kept = rows[~_is_repeated(rows, crs)]
    return kept.sort_values(list(PLACES.key), ignore_index=True)


def _is_repeated(rows: pd.DataFrame, crs: str) -> np.ndarray:
    """Tell of each row whether one before it has its name and is near."""
    import geopandas as gpd  # noqa: PLC0415

    degrees = gpd.points_from_xy(rows["longitude"], rows["latitude"], crs=WGS84)
    points = np.asarray(degrees.to_crs(crs))
    first, second = STRtree(points).query(points, predicate="dwithin", distance=_ONE_PLACE_M)
    names = rows["name"].str.casefold().to_numpy()
    repeated = np.zeros(len(rows), dtype=bool)
    repeated[second[(first < second) & (names[first] == names[second])]] = True
    return repeated & (rows["kind"] != "station").to_numpy()


def points_inside(rows: pd.DataFrame, box: shapely.Geometry) -> pd.DataFrame:
    """Return the `rows` whose longitude and latitude lie in or on `box`, in degrees."""
    points = shapely.points(rows["longitude"], rows["latitude"])
    return rows[shapely.intersects(box, points)]
