"""What was made out of the published files, and which option says otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from poliskarta.errors import DataError, Problem

_SHOWN = 3
_LONGEST = 40


@dataclass(frozen=True)
class Finding:
    """One guess or one deed in words; `option` is what overrules it, "" where nothing does.

    A `doubtful` one is told even to those who asked for silence.
    """

    about: str
    what: str
    option: str = ""
    doubtful: bool = False

    def __str__(self) -> str:
        return f"{self.about}: {self.what}" + (f"  [{self.option}]" if self.option else "")


@dataclass
class Findings:
    """Collects findings in the order in which they are made."""

    listed: list[Finding] = field(default_factory=list)

    def tell(self, about: str, what: str, option: str = "") -> None:
        """Keep a guess, or what was done."""
        self.listed.append(Finding(about, what, option))

    def warn(self, about: str, what: str, option: str = "") -> None:
        """Keep what a person should look at."""
        self.listed.append(Finding(about, what, option, doubtful=True))


def sample(values: Iterable[object], shown: int = _SHOWN) -> str:
    """Return the first distinct values, shortened: "North, South, Market, …"."""
    distinct = [text for text in dict.fromkeys(map(str, values)) if text]
    cut = [text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…" for text in distinct]
    return ", ".join(cut[:shown]) + (", …" if len(cut) > shown else "")


def refuse(where: Path | str, what: str, remedy: str, value: str | None = None) -> NoReturn:
    """Raise DataError with one problem of the file or the option `where`."""
    raise DataError([Problem(str(where), None, None, value, what, remedy)])
