"""Whom an office reaches, as areas on land: service areas, distance bands, what is underserved.

Areas are for looking at: figures come from the demand points, never from an area that is drawn.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from poliskarta.coverage.point_areas import cut_areas, divide_land
from poliskarta.coverage.point_joins import locate, nearest
from poliskarta.coverage.ways import point_ids
from poliskarta.project.indicators import DECIMALS
from poliskarta.project.polygon_repair import unite
from poliskarta.project.region import Region
from poliskarta.project.schema import POPULATIONS, WGS84
from poliskarta.project.thresholds import Limits, plain_km

_M_PER_KM = 1000

# A corner that a line cuts off the land goes to the neighbour if it is smaller than this.
_SLIVER_M2 = 1000.0

# A quarter of a circle in so many chords: at 10 km they run at most 3 m inside of it.
_QUARTER = 64


def build_service_areas(
    demand: pd.DataFrame, facilities: pd.DataFrame, land: shapely.Geometry, region: Region
) -> gpd.GeoDataFrame:
    """Return the land that is nearer to each office than to any other: a Voronoi diagram.

    `demand` and `facilities` are those of `coverage`, `land` is in the region's CRS. One row a
    point where offices stand, sorted by `office_id` (of several at one point the smallest),
    EPSG:4326, MultiPolygon. Together they are the land, without gap or overlap. By ways it is
    the land around the points that have it nearest (see `divide_land`). Columns:
    `office_id`, `offices` (names joined by "; "), `district_id` of the office, `population` and
    `later_population` (NaN if unknown) of the demand nearest to it, if it is of people, and
    `area_km2`. No rows without any office.
    """
    sites = _sites(facilities)
    if region.by_ways:
        label = pd.Index(sites["office_id"]).get_indexer(demand["office_id"].astype("object"))
        shapes = divide_land(demand, label, len(sites), land)
    else:
        shapes = _cells(sites, land)
    areas = sites[["office_id", "offices", "district_id"]].reset_index(drop=True)
    if "population" in demand:
        nearest_id = demand["office_id"].astype("str").to_numpy()
        areas[list(POPULATIONS)] = _people(demand, nearest_id, areas["office_id"])
    areas["area_km2"] = (shapely.area(shapes) / 1e6).round(DECIMALS["km²"])
    return _layer(areas, shapes, region)


def _cells(sites: pd.DataFrame, land: shapely.Geometry) -> np.ndarray:
    faces = _faces(land, _voronoi(sites, land))
    x, y = shapely.get_coordinates(shapely.point_on_surface(faces)).T
    label, _ = nearest(x, y, sites["x_m"], sites["y_m"])
    return _merge(faces, label, len(sites))


def build_distance_bands(
    demand: pd.DataFrame,
    facilities: pd.DataFrame,
    districts: gpd.GeoDataFrame,
    land: shapely.Geometry,
    region: Region,
) -> gpd.GeoDataFrame:
    """Return the land of each district by the distance to the nearest office of any district.

    One row a district and band with land or people, sorted; EPSG:4326, MultiPolygon (empty
    where people live but the map shows no land). Columns: `district_id`, `from_km`, `to_km`
    (NaN: no limit; a point exactly on a limit belongs to the nearer band), `population` and
    `later_population` (NaN if unknown) and `share` of the district's population, if the demand
    is of people, and `area_km2`.
    """
    ordered = districts.sort_values("district_id", kind="stable")
    outlines = np.asarray(ordered.geometry.to_crs(region.crs).array)
    district_ids = ordered["district_id"].to_numpy(dtype=object)
    limits = region.limits
    bands = _band_table(demand, district_ids, limits)
    if region.by_ways:
        count = len(limits.bands_km) + 1
        of_band = divide_land(demand, _band_of(demand, limits), count, land)
        shapes = np.concatenate([cut_areas(of_band, outline) for outline in outlines])
    else:
        shapes = _rings(outlines, _discs(facilities, limits), land)
    bands["area_km2"] = (shapely.area(shapes) / 1e6).round(DECIMALS["km²"])
    shown = ~shapely.is_empty(shapes)
    shown |= bands["population"] > 0 if "population" in bands else False
    return _layer(bands[shown].reset_index(drop=True), shapes[shown], region)


def _rings(outlines: np.ndarray, discs: np.ndarray, land: shapely.Geometry) -> np.ndarray:
    """Return the land of each outline within each disc, the nearest first, and beyond them."""
    faces = _faces(land, np.concatenate([outlines, discs]))
    x, y = shapely.get_coordinates(shapely.point_on_surface(faces)).T
    district, band = locate(x, y, outlines), locate(x, y, discs)
    count = len(discs) + 1
    label = np.where(district < 0, -1, district * count + np.where(band < 0, count - 1, band))
    return _merge(faces, label, len(outlines) * count)


def _band_of(demand: pd.DataFrame, limits: Limits) -> np.ndarray:
    limits_m = np.array(limits.bands_km) * _M_PER_KM
    return np.searchsorted(limits_m, demand["distance_m"], side="left")


def select_underserved(
    bands: gpd.GeoDataFrame, beyond_km: float, region: Region
) -> gpd.GeoDataFrame:
    """Return the land of each district that is farther than `beyond_km` from every office.

    `beyond_km` is one of the region's limits, `bands` what `build_distance_bands` returns. One row
    a district that has such land or people there, EPSG:4326, MultiPolygon. Columns: `district_id`,
    `beyond_km`, the figures of people that `bands` has (NaN if unknown), `area_km2`.

    Raises ValueError for a distance that no band begins at.
    """
    if beyond_km not in region.limits.bands_km:
        raise ValueError(f"{beyond_km} km is no limit of a band: {region.limits.bands_km}")
    far = bands[bands["from_km"] >= beyond_km].to_crs(region.crs)
    rows = far.groupby("district_id")
    summed = [name for name in (*POPULATIONS, "share", "area_km2") if name in bands]
    sums = rows[summed].sum(skipna=False)
    sums = sums.round({"share": DECIMALS["share"], "area_km2": DECIMALS["km²"]}).reset_index()
    sums.insert(1, "beyond_km", plain_km(beyond_km))
    shapes = [_multi(shapely.get_parts(unite(np.asarray(g.array)))) for _, g in rows.geometry]
    return _layer(sums, np.array(shapes, dtype=object), region)


def draw_demand(demand: pd.DataFrame, region: Region) -> gpd.GeoDataFrame:
    """Return `demand` as points, EPSG:4326: same rows and order, without its coordinates.

    `point_id` is a point's own, or its number from 1, by which a table of distances names it.
    Distances are in metres, to the millimetre; NaN when there is no office, or none is reached.
    """
    lengths = ("distance_m", "distance_low_m", "distance_high_m", "straight_m")
    distances = [name for name in lengths if name in demand]
    columns = demand.drop(columns=["x_m", "y_m"]).astype({"district_id": "str", "office_id": "str"})
    columns[distances] = demand[distances].replace(np.inf, np.nan).round(3)
    points = shapely.points(demand["x_m"], demand["y_m"])
    columns = columns.drop(columns="point_id", errors="ignore")
    columns.insert(0, "point_id", point_ids(demand))
    return gpd.GeoDataFrame(columns, geometry=points, crs=region.crs).to_crs(WGS84)


def _sites(facilities: pd.DataFrame) -> pd.DataFrame:
    """Return one row a point where offices stand: the smallest id, all names."""
    grouped = facilities.sort_values("office_id").groupby(["x_m", "y_m"], as_index=False)
    sites = grouped.agg(
        office_id=("office_id", "first"),
        offices=("name", "; ".join),
        district_id=("district_id", "first"),
    )
    return sites.sort_values("office_id", ignore_index=True)


def _voronoi(sites: pd.DataFrame, land: shapely.Geometry) -> np.ndarray:
    if len(sites) < 2:  # noqa: PLR2004  # one office serves all the land: no line to draw
        return np.array([], dtype=object)
    points = shapely.multipoints(sites[["x_m", "y_m"]].to_numpy())
    return shapely.get_parts(shapely.voronoi_polygons(points, extend_to=land))


def _discs(facilities: pd.DataFrame, limits: Limits) -> np.ndarray:
    """Return the land and water within each limit of an office, the nearest limit first."""
    points = shapely.points(facilities["x_m"], facilities["y_m"])
    radii_m = [limit_km * _M_PER_KM for limit_km in limits.bands_km]
    return np.array(
        [
            shapely.union_all(shapely.buffer(points, radius, quad_segs=_QUARTER))
            for radius in radii_m
        ],
        dtype=object,
    )


def _faces(land: shapely.Geometry, shapes: np.ndarray) -> np.ndarray:
    """Return `land` cut along the outlines of `shapes`: polygons that share their vertices."""
    lines = shapely.boundary(np.append(shapes, land))
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(shapely.union_all(lines))))
    x, y = shapely.get_coordinates(shapely.point_on_surface(faces)).T
    shapely.prepare(land)
    return faces[shapely.intersects_xy(land, x, y)]


def _merge(faces: np.ndarray, label: np.ndarray, count: int) -> np.ndarray:
    """Return one multipolygon a label from 0 to `count`, slivers going to their neighbours."""
    parts, labels = _dissolve(faces, label)
    tree = shapely.STRtree(parts)
    for sliver in np.flatnonzero(shapely.area(parts) < _SLIVER_M2):
        others = np.setdiff1d(tree.query(parts[sliver], "intersects"), [sliver])
        shared_m = shapely.length(shapely.intersection(parts[sliver], parts[others]))
        if shared_m.sum() > 0:
            labels[sliver] = labels[others[np.argmax(shared_m)]]
    parts, labels = _dissolve(parts, labels)
    return np.array([_multi(parts[labels == number]) for number in range(count)], dtype=object)


def _dissolve(polygons: np.ndarray, label: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the connected parts of each label's polygons, and the label of each."""
    merged = {
        number: shapely.get_parts(unite(polygons[label == number]))
        for number in np.unique(label[label >= 0])
    }
    labels = np.repeat([*merged], [len(parts) for parts in merged.values()])
    return np.concatenate([*merged.values(), np.array([], dtype=object)]), labels


