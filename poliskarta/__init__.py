"""poliskarta: geocode police offices once, join them with districts, draw the map."""

__version__ = "0.1.0"
