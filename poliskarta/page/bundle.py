"""What stands inside the page besides its data: scripts, styles, their hashes, the policy.

Leaflet comes from the Python package xstatic-leaflet, everything else from `page/`. Nothing
here knows of offices or districts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TypeVar

from branca.element import Element
from jinja2 import Environment
from markupsafe import Markup
from xstatic.pkg import leaflet

from poliskarta.project.colours import DARK, LIGHT, custom_properties
from poliskarta.templating import content_hash, environment

_Element = TypeVar("_Element", bound=Element)
STATIC = Path(__file__).parent / "static"
LEAFLET_VERSION = leaflet.VERSION

# The order in which the modules are joined: each one after those it imports from.
SCRIPTS = (
    "data.js",
    "folium.js",
    "text.js",
    "dom.js",
    "geometry.js",
    "classes.js",
    "csv.js",
    "state.js",
    "link.js",
    "search.js",
    "names.js",
    "week.js",
    "distance.js",
    "inside.js",
    "address.js",
    "language.js",
    "amounts.js",
    "standing.js",
    "found.js",
    "boxes.js",
    "signs.js",
    "office-marker.js",
    "crowds.js",
    "markers.js",
    "water.js",
    "shapes.js",
    "areas.js",
    "indicator.js",
    "nearby.js",
    "origin.js",
    "label-spots.js",
    "labels.js",
    "sheet.js",
    "card-parts.js",
    "district-figures.js",
    "report.js",
    "open-now.js",
    "office-card.js",
    "district-card.js",
    "time.js",
    "filters.js",
    "list.js",
    "suggestions.js",
    "combobox.js",
    "panel.js",
    "manners.js",
    "position.js",
    "picking.js",
    "view.js",
    "layers.js",
    "anchors.js",
    "tables.js",
    "downloads.js",
    "embed.js",
    "printing.js",
    "basemap.js",
    "extras.js",
    "finding.js",
    "what-if-data.js",
    "what-if-plane.js",
    "what-if-quantile.js",
    "what-if-figures.js",
    "what-if-trial.js",
    "what-if-engine.js",
    "what-if-words.js",
    "what-if-amounts.js",
    "what-if-results.js",
    "what-if-map.js",
    "what-if-place.js",
    "what-if-panel.js",
    "what-if-steps.js",
    "what-if.js",
    "main.js",
)
STYLES = (
    "base.css",
    "finder.css",
    "find.css",
    "map.css",
    "districts.css",
    "sections.css",
    "embed.css",
    "touch.css",
    "print.css",
    "what-if.css",
)
_IMPORT = re.compile(r'^import (\{[^}]*\}) from "\./([\w-]+\.js)";$', re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?function|const|class) (\w+)", re.MULTILINE)

# Our own modules only: comments stand on lines of their own, and no text runs over a line's end.
_COMMENT = re.compile(r"^ *(/\*\*.*?\*/|//[^\n]*)\n", re.MULTILINE | re.DOTALL)
_LINE_START = re.compile(r"^ +", re.MULTILINE)
_STYLE_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_STYLE_SPACE = re.compile(r"\s*([{};,])\s*|(?<=:)\s+")
_IMAGE_RULE = re.compile(r"^\s*(background-image|behavior): *url\([^)]*\);\n", re.MULTILINE)


def read_page_file(name: str) -> str:
    """Return the text of a file of `page/`."""
    return (STATIC / name).read_text(encoding="utf-8")


@cache
def page_script() -> str:
    """Return our modules as one script, each in a scope of its own.

    A page opened from disk can't load modules, so what a module imports becomes what the
    modules before it returned.
    """
    return join_scripts(SCRIPTS)


def join_scripts(names: Iterable[str]) -> str:
    """Return the modules of `page/` named, in this order, as one script."""
    scopes = "\n".join(_scope(name, read_page_file(name)) for name in names)
    return f'"use strict";\nconst modules = {{}};\n{scopes}\n'


def _scope(name: str, text: str) -> str:
    exports = ", ".join(match[2] for match in _EXPORT.finditer(text))
    bare = _LINE_START.sub("", _COMMENT.sub("", text))
    inside = _EXPORT.sub(r"\1 \2", _IMPORT.sub(r'const \1 = modules["\2"];', bare)).strip()
    return f'modules["{name}"] = (() => {{\n{inside}\nreturn {{ {exports} }};\n}})();'


@cache
def page_style() -> str:
    """Return Leaflet's style without its image files, followed by ours; no comments or spaces."""
    ours = custom_properties(LIGHT, DARK) + "".join(read_page_file(name) for name in STYLES)
    bare = _STYLE_COMMENT.sub("", f"{leaflet_style()}\n{ours}")
    return _STYLE_SPACE.sub(r"\1", bare).strip() + "\n"


@cache
def leaflet_script() -> str:
    """Return Leaflet as the package has it, its copyright line included, no source map."""
    text = Path(leaflet.BASE_DIR, "leaflet.js").read_text(encoding="utf-8")
    return re.sub(r"\n//# sourceMappingURL=.*", "", text)


@cache
def leaflet_style() -> str:
    """Return Leaflet's style without the rules that ask for a file."""
    text = Path(leaflet.BASE_DIR, "leaflet.css").read_text(encoding="utf-8")
    return _IMAGE_RULE.sub("", text)


def content_policy(
    scripts: Iterable[str], styles: Iterable[str], pictures: str | None = None
) -> str:
    """Return a Content-Security-Policy that lets nothing run or load but these texts.

    `pictures` is a source that pictures may come from, too.
    """
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {' '.join(map(content_hash, scripts))}",
            f"style-src {' '.join(map(content_hash, styles))}",
            *([f"img-src {pictures}"] if pictures else []),
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


_UNSAFE = "<>&\u2028\u2029"


def json_block(value: object) -> Markup:
    """Return `value` as JSON that is inert inside a `<script>` element."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for char in _UNSAFE:
        text = text.replace(char, f"\\u{ord(char):04x}")
    return Markup(text)  # noqa: S704 (nothing in it ends a script)


def with_id(element: _Element, name: str) -> _Element:
    """Return the folium or branca `element`, its random id replaced by `name`.

    To be called before it gets a parent: parents file their children under their names.
    `_id` is private to branca; nothing else in this package touches it.
    """
    element._id = name  # noqa: SLF001
    return element


@cache
def templates() -> Environment:
    """Return the environment of the page's templates: everything is escaped."""
    return environment(STATIC)
