"""Templates and what may stand in a document: real files, filled in, all words escaped."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path
from typing import Any

from jinja2 import (
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    StrictUndefined,
    select_autoescape,
)
from markupsafe import Markup

_LINKS = ("http://", "https://", "mailto:", "tel:", "geo:")
_ENDING = re.compile(r"</(script|style)|<!--", re.IGNORECASE)


def environment(folder: Path, **options: Any) -> Environment:  # noqa: ANN401 (jinja's own)
    """Return an environment for the templates of `folder`: escaped, no name left out silently.

    Compiled templates are kept in the user's temporary folder: compiling takes longer than
    everything else that is done with them.
    """
    escaping = select_autoescape(default=True, default_for_string=True)
    return Environment(
        autoescape=options.pop("autoescape", escaping),
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=_bytecode_cache(),
        **options,
    )


def _bytecode_cache() -> FileSystemBytecodeCache | None:
    try:
        return FileSystemBytecodeCache()
    except (OSError, RuntimeError):  # nowhere to keep them safely: compile them anew
        return None


def is_link(address: str) -> bool:
    """Return whether `address` may stand in a link: web, mail, telephone or geo."""
    return address.lower().startswith(_LINKS)


def content_hash(text: str) -> str:
    """Return the source expression that allows an inline script or style with this text."""
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def inline(text: str) -> Markup:
    """Return a script or style of ours to be written as it is.

    Raises ValueError when it would end the element that it stands in.
    """
    if _ENDING.search(text):
        raise ValueError("an inline script or style must not contain the end of one")
    return Markup(text)  # noqa: S704
