"""Candidates → the match of a query. Pure geometry and rules; asks nobody, keeps nothing.

The first hit is never right because it is first: all candidates are looked at, and what is left
in doubt is left to a person.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from poliskarta.geocoding.providers import Candidate
from poliskarta.geocoding.queries import Query
from poliskarta.project.bounds import box_of
from poliskarta.project.region import Region
from poliskarta.project.schema import GEOCODES, WGS84
from poliskarta.project.vocabularies import RADIUS_M

SAME_PLACE_M = 250.0
"""Candidates of one rank no farther apart than this are one place: two halls of a station.

So are a point and an area that it lies in: many a suburb is mapped as both.
"""
_RANKS = {"address": 0, "building": 1, "square": 2, "station": 2, "place": 3, "municipality": 4}
_ADDRESS_PRECISIONS = ("address", "building")
_LISTED = 5


def municipality_polygons(units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return one polygon a municipality, EPSG:4326, indexed and sorted by its name.

    `units`: columns `municipality` and geometry, one or more rows a municipality; those of no
    municipality are left out.
    """
    named = units.loc[units["municipality"] != "", ["municipality", "geometry"]]
    return named.dissolve("municipality").to_crs(WGS84)


def points_of(latitudes: Sequence[float], longitudes: Sequence[float]) -> np.ndarray:
    """Return points in degrees, WGS 84, to the six decimals that the tables keep.

    The one place of geocoding where latitude and longitude become x and y.
    """
    x, y = ([round(value, 6) for value in values] for values in (longitudes, latitudes))
    return shapely.points(x, y)


