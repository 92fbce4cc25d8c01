"""Layers → files: a GeoPackage in the region's CRS, and the same as RFC 7946 GeoJSON."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import pyogrio

from poliskarta.polygons import write_geojson
from poliskarta.schema import COUNTS, LAYERS

# A GeoPackage notes when it was written; only a fixed date gives the same bytes each time.
_WRITTEN_ON = "2010-01-01T00:00:00.000Z"


def write_layers(
    folder: Path, region_id: str, crs: str, layers: Mapping[str, gpd.GeoDataFrame]
) -> list[Path]:
    """Write `layers` and return the paths: `<region>.gpkg` in `crs`, `<region>-<layer>.geojson`.

    The layers are those of schema.LAYERS. An office that isn't placed has a null geometry and
    the reason in `unplaced_reason`. Columns keep their order; whole numbers are integers.
    Each file is replaced in one step. The same layers give the same bytes.
    """
    tidy = {name: _tidy(layers[name], crs) for name in LAYERS}
    paths = [folder / f"{region_id}.gpkg"]
    _write_geopackage(paths[0], tidy)
    for name, layer in tidy.items():
        paths.append(folder / f"{region_id}-{name}.geojson")
        write_geojson(paths[-1], layer)
    return paths


def _tidy(layer: gpd.GeoDataFrame, crs: str) -> gpd.GeoDataFrame:
    """Return `layer` in `crs`, geometry last, counts as nullable integers."""
    tidy = layer.to_crs(crs)
    counts = [name for name in tidy if name in COUNTS]
    tidy[counts] = tidy[counts].astype("Int64")
    names = [*tidy.columns.drop(tidy.geometry.name), tidy.geometry.name]
    return tidy[names]


def _write_geopackage(path: Path, layers: Mapping[str, gpd.GeoDataFrame]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _WRITTEN_ON})
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".") as folder:
            temporary = Path(folder) / path.name
            for number, (name, layer) in enumerate(layers.items()):
                pyogrio.write_dataframe(
                    layer,
                    temporary,
                    layer=name,
                    driver="GPKG",
                    append=number > 0,
                    geometry_type=LAYERS[name],
                    promote_to_multi=LAYERS[name] == "MultiPolygon",
                )
            temporary.replace(path)
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
