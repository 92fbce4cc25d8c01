"""The invented town for Hebrew readers: its region in Hebrew, a draft, and in English."""

from __future__ import annotations

from poliskarta.project.folder import Project

HEBREW = {
    "title": "תחנות המשטרה של פוהיטשופינג 2020",
    "place": "פוהיטשופינג",
    "description": "עיר בדויה לשם הבדיקות.",
    "office_note": "תחנות בדויות.",
}
LABELS = {
    "lokalt kontor": "תחנה מקומית",
    "lokala kontor": "תחנות מקומיות",
    "mobilt kontor": "תחנה ניידת",
    "mobila kontor": "תחנות ניידות",
    "Vid nödläge, ring": "במקרה חירום יש לחייג",
}


def speak_hebrew(project: Project) -> Project:
    """Write the region of a copy of the town anew, Hebrew first, and return the project."""
    path = project.table("region.toml")
    text = path.read_text(encoding="utf-8").replace('["sv", "en"]', '["he", "en"]')
    lines = [_in_hebrew(line) for line in text.splitlines()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return project


def _in_hebrew(line: str) -> str:
    name, _, value = line.partition(" = ")
    if not name.endswith(".sv"):
        return line
    name = name.removesuffix(".sv")
    return f'{name}.he = "{HEBREW.get(name) or LABELS[value.strip(chr(34))]}"'
