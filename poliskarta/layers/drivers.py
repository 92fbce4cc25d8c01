"""The formats that layers can be written in: what each is called, and who writes it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from poliskarta.layers.dictionary import Layer
from poliskarta.layers.geopackage import write_geopackage
from poliskarta.layers.kml import write_kml
from poliskarta.layers.parquet import write_parquet
from poliskarta.layers.shapefile import write_shapefile
from poliskarta.layers.spreadsheets import write_csv, write_xlsx
from poliskarta.layers.tidy import days_as_texts
from poliskarta.layers.vector_files import write_vector
from poliskarta.project.region import Region
from poliskarta.project.vector_files import geojson_bytes

Writer = Callable[[Path, Sequence[Layer], Region], None]


@dataclass(frozen=True)
class Format:
    """A file format.

    `whole` formats hold all layers in one file, the others one layer a file. `wgs84` ones know
    no other CRS. `without` are the layers that they have only when asked for them: a phone can't
    show so many places. `package` is what must be installed, by the extra of that format's id, ""
    for none.
    """

    id: str
    suffix: str
    media_type: str
    write: Writer
    whole: bool = False
    wgs84: bool = False
    package: str = ""
    without: tuple[str, ...] = ()


def _write_geojson(path: Path, layers: Sequence[Layer], _region: Region) -> None:
    (layer,) = layers
    path.write_bytes(geojson_bytes(days_as_texts(layer.frame)))


def _write_flatgeobuf(path: Path, layers: Sequence[Layer], region: Region) -> None:
    """Write FlatGeobuf, with an index if it can be: one can't hold a missing geometry.

    The index puts the features in an order of its own.
    """
    (layer,) = layers
    language = region.languages[0]
    write_vector(
        path,
        layer.frame,
        layer.geometry_type,
        layer=layer.name,
        driver="FlatGeobuf",
        promote_to_multi=layer.geometry_type.startswith("Multi"),
        layer_options={
            "SPATIAL_INDEX": "NO" if layer.frame.geometry.isna().any() else "YES",
            "TITLE": layer.title[language],
            "DESCRIPTION": layer.description[language],
        },
    )


_ALL = (
    Format("gpkg", ".gpkg", "application/geopackage+sqlite3", write_geopackage, whole=True),
    Format("geojson", ".geojson", "application/geo+json", _write_geojson, wgs84=True),
    Format(
        "parquet", ".parquet", "application/vnd.apache.parquet", write_parquet, package="pyarrow"
    ),
    Format("fgb", ".fgb", "application/flatgeobuf", _write_flatgeobuf),
    Format("shp", ".shp.zip", "application/zip", write_shapefile),
    Format(
        "kml",
        ".kml",
        "application/vnd.google-earth.kml+xml",
        write_kml,
        whole=True,
        wgs84=True,
        without=("demand",),
    ),
    Format("csv", ".csv", "text/csv", write_csv),
    Format(
        "xlsx",
        ".xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        write_xlsx,
        whole=True,
        package="xlsxwriter",
    ),
)
FORMATS = {format_.id: format_ for format_ in _ALL}
