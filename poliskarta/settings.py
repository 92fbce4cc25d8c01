"""A TOML file → its tables, checked against the dataclasses that say which settings there are.

It knows names and types only: what a value must be like is for whoever uses it to say.
"""

from __future__ import annotations

import tomllib
from dataclasses import MISSING, Field, fields
from pathlib import Path
from typing import Any

from poliskarta.errors import DataError, Problem

_TYPES = {"str": str, "float": (int, float), "bool": bool, "Sequence[str]": list}


def read_toml(path: Path) -> dict[str, Any]:
    """Return what the TOML file `path` holds.

    Raises DataError when it is missing, or isn't TOML in UTF-8.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        what = "the file is missing"
        remedy = "Create it, or name the project folder with --project."
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        what, remedy = f"not a TOML file in UTF-8: {error}", "Correct the line it names."
    raise DataError([Problem(str(path), None, None, None, what, remedy)])


def field_problems(path: Path, cls: type, raw: object, prefix: str = "") -> list[Problem]:
    """Return what is missing from the table `raw`, unknown to `cls`, or not of its field's type.

    A field of the dataclass `cls` that has a default may be missing. Settings are named with
    `prefix` before them.
    """
    if not isinstance(raw, dict):
        remedy = f"Write it as a table: [{prefix.rstrip('.')}] and its settings below."
        return [_problem(path, prefix.rstrip("."), raw, "not a table of settings", remedy)]
    known = {field.name: field for field in fields(cls)}
    missing = [name for name in known if name not in raw and _is_required(known[name])]
    remedy = f"Known here: {', '.join(known)}."
    return [
        *(
            _problem(path, prefix + name, None, "the setting is missing", "Add it.")
            for name in missing
        ),
        *(
            _problem(path, prefix + name, raw[name], "no such setting", remedy)
            for name in raw
            if name not in known
        ),
        *(
            problem
            for name, field in known.items()
            if name in raw
            for problem in _type_problems(path, prefix + name, raw[name], str(field.type))
        ),
    ]


def _is_required(field: Field[Any]) -> bool:
    return field.default is MISSING


def _type_problems(path: Path, name: str, value: object, type_: str) -> list[Problem]:
    if type_ == "Texts":
        remedy = f'Write one text a language: {name}.sv = "…".'
        what = "not a table of texts by language"
        return [] if _are_texts(value) else [_problem(path, name, value, what, remedy)]
    if isinstance(value, _TYPES.get(type_, object)):
        return []
    return [_problem(path, name, value, f"not a {type_}", "Correct it.")]


def _are_texts(value: object) -> bool:
    return (
        isinstance(value, dict)
        and bool(value)
        and all(isinstance(text, str) for text in value.values())
    )


def _problem(path: Path, name: str, value: object, what: str, remedy: str) -> Problem:
    shown = None if value is None else str(value)
    return Problem(str(path), None, name, shown, what, remedy)
