"""What changes between two sets of offices: which ones, and whose way to the nearest one.

Both are measured on the same people, by the same figures as everything else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd

from poliskarta.coverage.analysis import Analysis, Located, analyse
from poliskarta.coverage.demand import weigh_by_land
from poliskarta.coverage.indicators import Figures, measure_reach, round_figures
from poliskarta.coverage.service_areas import draw_demand
from poliskarta.project.indicators import set_by_offices
from poliskarta.project.region import Region
from poliskarta.project.thresholds import NOTICED_M

# The same place geocoded or typed in twice may differ by this.
_SAME_PLACE_M = 1.0


@dataclass(frozen=True)
class Comparison:
    """Two versions of the offices: which differ, each district's figures, whose way changed.

    See `compare_offices`, `compare_figures` and `draw_changes`. `unplaced` are the names of the
    offices of each version that count nowhere, since no point is known.
    """

    offices: gpd.GeoDataFrame
    figures: pd.DataFrame
    demand: gpd.GeoDataFrame
    unplaced: tuple[list[str], list[str]]


def compare_versions(before: Located, after: Located, demand: pd.DataFrame | None) -> Comparison:
    """Return what changes between two versions of the offices of a region.

    `demand` is that of `analyse`; what lies in no district counts in neither.
    """
    region, was = before.region, analyse(before, demand)
    counts = was.demand["district_id"].to_numpy(dtype=object) != ""
    was = replace(was, demand=was.demand[counts])
    now = analyse(after, was.demand)
    return Comparison(
        compare_offices(before.offices, after.offices, region),
        compare_figures(was, now, region),
        draw_changes(was, now, region),
        (_unplaced(before), _unplaced(after)),
    )


def compare_offices(
    before: gpd.GeoDataFrame, after: gpd.GeoDataFrame, region: Region
) -> gpd.GeoDataFrame:
    """Return the offices that two sets of placed offices don't have in common, by `office_id`.

    One row an office, sorted, EPSG:4326, at its later point (its earlier one if it has no
    later). Columns: `office_id`, `name`, `kind`, `district_id` as they were last, `change` and
    `moved_m`, NaN unless it moved. A change is `new`, `closed`, `moved` (more than 1 m), `placed`
    or `unplaced` (a point is known only later, or only earlier) or `kind`; space-joined if two.
    """
    old, new = (rows.set_index("office_id", drop=False) for rows in (before, after))
    both = pd.concat([new, old[~old.index.isin(new.index)]]).sort_index()
    was, now = (rows.reindex(both.index) for rows in (old, new))
    points = [rows.geometry.to_crs(region.crs) for rows in (was, now)]
    moved_m = points[0].distance(points[1], align=False)
    moved_m = moved_m.where(moved_m > _SAME_PLACE_M).round(1)
    kept = both.index.isin(old.index) & both.index.isin(new.index)
    placed = [rows["placed"].eq(True) for rows in (was, now)]  # noqa: FBT003
    changes = {
        "closed": ~both.index.isin(new.index),
        "new": ~both.index.isin(old.index),
        "moved": moved_m.notna(),
        "placed": kept & ~placed[0] & placed[1],
        "unplaced": kept & placed[0] & ~placed[1],
        "kind": kept & (was["kind"] != now["kind"]),
    }
    words = pd.DataFrame({word: np.where(rows, word, "") for word, rows in changes.items()})
    change = words.agg(" ".join, axis=1).str.split().str.join(" ").to_numpy()
    last = was.geometry.where(now.geometry.isna(), now.geometry)
    columns = both[["office_id", "name", "kind", "district_id"]].assign(
        change=change, moved_m=moved_m
    )
    changed = gpd.GeoDataFrame(columns, geometry=last, crs=before.crs)[change != ""]
    return changed.reset_index(drop=True)


def compare_figures(before: Analysis, after: Analysis, region: Region) -> pd.DataFrame:
    """Return who has a shorter and who a longer way: a row a district, the region's the last.

    The two have the same points of demand. Columns: `district_id` ("" for the region), `name`,
    `demand` (people), `people_nearer` and `people_farther`, those whose distance to the nearest
    fixed office shrank or grew by more than 100 m, `mean_distance_m_change` (negative: shorter;
    NaN without any office), and each indicator that offices change as `…_before` and `…_after`,
    equal to `analyse`'s (those of the later year are left out).
    """
    swings = _swings(before, after)
    of_all = pd.DataFrame([_sum_up(swings)], index=[""])
    groups = swings.groupby("district_id")
    of_districts = pd.DataFrame({name: _sum_up(group) for name, group in groups}).T
    rows = pd.concat([of_districts.reindex(before.districts["district_id"]), of_all])
    names = [*before.districts["name"], region.place[region.languages[0]]]
    table = round_figures(rows).rename_axis("district_id").reset_index()
    table.insert(1, "name", names)
    was, now = _indicators(before), _indicators(after)
    both = {
        f"{name}_{when}": values[name]
        for name in was
        for when, values in (("before", was), ("after", now))
    }
    if not before.has_people:
        table = table.rename(columns=_OF_LAND).round(dict.fromkeys(_OF_LAND.values(), 2))
    return pd.concat([table, pd.DataFrame(both)], axis=1)


_OF_LAND = {
    "demand": "land_km2",
    "people_nearer": "land_km2_nearer",
    "people_farther": "land_km2_farther",
}


def draw_changes(before: Analysis, after: Analysis, region: Region) -> gpd.GeoDataFrame:
    """Return the people whose way changed by more than 100 m, as points, EPSG:4326.

    The columns of the layer `demand` as they are after, `office_before`, `distance_before_m`
    and `distance_change_m`, negative when shorter; NaN where there was or is no office.
    """
    was, now = draw_demand(before.demand, region), draw_demand(after.demand, region)
    columns = {
        "office_before": was["office_id"],
        "distance_before_m": was["distance_m"],
        "distance_change_m": (now["distance_m"] - was["distance_m"]).round(3),
    }
    noticed = np.abs(_change(before, after)) > NOTICED_M
    weight = "population" if "population" in after.demand else "land_km2"
    noticed &= (after.demand[weight] > 0).to_numpy()
    return now.assign(**columns)[noticed].reset_index(drop=True)


def _swings(before: Analysis, after: Analysis) -> pd.DataFrame:
    """Return district, people and distances of the demand that lies in a district."""
    demand = after.demand
    swings = pd.DataFrame(
        {
            "district_id": demand["district_id"].astype("str"),
            "people": weigh_by_land(demand)["population"].astype("float64"),
            "before_m": before.demand["distance_m"],
            "after_m": demand["distance_m"],
            "change_m": _change(before, after),
        }
    )
    return swings[swings["district_id"] != ""]


def _change(before: Analysis, after: Analysis) -> np.ndarray:
    """Return how much farther each point has to go; 0 if there never is an office."""
    was, now = (done.demand["distance_m"].to_numpy() for done in (before, after))
    known = np.isfinite(was) | np.isfinite(now)
    return np.subtract(now, was, out=np.zeros(len(now)), where=known)


def _sum_up(swings: pd.DataFrame) -> Figures:
    people, change_m = swings["people"].to_numpy(), swings["change_m"].to_numpy()
    means = [
        measure_reach(swings[column].to_numpy(), people, NOTICED_M)["mean_distance_m"]
        if people.sum() > 0  # not if any is unknown
        else np.nan
        for column in ("before_m", "after_m")
    ]
    return {
        "demand": people.sum(),
        "people_nearer": people[change_m < -NOTICED_M].sum(),
        "people_farther": people[change_m > NOTICED_M].sum(),
        "mean_distance_m_change": means[1] - means[0],
    }


def _indicators(done: Analysis) -> pd.DataFrame:
    """Return the indicators of each district, and of the region in the last row."""
    compared = set_by_offices(done.region.kind_ids)
    names = [name for name in done.districts if name in compared]
    total = done.totals.reindex(names).to_frame().T
    return pd.concat([pd.DataFrame(done.districts[names]), total], ignore_index=True)


def _unplaced(located: Located) -> list[str]:
    fixed = located.offices["kind"].isin(located.region.fixed_kinds)
    return located.offices.loc[fixed & ~located.offices["placed"], "name"].tolist()
