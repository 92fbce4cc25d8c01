"""Pages for the browser's tests: how large the window is, and a project's page as a file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from poliskarta.coverage.analysis import survey
from poliskarta.page.render import render_page
from poliskarta.pipeline import page_frames
from poliskarta.project.folder import Project

WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 375, "height": 812}
# The page leaves what is far from the screen without layout; then it has no words and no size.
LAID_OUT = """() => {
  for (const e of document.querySelectorAll('.sections > section, .offices li'))
    e.style.contentVisibility = 'visible';
}"""
SETTLED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def write_page(project: Project, path: Path, **changes: Any) -> str:
    """Render a project's page to `path` and return its address."""
    done = survey(project)
    frames = replace(page_frames(project, done), **changes)
    path.write_text(render_page(done.tables.region, frames), encoding="utf-8", newline="\n")
    return path.as_uri()