def _multi(parts: np.ndarray) -> shapely.MultiPolygon:
    return shapely.normalize(shapely.multipolygons(parts))


def _people(demand: pd.DataFrame, groups: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Return the populations of the `wanted` groups of demand: 0 of none, NaN if any is unknown."""
    columns = demand.reindex(columns=list(POPULATIONS))
    sums = columns.groupby(groups).sum(skipna=False)
    return sums.reindex(wanted, fill_value=0).to_numpy()


def _band_table(demand: pd.DataFrame, district_ids: np.ndarray, limits: Limits) -> pd.DataFrame:
    """Return a row a district and band, all of them, with the people of each."""
    edges = [*limits.edges_km[:-1], np.nan]
    table = pd.DataFrame(
        {
            "district_id": np.repeat(district_ids, len(edges) - 1),
            "from_km": edges[:-1] * len(district_ids),
            "to_km": edges[1:] * len(district_ids),
        }
    )
    if "population" not in demand:
        return table
    band = _band_of(demand, limits)
    district = pd.Index(district_ids).get_indexer(demand["district_id"].astype("str"))
    label = np.where(district < 0, -1, district * (len(edges) - 1) + band)
    table[list(POPULATIONS)] = _people(demand, label, table.index)
    total = table.groupby("district_id")["population"].transform("sum", skipna=False)
    table["share"] = (table["population"] / total.where(total > 0)).round(DECIMALS["share"])
    return table


def _layer(columns: pd.DataFrame, shapes: np.ndarray, region: Region) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=region.crs).to_crs(WGS84)
