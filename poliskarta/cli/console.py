"""Words for people: where messages go, what an error looks like, which exit code it gives."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from poliskarta.errors import DataError, PoliskartaError

if TYPE_CHECKING:
    from poliskarta.project.region import Region

UNFINISHED, BAD_INPUT = 1, 2
log = logging.getLogger("poliskarta")


@contextmanager
def running(*, quiet: bool = False) -> Iterator[None]:
    """Run a command: messages to stderr, our own errors to words and exit codes.

    Exit code 2 when our files are at fault (every problem is told) or the machine doesn't let one
    be read or written, 1 when a service is or when the user interrupts. Counts are told unless
    `quiet`; warnings always.
    """
    _set_up(quiet=quiet)
    try:
        yield
    except DataError as error:
        log.error("%s", error)  # noqa: TRY400  # a person's file is wrong: a traceback won't help
        log.error("%s.", counted(len(error.problems), "problem"))  # noqa: TRY400
        sys.exit(BAD_INPUT)
    except PoliskartaError as error:
        log.error("%s", error)  # noqa: TRY400
        sys.exit(UNFINISHED)
    except OSError as error:  # a full disk, a folder without permission, wherever it is noticed
        log.error("%s", _machine_words(error))  # noqa: TRY400
        sys.exit(BAD_INPUT)
    except KeyboardInterrupt:
        log.error("Interrupted. What was answered is kept; the same command goes on from there.")  # noqa: TRY400
        sys.exit(UNFINISHED)


def _machine_words(error: OSError) -> str:
    where = f"{error.filename}: " if error.filename else ""
    what = error.strerror or str(error)
    return f"{where}{what}\n    Make room, let it be read and written, or name another with --out."


@contextmanager
def progress_bar(words: str) -> Iterator[Callable[[int, int], None]]:
    """Yield a function of (done, total) that draws a bar on stderr, on a terminal only."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(words)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def counted(count: int, noun: str) -> str:
    """Return `count` and `noun`, with an s unless it is one."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def counted_districts(count: int, region: Region) -> str:
    """Return `count` and the force's own English word for a district, or ours."""
    terms = region.terms
    one, several = terms.district.get("en", "district"), terms.districts.get("en", "districts")
    return f"{count} {one if count == 1 else several}"


def _set_up(*, quiet: bool) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Words())
    log.handlers[:] = [handler]
    log.propagate = False
    log.setLevel(logging.WARNING if quiet else logging.INFO)


class _Words(logging.Formatter):
    """Warnings say that they are; counts and errors speak for themselves."""

    def format(self, record: logging.LogRecord) -> str:
        prefix = "warning: " if record.levelno == logging.WARNING else ""
        return prefix + record.getMessage()


HERE = Path()
ProjectOption = Annotated[
    Path, typer.Option("--project", metavar="DIR", help="The project folder, or a folder in it.")
]
OutOption = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Write here instead of the project's maps/."),
]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Say only what is wrong.")]
AsOfOption = Annotated[
    str,
    typer.Option("--as-of", metavar="DATE", help="What was there then; the region's date if none."),
]
DemandOption = Annotated[
    Path | None,
    typer.Option("--demand", metavar="FILE", help="People of your own: points or areas."),
]
WeightOption = Annotated[
    str,
    typer.Option(
        "--weight", metavar="COLUMN", help="Its column with their number; population if none."
    ),
]
BasemapUrlOption = Annotated[
    str,
    typer.Option("--basemap-url", metavar="URL", help="Offer these online tiles: {z}, {x}, {y}."),
]
BasemapAttributionOption = Annotated[
    str, typer.Option("--basemap-attribution", metavar="TEXT", help="Whose tiles they are.")
]
