"""Does a page show what the data say? The page is compared with one built anew, fact by fact."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

from poliskarta.errors import DataError, Problem

_BLOCK = re.compile(
    r'<script type="application/json" id="poliskarta-data">(.*?)</script>', re.DOTALL
)
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
_CODE = re.compile(r"<(script|style)>(.*?)</\1>", re.DOTALL)

# Words and settings, not facts: they are compared as text.
_NOT_FACTS = ("messages", "translations", "hash", "basemap")
_SHOWN = 60


def compare_with_page(page: Path, built: str) -> list[str]:
    """Return what `compare_pages` does of the file `page`. Raises DataError if there is none."""
    if not page.is_file():
        remedy = "Name a page that `poliskarta render` has made."
        raise DataError([Problem(str(page), None, None, None, "the file is missing", remedy)])
    return compare_pages(page.read_text(encoding="utf-8", errors="replace"), built)


def compare_pages(found: str, built: str) -> list[str]:
    """Return how the page `found` differs from `built`, a line each; nothing if not at all.

    Facts come first, by their path in the page's data; then the fingerprint, the scripts, the
    styles and the words.
    """
    if found == built:
        return []
    if not _BLOCK.search(found):
        return ["no page of poliskarta: the block of data is missing"]
    try:
        ours, theirs = _data(built), _data(found)
    except json.JSONDecodeError as error:
        return [f"the block of data can't be read: {error}"]
    facts = [f"{path}: page {old}, data {new}" for path, old, new in _differences(theirs, ours)]
    return facts + list(_other_parts(found, built, theirs, ours))


def _data(page: str) -> dict[str, Any]:
    return json.loads(_BLOCK.search(page)[1])


def _facts(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name not in _NOT_FACTS}


def _differences(found: Any, built: Any, path: str = "") -> Iterator[tuple[str, str, str]]:  # noqa: ANN401
    """Yield path, page and data of what differs; rows with an id are told by it."""
    if not path:
        found, built = _facts(found), _facts(built)
    found, built = _by_id(found), _by_id(built)
    if isinstance(found, dict) and isinstance(built, dict):
        for name in dict.fromkeys([*found, *built]):
            inner = f"{path}.{name}" if path else str(name)
            yield from _differences(found.get(name), built.get(name), inner)
    elif isinstance(found, list) and isinstance(built, list):
        for number, pair in enumerate(zip_longest(found, built)):
            yield from _differences(*pair, f"{path}[{number}]")
    elif found != built:
        yield path, _short(found), _short(built)


def _by_id(value: Any) -> Any:  # noqa: ANN401
    rows = isinstance(value, list) and value
    if rows and all(isinstance(row, dict) and "id" in row for row in value):
        return {row["id"]: row for row in value}
    return value


def _short(value: object) -> str:
    text = "nothing" if value is None else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _other_parts(
    found: str, built: str, theirs: dict[str, Any], ours: dict[str, Any]
) -> Iterator[str]:
    if theirs.get("hash") != ours["hash"]:
        yield f"fingerprint: page {_short(theirs.get('hash'))}, data {_short(ours['hash'])}"
    changed = [kind for kind in ("script", "style") if _code(found, kind) != _code(built, kind)]
    for kind in changed:
        yield f"the {kind}s are not those of this version of poliskarta"
    if theirs.get("basemap") != ours.get("basemap"):
        yield "the basemap is another one"
    elif not changed and _POLICY.findall(found) != _POLICY.findall(built):
        yield "the policy (Content-Security-Policy) is not that of these scripts"
    if _words(found) != _words(built) or any(
        theirs.get(name) != ours.get(name) for name in ("messages", "translations")
    ):
        yield "the words or the markup are not those of these data"


def _code(page: str, kind: str) -> list[str]:
    return [text for name, text in _CODE.findall(page) if name == kind]


def _words(page: str) -> str:
    """Return the page without its code, its data and the policy that names them."""
    return html.unescape(_POLICY.sub("", _BLOCK.sub("", _CODE.sub("", page))))
