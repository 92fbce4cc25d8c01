"""Layers → one GeoPackage that opens styled and explains itself.

GDAL writes the layers; the rest are plain tables: aliases and descriptions of the columns, a
metadata record, and a style a language: QML, in which QGIS opens each layer, and SLD for others.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import pyogrio

from poliskarta.layers.dictionary import Layer
from poliskarta.layers.metadata import date_of, iso_record
from poliskarta.layers.sld import style_sld
from poliskarta.layers.symbology import style_qml
from poliskarta.layers.template_files import read_file
from poliskarta.layers.vector_files import write_vector
from poliskarta.project.region import Region

# GDAL's default, 1.4, is a warning in the QGIS of Debian 12; nothing here needs more than this.
_VERSION = "1.2"
ISO_STANDARD = "http://www.isotc211.org/2005/gmd"


def write_geopackage(path: Path, layers: Sequence[Layer], region: Region) -> None:
    """Write `layers`, each in its own CRS, to a new GeoPackage. The same layers, the same bytes.

    Titles, aliases and descriptions are in the region's first language, descriptions in the
    others too; `layer_styles` has a style a language, the first being the default.
    """
    with _fixed_date(date_of(layers, region)) as stamp:
        for number, layer in enumerate(layers):
            _write_layer(path, layer, region.languages[0], append=number > 0)
        with closing(sqlite3.connect(path)) as database, database:
            database.executescript(read_file("geopackage.sql"))
            _insert(database, "gpkg_data_columns", _columns(layers, region))
            _insert(database, "layer_styles", _styles(layers, region, stamp))
            style_table = ("layer_styles", "attributes", "layer_styles", "", stamp, *[None] * 4, 0)
            _insert(database, "gpkg_contents", [style_table])
            record = iso_record(layers, region)
            _insert(database, "gpkg_metadata", [(1, "dataset", ISO_STANDARD, "text/xml", record)])
            reference = ("geopackage", None, None, None, stamp, 1, None)
            _insert(database, "gpkg_metadata_reference", [reference])


@contextmanager
def _fixed_date(day: dt.date) -> Iterator[str]:
    """Let GDAL note `day` as the date of writing; yield it as an instant.

    A GeoPackage says when it was written; only a fixed date gives the same bytes each time.
    """
    stamp = f"{day}T00:00:00.000Z"
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": stamp})
    try:
        yield stamp
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def _write_layer(path: Path, layer: Layer, language: str, *, append: bool) -> None:
    write_vector(
        path,
        layer.frame,
        layer.geometry_type,
        layer=layer.name,
        driver="GPKG",
        append=append,
        promote_to_multi=layer.geometry_type.startswith("Multi"),
        dataset_options={} if append else {"VERSION": _VERSION},
        layer_options={
            "IDENTIFIER": layer.title[language],
            "DESCRIPTION": layer.description[language],
        },
    )


def _columns(layers: Sequence[Layer], region: Region) -> list[tuple]:
    """Return the rows of gpkg_data_columns. GDAL reads `name` as the alias, QGIS too."""
    first = region.languages[0]
    return [
        (
            layer.name,
            field.name,
            field.alias[first],
            field.alias[first],
            "\n".join(dict.fromkeys(filter(None, field.description.values()))),
            None,
            None,
        )
        for layer in layers
        for field in layer.fields
    ]


def _styles(layers: Sequence[Layer], region: Region, stamp: str) -> list[tuple]:
    pairs = [(layer, language) for layer in layers for language in region.languages]
    return [
        (
            number,
            "",
            "",
            layer.name,
            "geom",
            f"{layer.name} ({language})",
            style_qml(layer, region, language),
            style_sld(layer, region, language),
            language == region.languages[0],
            layer.title[language],
            "",
            None,
            stamp,
        )
        for number, (layer, language) in enumerate(pairs, start=1)
    ]


def _insert(database: sqlite3.Connection, table: str, rows: Sequence[tuple]) -> None:
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        database.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608  # ours
