"""The invented town for people who say miles, have a clock of twelve hours and Letter paper."""

from __future__ import annotations

from poliskarta.project.folder import Project

HABITS = '\n[habits]\ndistance = "mi"\nclock = 12\npaper = "Letter"\n'


def live_american(project: Project) -> Project:
    """Give the region of a copy of the town other habits, English first; return the project."""
    path = project.table("region.toml")
    text = path.read_text(encoding="utf-8").replace('["sv", "en"]', '["en", "sv"]')
    path.write_text(text + HABITS, encoding="utf-8")
    return project
