"""Which file and which layer GDAL is to read, whatever a folder or a layer is called."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from poliskarta.errors import DataError, Problem

# pyogrio takes what stands before "!" for an archive, and cuts a name at ";".
_SPECIAL = "!;"


@contextmanager
def gdal_path(path: Path) -> Iterator[Path]:
    """Yield a name of `path` that pyogrio reads as it is: a link where its own has a "!" in it.

    Files beside it that have its stem, such as a Shapefile's, are linked too.
    """
    if not set(_SPECIAL) & set(str(path)):
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="poliskarta-") as folder:
        for beside in path.resolve().parent.iterdir():
            if beside.name == path.name or beside.stem == path.stem:
                (Path(folder) / _plain(beside.name)).symlink_to(beside)
        yield Path(folder) / _plain(path.name)


@contextmanager
def gdal_folder(folder: Path) -> Iterator[Path]:
    """Yield a name of `folder` in which pyogrio writes files as they are called."""
    if not set(_SPECIAL) & set(str(folder)):
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="poliskarta-") as beside:
        link = Path(beside) / "folder"
        link.symlink_to(folder.resolve(), target_is_directory=True)
        yield link


def _plain(name: str) -> str:
    return "".join("_" if sign in _SPECIAL else sign for sign in name)


def choose_layer(path: Path, readable: Path, layer: str, needing: str) -> str:
    """Return the layer of `readable`, which is `path`, that is to be read.

    The one called `layer`; without that the only one with geometries, or of several the only
    one that has the attribute `needing`. Raises DataError when there is none, or no telling.
    """
    import pyogrio  # noqa: PLC0415  # brings GDAL, which a project's own files don't need

    layers = pyogrio.list_layers(readable)
    names = [str(name) for name, _ in layers]
    drawn = [str(name) for name, kind in layers if kind]
    listed = f"It has: {', '.join(names)}."
    if layer:
        found = [name for name in names if name == layer]
        _require(path, layer, found, "no such layer", listed)
        return layer
    if len(drawn) > 1 and needing:
        having = [n for n in drawn if needing in pyogrio.read_info(readable, layer=n)["fields"]]
        drawn = having or drawn
    what = f"holds {len(drawn)} layers, and it can't be told which is meant"
    remedy = f"Give a file of one layer, or name it in region.toml: districts.layer. {listed}"
    if len(drawn) > 1:
        raise DataError([Problem(str(path), None, None, None, what, remedy)])
    _require(path, None, names, "holds no layer", "Name the file that has one.")
    return (drawn or names)[0]


def _require(path: Path, value: str | None, found: Sequence[str], what: str, remedy: str) -> None:
    if not found:
        raise DataError([Problem(str(path), None, None, value, what, remedy)])
