"""The invented town for German readers: its region in German and English."""

from __future__ import annotations

from poliskarta.project.folder import Project

GERMAN = {
    "title": "Polizeidienststellen in Erdachtheim <i>2020</i>",
    "place": "Erdachtheim",
    "description": "Eine erdachte Stadt für die Tests.",
    "office_note": "Erdachte Dienststellen.",
}
LABELS = {
    "lokalt kontor": "örtliche Dienststelle",
    "lokala kontor": "örtliche Dienststellen",
    "mobilt kontor": "mobile Dienststelle",
    "mobila kontor": "mobile Dienststellen",
    "Vid nödläge, ring": "Wählen Sie im Notfall",
}


def speak_german(project: Project) -> Project:
    """Write the region of a copy of the town anew, German first, and return the project."""
    path = project.table("region.toml")
    text = path.read_text(encoding="utf-8").replace('["sv", "en"]', '["de", "en"]')
    lines = [_in_german(line) for line in text.splitlines()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return project


def _in_german(line: str) -> str:
    name, _, value = line.partition(" = ")
    if not name.endswith(".sv"):
        return line
    name = name.removesuffix(".sv")
    return f'{name}.de = "{GERMAN.get(name) or LABELS[value.strip(chr(34))]}"'
