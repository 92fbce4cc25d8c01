"""The bones: which room may import which, how large a room may grow, how thin the scripts are."""

import ast
from graphlib import TopologicalSorter
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "poliskarta"
MODULES = sorted(PACKAGE.glob("*.py"))
ROOMS = {path.stem for path in MODULES}

DATA = {"schema"}
GROUND = {"errors", "schema"}
STAGES = {"geocode", "boundaries", "coverage", "render", "export"}
COMPOSERS = {"survey", "jobs", "cli"}
WIRE = {"faults", "services", "wire"}
NETWORK = {"geopy", "requests", "urllib.request", "http.client", "socket", "ssl"}


def imports(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("poliskarta"):
            _, _, module = node.module.partition(".")
            yield from [module] if module else [alias.name for alias in node.names]
        elif isinstance(node, ast.Import):
            yield from (
                a.name.partition(".")[2] for a in node.names if a.name.startswith("poliskarta")
            )


def named_modules(node):
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else []


def functions(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef):
            yield node


def classes(path):
    """Classes that others may use."""
    nodes = ast.parse(path.read_text()).body
    return [n for n in nodes if isinstance(n, ast.ClassDef) and not n.name.startswith("_")]


def code_lines(node):
    """Lines of a function without its signature and docstring."""
    body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
    return body[-1].end_lineno - body[0].lineno + 1


GRAPH = {path.stem: {room for room in imports(path) if room in ROOMS} for path in MODULES}


def reached_from(room, graph=GRAPH):
    found, todo = set(), {room}
    while todo:
        new = graph[todo.pop()] - found
        found |= new
        todo |= new
    return found


def test_imports_run_in_one_direction():
    assert len(list(TopologicalSorter(GRAPH).static_order())) == len(GRAPH)


def test_a_circle_of_imports_would_be_found():
    assert reached_from("a", {"a": {"b"}, "b": {"a"}}) == {"a", "b"}


@pytest.mark.parametrize("room", sorted(GROUND))
def test_the_ground_stands_on_nothing(room):
    assert GRAPH[room] <= GROUND - {room}


@pytest.mark.parametrize("stage", sorted(STAGES))
def test_no_stage_reaches_another_or_the_composers(stage):
    assert reached_from(stage) & (STAGES - {stage} | COMPOSERS) == set()


def test_only_the_wire_knows_the_network():
    knowing = {
        path.stem
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text()))
        for name in named_modules(node)
        if any(name == known or name.startswith(known + ".") for known in NETWORK)
    }
    assert knowing <= WIRE


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
