"""Layers → files that open where analysts work, with a record of what they are."""

from __future__ import annotations

import datetime as dt
import sqlite3
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pyproj
import shapely
from pyogrio.errors import DataLayerError, DataSourceError

from poliskarta.errors import Problem, missing_packages, require_no_problems
from poliskarta.layers.dictionary import Layer, describe_layer
from poliskarta.layers.drivers import FORMATS, Format
from poliskarta.layers.metadata import File, data_package, dcat_record, iso_record
from poliskarta.layers.tidy import tidy_layer
from poliskarta.project.bounds import Bounds, box_of
from poliskarta.project.folder import unwritten
from poliskarta.project.gdal_files import gdal_folder
from poliskarta.project.layer_types import ANALYSIS_LAYERS, LAYERS
from poliskarta.project.region import Region
from poliskarta.project.schema import WGS84

DEFAULT_FORMATS = ("gpkg", "geojson")


def write_layers(  # noqa: PLR0913  # the options of a command, and what its files say of themselves
    folder: Path,
    region: Region,
    layers: Mapping[str, gpd.GeoDataFrame],
    formats: Sequence[str] = DEFAULT_FORMATS,
    selection: Sequence[str] | None = None,
    crs: str | None = None,
    *,
    newest: dt.date | None = None,
) -> list[Path]:
    """Write `layers` in each of `formats` into `folder` and return the paths.

    Formats that hold many layers make one file, `<region>.gpkg`; the others one a layer,
    `<region>-<layer>.geojson`. Beside them stand datapackage.json, `<region>-iso19115.xml` and
    `<region>-dcat.rdf`, about these files. `selection` are the names of the layers to write. If
    None, a file of many layers gets all, and files of their own are made only of those of
    layer_types.LAYERS: the drawn ones are large, and rarely wanted one by one; KML goes without
    the thousands of points of demand. `crs` is what
    pyproj takes for one, the region's if None; GeoJSON and KML are in WGS 84 whatever it is.
    `newest` is the newest day that anything in the layers is of: what the files and records are
    dated with; the region's date if None.

    An office that isn't placed has a null geometry and the reason in `unplaced_reason`. Columns
    keep their order, the geometry last, with days beside dates, see `tidy_layer`; what is missing
    is null. The same layers give the same bytes.
    All files are made before the first is put in its place; each is replaced in one step.

    Raises DataError for an unknown format, layer or CRS, naming those there are, for a CRS made
    for elsewhere, and for a format whose package isn't installed. Nothing is written then.
    """
    target = region.crs if crs is None else crs
    problems = [*_unknown("--format", formats, FORMATS), *_missing_packages(formats)]
    problems += [
        *_unknown("--layer", selection or (), {**LAYERS, **ANALYSIS_LAYERS, **layers}),
        *_crs_problems(target, region),
    ]
    require_no_problems(problems)
    chosen = [name for name in layers if selection is None or name in selection]
    tidy = {name: describe_layer(name, tidy_layer(layers[name]), region, newest) for name in chosen}
    projected = [replace(layer, frame=layer.frame.to_crs(target)) for layer in tidy.values()]
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(dir=folder, prefix=".export-") as temporary,
        gdal_folder(Path(temporary)) as writable,
    ):
        files = [
            file
            for name in dict.fromkeys(formats)
            for file in _write(
                writable,
                region,
                _wanted(list(tidy.values()) if FORMATS[name].wgs84 else projected, name, selection),
                FORMATS[name],
            )
        ]
        records = _write_records(writable, region, projected, files)
        written = [file.path for file in files] + records
        return [path.replace(folder / path.name) for path in written]


def _write(
    folder: Path, region: Region, layers: Sequence[Layer], format_: Format
) -> Iterable[File]:
    """Write one format's files; yield each."""
    parts = (
        {region.id: layers}
        if format_.whole
        else {f"{region.id}-{layer.name}": [layer] for layer in layers}
    )
    for stem, part in parts.items():
        path = folder / f"{stem}{format_.suffix}"
        try:
            format_.write(path, part, region)
        except (DataSourceError, DataLayerError, sqlite3.Error) as error:  # of a full disk, say
            raise unwritten(Path(path.name), error) from None
        yield File(path, format_.id, format_.media_type, part)


def _wanted(
    layers: Sequence[Layer], format_id: str, selection: Sequence[str] | None
) -> Sequence[Layer]:
    format_ = FORMATS[format_id]
    if selection is not None:
        return layers
    if format_.whole:
        return [layer for layer in layers if layer.name not in format_.without]
    return [layer for layer in layers if layer.name in LAYERS]


def _write_records(
    folder: Path, region: Region, layers: Sequence[Layer], files: Sequence[File]
) -> list[Path]:
    contents = {
        "datapackage.json": data_package(layers, region, files),
        f"{region.id}-iso19115.xml": iso_record(layers, region, files).encode(),
        f"{region.id}-dcat.rdf": dcat_record(layers, region, files).encode(),
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in contents]


def _crs_problems(name: str, region: Region) -> list[Problem]:
    """Return what is wrong with a CRS: it is none, not for maps, or made for elsewhere."""
    try:
        crs = pyproj.CRS.from_user_input(name)
    except pyproj.exceptions.CRSError:
        what = "no such CRS"
    else:
        if not (crs.is_projected or crs.is_geographic):
            what = "not a CRS for a map"
        elif _is_elsewhere(crs.area_of_use, region.bounds):
            what = f"made for elsewhere ({crs.area_of_use.name})"
        else:
            return []
    remedy = f"Choose one for the region: {region.crs}, {WGS84} or another that pyproj knows."
    return [_problem("--crs", name, what, remedy)]


def _is_elsewhere(area: pyproj.aoi.AreaOfUse | None, bounds: Bounds) -> bool:
    """Tell whether `area` and `bounds` are apart; an area across the 180th meridian is not."""
    if area is None or area.west > area.east:
        return False
    return not shapely.box(*area.bounds).intersects(box_of(bounds))


def _unknown(option: str, names: Iterable[str], known: Iterable[str]) -> list[Problem]:
    allowed = list(known)
    remedy = f"There are: {', '.join(allowed)}."
    return [
        _problem(option, name, "there is none of this name", remedy)
        for name in names
        if name not in allowed
    ]


def _missing_packages(formats: Iterable[str]) -> list[Problem]:
    needed = [FORMATS[name] for name in formats if name in FORMATS and FORMATS[name].package]
    return [
        problem
        for format_ in needed
        for problem in missing_packages("--format", format_.id, [format_.package], format_.id)
    ]


def _problem(option: str, value: str, what: str, remedy: str) -> Problem:
    return Problem(option, None, None, value, what, remedy)
