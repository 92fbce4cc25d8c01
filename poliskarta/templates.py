"""Templates: real files, filled in and escaped. Those of the layers (`layers/`) are XML."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import (
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    StrictUndefined,
    select_autoescape,
)

FOLDER = Path(__file__).parent / "layers"

# What XML 1.0 can't hold, not even escaped (section 2.2).
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def fill_in(name: str, **values: object) -> str:
    """Return the template `name` with `values` put in, escaped, without what XML forbids.

    A name that the template uses and `values` lacks is an error of ours.
    """
    return plain_xml(_layer_templates().get_template(name).render(**values))


def plain_xml(text: str) -> str:
    """Return `text` without the characters that XML forbids."""
    return _NOT_XML.sub("", text)


def read_file(name: str) -> str:
    """Return a file of `layers/` as it is."""
    return (FOLDER / name).read_text(encoding="utf-8")


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


@cache
def _layer_templates() -> Environment:
    plain = select_autoescape(
        disabled_extensions=("txt.j2",), default=True, default_for_string=True
    )
    return environment(FOLDER, autoescape=plain, keep_trailing_newline=True)
