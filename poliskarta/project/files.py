"""The bytes of a file, and what keeps them from being read: told in words, whatever the format."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from poliskarta.errors import DataError, PoliskartaError, Problem

log = logging.getLogger("poliskarta")

_MOST_WARNINGS, _LONGEST_WARNING = 5, 200
CREATE = "Create it, or name the project folder with --project."
_PERMIT = "Let the file and its folders be read by who runs this."
_MEGABYTE = 1_000_000


def read_content(path: Path, most_mb: int, remedy: str = CREATE) -> bytes:
    """Return the bytes of `path`, at most `most_mb` million of them.

    Raises DataError when there is no such file (`remedy` says what to do then), when it is a
    folder or longer than that, or when the machine doesn't let it be read.
    """
    try:
        size = path.stat().st_size
        if size <= most_mb * _MEGABYTE:
            return path.read_bytes()
    except FileNotFoundError:
        raise file_error(path, "the file is missing", remedy) from None
    except IsADirectoryError:
        raise file_error(path, "is a folder", "Put a file in its place.") from None
    except (OSError, ValueError) as error:
        raise file_error(path, f"can't be read: {reason(error)}", _PERMIT) from None
    what = f"{size / _MEGABYTE:,.0f} MB, more than the {most_mb} MB that are read of such a file"
    raise file_error(path, what, "Is it another file? Else leave out what isn't needed.")


@contextmanager
def understood(path: Path, what: str, remedy: str) -> Iterator[None]:
    """Let a library read `path`: whatever it raises of a broken file becomes a DataError.

    `what` is said of the file, and the library's own words behind it. Libraries don't state all
    that they raise of files that somebody has damaged. What GDAL warns of is told.
    """
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            yield
        told = (str(w.message) for w in caught if "pyogrio" in Path(w.filename).parts)
        for words in list(dict.fromkeys(told))[:_MOST_WARNINGS]:
            log.warning("%s: %s", path, words[:_LONGEST_WARNING])
    except PoliskartaError:
        raise
    except (PermissionError, IsADirectoryError) as error:
        raise file_error(path, f"can't be read: {reason(error)}", _PERMIT) from None
    except RecursionError:
        raise file_error(path, f"{what}: nested too deep", remedy) from None
    except MemoryError:
        raise file_error(path, f"{what}: more than the memory holds", remedy) from None
    except Exception as error:  # noqa: BLE001  # see above
        raise file_error(path, f"{what}: {reason(error)}", remedy) from None


def reason(error: BaseException) -> str:
    """Return the words of an error of the machine or of a library, on one line."""
    words = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return " ".join(words.split()) or type(error).__name__


def file_error(path: Path, what: str, remedy: str) -> DataError:
    """Return the error whose one problem is the whole file `path`."""
    return DataError([Problem(str(path), None, None, None, what, remedy)])
