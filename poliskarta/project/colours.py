"""The colours of what more than one of page, layers, report and notebook draws: "#RRGGBB".

What only the page has (its buttons, its notes) stands in its style sheets, the colours of a
force's kinds of office in region.toml.
"""

from __future__ import annotations

from collections.abc import Mapping

INK = "#1B2430"
QUIET = "#4A5665"
LINK = "#0B4A8F"
PAPER = "#F7F5F0"
WHITE = "#FFFFFF"

# Borders of districts, and what has no colour of its own.
DISTRICT = "#5B5470"
WATER = "#D6E4EE"

# Land that is of no district, and the lines that guide the eye in charts and tables of the report.
ELSEWHERE = "#E9E6DF"
GUIDE = "#D5D8DC"

# What is near an office, and who gets nearer to one; what is missing, and who gets farther.
NEAR = "#0B3D7A"
FAR = "#A23B00"

# The kinds of office of a new project, on a light ground and on a dark one.
KINDS = ((NEAR, "#8CBDF5"), (FAR, "#FFB27A"), ("#1F6B3A", "#86D6A2"))

# The classes of an indicator from low to high, and a district whose indicator isn't known.
CLASSES = ("#F2F0F7", "#CBC9E2", "#9E9AC8", "#756BB1", "#54278F")
UNKNOWN = "#8A8A8A"
_BAND_SHARE = 0.7


def tint(colour: str, share: float) -> str:
    """Return a mixture of `share` of a colour and the rest white."""
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(share * part + (1 - share) * 255):02X}" for part in parts)


# The distance bands of the report, near offices light, far from them dark: so light that names
# are readable on them. In grey they stay apart: lightness (L*) 96, 87, 76, 65, 50.
BANDS = tuple(tint(colour, _BAND_SHARE) for colour in CLASSES)

# Custom properties of the style sheets, for a light ground and for a dark one.
LIGHT = {
    "page": PAPER,
    "card": WHITE,
    "halo": WHITE,
    "text": INK,
    "quiet": QUIET,
    "link": LINK,
    "focus": "#B3005E",
    "district": DISTRICT,
    "land": PAPER,
    "outside": ELSEWHERE,
    "water": WATER,
    "green": "#E3EBD7",
    "track": "#8D8A93",
    "metro": "#7E93AD",
    "road": "#DDD2BC",
} | {f"class-{number}": colour for number, colour in enumerate(CLASSES, start=1)}
DARK = {
    "page": "#161D27",
    "card": "#1D2530",
    "halo": "#10151D",
    "text": "#EEF2F7",
    "quiet": "#B4C0CE",
    "link": "#8CBDF5",
    "focus": "#FF8AC4",
    "district": "#A79FC4",
    "land": "#232C38",
    "outside": "#1B222C",
    "water": "#121A24",
    "green": "#22352F",
    "track": "#667082",
    "metro": "#4D6C8F",
    "road": "#45464A",
    "class-1": "#2F2A45",
    "class-2": "#453C6B",
    "class-3": "#5F5394",
    "class-4": "#8175BD",
    "class-5": "#B3A9E3",
}

# The report is paper on a screen, too: it is never dark.
REPORT = {name: LIGHT[name] for name in ("page", "card", "text", "quiet", "link", "district")}
REPORT |= {"guide": GUIDE, "warning": FAR}


def custom_properties(light: Mapping[str, str], dark: Mapping[str, str] | None = None) -> str:
    """Return a style sheet that sets these properties, on dark screens those of `dark`."""
    rules = [_root(light), *([_on_dark_screens(_root(dark))] if dark else [])]
    return "".join(rules)


def _root(colours: Mapping[str, str]) -> str:
    lines = "".join(f"  --{name}: {colour.lower()};\n" for name, colour in colours.items())
    return f":root {{\n{lines}}}\n"


def _on_dark_screens(rule: str) -> str:
    return f"@media screen and (prefers-color-scheme: dark) {{\n{rule}}}\n"
