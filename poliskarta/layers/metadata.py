"""What catalogues want to know of the layers: ISO 19115, DCAT-AP-SE, and a Frictionless package.

The ISO and DCAT records are templates in layers/. Addresses of files are relative, so that they
hold wherever the folder is put on the web.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely
from pandas.api.extensions import ExtensionDtype

from poliskarta.i18n import Words
from poliskarta.layers.dictionary import Field, Layer
from poliskarta.layers.template_files import fill_in
from poliskarta.project.bounds import Bounds
from poliskarta.project.contacts import Credit
from poliskarta.project.csv_tables import safe_text
from poliskarta.project.days import first_day, last_day
from poliskarta.project.region import Publication, Region
from poliskarta.project.schema import TABLES

DtypeObj = np.dtype | ExtensionDtype


@dataclass(frozen=True)
class File:
    """A written file and the layers in it; `format` is its id, `media_type` IANA's word for it."""

    path: Path
    format: str
    media_type: str
    layers: Sequence[Layer]


def date_of(layers: Sequence[Layer], region: Region) -> dt.date:
    """Return the day that files of `layers` are dated with: before it they can't have been made.

    It is the newest day that anything in them is of, or the first one that the map is true of;
    1 January 1980, the earliest that all formats know, if there is none, or only earlier ones.
    """
    days = [first_day(region.date), *(layer.newest for layer in layers)]
    return max([dt.date(1980, 1, 1), *(day for day in days if day)])


def period_of(region: Region) -> tuple[dt.date, dt.date] | None:
    """Return the first and the last day that the map is true of; None if nobody says."""
    first, last = first_day(region.date), last_day(region.date)
    return (first, last) if first and last else None


def iso_record(layers: Sequence[Layer], region: Region, files: Iterable[File] = ()) -> str:
    """Return an ISO 19115:2003 record of `layers` as XML (ISO 19139), in the first language."""
    return fill_in("iso19115.xml.j2", files=list(files), **_facts(layers, region))


def dcat_record(layers: Sequence[Layer], region: Region, files: Sequence[File]) -> str:
    """Return a DCAT-AP-SE 2 catalogue of one data set as RDF/XML, a distribution a file."""
    return fill_in("dcat.rdf.j2", files=files, **_facts(layers, region))


def data_package(layers: Sequence[Layer], region: Region, files: Sequence[File]) -> bytes:
    """Return datapackage.json (Frictionless Data Package 1.0): a resource a file, with its hash.

    CSV files have a Table Schema. Properties of our own: `temporal`, the first and last day that
    the map is true of, and `layers`, which tells the columns of each layer once; the resources
    name the layers they hold and their CRS.
    """
    first = region.languages[0]
    package = {
        "profile": "data-package",
        "name": region.id,
        "title": region.title[first],
        "description": region.description[first],
        "licenses": _licences(region),
        "contributors": _contributors(region.publication),
        "sources": [_source(credit, first) for credit in region.credits],
        "temporal": _temporal(region),
        "resources": [_resource(file, first) for file in files],
        "layers": [_described(layer, first) for layer in layers],
    }
    kept = {key: value for key, value in package.items() if value}
    return f"{json.dumps(kept, ensure_ascii=False, indent=2)}\n".encode()


def _facts(layers: Sequence[Layer], region: Region) -> dict[str, Any]:
    """Return what both records say."""
    language, words = region.languages[0], region.words
    is_dated = bool(region.date) or any(layer.newest for layer in layers)
    return {
        "region": region,
        "layers": layers,
        "language": language,
        "codes": words.say("language.iso_639_2"),
        "date": date_of(layers, region) if is_dated else None,
        "period": period_of(region),
        "publication": region.publication,
        "unstated": {code: _unstated(code, words) for code in region.languages},
        "bounds": _extent(layers, region),
        "crs": sorted({layer.frame.crs.to_string() for layer in layers}),
    }


def _extent(layers: Sequence[Layer], region: Region) -> Bounds:
    """Return the bounds of `layers`, or the region's: where they cross the antimeridian, too."""
    west, _, east, _ = region.bounds
    return (bounds_of(layers) if west <= east else None) or region.bounds


