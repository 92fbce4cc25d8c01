"""What real QGIS makes of a GeoPackage: run by the Python that has PyQGIS, prints JSON.

python3 look.py FILE.gpkg PICTURE.png
"""

import json
import os
import sqlite3
import sys
import tempfile
from collections import Counter

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from qgis.core import (
    QgsApplication,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsProject,
    QgsProviderRegistry,
    QgsRenderContext,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor

DRAWN_FROM_BELOW = ("districts", "units", "stops", "offices")


def main(path, picture):
    application = QgsApplication([], False)  # noqa: FBT003  # no windows
    application.initQgis()
    sublayers = QgsProviderRegistry.instance().querySublayers(path)
    layers = {sub.name(): QgsVectorLayer(sub.uri(), sub.name(), "ogr") for sub in sublayers}
    QgsProject.instance().addMapLayers(layers.values())
    drawn = [layers[name] for name in reversed(DRAWN_FROM_BELOW) if name in layers]
    shares = draw(drawn, picture)
    described = {name: describe(layer) for name, layer in layers.items()}
    for name, layer in layers.items():
        described[name]["sld"] = load_sld(path, name, layer)
    print(json.dumps({"layers": described, "shares": shares}))  # noqa: T201
    application.exitQgis()


def describe(layer):
    renderer = layer.renderer()
    return {
        "valid": layer.isValid(),
        "crs": layer.crs().authid(),
        "rows": layer.featureCount(),
        "renderer": renderer.type() if renderer else None,
        "legend": [item.label() for item in renderer.legendSymbolItems()] if renderer else [],
        "colours": colours(renderer) if renderer else [],
        "labels": layer.labelsEnabled(),
        "aliases": {field.name(): field.alias() for field in layer.fields()},
        "title": layer.metadata().title(),
        "extent": layer.extent().toString(0),
    }


def load_sld(path, name, layer):
    """What the layer looks like by the SLD that the GeoPackage holds for it."""
    with sqlite3.connect(path) as database:
        query = "SELECT styleSLD FROM layer_styles WHERE f_table_name = ? AND useAsDefault"
        ((text,),) = database.execute(query, [name])
    with tempfile.NamedTemporaryFile("w", suffix=".sld", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        message, done = layer.loadSldStyle(file.name)
    renderer = layer.renderer()
    symbols = renderer.symbols(QgsRenderContext())
    return {
        "done": done,
        "message": message,
        "legend": [item.label() for item in renderer.legendSymbolItems()],
        "colours": [symbol.symbolLayers()[0].color().name() for symbol in symbols],
    }


def colours(renderer):
    """The colour of each symbol's uppermost layer."""
    symbols = renderer.symbols(QgsRenderContext())
    return [symbol.symbolLayers()[-1].color().name() for symbol in symbols]


def draw(layers, picture):
    """Draw the layers, the first on top; return each colour's share of the picture."""
    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setDestinationCrs(layers[0].crs())
    settings.setBackgroundColor(QColor("#D6E4EE"))
    settings.setOutputSize(QSize(1400, 1400))
    settings.setOutputDpi(150)
    extent = settings.fullExtent()
    extent.scale(1.05)
    settings.setExtent(extent)
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    image.save(picture)
    width, height = image.width(), image.height()
    pixels = [image.pixelColor(x, y).name() for x in range(width) for y in range(height)]
    return {colour: count / len(pixels) for colour, count in Counter(pixels).items()}


if __name__ == "__main__":
    main(*sys.argv[1:])
