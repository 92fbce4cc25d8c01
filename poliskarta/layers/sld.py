"""A layer's style as OGC Styled Layer Descriptor 1.0.0, which GeoServer and others read.

ArcGIS reads none; converters to its own styles begin from it.
"""

from __future__ import annotations

from poliskarta.layers.dictionary import Layer
from poliskarta.layers.symbology import geometry_family, style_layer
from poliskarta.layers.template_files import fill_in
from poliskarta.project.region import Region

# A pixel as OGC's standard takes it.
_MM_PER_PIXEL = 0.28

# QGIS's names of shapes that the standard calls otherwise; a diamond is a square, turned.
_MARKS = {"cross2": "x", "diamond": "square"}


def style_sld(layer: Layer, region: Region, language: str) -> str:
    """Return the SLD 1.0.0 document of a layer: the symbols, classes and labels of its QML.

    Millimetres are pixels of 0.28 mm.
    """
    return fill_in(
        "style.sld.j2",
        layer=layer,
        style=style_layer(layer, region, language),
        geometry=geometry_family(layer),
        language=language,
        marks=_MARKS,
        pixels=_pixels,
    )


def _pixels(length_mm: float) -> float:
    return round(length_mm / _MM_PER_PIXEL, 1)
