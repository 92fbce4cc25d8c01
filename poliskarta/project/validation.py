"""What the files of a project must be to each other and to the region. Pure: frames → problems."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import geopandas as gpd
import pandas as pd
import shapely

from poliskarta.errors import Problem
from poliskarta.project.bounds import Bounds, unwrap, unwrapped
from poliskarta.project.region import Region
from poliskarta.project.vocabularies import LOCATED_STATUSES


def check_offices(file: str, offices: pd.DataFrame, region: Region) -> Iterator[Problem]:
    """Yield what is wrong with `offices` by itself: kinds, places, positions, dates."""
    declared = f"region.toml declares: {', '.join(region.kind_ids)}."
    unknown = ~offices["kind"].isin(region.kind_ids) & (offices["kind"] != "")
    if region.kinds:  # what can't be read there is told there
        yield from _each(file, offices, unknown, "kind", "unknown kind", declared)
        kindless = offices["kind"] == ""
        yield from _each(file, offices, kindless, "kind", "the cell is empty", declared)
    nowhere = (offices["place"] == "") & offices["kind"].isin(region.fixed_kinds)
    nowhere &= (offices["address"] == "") & offices["latitude"].isna()
    nowhere &= offices["district_id"] == ""
    yield from check_positions(file, offices, region.bounds)
    remedy = "Name the place to look for, or give latitude and longitude."
    yield from _each(file, offices, nowhere, "place", "the place is empty", remedy)
    yield from _check_order(file, offices, "opened", "closed")


def check_stops(
    file: str, stops: pd.DataFrame, offices: pd.DataFrame, region: Region
) -> Iterator[Problem]:
    """Yield what is wrong with `stops`: offices unknown or fixed, no place and no area, dates."""
    kind = offices.drop_duplicates("office_id").set_index("office_id")["kind"]
    known = stops["office_id"].isin(kind.index)
    remedy = "Use an office_id of offices.csv."
    yield from _each(file, stops, ~known, "office_id", "no such office", remedy)
    fixed = stops["office_id"].map(kind).isin(region.fixed_kinds)
    remedy = "Only kinds with fixed = false in region.toml have stops."
    yield from _each(file, stops, fixed, "office_id", "this office stands in one place", remedy)
    nowhere = (stops["place"] == "") & (stops["area"] == "")
    remedy = "Name the place, or the area in words."
    yield from _each(file, stops, nowhere, "place", "neither place nor area", remedy)
    yield from _check_order(file, stops, "valid_from", "valid_to")


def check_positions(file: str, rows: pd.DataFrame, bounds: Bounds) -> Iterator[Problem]:
    """Yield the positions that are half given, at 0/0, swapped, or outside the region."""
    lat, lon = rows["latitude"], rows["longitude"]
    half = lat.isna() ^ lon.isna()
    yield from _each(
        file, rows, half, "latitude", "half a position", "Give latitude and longitude."
    )
    null = (lat == 0) & (lon == 0)
    remedy = "Leave both empty if the position is unknown."
    yield from _each(file, rows, null, "latitude", "0/0 is in the Gulf of Guinea", remedy)
    outside = ~_inside(lon, lat, bounds) & lat.notna() & lon.notna() & ~null
    swapped = outside & _inside(lat, lon, bounds)
    remedy = "Latitude is degrees north, longitude degrees east."
    yield from _each(file, rows, swapped, "latitude", "latitude and longitude are swapped", remedy)
    remedy = f"The region's bounds are {', '.join(map(str, bounds))} (west, south, east, north)."
    yield from _each(file, rows, outside & ~swapped, "latitude", "outside the region", remedy)


def check_geocodes(file: str, geocodes: pd.DataFrame, region: Region) -> Iterator[Problem]:
    """Yield what is wrong with the cache: located rows without a point, points out of place."""
    located = geocodes["status"].isin(LOCATED_STATUSES) & (geocodes["status"] != "manual")
    pointless = located & (geocodes["latitude"].isna() | geocodes["longitude"].isna())
    remedy = "Give latitude and longitude, or remove the row to ask again."
    yield from _each(file, geocodes, pointless, "status", "located, but without a point", remedy)
    pointed = geocodes["latitude"].notna() & (geocodes["precision"] == "")
    remedy = "Say what the point stands for: address, square, station, place …"
    yield from _each(file, geocodes, pointed, "precision", "a point without a precision", remedy)
    in_use = geocodes[geocodes["status"].isin(LOCATED_STATUSES)]
    yield from check_positions(file, in_use, region.bounds)


def check_units(file: str, units: pd.DataFrame) -> Iterator[Problem]:
    """Yield municipalities that go by two names, and figures without their year."""
    coded = units[units["municipality_code"] != ""]
    names = coded.groupby("municipality_code")["municipality"].transform("nunique")
    names = names.reindex(units.index, fill_value=1)
    remedy = "Give all units of a municipality the same name of it."
    yield from _each(file, units, names > 1, "municipality", "two names for one code", remedy)
    for figure in ("population", "later_population"):
        undated = units[figure].notna() & units[f"{figure}_year"].isna()
        remedy = f"Fill in {figure}_year."
        yield from _each(file, units, undated, figure, "a population without its year", remedy)


def check_known(
    file: str, rows: pd.DataFrame, column: str, known: Iterable[str], where: str
) -> Iterator[Problem]:
    """Yield the cells of `column` that are filled in but not among `known`, which `where` lists.

    Nothing is unknown where nobody says which there are.
    """
    listed = set(known) - {""}
    strangers = (rows[column] != "") & ~rows[column].isin(listed) & bool(listed)
    yield from _each(
        file, rows, strangers, column, f"not in {where}", f"Correct it, or add it to {where}."
    )


def check_own_districts(
    file: str, offices: pd.DataFrame, names: Mapping[str, str]
) -> Iterator[Problem]:
    """Yield the offices that lie in another district than the force counts them to.

    `offices` have both, `own_district_id` and `district_id`; `names` are those of the districts.
    """
    own, here = offices["own_district_id"], offices["district_id"]
    differs = (own != "") & offices["placed"] & (own != here)
    for _, office in offices[differs].iterrows():
        told = " / ".join(
            f"{part} ({names[part]})" if names.get(part, part) != part else part or "no district"
            for part in (office["own_district_id"], office["district_id"])
        )
        what = f"{office['name']} is counted to one district and lies in another: {told}"
        remedy = "Right for a headquarters elsewhere; else correct its position or its district_id."
        yield Problem(file, None, "office_id", str(office["office_id"]), what, remedy)


def check_extent(
    file: str, polygons: gpd.GeoDataFrame, column: str, bounds: Bounds
) -> Iterator[Problem]:
    """Yield the polygons (EPSG:4326) that lie outside the region's `bounds` by more than half."""
    west, south, east, north = unwrapped(bounds)
    box, mirrored = shapely.box(west, south, east, north), shapely.box(south, west, north, east)
    listed = f"region.toml has bounds = {list(bounds)}: west, south, east, north, in degrees."
    for value, shape in zip(polygons[column], polygons.geometry, strict=True):
        whole = unwrap(shape, bounds)
        if shapely.intersection(whole, box).area >= whole.area / 2:
            continue
        swapped = shapely.intersects(whole, mirrored) and not shapely.intersects(whole, box)
        what = "swapped with the bounds" if swapped else "not within the region's bounds"
        reach = ", ".join(f"{edge:.2f}" for edge in whole.bounds)
        yield Problem(file, None, column, str(value), what, f"It reaches {reach}; {listed}")


