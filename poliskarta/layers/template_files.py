"""The templates of the layers' own documents: metadata, styles, KML, SQL."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from jinja2 import Environment, select_autoescape

from poliskarta.templating import environment

FOLDER = Path(__file__).parent / "templates"

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
    """Return a file of `templates/` as it is."""
    return (FOLDER / name).read_text(encoding="utf-8")


@cache
def _layer_templates() -> Environment:
    plain = select_autoescape(
        disabled_extensions=("txt.j2",), default=True, default_for_string=True
    )
    return environment(FOLDER, autoescape=plain, keep_trailing_newline=True)
