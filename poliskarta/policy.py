"""What a public geocoding server may be asked, and how long that takes.

The rules are those of Nominatim's usage policy of 2026-05-11: one request a second at most, and
no systematic queries. They are kept towards every public host, whoever runs it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from poliskarta.errors import Problem, require_no_problems
from poliskarta.judge import Judge
from poliskarta.providers import Provider
from poliskarta.questions import Question


def left_for_service(
    todo: Iterable[Question], offline: Sequence[Provider], judge: Judge
) -> list[Question]:
    """Return the questions of `todo` that no source of `offline` has a fitting candidate for."""
    return [
        question
        for question in todo
        if not any(
            judge.fitting(question, provider.candidates(question))
            for provider in offline
            if provider.covers(question)
        )
    ]


def require_consent(count: int, most: int) -> None:
    """Raise DataError when `count` names for a public server are more than `most`."""
    if count > most:
        remedy = (
            "Run a Nominatim of your own and name it with --service-url; or, if the server's"
            " policy allows so many, add --yes."
        )
        what = f"names for a public server; more than {most} are a systematic collection"
        require_no_problems([Problem("--yes", None, None, str(count), what, remedy)])


def duration(count: int, pause_s: float) -> str:
    """Return in words how long `count` requests take at least; "" when there is no pause."""
    seconds = count * pause_s
    if seconds < 90:  # noqa: PLR2004
        return f"about {round(seconds)} s" if seconds else ""
    minutes = seconds / 60
    if minutes < 90:  # noqa: PLR2004
        return f"about {round(minutes)} min"
    return f"about {round(minutes / 60)} h"
