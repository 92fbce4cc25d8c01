"""Pages for the browser's tests: how large the window is, and a project's page as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from poliskarta.coverage.analysis import analyse
from poliskarta.page.render import render_page
from poliskarta.pipeline import locate
from poliskarta.project.folder import Project
from support.changed import changed

WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 375, "height": 812}
# The page leaves what is far from the screen without layout; then it has no words and no size.
LAID_OUT = """() => {
  for (const e of document.querySelectorAll('.sections > section, .offices li'))
    e.style.contentVisibility = 'visible';
}"""
SETTLED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def write_page(project: Project, path: Path, **changes: Any) -> str:
    """Render a project's page to `path` and return its address."""
    analysis = changed(analyse(locate(project)), **changes)
    path.write_text(render_page(analysis), encoding="utf-8", newline="\n")
    return path.as_uri()
