"""A layer → a zipped Shapefile, for programs that read nothing newer.

What the format can't hold is said in the text file in the zip: names have at most ten characters
and texts at most 254 bytes.
"""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import pandas as pd

from poliskarta.layers.dictionary import Field, Layer
from poliskarta.layers.metadata import date_of
from poliskarta.layers.template_files import fill_in
from poliskarta.layers.vector_files import write_vector
from poliskarta.project.region import Region

NAME_LENGTH = 10
TEXT_BYTES = 254
# Integers of at most nine digits are integers to every reader; of more R makes decimal numbers.
LARGEST_NARROW = 999_999_999
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest there is: a zip notes when each file was written


def write_shapefile(path: Path, layers: Sequence[Layer], region: Region) -> None:
    """Write the one layer of `layers` to a zip: .shp .shx .dbf .prj .cpg, and names in .txt."""
    (layer,) = layers
    names = short_names(layer.fields)
    frame, cut = _cut_texts(layer.frame)
    stem = path.name.partition(".")[0]
    with tempfile.TemporaryDirectory() as folder:
        write_vector(
            Path(folder) / f"{stem}.shp",
            _narrow(frame).rename(columns=names),
            layer.geometry_type.removeprefix("Multi"),
            driver="ESRI Shapefile",
            layer_options={
                "ENCODING": "UTF-8",
                "DBF_DATE_LAST_UPDATE": str(date_of(layers, region)),
            },
        )
        words = fill_in(
            "shapefile.txt.j2",
            layer=layer,
            names=names,
            cut=cut,
            languages=region.languages,
            text_bytes=TEXT_BYTES,
        )
        (Path(folder) / f"{stem}.txt").write_text(words, encoding="utf-8", newline="\r\n")
        _zip(path, sorted(Path(folder).iterdir()))


def short_names(fields: Sequence[Field]) -> dict[str, str]:
    """Return a name of at most ten ASCII characters for each field, no two the same.

    Case doesn't tell names apart. A name that is taken gets a number at its end.
    """
    taken: set[str] = set()
    names = {}
    for field in fields:
        wanted = (
            field.name if _fits(field.name) else re.sub(r"\W", "_", field.short, flags=re.ASCII)
        )
        short, number = wanted[:NAME_LENGTH], 1
        while short.lower() in taken:
            number += 1
            short = f"{wanted[: NAME_LENGTH - 1 - len(str(number))]}_{number}"
        taken.add(short.lower())
        names[field.name] = short
    return names


def _fits(name: str) -> bool:
    return bool(re.fullmatch(rf"\w{{1,{NAME_LENGTH}}}", name, flags=re.ASCII))


def _narrow(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return `frame`, its integers in columns of nine digits where all fit into these."""
    whole = [name for name in frame if pd.api.types.is_integer_dtype(frame[name].dtype)]
    narrow = [name for name in whole if not (frame[name].abs() > LARGEST_NARROW).any()]
    return frame.astype(dict.fromkeys(narrow, "Int32"))


def _cut_texts(frame: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Return `frame` with texts cut between characters, and the columns where one was cut."""
    result, cut = frame.copy(), []
    for name in frame.select_dtypes(["str", "object"]).columns:
        shorter = frame[name].map(_cut, na_action="ignore")
        if not shorter.equals(frame[name]):
            cut.append(name)
        result[name] = shorter
    return result, cut


def _cut(value: object) -> object:
    if not isinstance(value, str):
        return value
    return value.encode()[:TEXT_BYTES].decode(errors="ignore")


def _zip(path: Path, files: Sequence[Path]) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for file in files:
            entry = zipfile.ZipInfo(file.name, _ZIP_DATE)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, file.read_bytes(), zipfile.ZIP_DEFLATED)
