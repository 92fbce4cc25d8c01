"""The bones: which room may import which, how large a room may grow, how thin the scripts are."""

import ast
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "poliskarta"
MODULES = sorted(PACKAGE.glob("*.py"))

# Lower rooms know nothing of higher ones; rooms of one storey know nothing of each other.
STOREYS = [
    {"errors", "schema"},
    {"region", "project", "questions", "spreadsheet", "cells"},
    {"tables", "checks"},
    {"polygons", "cache", "placement", "coverage"},
    {"inputs", "providers", "services"},
    {"survey", "geocode", "boundaries", "render", "export"},
    {"cli"},
]
DATA = {"schema"}
STAGES = {"geocode", "boundaries", "coverage", "render", "export"}


def imports(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("poliskarta"):
            _, _, module = node.module.partition(".")
            yield from [module] if module else [alias.name for alias in node.names]
        elif isinstance(node, ast.Import):
            yield from (
                a.name.partition(".")[2] for a in node.names if a.name.startswith("poliskarta")
            )


def functions(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef):
            yield node


def classes(path):
    return [node for node in ast.parse(path.read_text()).body if isinstance(node, ast.ClassDef)]


def code_lines(node):
    """Lines of a function without its signature and docstring."""
    body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
    return body[-1].end_lineno - body[0].lineno + 1


def test_rooms_import_only_from_storeys_below():
    storey = {room: level for level, rooms in enumerate(STOREYS) for room in rooms}
    upward = [
        f"{path.stem} -> {room}"
        for path in MODULES
        if not path.stem.startswith("__")
        for room in imports(path)
        if not room.startswith("__") and storey[room] >= storey[path.stem]
    ]
    assert upward == []


def test_stages_never_import_each_other():
    pairs = {(path.stem, room) for path in MODULES if path.stem in STAGES for room in imports(path)}
    assert {(stage, room) for stage, room in pairs if room in STAGES} == set()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_file_is_at_most_250_lines_and_a_function_50(path):
    assert path.stem in DATA or len(path.read_text().splitlines()) <= 250
    assert max([code_lines(node) for node in functions(path)], default=0) <= 50


def test_the_median_function_is_at_most_12_lines():
    assert median(code_lines(node) for path in MODULES for node in functions(path)) <= 12


def test_public_functions_are_documented():
    bare = [
        f"{path.stem}.{node.name}"
        for path in MODULES
        for scope in [ast.parse(path.read_text()), *classes(path)]
        for node in scope.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        if not ast.get_docstring(node)
    ]
    assert bare == []


@pytest.mark.parametrize("script", ["geocode.py", "render.py"])
def test_the_scripts_are_a_docstring_and_one_call(script):
    tree = ast.parse((ROOT / script).read_text())
    assert ast.get_docstring(tree)
    assert [type(node).__name__ for node in tree.body] == ["Expr", "Import", "ImportFrom", "If"]
    assert len(tree.body[-1].body) == 1
