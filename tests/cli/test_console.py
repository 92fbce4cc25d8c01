"""What the machine doesn't let be read or written is told in words, with exit code 2."""

import errno
import os
from pathlib import Path

import pyogrio.raw
import pytest
from support.small_force import lay_out

from poliskarta.cli.app import main


@pytest.mark.parametrize("command", ["map", "render", "export", "report"])
def test_an_output_folder_that_is_a_file_is_told(tmp_path, capsys, command):
    project = lay_out(tmp_path)
    (tmp_path / "out").write_text("not a folder")
    options = ["--project", str(project.root), "--out", str(tmp_path / "out")]
    assert main([command, *options]) == 2
    assert "out" in capsys.readouterr().err
    assert (tmp_path / "out").read_text() == "not a folder"


def test_a_folder_without_permission_is_told(tmp_path, capsys, monkeypatch):
    project = lay_out(tmp_path)

    def refuse(path):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert main(["check", "--project", str(project.root)]) == 2
    assert "region.toml: can't be read: Permission denied" in capsys.readouterr().err


def test_a_disk_that_is_full_while_layers_are_written_is_told(tmp_path, capsys, monkeypatch):
    project = lay_out(tmp_path)

    def full(*_arguments, **_options):
        raise pyogrio.errors.DataSourceError("No space left on device")

    monkeypatch.setattr(pyogrio.raw, "write", full)
    options = ["--project", str(project.root), "--format", "gpkg"]
    assert main(["export", *options]) == 2
    assert "force.gpkg: can't be written: No space left on device" in capsys.readouterr().err
    assert list((project.out / "layers").iterdir()) == []
