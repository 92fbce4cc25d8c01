"""What the README and the data dictionary say is what the program does."""

import re
from pathlib import Path

import pytest

from poliskarta.cli.app import main

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def test_the_usage_in_the_readme_is_what_help_prints(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    assert main(["--help"]) == 0
    usage = re.search(r"<!-- usage: poliskarta --help -->\n```\n(.*?)```", README, re.DOTALL)
    assert usage.group(1) == capsys.readouterr().out


@pytest.mark.parametrize(
    "document", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "data/README.md"]
)
def test_links_to_files_lead_somewhere(document):
    path = ROOT / document
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_commands_in_the_readme_exist(capsys):
    shown = set(
        re.findall(r"(?:python |poliskarta )(geocode|render|\w+)(?:\.py)? --(\w[\w-]*)", README)
    )
    assert shown
    for command, option in shown:
        main([command, "--help"])
        assert f"--{option}" in capsys.readouterr().out


def test_make_targets_in_the_documents_exist():
    targets = set(re.findall(r"^(\w[\w-]*):", MAKEFILE, re.MULTILINE))
    documents = README + (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\bmake ([a-z][a-z-]*)", documents)) - {"sure"}
    assert {"map", "test"} <= named <= targets