def check_land(
    file: str, backdrop: gpd.GeoDataFrame, districts: gpd.GeoDataFrame
) -> Iterator[Problem]:
    """Yield a problem if there is land in `backdrop`, but none of it in any of `districts`.

    Both are in EPSG:4326; without districts nothing is wrong.
    """
    land = backdrop.geometry[backdrop["kind"] == "land"]
    if len(land) == 0 or len(districts) == 0:
        return
    tree = shapely.STRtree(land.to_numpy())
    if not len(tree.query(districts.geometry.to_numpy(), predicate="intersects")[0]):
        remedy = "Draw the region's own land, or remove the file: then all of a district is land."
        yield Problem(file, None, "kind", "land", "no land lies in any district", remedy)


def check_same_ids(
    file: str, ids: Iterable[str], column: str, expected: Iterable[str], where: str
) -> Iterator[Problem]:
    """Yield the ids that only one of two files has: a polygon layer and its table."""
    have, want = set(ids), set(expected)
    for value in sorted(want - have):
        remedy = "Build it with `poliskarta boundaries`, or remove the row."
        yield Problem(file, None, column, value, f"no polygon for this row of {where}", remedy)
    for value in sorted(have - want):
        yield Problem(file, None, column, value, f"not in {where}", f"Add it to {where}.")


def _check_order(file: str, rows: pd.DataFrame, first: str, last: str) -> Iterator[Problem]:
    """Yield the rows whose `last` date comes before `first`, as far as both are precise."""
    length = pd.concat([rows[first].str.len(), rows[last].str.len()], axis=1).min(axis=1)
    pairs = zip(rows[first], rows[last], length, strict=True)
    backward = [bool(n) and b[: int(n)] < a[: int(n)] for a, b, n in pairs]
    what = f"earlier than {first!r}"
    yield from _each(
        file, rows, pd.Series(backward, rows.index), last, what, "Correct one of the dates."
    )


def _inside(x: pd.Series, y: pd.Series, bounds: Bounds) -> pd.Series:
    west, south, east, north = bounds
    across = (x >= west) | (x <= east) if west > east else x.between(west, east)
    return across & y.between(south, north)


def _each(
    file: str, rows: pd.DataFrame, bad: pd.Series, column: str, what: str, remedy: str
) -> Iterator[Problem]:
    for row, value in rows.loc[bad.astype(bool), column].items():
        yield Problem(file, int(row), column, str(value), what, remedy)
