"""The bones: which room may import which, and how large a function or a file may grow."""

import ast
from graphlib import TopologicalSorter
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "poliskarta"
FILES = sorted(PACKAGE.rglob("*.py"))

# Who may import whom, lazy imports and those for types counted too; every room stands on the
# ground, and a file may import any other of its own room.
GROUND = {"errors", "i18n", "locales", "templating"}
ROOMS = {
    "project": set(),
    "geocoding": {"project"},
    "coverage": {"project", "geocoding"},
    "ingest": {"project", "coverage"},
    "boundaries": {"project", "coverage"},
    "background": {"project"},
    "layers": {"project"},
    "page": {"project", "coverage", "layers"},
    "report": {"project", "coverage", "layers"},
}
TABLE = {name: set() for name in GROUND} | ROOMS
TABLE |= {"pipeline": set(ROOMS), "cli": {"pipeline", "project"}, "__main__": {"cli"}}

NETWORKED = {"geocoding.services", "geocoding.http", "geocoding.retries"}
NETWORK = {"geopy", "requests", "urllib.request", "http.client", "socket", "ssl"}


def module_name(path):
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")


def room_of(module):
    return module.split(".")[0]


def imported(tree):
    """The modules that a file imports, those inside its functions too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


TREES = {module_name(path): ast.parse(path.read_text(encoding="utf-8")) for path in FILES}
GRAPH = {
    module: {
        name.removeprefix("poliskarta.")
        for name in imported(tree)
        if name.removeprefix("poliskarta.") in TREES
    }
    - {module}
    for module, tree in TREES.items()
}


def strangers(module, graph):
    """What a module imports that its room may not."""
    room = room_of(module)
    allowed = GROUND | TABLE[room] | {room}
    return {other for other in graph[module] if room_of(other) not in allowed}


def functions():
    for module, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                yield f"{module}.{node.name}", code_lines(node)


def code_lines(node):
    """Lines of a function without its signature and docstring."""
    body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
    return body[-1].end_lineno - body[0].lineno + 1


def test_every_room_is_in_the_table():
    assert {room_of(module) for module in TREES} - {"__init__"} == set(TABLE)


def test_rooms_import_only_by_the_table():
    found = {module: strangers(module, GRAPH) for module in GRAPH if module != "__init__"}
    assert {module: names for module, names in found.items() if names} == {}


def test_an_import_past_the_table_would_be_found():
    assert strangers("layers.export", {"layers.export": {"page.render", "errors"}}) == {
        "page.render"
    }


def test_imports_run_in_one_direction():
    assert len(list(TopologicalSorter(GRAPH).static_order())) == len(GRAPH)


def test_only_geocoding_services_know_the_network():
    knowing = {
        module
        for module, tree in TREES.items()
        for name in imported(tree)
        if any(name == known or name.startswith(known + ".") for known in NETWORK)
    }
    assert knowing <= NETWORKED


def test_files_and_functions_stay_readable():
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in FILES}
    long_files = {module_name(path) for path, lines in lengths.items() if lines > 400}
    assert long_files == set()
    assert [name for name, lines in functions() if lines > 50] == []
    assert median(lines for _, lines in functions()) <= 12


def test_public_functions_are_documented():
    bare = [
        f"{module}.{node.name}"
        for module, tree in TREES.items()
        for scope in [tree, *(node for node in tree.body if is_public_class(node))]
        for node in scope.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        if not ast.get_docstring(node)
    ]
    assert bare == []


def is_public_class(node):
    return isinstance(node, ast.ClassDef) and not node.name.startswith("_")


@pytest.mark.parametrize("script", ["geocode.py", "render.py"])
def test_the_scripts_are_a_docstring_and_one_call(script):
    tree = ast.parse((ROOT / script).read_text())
    assert ast.get_docstring(tree)
    assert [type(node).__name__ for node in tree.body] == ["Expr", "Import", "ImportFrom", "If"]
    assert len(tree.body[-1].body) == 1
