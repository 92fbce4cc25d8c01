"""What people orient by: lines, areas and place names of a project, drawn under its offices.

All of it is optional and only looked at: nothing is measured on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from poliskarta.errors import DataError, Problem
from poliskarta.project.bounds import Bounds, box_of
from poliskarta.project.columns import Column, Table, needing
from poliskarta.project.csv_tables import complete, empty_table, scan_table, write_table
from poliskarta.project.folder import Project
from poliskarta.project.region import Region
from poliskarta.project.schema import WGS84
from poliskarta.project.validation import check_positions
from poliskarta.project.vector_files import read_geometries, write_geojson

LINES_FILE = "background_lines.geojson"
AREAS_FILE = "background_areas.geojson"

# In the order in which they are drawn, each over those before it.
LINE_KINDS = ("road", "motorway", "metro", "rail")
AREA_KINDS = ("green", "water")
ROADS = ("road", "motorway")
PLACE_KINDS = ("settlement", "station", "area")
RANKS = tuple(map(str, range(1, 8)))

# Whom the page names for what comes from the two sources that this package knows, and where they
# say what they want.
GEONAMES, OPENSTREETMAP = "GeoNames", "© OpenStreetMap contributors"
SOURCE_URLS = {
    GEONAMES: "https://www.geonames.org",
    OPENSTREETMAP: "https://www.openstreetmap.org/copyright",
}

# Five decimals are a metre or less.
_DECIMALS = 5

PLACES = Table(
    "background_places.csv",
    ("rank", "kind", "name", "latitude", "longitude"),
    needing(
        ("name", "rank", "latitude", "longitude"),
        Column("name", "What the place is called.", required=True, localised=True),
        Column(
            "kind",
            "What it is; a settlement if nothing is said.",
            "choice",
            choices=PLACE_KINDS,
        ),
        Column(
            "rank",
            "1 for what is named first and from farthest away, to 7.",
            "choice",
            required=True,
            choices=RANKS,
        ),
        Column(
            "population",
            "Inhabitants, if known: of places of one rank the larger is named first.",
            "count",
        ),
        Column("latitude", "Degrees north, WGS 84.", "latitude", required=True),
        Column("longitude", "Degrees east, WGS 84.", "longitude", required=True),
        Column("source", "Whom the page names for it."),
        Column("source_id", "The source's own id."),
        Column("source_date", "ISO date of any precision: when it was so.", "date"),
        Column("licence", "Licence of name and point; empty if unknown."),
    ),
)


@dataclass(frozen=True)
class Background:
    """What a map is drawn on; a row a feature, all EPSG:4326, in the order of the files.

    `lines` (lines or multilines) have `kind`, one of LINE_KINDS, `areas` (polygons or
    multipolygons) one of AREA_KINDS; both have `source`, `source_date` and `licence`, "" where
    nothing is said, lines also `schematic`, whether they run straight between stations.
    `places` are the rows of background_places.csv.
    """

    lines: gpd.GeoDataFrame
    areas: gpd.GeoDataFrame
    places: pd.DataFrame

    def __bool__(self) -> bool:
        """Tell whether there is anything to draw."""
        return bool(len(self.lines) or len(self.areas) or len(self.places))


def no_background() -> Background:
    """Return a background with nothing on it."""
    return Background(_features(), _features(), complete(empty_table(PLACES), PLACES)[0])


def scan_background(project: Project, region: Region) -> tuple[Background, list[Problem]]:
    """Return a project's background as far as it can be read, and every problem found.

    Each of the three files may be missing. Problems: what can't be read, a kind that there
    isn't, geometries of another type, features that lie wholly outside the region's bounds.
    """
    lines, of_lines = _scan_layer(project.table(LINES_FILE), LINE_KINDS, "LineString", region)
    areas, of_areas = _scan_layer(project.table(AREAS_FILE), AREA_KINDS, "Polygon", region)
    places, of_places = _scan_places(project.table(PLACES.file), region)
    return Background(lines, areas, places), [*of_lines, *of_areas, *of_places]


def write_background(project: Project, background: Background) -> list[Path]:
    """Write the files of `background` into the data folder, each atomically; return their paths.

    Features stand in the order of kind and geometry. Of what there is nothing no file is
    written, and an old one is removed.
    """
    written = []
    for file, layer in ((LINES_FILE, background.lines), (AREAS_FILE, background.areas)):
        path = project.table(file)
        if len(layer):
            write_geojson(path, _in_order(layer), _DECIMALS)
            written.append(path)
        else:
            path.unlink(missing_ok=True)
    path = project.table(PLACES.file)
    if len(background.places):
        write_table(path, PLACES, background.places)
        written.append(path)
    else:
        path.unlink(missing_ok=True)
    return written


_TEXTS = ("source", "source_date", "licence")


def _features() -> gpd.GeoDataFrame:
    columns = {name: pd.Series(dtype="str") for name in ("kind", *_TEXTS)}
    frame = gpd.GeoDataFrame(columns, geometry=[], crs=WGS84)
    return frame.assign(schematic=pd.Series(dtype=bool))


def _scan_layer(
    path: Path, kinds: tuple[str, ...], geometry_type: str, region: Region
) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    if not path.exists():
        return _features(), []
    try:
        frame = read_geometries(path).to_crs(WGS84)
    except DataError as error:
        return _features(), error.problems
    problems = [
        *_kind_problems(str(path), frame, kinds),
        *_geometry_problems(str(path), frame, geometry_type, region.bounds),
    ]
    if problems:
        return _features(), problems
    texts = {name: _texts_of(frame, name) for name in ("kind", *_TEXTS)}
    # GDAL's drivers differ in how they write yes and no.
    schematic = _texts_of(frame, "schematic").str.lower().isin(["true", "1"])
    kept = gpd.GeoDataFrame(texts, geometry=frame.geometry, crs=WGS84)
    return kept.assign(schematic=schematic).reset_index(drop=True), []


def _texts_of(frame: gpd.GeoDataFrame, name: str) -> pd.Series:
    if name not in frame:
        return pd.Series("", index=frame.index, dtype="str")
    return frame[name].astype(object).where(frame[name].notna(), "").astype("str")


def _kind_problems(file: str, frame: gpd.GeoDataFrame, kinds: tuple[str, ...]) -> Iterator[Problem]:
    remedy = f"Choose: {', '.join(kinds)}."
    if len(frame) and "kind" not in frame:
        yield Problem(file, None, "kind", None, "the attribute is missing", remedy)
        return
    for number, kind in enumerate(_texts_of(frame, "kind"), start=1):
        if kind not in kinds:
            what = f"feature {number} is of no kind that is drawn"
            yield Problem(file, None, "kind", kind, what, remedy)


def _geometry_problems(
    file: str, frame: gpd.GeoDataFrame, geometry_type: str, bounds: Bounds
) -> Iterator[Problem]:
    box, expected = box_of(bounds), {geometry_type, f"Multi{geometry_type}"}
    what = {"LineString": "lines", "Polygon": "polygons"}[geometry_type]
    listed = f"region.toml has bounds = {list(bounds)}: west, south, east, north, in degrees."
    for number, shape in enumerate(frame.geometry, start=1):
        if shape is None or shape.is_empty:
            yield Problem(
                file,
                None,
                None,
                None,
                f"feature {number} has no geometry",
                "Draw it, or remove it.",
            )
        elif shape.geom_type not in expected:
            told = f"feature {number} is a {shape.geom_type}"
            yield Problem(file, None, None, None, told, f"Give {what}.")
        elif not shapely.intersects(shape, box):
            told = f"feature {number} lies outside the region's bounds"
            yield Problem(file, None, None, None, told, f"Remove it; {listed}")


def _scan_places(path: Path, region: Region) -> tuple[pd.DataFrame, list[Problem]]:
    if not path.exists():
        return no_background().places, []
    frame, problems = scan_table(path, PLACES, region.encoding)
    places, _ = complete(frame, PLACES)
    problems += check_positions(str(path), places, region.bounds)
    kind = places["kind"].where(places["kind"] != "", PLACE_KINDS[0])
    return places.assign(kind=kind), problems


def _in_order(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return `layer` by kind and geometry, with the attributes that say anything."""
    shape = shapely.to_wkb(shapely.normalize(layer.geometry.array), hex=True)
    ordered = layer.assign(_shape=shape).sort_values(["kind", "_shape"], ignore_index=True)
    said = [name for name in (*_TEXTS, "schematic") if ordered[name].astype(bool).any()]
    return ordered[["kind", *said, "geometry"]]
