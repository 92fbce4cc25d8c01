"""What stands inside the page besides its data: scripts, styles, their hashes, the policy.

Leaflet comes from the Python package xstatic-leaflet, everything else from `page/static/`. Nothing
here knows of offices or districts.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterable
from functools import cache
from graphlib import TopologicalSorter
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

# Each over what came before it.
STYLES = (
    "base", "finder", "map", "ground", "districts", "sections", "embed", "touch", "print",
    "what-if",
)  # fmt: skip
ENTRY = "main.js"
_IMPORT = re.compile(r'^import (\{[^}]*\}) from "(\.{1,2}/[\w./-]+\.js)";$', re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?function|const|class) (\w+)", re.MULTILINE)

# Our own modules only: comments stand on lines of their own, and no text runs over a line's end.
_COMMENT = re.compile(r"^ *(/\*\*(?:(?!\*/).)*\*/|//[^\n]*)\n", re.MULTILINE | re.DOTALL)
_TYPE = re.compile(r"/\*\* @(?:type|satisfies) [^\n]*?\*/ ?")
_LINE_START = re.compile(r"^ +", re.MULTILINE)
_STYLE_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_STYLE_SPACE = re.compile(r"\s*([{};,])\s*|(?<=:)\s+")
_IMAGE_RULE = re.compile(r"^\s*(background-image|behavior): *url\([^)]*\);\n", re.MULTILINE)


def read_page_file(name: str) -> str:
    """Return the text of a file of `page/static/`."""
    return (STATIC / name).read_text(encoding="utf-8")


@cache
def page_script() -> str:
    """Return our modules as one script, each in a scope of its own.

    A page opened from disk can't load modules, so what a module imports becomes what the
    modules before it returned.
    """
    return join_scripts([ENTRY])


def join_scripts(names: Iterable[str]) -> str:
    """Return modules of `page/static/`, and all that they import, as one script.

    Raises CycleError when modules import each other in a circle.
    """
    order = TopologicalSorter(imports_from(names)).static_order()
    scopes = "\n".join(_scope(name, read_page_file(name)) for name in order)
    return f'"use strict";\nconst modules = {{}};\n{scopes}\n'


def imports_from(names: Iterable[str]) -> dict[str, list[str]]:
    """Return which modules each imports, of those `names` and of all that they lead to.

    A module is named by its path under `page/static/`: `core/dom.js`.
    """
    graph: dict[str, list[str]] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop(0)
        if name not in graph:
            graph[name] = imports_of(name)
            waiting += graph[name]
    return graph


def imports_of(name: str) -> list[str]:
    """Return the modules that one imports, in the order in which it does."""
    return [_resolve(name, match[2]) for match in _IMPORT.finditer(read_page_file(name))]


def _resolve(name: str, address: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), address))


def _scope(name: str, text: str) -> str:
    def read_module(match: re.Match[str]) -> str:
        return f'const {match[1]} = modules["{_resolve(name, match[2])}"];'

    exports = ", ".join(match[2] for match in _EXPORT.finditer(text))
    bare = _LINE_START.sub("", _TYPE.sub("", _COMMENT.sub("", text)))
    inside = _EXPORT.sub(r"\1 \2", _IMPORT.sub(read_module, bare)).strip()
    return f'modules["{name}"] = (() => {{\n{inside}\nreturn {{ {exports} }};\n}})();'


@cache
def page_style() -> str:
    """Return Leaflet's style without its image files, followed by ours; no comments or spaces."""
    ours = "".join(read_page_file(f"styles/{name}.css") for name in STYLES)
    ours = custom_properties(LIGHT, DARK) + ours
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
    return environment(STATIC / "templates")
