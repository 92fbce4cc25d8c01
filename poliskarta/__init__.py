"""poliskarta: geocode police offices once, join them with districts, draw the map.

For a notebook: `import poliskarta as pk`, then `pk.analyse(pk.open_project("."))`. The functions
are those of `poliskarta.pipeline`, which is imported when the first of them is used.
"""

__version__ = "0.1.0"

__all__ = [
    "Plan",
    "WaysFile",
    "analyse",
    "check",
    "compare",
    "export",
    "geocode",
    "locate",
    "open_project",
    "render",
    "report",
    "suggest",
]


def __getattr__(name: str) -> object:
    """Return a public function; the heavy libraries are imported now (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from poliskarta import pipeline  # noqa: PLC0415

    return getattr(pipeline, name)


def __dir__() -> list[str]:
    """Return the public names."""
    return [*__all__, "__version__"]
