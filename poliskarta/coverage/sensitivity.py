"""How much a figure hangs on a limit that is chosen: the ranks of districts by other catchments."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from poliskarta.coverage.floating_catchment import share_offices

# The catchments that ranks are compared by: from a walk to a drive.
CATCHMENTS_KM = (3, 5, 7, 10)
_M_PER_KM = 1000


def rank_by_catchment(
    demand: pd.DataFrame, facilities: pd.DataFrame, catchments_km: Sequence[float] = CATCHMENTS_KM
) -> pd.DataFrame:
    """Return the rank of each district by its offices within reach (2SFCA), for each catchment.

    Index `district_id`, sorted; a column a catchment, kilometres. 1 has most offices per person;
    equal ones, to the thousandth office per 100 000 as the figures are told, have the same rank.
    NaN where anybody's number is unknown, or there is nobody. `demand` and `facilities` are those
    of `measure_access`; demand in no district counts nowhere.
    """
    inside = demand[demand["district_id"].to_numpy(dtype=object) != ""]
    people = inside["population"].to_numpy(dtype="float64")
    district = inside["district_id"].astype("str").to_numpy()
    total = pd.Series(people).groupby(district).sum(min_count=1)
    ranks = {}
    for km in catchments_km:
        access = share_offices(inside, facilities, km * _M_PER_KM) * 100_000
        means = pd.Series(access * people).groupby(district).apply(np.sum) / total.where(total > 0)
        known = means.where(~pd.Series(np.isnan(access * people)).groupby(district).any())
        ranks[km] = known.round(3).rank(ascending=False, method="min")
    return pd.DataFrame(ranks).rename_axis("district_id")
