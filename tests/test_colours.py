"""A colour that several outputs share stands in project/colours.py and nowhere else."""

import ast
import re
from pathlib import Path

import pytest

from poliskarta.page.bundle import page_style
from poliskarta.project import colours
from poliskarta.project.colours import BANDS, CLASSES, DARK, LIGHT, REPORT, custom_properties, tint

PACKAGE = Path(__file__).parent.parent / "poliskarta"
COLOUR = re.compile(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b")
SHEETS = [path for path in sorted(PACKAGE.rglob("*.css")) if "vendor" not in path.parts]
# White and black are said of many things; on paper a few properties are its own.
COMMON = {"#ffffff", "#000000"}
ON_PAPER = {"page", "card", "land", "outside", "text", "quiet"}


def literals(path):
    """The colours that stand in the texts of a Python file, docstrings left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    said = {ast.get_docstring(node, clean=False) for node in ast.walk(tree) if has_docstring(node)}
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    return [
        colour
        for text in texts
        if isinstance(text, str) and text not in said
        for colour in COLOUR.findall(text)
    ]


def has_docstring(node):
    return isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)


def shared():
    return {colour.lower() for colour in [*LIGHT.values(), *DARK.values()]} - COMMON


def test_python_names_colours_in_one_file_only():
    home = PACKAGE / "project" / "colours.py"
    assert literals(home)
    found = {path: literals(path) for path in PACKAGE.rglob("*.py") if path != home}
    assert {path: colours for path, colours in found.items() if colours} == {}


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_style_sheets_take_shared_colours_from_custom_properties(path):
    text = path.read_text(encoding="utf-8")
    assert {colour.lower() for colour in COLOUR.findall(text)} & shared() == set()
    own = set(re.findall(r"--([\w-]+):", text)) & {*LIGHT, *REPORT}
    assert own <= (ON_PAPER if path.name == "print.css" else set())


def test_what_the_report_takes_is_set_for_it():
    text = (PACKAGE / "report" / "templates" / "report.css").read_text(encoding="utf-8")
    assert set(re.findall(r"var\(--([\w-]+)\)", text)) == set(REPORT)


def test_the_page_has_every_shared_colour_light_and_dark():
    style = page_style()
    for name in LIGHT:
        assert f"--{name}:{LIGHT[name].lower()};" in style
        assert f"--{name}:{DARK[name].lower()};" in style
    assert set(LIGHT) == set(DARK)


def test_dark_colours_are_for_screens_and_come_after_the_light_ones():
    assert custom_properties({"text": "#AABBCC"}, {"text": "#001122"}) == (
        ":root {\n  --text: #aabbcc;\n}\n"
        "@media screen and (prefers-color-scheme: dark) {\n"
        ":root {\n  --text: #001122;\n}\n}\n"
    )
    assert "@media" not in custom_properties(REPORT)


def test_a_tint_lies_between_the_colour_and_white():
    assert tint("#54278F", 1) == "#54278F"
    assert tint("#54278F", 0) == colours.WHITE
    assert tuple(tint(colour, 0.7) for colour in CLASSES) == BANDS
    assert BANDS[0] == "#F6F4F9"
