"""Stations and which follows which → schematic lines: straight from one to the next."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from poliskarta.background.ranks import STATION_RANK
from poliskarta.errors import Problem, require_no_problems
from poliskarta.project.columns import Column, Table
from poliskarta.project.csv_tables import scan_table
from poliskarta.project.schema import WGS84

_KINDS = ("rail", "metro")
_OF = "The line, as in network_lines.csv."
LINES = Table(
    "network_lines.csv",
    ("line_id",),
    (
        Column("line_id", "Stable slug of the line.", "id", required=True),
        Column("kind", "What runs on it.", "choice", required=True, choices=_KINDS),
        Column("source", "Whom the page names for it.", required=True),
        Column("source_date", "ISO date of any precision: when it ran so.", "date", required=True),
        Column("licence", "Licence of stations and lines; empty if unknown."),
    ),
)
STATIONS = Table(
    "network_stations.csv",
    ("line_id", "name"),
    (
        Column("line_id", _OF, "id", required=True),
        Column("name", "The station's name, the same on all its lines.", required=True),
        Column("latitude", "Degrees north, WGS 84.", "latitude", required=True),
        Column("longitude", "Degrees east, WGS 84.", "longitude", required=True),
        Column("source_id", "The source's own id."),
    ),
)
LINKS = Table(
    "network_links.csv",
    ("line_id", "from_station", "to_station"),
    (
        Column("line_id", _OF, "id", required=True),
        Column("from_station", "A station of the line.", required=True),
        Column("to_station", "The next one, in whatever direction.", required=True),
    ),
)
TABLES = (LINES, STATIONS, LINKS)

# What passengers change between is one station, though its lines stop at some distance.
_STATION_M = 500.0


def read_network(folder: Path, crs: str) -> tuple[gpd.GeoDataFrame, pd.DataFrame] | None:
    """Return schematic lines and stations of the network in `folder`; None if there is none.

    Lines: a row a line (lines or multilines, EPSG:4326) with `kind`, `source`, `source_date`,
    `licence`, `schematic`. Stations: a row a name, with the columns of background_places.csv, at
    the middle of its points on all lines, measured in the projected `crs`; all lines meet there.

    Raises DataError with every problem of the three files: one that is missing, cells, stations
    and links of no known line, links from or to a station that isn't on the line, stations of
    one name that are more than a kilometre apart.
    """
    paths = {table: folder / table.file for table in TABLES}
    if not any(path.exists() for path in paths.values()):
        return None
    scanned = {table: scan_table(path, table) for table, path in paths.items()}
    problems = [problem for _, found in scanned.values() for problem in found]
    lines, stations, links = (scanned[table][0] for table in TABLES)
    problems += _unknown_lines(paths[STATIONS], stations, lines)
    problems += _unknown_lines(paths[LINKS], links, lines)
    problems += _unknown_stations(paths[LINKS], links, stations)
    measured = _on_plane(stations, crs)
    problems += _apart(paths[STATIONS], measured)
    require_no_problems(problems)
    placed = _place_stations(measured, lines, crs)
    return _draw_lines(lines, links, placed), placed


def _unknown_lines(path: Path, rows: pd.DataFrame, lines: pd.DataFrame) -> list[Problem]:
    unknown = rows["line_id"][~rows["line_id"].isin(lines["line_id"])]
    what = f"not in {LINES.file}"
    return [
        Problem(str(path), row, "line_id", value, what, "Add the line there, or correct the id.")
        for row, value in unknown.items()
    ]


def _unknown_stations(path: Path, links: pd.DataFrame, stations: pd.DataFrame) -> list[Problem]:
    known = pd.MultiIndex.from_frame(stations[["line_id", "name"]])
    return [
        Problem(
            str(path), row, end, value, f"not on this line in {STATIONS.file}", "Add the station."
        )
        for end in ("from_station", "to_station")
        for row, value in links[end][
            ~pd.MultiIndex.from_frame(links[["line_id", end]]).isin(known)
        ].items()
    ]


def _draw_lines(
    lines: pd.DataFrame, links: pd.DataFrame, stations: pd.DataFrame
) -> gpd.GeoDataFrame:
    at = stations.set_index("name")[["longitude", "latitude"]]
    ends = [at.loc[links[end]].to_numpy() for end in ("from_station", "to_station")]
    pieces = shapely.linestrings(np.stack(ends, axis=1))
    shapes = [
        shapely.line_merge(shapely.multilinestrings(pieces[links["line_id"] == line]))
        for line in lines["line_id"]
    ]
    rows = lines[["kind", "source", "source_date", "licence"]].assign(schematic=True)
    drawn = gpd.GeoDataFrame(rows, geometry=shapes, crs=WGS84)
    return drawn[~drawn.is_empty].reset_index(drop=True)


def _on_plane(stations: pd.DataFrame, crs: str) -> pd.DataFrame:
    """Return `stations` with their metres, and how far each is from the middle of its name's."""
    points = gpd.points_from_xy(stations["longitude"], stations["latitude"], crs=WGS84).to_crs(crs)
    rows = stations.assign(x_m=points.x, y_m=points.y)
    middle = rows.groupby("name")[["x_m", "y_m"]].transform("mean")
    return rows.assign(away_m=np.hypot(*(rows[["x_m", "y_m"]] - middle).to_numpy().T))


def _apart(path: Path, stations: pd.DataFrame) -> list[Problem]:
    what = f"stations of one name more than {2 * _STATION_M:.0f} m apart"
    return [
        Problem(str(path), row, "name", value, what, "Give each a name of its own.")
        for row, value in stations["name"][stations["away_m"] > _STATION_M].items()
    ]


def _place_stations(stations: pd.DataFrame, lines: pd.DataFrame, crs: str) -> pd.DataFrame:
    rows = stations.merge(lines.drop(columns="kind"), on="line_id", validate="many_to_one")
    rows = rows.sort_values(["name", "line_id"])
    means = dict.fromkeys(("x_m", "y_m"), "mean")
    firsts = dict.fromkeys(("source", "source_id", "source_date", "licence"), "first")
    named = rows.groupby("name", sort=True).agg(means | firsts).reset_index()
    degrees = gpd.points_from_xy(named.pop("x_m"), named.pop("y_m"), crs=crs).to_crs(WGS84)
    return named.assign(
        kind="station", rank=str(STATION_RANK), latitude=degrees.y, longitude=degrees.x
    )
