"""A layer → GeoParquet 1.1: WKB, zstd, and each row's bounds for readers that skip."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd

from poliskarta.layers.dictionary import Layer
from poliskarta.layers.tidy import is_day
from poliskarta.project.region import Region

if TYPE_CHECKING:
    import pyarrow as pa

_BOUNDS = "bbox"
_DATE = "date32[day][pyarrow]"


def write_parquet(path: Path, layers: Sequence[Layer], _region: Region) -> None:
    """Write the one layer of `layers`; days are dates, bounds null where the geometry is."""
    import pyarrow.parquet as pq  # noqa: PLC0415  # an optional extra

    (layer,) = layers
    days = {name: _DATE for name in layer.frame if is_day(layer.frame[name])}
    frame = layer.frame.astype(days)
    bounded = _BOUNDS not in frame
    content = io.BytesIO()
    frame.to_parquet(
        content,
        index=False,
        schema_version="1.1.0",
        write_covering_bbox=bounded,
        compression="zstd",
    )
    if bounded and frame.geometry.isna().any():
        content.seek(0)
        table = _without_bounds_of_nothing(pq.read_table(content), frame)
        pq.write_table(table, path, compression="zstd")
    else:
        path.write_bytes(content.getbuffer())


def _without_bounds_of_nothing(table: pa.Table, frame: gpd.GeoDataFrame) -> pa.Table:
    """Return `table` with null bounds where there is no geometry: geopandas writes NaN there."""
    import pyarrow as pa  # noqa: PLC0415  # an optional extra

    at = table.schema.get_field_index(_BOUNDS)
    bounds = table.column(at).combine_chunks()
    parts = [bounds.field(part.name) for part in bounds.type]
    nulls = pa.array(frame.geometry.isna().to_numpy())
    masked = pa.StructArray.from_arrays(parts, fields=list(bounds.type), mask=nulls)
    return table.set_column(at, table.schema.field(at), masked)
