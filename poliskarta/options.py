"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

HERE = Path()
ProjectOption = Annotated[
    Path, typer.Option("--project", metavar="DIR", help="The project folder, or a folder in it.")
]
OutOption = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Write here instead of the project's maps/."),
]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Say only what is wrong.")]
BasemapUrlOption = Annotated[
    str,
    typer.Option("--basemap-url", metavar="URL", help="Offer these online tiles: {z}, {x}, {y}."),
]
BasemapAttributionOption = Annotated[
    str, typer.Option("--basemap-attribution", metavar="TEXT", help="Whose tiles they are.")
]
