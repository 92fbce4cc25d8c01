"""The folder of one map: where each file is, and how it is found from where one stands."""

from __future__ import annotations

import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from poliskarta.errors import DataError, Problem
from poliskarta.project.files import file_error, reason

_MODE = 0o644


@dataclass(frozen=True)
class Project:
    """A project folder: hand-edited and built inputs in `data/`, generated files in `out`."""

    root: Path
    out: Path

    @property
    def data(self) -> Path:
        """The folder of the inputs."""
        return self.root / "data"

    def table(self, file: str) -> Path:
        """Return the path of a file of the data folder."""
        return self.data / file


def find_project(start: Path, out: Path | None = None) -> Project:
    """Return the project that `start` lies in: the nearest folder upward with data/region.toml.

    Raises DataError when there is none.
    """
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / "data" / "region.toml").is_file():
            root = _as_typed(folder)
            return Project(root, out or root / "maps")
    remedy = "Stand in the project folder, or name it with --project."
    raise DataError(
        [Problem(str(start), None, None, None, "no data/region.toml here or above", remedy)]
    )


def project_at(folder: Path) -> Project:
    """Return the project whose root is `folder` itself. Raises DataError when it is none."""
    if (folder / "data" / "region.toml").is_file():
        return Project(folder, folder / "maps")
    what, remedy = "no data/region.toml in it", "Name a project folder, or a file of offices."
    raise DataError([Problem(str(folder), None, None, None, what, remedy)])


def _as_typed(folder: Path) -> Path:
    """Return `folder` relative to where one stands if it lies there: messages stay short."""
    here = Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder


def write_atomic(path: Path, content: bytes) -> None:
    """Replace `path` with `content` in one step; on any failure the old file stays.

    A link stays one: what it points to is replaced. The file keeps its mode, a new one can be
    read by all. Raises DataError when the machine doesn't let it be written.
    """
    target = path.resolve()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else _MODE
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    except OSError as error:
        raise unwritten(path, error) from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(mode)
        Path(temporary).replace(target)
    except OSError as error:
        Path(temporary).unlink(missing_ok=True)
        raise unwritten(path, error) from None
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def unwritten(path: Path, error: Exception) -> DataError:
    """Return the error of a file that the machine doesn't let be written."""
    remedy = "Make room, or let who runs this write its folder; what was there is unchanged."
    return file_error(path, f"can't be written: {reason(error)}", remedy)