def bounds_of(layers: Sequence[Layer]) -> Bounds | None:
    """Return the bounds of all geometries in degrees, WGS 84; None when there is none."""
    boxes = [shapely.box(*layer.bounds) for layer in layers if layer.bounds]
    if not boxes:
        return None
    minx, miny, maxx, maxy = (round(float(edge), 6) for edge in shapely.total_bounds(boxes))
    return minx, miny, maxx, maxy


def _unstated(language: str, words: Words) -> dict[str, str]:
    """Return what is said in `language` where no publisher and no licence is stated."""
    return {
        "publisher": words.message(language, "publication.no_publisher"),
        "licence": words.message(language, "publication.no_licence"),
    }


def _temporal(region: Region) -> dict[str, str]:
    period = period_of(region)
    return dict(zip(("start", "end"), map(str, period), strict=True)) if period else {}


def _contributors(publication: Publication) -> list[dict[str, str]]:
    """Return the publisher, if there is one."""
    about = {
        "title": publication.publisher,
        "path": publication.url,
        "email": publication.email,
        "role": "publisher",
    }
    return [{key: text for key, text in about.items() if text}] if publication.publisher else []


def _licences(region: Region) -> list[dict[str, str]]:
    """Return the licence of the whole, if there is one, and those of the sources."""
    whole = {region.publication.licence: region.publication.licence_url}
    every = {credit.licence: "" for credit in region.credits} | whole
    names = dict.fromkeys([*whole, *every])
    return [
        {"name": name.replace(" ", "-"), "title": name}
        | ({"path": every[name]} if every[name] else {})
        for name in names
        if name
    ]


def _source(credit: Credit, language: str) -> dict[str, str]:
    source = {"title": f"{credit.who}: {credit.what[language]}", "path": credit.url}
    return {key: text for key, text in source.items() if text}


def _resource(file: File, language: str) -> dict[str, Any]:
    content = file.path.read_bytes()
    tabular = file.format == "csv"
    resource = {
        "profile": "tabular-data-resource" if tabular else "data-resource",
        "type": "table" if tabular else "file",
        "name": file.path.name.lower().replace("_", "-"),
        "path": file.path.name,
        "title": "; ".join(layer.title[language] for layer in file.layers),
        "format": file.format,
        "mediatype": file.media_type,
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
    }
    if tabular:
        return resource | {"encoding": "utf-8", "schema": _schema(file.layers[0], language)}
    crs = sorted({layer.frame.crs.to_string() for layer in file.layers})
    return resource | {"crs": ", ".join(crs), "layers": [layer.name for layer in file.layers]}


def _described(layer: Layer, language: str) -> dict[str, Any]:
    return {
        "name": layer.name,
        "title": layer.title[language],
        "description": layer.description[language],
        "geometry": layer.geometry_type,
        "rows": len(layer.frame),
        "fields": _fields(layer.fields, layer.frame.dtypes, language),
    }


def _schema(layer: Layer, language: str) -> dict[str, Any]:
    """Return the Table Schema of a layer's CSV file."""
    fields = _fields(layer.fields, layer.frame.dtypes, language)
    fields = [{**field, "name": safe_text(field["name"])} for field in fields]
    if layer.geometry_type == "Point":
        fields += [{"name": name, "type": "number"} for name in ("latitude", "longitude")]
    keys = [list(table.key) for table in TABLES if table.file == f"{layer.name}.csv"]
    return {"fields": fields} | ({"primaryKey": keys[0]} if keys and len(keys[0]) == 1 else {})


def _fields(
    fields: Sequence[Field], types: Mapping[str, Any], language: str
) -> list[dict[str, str]]:
    described = [
        {
            "name": field.name,
            "type": _type(types[field.name]),
            "title": field.alias[language],
            "description": field.description[language],
            "unit": field.unit,
        }
        for field in fields
    ]
    return [{key: text for key, text in field.items() if text} for field in described]


def _type(dtype: DtypeObj) -> str:
    """Return the Table Schema type of a pandas dtype."""
    if pd.api.types.is_bool_dtype(dtype):
        return "boolean"
    if pd.api.types.is_datetime64_any_dtype(dtype):
        return "date"
    if pd.api.types.is_integer_dtype(dtype):
        return "integer"
    return "number" if pd.api.types.is_numeric_dtype(dtype) else "string"