@dataclass(frozen=True)
class Matcher:
    """Matches queries with candidates: knows where a match must lie, and what day it is.

    `municipalities` is what `municipality_polygons` makes; `today` is noted for results of
    sources that have no date of their own.
    """

    municipalities: gpd.GeoDataFrame
    region: Region
    today: dt.date

    def area(self, municipality: str) -> shapely.Geometry | None:
        """Return where matches must lie: the region's bounds where no municipality is named.

        None for a municipality that has no polygon, if any has.
        """
        if self.municipalities.empty:
            return self._areas[""]
        return self._areas.get(municipality)

    def inside(self, query: Query, candidates: Sequence[Candidate]) -> list[bool]:
        """Tell of each candidate whether it lies where it must; on the border is inside."""
        area = self.area(query.municipality)
        points = _points(candidates)
        return [False] * len(points) if area is None else list(shapely.covers(area, points))

    def fitting(self, query: Query, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Return the candidates that lie where they must, by the name and of the kind asked for.

        Only an address or a building matches an address query.
        """
        likely = self._possible(query, candidates)
        return [candidate for candidate in likely if candidate.is_named]

    def _possible(self, query: Query, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Return what `fitting` does, and what goes by another name too."""
        pairs = zip(candidates, self.inside(query, candidates), strict=True)
        is_address = query.kind == "address"
        return [
            candidate
            for candidate, inside in pairs
            if inside and (candidate.precision in _ADDRESS_PRECISIONS or not is_address)
        ]

    def match(self, query: Query, candidates: Sequence[Candidate], asked: str) -> dict[str, Any]:
        """Return the geocode of `query`: its row of geocodes.csv.

        Of the fitting candidates only the most precise count. If they are one place, the first
        of them is `found`; otherwise it is `ambiguous`, as where the only ones go by another
        name. With none it is `not_found` where something lies inside or there are no candidates,
        else `implausible`. `asked` is who was asked last.
        """
        fitting = self.fitting(query, candidates)
        best_rank = min(map(_rank, fitting), default=0)
        best = [candidate for candidate in fitting if _rank(candidate) == best_rank]
        sources = best or [candidate for candidate in candidates if candidate.provider == asked]
        today = self.today.isoformat()
        status = self._status(query, candidates, best)
        row = {column.name: "" for column in GEOCODES.columns} | {
            "query": query.text,
            "municipality": query.municipality,
            "provider": asked,
            "status": status,
            "retrieved_on": max((candidate.date or today for candidate in sources), default=today),
            "licence": "; ".join(sorted({candidate.licence for candidate in best or candidates})),
            "note": _listed(best or candidates),
        }
        if status == "implausible" and (where := self._where(candidates)):
            row["note"] += f"; in {where}"
        return row | (_located(best) if status == "found" else _nowhere())

    def _where(self, candidates: Sequence[Candidate]) -> str:
        """Return the names of the municipalities that any of `candidates` lies in."""
        points = _points(candidates)
        inside = [name for name, area in self._areas.items() if shapely.covers(area, points).any()]
        return ", ".join(sorted(name for name in inside if name))

    def _status(
        self, query: Query, candidates: Sequence[Candidate], best: Sequence[Candidate]
    ) -> str:
        if best:
            return "found" if self._are_one_place(best) else "ambiguous"
        if self._possible(query, candidates):
            return "ambiguous"
        is_elsewhere = candidates and not any(self.inside(query, candidates))
        return "implausible" if is_elsewhere else "not_found"

    def _are_one_place(self, candidates: Sequence[Candidate]) -> bool:
        if len(candidates) == 1:
            return True
        points = _points(candidates)
        metric = gpd.GeoSeries(points, crs=WGS84).to_crs(self.region.crs).to_numpy()
        extents = [shapely.box(*c.bounds) if c.bounds else shapely.Point() for c in candidates]
        within = shapely.covers(np.array(extents)[:, None], points)
        near = shapely.distance(metric[:, None], metric) <= SAME_PLACE_M
        return bool((near | within | within.T).all())

    @cached_property
    def _areas(self) -> dict[str, shapely.Geometry]:
        areas = {"": box_of(self.region.bounds), **self.municipalities.geometry}
        shapely.prepare(list(areas.values()))
        return areas

    def review_rows(self, query: Query, candidates: Sequence[Candidate]) -> list[dict[str, Any]]:
        """Return the rows of geocode_candidates.csv: inside first, those of the name, by precision.

        Among equals the order of `candidates`, the source's own, is kept.
        """
        pairs = zip(candidates, self.inside(query, candidates), strict=True)
        ordered = sorted(
            pairs, key=lambda pair: (not pair[1], not pair[0].is_named, _rank(pair[0]))
        )
        return [
            {
                "query": query.text,
                "rank": rank,
                "inside": "yes" if inside else "no",
                **_identity(candidate),
                "name": candidate.name,
                "kind": candidate.kind,
            }
            for rank, (candidate, inside) in enumerate(ordered, start=1)
        ]


def _points(candidates: Sequence[Candidate]) -> np.ndarray:
    return points_of([c.latitude for c in candidates], [c.longitude for c in candidates])


def _rank(candidate: Candidate) -> float:
    """Return less for better; what only bears a place's name comes after the place."""
    return _RANKS[candidate.precision] + (0 if candidate.is_place else 0.5)


def _identity(candidate: Candidate) -> dict[str, Any]:
    """Return what both tables hold of a candidate, under the same names."""
    return {
        "latitude": candidate.latitude,
        "longitude": candidate.longitude,
        "precision": candidate.precision,
        "provider": candidate.provider,
        "provider_id": candidate.provider_id,
        "licence": candidate.licence,
    }


def _located(same: Sequence[Candidate]) -> dict[str, Any]:
    """Return the first of several that are the `same`, its radius wide enough for them all."""
    candidate = same[0]
    radii = [c.radius_m for c in same if not math.isnan(c.radius_m)]
    return _identity(candidate) | {
        "radius_m": max(radii, default=RADIUS_M[candidate.precision]),
        "matched_name": candidate.name,
        "note": "",
    }


def _nowhere() -> dict[str, float]:
    return dict.fromkeys(("latitude", "longitude", "radius_m"), math.nan)


def _listed(candidates: Sequence[Candidate]) -> str:
    """Return the candidates in words: what a person needs to choose one."""
    words = [
        f"{c.name} ({c.kind or c.precision}, {c.provider_id or c.provider})"
        f" {c.latitude:.6f} {c.longitude:.6f}"
        for c in candidates[:_LISTED]
    ]
    more = [f"{len(candidates) - _LISTED} more"] if len(candidates) > _LISTED else []
    return "; ".join([*words, *more])
