"""The figures of the districts as the page shows them: values, classes, words, and their method.

Names, units and classes are those of the exported layers, so that page and layers agree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from poliskarta.coverage.analysis import Analysis
from poliskarta.coverage.method_cards import Method
from poliskarta.i18n import FORMS
from poliskarta.layers.dictionary import Field, describe_layer
from poliskarta.layers.symbology import class_breaks

# What the map can be coloured by, the first one being what the layers are coloured by.
MAPPED = (
    "population_per_office",
    "offices_per_100000",
    "share_within_1km",
    "share_within_2km",
    "share_within_5km",
    "share_within_10km",
    "mean_distance_m",
    "median_distance_m",
    "p90_distance_m",
    "max_distance_m",
    "share_nearest_elsewhere",
    "access_2sfca_5km",
    "share_inferred",
)

# Of them, what the table of districts shows.
IN_TABLE = ("population_per_office", "share_within_2km", "share_within_5km", "median_distance_m")

# Methods of layers that the page has no figure and no drawing of.
NOT_SHOWN = ("underserved",)
_RANGE = ("", "_low", "_high")


def describe_figures(analysis: Analysis) -> list[dict[str, Any]]:
    """Return the figures of MAPPED, in that order, in plain JSON types.

    Each has its `id` (the column), `label` (Texts), `form` (see `i18n.say_amount`), the id of
    its `method`, the `limits` of its classes (see `symbology.class_breaks`), the `values` of the
    districts by id and the region's `total`. A value is a list: the value, and where they are
    known the lowest and the highest it may be; who has no value is left out.
    """
    fields = describe_layer("districts", analysis.districts, analysis.region).fields
    known = {field.name: field for field in fields}
    rows = analysis.districts.sort_values("district_id").to_dict("records")
    return [
        _describe(known[name], rows, analysis.totals, _method_of(name, analysis.methods))
        for name in MAPPED
        if name in known
    ]


def _describe(
    field: Field, rows: Sequence[Mapping[str, Any]], totals: pd.Series, method: str
) -> dict[str, Any]:
    values = {str(row["district_id"]): _value(field.name, row) for row in rows}
    return {
        "id": field.name,
        "label": dict(field.alias),
        "form": FORMS.get(field.unit, "rate"),
        "method": method,
        "limits": class_breaks(pd.Series([row[field.name] for row in rows])),
        "values": {key: value for key, value in values.items() if value},
        "total": _value(field.name, totals),
    }


def _value(name: str, row: Mapping[str, Any] | pd.Series) -> list[float]:
    value, low, high = (row.get(name + ending) for ending in _RANGE)
    if pd.isna(value):
        return []
    ranged = low is not None and not pd.isna(low) and not pd.isna(high)
    return [float(number) for number in ((value, low, high) if ranged else (value,))]


def _method_of(column: str, methods: tuple[Method, ...]) -> str:
    return next((method.id for method in methods if column in method.columns), "")
