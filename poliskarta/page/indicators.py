"""The figures of the districts as the page shows them: values, classes, words, and their method.

Names, units and classes are those of the exported layers, so that page and layers agree.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from poliskarta.coverage.analysis import Analysis
from poliskarta.i18n import with_miles
from poliskarta.layers.dictionary import Field, describe_layer
from poliskarta.layers.symbology import class_breaks, typical_width
from poliskarta.project.indicators import ENDINGS, INTERVAL, Indicator, shown_in
from poliskarta.project.region import Region


def describe_figures(analysis: Analysis) -> list[dict[str, Any]]:
    """Return the indicators of the page's map, in order, in plain JSON types.

    Each has its `id` (the column), `label` (Texts), `form` (see `i18n.say_amount`), `decimals`,
    whether it is `setByOffices`, the id of its `method`, the `limits` of its classes (see
    `symbology.class_breaks`), the `values` of the districts by id and the region's `total`. A
    value is a list: the value, where they are known the lowest and the highest it may be by the
    positions of offices, and after these the ends of its interval; who has no value is left out.
    """
    fields = describe_layer("districts", analysis.districts, analysis.region).fields
    known = {field.name: field for field in fields}
    rows = analysis.districts.sort_values("district_id").to_dict("records")
    return [
        _describe(indicator, known[name], rows, analysis.totals)
        | {"label": with_miles(analysis.region.words, known[name].alias)}
        for name, indicator in _shown(analysis.region).items()
        if name in known
    ]


def _shown(region: Region) -> dict[str, Indicator]:
    return shown_in("map", region.kind_ids, region.limits)


def _describe(
    indicator: Indicator, field: Field, rows: Sequence[Mapping[str, Any]], totals: pd.Series
) -> dict[str, Any]:
    values = {str(row["district_id"]): _value(field.name, row) for row in rows}
    values_of = pd.DataFrame(rows)
    return {
        "id": field.name,
        "form": indicator.form,
        "decimals": indicator.decimals or 0,
        "setByOffices": indicator.set_by_offices,
        "method": indicator.method,
        "limits": class_breaks(values_of[field.name], width=typical_width(values_of, field.name)),
        "values": {key: value for key, value in values.items() if value},
        "total": _value(field.name, totals),
    }


def _value(name: str, row: Mapping[str, Any] | pd.Series) -> list[float]:
    value, *others = (row.get(name + ending, math.nan) for ending in (*ENDINGS, *INTERVAL))
    if pd.isna(value):
        return []
    pairs = (others[:2], others[2:])
    known = itertools.takewhile(lambda pair: not pd.isna(pair).any(), pairs)
    return [float(number) for number in (value, *itertools.chain(*known))]
