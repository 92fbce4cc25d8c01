"""Ways from a table of origins and destinations, as routing tools write it: CSV or Parquet.

The columns of r5 (r5r, r5py), Valhalla, ArcGIS and AccessMod are known by their names, as those
tools document them; others are named by the caller.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from poliskarta.coverage.ways import METRES, MINUTES, Ways, point_ids
from poliskarta.errors import Problem, missing_packages, require_no_problems
from poliskarta.project.files import file_error, understood
from poliskarta.project.polygon_repair import id_texts
from poliskarta.project.vector_files import PARQUET

Array = np.ndarray

# What lengths and times are turned into, and by what: the international mile, and sixty.
UNITS = {
    "m": (METRES, 1.0),
    "km": (METRES, 1000.0),
    "mi": (METRES, 1609.344),
    "s": (MINUTES, 1 / 60),
    "min": (MINUTES, 1.0),
    "h": (MINUTES, 60.0),
}
_FROM = ("point_id", "from_id", "originid", "originoid", "originname", "from__cat", "from_index")
_TO = ("office_id", "to_id", "destinationid", "destinationoid", "destinationname", "to__cat",
       "to_index")  # fmt: skip
# The first that a file has counts: lengths before times, since all that we draw shows lengths.
# What follows "total_" is the name of a network's own attribute, if not that of a unit.
_COSTS = {
    "metres": "m", "meters": "m", "distance_m": "m", "distance_km": "km", "total_meters": "m",
    "total_kilometers": "km", "total_miles": "mi", "minutes": "min", "travel_time": "min",
    "travel_time_p50": "min", "time_min": "min", "time_m": "min", "time_s": "s", "time_h": "h",
    "total_minutes": "min", "total_seconds": "s", "total_hours": "h", "total_traveltime": "min",
}  # fmt: skip
_VALHALLA = {"distance": "km", "time": "s"}  # unless miles were asked for
_INDEX = ("from_index", "to_index")


@dataclass(frozen=True)
class OdTable:
    """Ways from points to offices, a row a pair; `length` is NaN where there is no way.

    `point` and `office` are ids as texts. `unit` is METRES or MINUTES. With `numbered` they are
    Valhalla's: places from 0 in the list of the points and in that of the offices that count.
    """

    path: Path
    point: pd.Series
    office: pd.Series
    length: Array
    unit: str
    numbered: bool


def read_od_table(path: Path, columns: Sequence[str] = (), unit: str = "") -> OdTable:
    """Return the table in `path`: CSV, with commas or semicolons, or Parquet.

    `columns` names those of the point, the office and the length or time, if their names aren't
    known; `unit`, one of UNITS, says what the last is in, if its name doesn't.

    Raises DataError with every problem: no such file, column or unit, a length that is no number
    of 0 or more. An empty one is no way.
    """
    frame = _read(Path(path))
    names = {str(name).strip().casefold(): name for name in frame}
    chosen = tuple(columns) or _known_columns(names)
    require_no_problems(_column_problems(path, frame, chosen, unit))
    point, office, cost = chosen
    in_unit = unit or _unit_of(cost, names)
    if in_unit not in UNITS:
        what, remedy = "its name doesn't say its unit", f"Add --unit: one of {', '.join(UNITS)}."
        require_no_problems([Problem(str(path), None, cost, None, what, remedy)])
    kind, factor = UNITS[in_unit]
    length = pd.to_numeric(frame[cost], errors="coerce").to_numpy(dtype="float64", na_value=np.nan)
    require_no_problems(_length_problems(path, frame[cost], length))
    ids = (id_texts(frame[name]) for name in (point, office))
    numbered = all(name.casefold() in _INDEX for name in (point, office))
    return OdTable(Path(path), *ids, length * factor, kind, numbered)


def ways_of_table(table: OdTable, demand: pd.DataFrame, facilities: pd.DataFrame) -> Ways:
    """Return the ways of `table` from the points of `demand` to the offices that count.

    A point's id is its `point_id`, or where `demand` has none its number from 1, in its order; a
    pair that stands there twice counts by its shorter way. A point without a way to any office
    can't reach one. Of offices as near the first counts.

    Raises DataError for ids that aren't there, with how many of them and the first.
    """
    ids = point_ids(demand)
    if table.numbered:
        numbers = [pd.Index([str(n) for n in range(len(rows))]) for rows in (ids, facilities)]
    else:
        numbers = [pd.Index(ids), pd.Index(facilities["office_id"].astype("str"))]
    unknown = _unknown(table, numbers)
    require_no_problems(unknown)
    first = pd.Index(numbers[0]).duplicated()
    if first.any():  # cells that were spread over several points share their ids
        point, office, length = _for_each_point(table, numbers)
    else:
        point, office = (
            index.get_indexer(column)
            for index, column in zip(numbers, (table.point, table.office), strict=True)
        )
        length = table.length
    return _nearest_pairs(table, (point, office, length), len(demand))


def _nearest_pairs(table: OdTable, pairs: tuple[Array, Array, Array], count: int) -> Ways:
    """Return the ways from `count` points by `pairs`: positions of points and offices, lengths."""
    point, office, length = pairs
    usable = np.isfinite(length) & (office >= 0)
    point, office, length = point[usable], office[usable], length[usable]
    order = np.lexsort([office, length, point])
    ordered = point[order]
    best = order[np.append(True, ordered[1:] != ordered[:-1])] if len(order) else order
    position, shortest = np.full(count, -1), np.full(count, np.inf)
    position[point[best]], shortest[point[best]] = office[best], length[best]

    def within(place: int, limit: float) -> Array:
        return np.unique(point[(office == place) & (length <= limit)])

    return Ways(table.path.name, table.unit, position, shortest, within)


def _for_each_point(table: OdTable, numbers: Sequence[pd.Index]) -> tuple[Array, Array, Array]:
    """Return the pairs, once for each of the points that have the same id."""
    rows = pd.DataFrame({"id": table.point.to_numpy(), "length": table.length})
    rows["office"] = numbers[1].get_indexer(table.office)
    places = pd.DataFrame({"id": numbers[0], "point": np.arange(len(numbers[0]))})
    pairs = rows.merge(places, on="id")
    return tuple(pairs[name].to_numpy() for name in ("point", "office", "length"))


def _unknown(table: OdTable, numbers: Sequence[pd.Index]) -> list[Problem]:
    there = "Use the point_id of the layer demand, or of your own points."
    whose = "Use the ids of the placed offices of a fixed kind, those that distances are to."
    problems = []
    for column, index, what, remedy in (
        (table.point, numbers[0], "no such point", there),
        (table.office, numbers[1], "no such office", whose),
    ):
        strange = column[~column.isin(index)]
        if len(strange):
            rest = strange.nunique() - 1
            more = f", nor {rest} more that the table names" if rest else ""
            path, row = str(table.path), int(strange.index[0]) + 2
            problems.append(Problem(path, row, None, str(strange.iloc[0]), what + more, remedy))
    return problems


def _read(path: Path) -> pd.DataFrame:
    if not path.exists():
        raise file_error(path, "the file is missing", "Correct the name.")
    is_parquet = path.suffix.lower() in PARQUET
    if is_parquet:
        require_no_problems(missing_packages(str(path), "parquet", ["pyarrow"]))
    with understood(path, "can't be read", "Write it as CSV in UTF-8, or as Parquet."):
        if is_parquet:
            frame = pd.read_parquet(path)
        else:
            frame = pd.read_csv(path, sep=_separator(path), dtype="str", keep_default_na=False)
        return frame.reset_index(drop=True)


def _separator(path: Path) -> str:
    with path.open(encoding="utf-8-sig") as file:
        heading = file.readline()
    return max(",;\t", key=heading.count)


def _known_columns(names: Mapping[str, str]) -> tuple[str, ...]:
    """Return the columns of point, office and length that are known, "" for one that isn't."""
    roles = (_FROM, _TO, _costs(names))
    return tuple(next((names[n] for n in known if n in names), "") for known in roles)


def _costs(names: Iterable[str]) -> list[str]:
    return [*_COSTS, *(_VALHALLA if _is_valhalla(names) else ()), "total_distance", "total_length",
            "total_time"]  # fmt: skip


def _is_valhalla(names: Iterable[str]) -> bool:
    return set(_INDEX) <= set(names)


def _unit_of(cost: str, names: Iterable[str]) -> str:
    known = _COSTS | (_VALHALLA if _is_valhalla(names) else {})
    return known.get(cost.strip().casefold(), "")


def _column_problems(
    path: Path, frame: pd.DataFrame, chosen: Sequence[str], unit: str
) -> list[Problem]:
    def problem(column: str | None, value: str | None, what: str, remedy: str) -> Problem:
        return Problem(str(path), None, column, value, what, remedy)

    problems = []
    if unit and unit not in UNITS:
        problems.append(
            Problem("--unit", None, None, unit, "no such unit", f"There are: {', '.join(UNITS)}.")
        )
    has = f"The file has: {', '.join(map(str, frame))}. Name three: --columns POINT,OFFICE,LENGTH."
    if len(chosen) != 3:  # noqa: PLR2004
        return [*problems, problem(None, ",".join(chosen), "not three columns", has)]
    for role, name in zip(("point", "office", "length or time"), chosen, strict=True):
        if not name:
            problems.append(problem(None, None, f"no column is known to hold the {role}", has))
        elif name not in frame:
            problems.append(problem(name, None, f"no such column for the {role}", has))
    return problems


def _length_problems(path: Path, cells: pd.Series, length: Array) -> list[Problem]:
    empty = cells.isna() | cells.astype("str").str.strip().isin(_NO_WAY)
    bad = np.flatnonzero(~empty.to_numpy() & ~(length >= 0))
    if not len(bad):
        return []
    what = "not a number of 0 or more" + (f", as in {len(bad)} rows" if len(bad) > 1 else "")
    remedy = "Correct it, or leave it empty where there is no way."
    row, column = int(bad[0]) + 2, str(cells.name)
    return [Problem(str(path), row, column, str(cells.iloc[bad[0]]), what, remedy)]


_NO_WAY = {"", "NA", "NaN", "nan", "null", "None", "inf", "Inf"}
