"""A published file of districts → polygons that fit together, each with an id and a name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from poliskarta.errors import require_no_problems
from poliskarta.ingest.column_guess import (
    column_names,
    find_column,
    find_columns,
    has_letters,
    is_row_number,
    name_columns,
    plain,
    words_of,
)
from poliskarta.ingest.country import Surroundings, look_around
from poliskarta.ingest.district_ids import NAMED, SEVERAL, are_short, guess_id
from poliskarta.ingest.extent import (
    NOTICEABLE,
    UTM_NORTH,
    UTM_SOUTH,
    Extent,
    choose_crs,
    cut_at_antimeridian,
    distortion,
    extent_of,
    unwrap,
)
from poliskarta.ingest.findings import Findings, refuse, sample
from poliskarta.ingest.options import NewProject, column_problems
from poliskarta.ingest.source_files import (
    Reading,
    Source,
    finite_shapes,
    read_source,
    redecode,
    shapes_of_text,
)
from poliskarta.project.cell_rules import LONGEST_ID
from poliskarta.project.files import understood
from poliskarta.project.polygon_repair import (
    RepairReport,
    overlap_problems,
    repair_polygons,
    round_coverage,
)
from poliskarta.project.schema import WGS84

DECIMALS = 6
"""Of a degree: a tenth of a metre, as the project's polygons are written."""
_NAME_CRS = "Say which one with --districts-crs, or add its .prj file."
_POLE = 90
_M2_PER_KM2 = 1e6
_TOLD_PAIRS = 5
_CODE = 3


@dataclass(frozen=True)
class Districts:
    """The districts of a new project.

    `frame` has `district_id`, `name`, perhaps `name_<language>`, and polygons in EPSG:4326, cut at
    the antimeridian;
    `called` is what each id is called in the file, the id first; `word` what they are called
    together ("division"), "" if the file doesn't say.
    """

    frame: gpd.GeoDataFrame
    called: Mapping[str, Sequence[str]]
    extent: Extent
    crs: str
    file_crs: str
    around: Surroundings | None
    word: str


def read_districts(options: NewProject, findings: Findings) -> Districts:
    """Return the districts that the published file holds.

    Raises DataError: no polygons, no CRS, at a pole, nothing that tells districts apart, or
    districts that overlap for real.
    """
    file = options.districts
    reading = Reading("districts", "Polygon", file.layer, file.encoding, options.country)
    source = read_source(file.path, reading)
    shapes = _longitude_first(_shapes_in_degrees(source, file.crs), findings)
    source, shapes = _only_polygons(source, shapes, findings)
    extent = extent_of(shapes.explode().bounds.to_numpy())
    _refuse_poles(source, extent)
    around = look_around(shapes, extent)
    country = options.country or (around.country if around else "")
    source = redecode(source, replace(reading, country=country))
    tell_source("districts", source, findings)
    frame, called, word = _named(source, shapes, options, findings)
    crs = _choose_crs(options, extent, findings)
    mended = _mend(source, frame, crs, findings)
    file_crs = "" if source.shapes is None else file.crs or _code(source.shapes)
    return Districts(mended, called, extent, crs, file_crs, around, word)


def _shapes_in_degrees(source: Source, crs: str) -> gpd.GeoSeries:
    shapes = source.shapes
    if shapes is None:
        found = shapes_of_text(source.table)
        if found is None:
            remedy = "Name the file that has the districts' polygons."
            refuse(source.path, "holds no shapes", remedy)
        shapes = found[1]
    if crs:
        shapes = shapes.set_crs(crs, allow_override=True)
    if shapes.crs is None:
        shapes = shapes.set_crs(_undeclared_crs(source, shapes))
    with understood(source.path, "its coordinates aren't of its CRS", _NAME_CRS):
        return finite_shapes(shapes.to_crs(WGS84)).set_axis(source.table.index)


def _longitude_first(shapes: gpd.GeoSeries, findings: Findings) -> gpd.GeoSeries:
    """Return shapes in one piece, turned where they can only have latitude first, told so."""
    west, south, east, north = shapes.total_bounds
    if max(abs(west), abs(east)) <= _POLE < max(abs(south), abs(north)) <= 2 * _POLE:
        findings.warn("districts", "latitude came first in the polygons: turned")
        turned = shapely.transform(shapes.to_numpy(), lambda xy: xy[:, ::-1])
        shapes = gpd.GeoSeries(turned, index=shapes.index, crs=shapes.crs)
    return unwrap(shapes)


def _undeclared_crs(source: Source, shapes: gpd.GeoSeries) -> str:
    west, south, east, north = shapes.total_bounds
    if max(abs(west), abs(east)) > 360 or max(abs(south), abs(north)) > 90:  # noqa: PLR2004
        what = "names no coordinate reference system (CRS), and its coordinates are no degrees"
        refuse(source.path, what, _NAME_CRS)
    return WGS84


def _code(shapes: gpd.GeoSeries) -> str:
    return shapes.crs.to_string() if shapes.crs is not None else WGS84


def _only_polygons(
    source: Source, shapes: gpd.GeoSeries, findings: Findings
) -> tuple[Source, gpd.GeoSeries]:
    """Leave out what has no polygon, and tell it."""
    # A bow-tie has no area before it is mended: its halves run in opposite directions.
    areas = shapely.area(shapely.make_valid(shapes.to_numpy())) > 0
    if not areas.any():
        refuse(source.path, "holds no polygons", "Name the file or --districts-layer that does.")
    if not areas.all():
        count = int((~areas).sum())
        findings.warn("districts", f"{count} features without an area left out")
    return replace(source, table=source.table[areas]), shapes[areas]


def _refuse_poles(source: Source, extent: Extent) -> None:
    if extent.north > UTM_NORTH or extent.south < UTM_SOUTH:
        what = f"reaches from {extent.south:.1f}° to {extent.north:.1f}° north"
        remedy = "Districts at a pole can't be drawn: leave them out, or check the CRS."
        refuse(source.path, what, remedy)


def tell_source(option: str, source: Source, findings: Findings) -> None:
    """Tell what was read; the encoding with a sample of what it made, if it is a guess."""
    rows = f"{len(source.table)} rows of {source.path.name}"
    findings.tell(option, rows + (f", {source.encoding}" if source.encoding else ""))
    if len(source.layers) > 1:
        others = ", ".join(name for name in source.layers if name != source.layer)
        findings.tell(option, f"layer {source.layer}, not {others}", f"--{option}-layer NAME")
    if source.guessed:
        texts = [text for name in source.table for text in source.table[name]]
        foreign = sample(text for text in texts if not text.isascii())
        option_name = f"--{option}-encoding NAME"
        findings.warn(option, f"read as {source.encoding}, a guess: {foreign}", option_name)


def _named(
    source: Source, shapes: gpd.GeoSeries, options: NewProject, findings: Findings
) -> tuple[gpd.GeoDataFrame, dict[str, list[str]], str]:
    """Return district_id, name and shape of each feature, what else they are called, the word."""
    told = {
        role.removeprefix("districts."): column
        for role, column in options.columns.items()
        if role.startswith("districts.")
    }
    told, problems = column_problems(source.path, source.table, told)
    require_no_problems(problems)
    source = _numbered(source, shapes, findings)
    id_column = told.get("id") or guess_id(source, findings)
    table = _with_ids(source, id_column, findings)
    name_column = told.get("name", _guess_name(table, id_column))
    translated: Mapping[str, str] = {}
    if name_column:
        first, translated = name_columns(table, name_column, options.languages)
        name_column = told.get("name", first)
    word = _word_of(source, options.languages[0], id_column, name_column or "")
    ids = table[id_column].map(_clean_id)
    findings.tell("district_id", f"{id_column}: {sample(ids)}", "--map districts.id=COLUMN")
    names = _names(table, ids, name_column, word, options.languages[0])
    what = f"{name_column or 'made of the id'}: {sample(names)}"
    findings.tell("districts' names", what, "--map districts.name=COLUMN")
    frame = gpd.GeoDataFrame(
        {"district_id": ids, "name": names} | {n: table[c] for n, c in translated.items()},
        geometry=shapes[table.index],
        crs=WGS84,
    )
    return frame, _called(table, ids, names), word


def _clean_id(text: str) -> str:
    return " ".join(text.replace(";", ",").split())[:LONGEST_ID].strip()


def _with_ids(source: Source, id_column: str, findings: Findings) -> pd.DataFrame:
    table = source.table
    nameless = table[id_column] == ""
    if nameless.any():
        what = f"{int(nameless.sum())} features without {id_column} left out"
        findings.warn("districts", what, "--map districts.id=COLUMN")
    return table[~nameless]


def _numbered(source: Source, shapes: gpd.GeoSeries, findings: Findings) -> Source:
    """Return a table without any column with one that numbers its shapes from the north-west."""
    if len(source.table.columns):
        return source
    middles = shapely.get_coordinates(shapely.centroid(shapes.to_numpy())).round(DECIMALS)
    order = np.lexsort((middles[:, 0], -middles[:, 1]))
    numbers = pd.Series(range(1, len(order) + 1), index=shapes.index[order]).astype("str")
    findings.warn("district_id", "the file says nothing of them: numbered from the north-west")
    return replace(source, table=source.table.assign(number=numbers))


def _guess_name(table: pd.DataFrame, id_column: str) -> str | None:
    ids = table[id_column]

    def fits(cells: pd.Series) -> bool:
        one_each = cells.groupby(ids).nunique().max() == 1
        distinct = cells.nunique() >= NAMED * ids.nunique()
        return bool(one_each and distinct and cells.map(has_letters).mean() >= NAMED)

    names = column_names()["districts"]["name"]
    return find_column(table.drop(columns=[id_column]), names, fits)


def _names(
    table: pd.DataFrame, ids: pd.Series, name_column: str | None, word: str, language: str
) -> pd.Series:
    """Return the name of each row: its own; of a bare code, "Precinct 12"; else the id."""
    given = table[name_column] if name_column else ids.map(lambda _: "")
    headed = word.capitalize() if language == "en" else ""
    made = ids.map(lambda text: f"{headed} {text}" if headed and _is_code(text) else text)
    return given.where(given != "", made)


def _is_code(text: str) -> bool:
    """Tell whether `text` is a number or a few letters with one, no name such as "Precinct 1"."""
    letters = re.findall(r"[^\W\d_]+", text)
    is_numbered = any(map(str.isdigit, text)) and max(map(len, letters), default=0) <= _CODE
    return is_numbered or len(text) <= SEVERAL


def _called(table: pd.DataFrame, ids: pd.Series, names: pd.Series) -> dict[str, list[str]]:
    """Return what each id is called in the columns that tell districts apart as it does."""
    known = column_names()["districts"]
    columns = [
        name
        for name in find_columns(table, [*known["id"], *known["row_id"], *known["name"]])
        if not is_row_number(name) and _tells_apart(table[name], ids)
    ]
    called: dict[str, list[str]] = {}
    for district, name, *others in zip(
        ids, names, *(table[column] for column in columns), strict=True
    ):
        texts = called.setdefault(district, [district])
        texts += [text for text in (name, *others) if text and text not in texts]
    return called


def _tells_apart(cells: pd.Series, ids: pd.Series) -> bool:
    pairs = pd.DataFrame({"cell": cells, "id": ids}).drop_duplicates()
    return bool(pairs["cell"].is_unique and pairs["id"].is_unique and are_short(cells))


def _word_of(source: Source, language: str, *columns: str) -> str:
    """Return what the districts are called: what their columns, the layer or the file say."""
    words = column_names()["districts"]["words"].get(language, {})
    constant = [
        cells.iloc[0]
        for _, cells in source.table.items()
        if cells.nunique() == 1 and len(cells) > 1
    ]
    for text in (*columns, source.layer, source.path.stem, *constant):
        said = words_of(text)
        for word, plural in words.items():
            if plain(word) in said or plain(plural) in said:
                return word
    return ""


def _choose_crs(options: NewProject, extent: Extent, findings: Findings) -> str:
    crs, error = options.crs, 0.0
    if crs:
        error = distortion(crs, extent)
    else:
        crs, error = choose_crs(extent)
    what = f"{crs}, distances at most {100 * error:.2g} % wrong"
    (findings.warn if error > NOTICEABLE else findings.tell)("crs", what, "--crs EPSG:…")
    return crs


def _mend(
    source: Source, frame: gpd.GeoDataFrame, crs: str, findings: Findings
) -> gpd.GeoDataFrame:
    """Return one row a district, mended, rounded and cut; tell what that changed."""
    with understood(source.path, "its polygons can't be mended", "Mend them in a GIS."):
        mended, report = repair_polygons(_ordered(frame), "district_id", crs)
    require_no_problems(overlap_problems(str(source.path), "district_id", report))
    _tell_repair(report, findings)
    degrees = cut_at_antimeridian(unwrap(mended.geometry))
    return mended.set_geometry(round_coverage(degrees, DECIMALS))


def _ordered(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the features by id, those of one id by their shapes: the same in whatever order."""
    bytes_of_shapes = pd.Series(shapely.to_wkb(frame.geometry.to_numpy()), index=frame.index)
    return (
        frame.assign(shape=bytes_of_shapes)
        .sort_values(["district_id", "shape"], kind="stable")
        .drop(columns="shape")
    )


def _tell_repair(report: RepairReport, findings: Findings) -> None:
    deeds = [
        "heights dropped" if report.flattened else "",
        f"invalid polygons mended: {', '.join(report.made_valid)}" if report.made_valid else "",
        f"features put together: {', '.join(report.merged)}" if report.merged else "",
        f"{len(report.overlaps)} small overlaps removed" if report.overlaps else "",
        f"{report.gaps} narrow gaps filled" if report.gaps else "",
    ]
    for deed in filter(None, deeds):
        findings.tell("polygons", deed)
    if report.moved_m2:
        most = sorted(report.moved_m2.items(), key=lambda item: (-item[1], item[0]))
        listed = ", ".join(f"{name} by {_area(area)}" for name, area in most[:_TOLD_PAIRS])
        more = f", and {len(most) - _TOLD_PAIRS} more" if len(most) > _TOLD_PAIRS else ""
        findings.tell(
            "polygons", f"borders moved over {_area(sum(report.moved_m2.values()))}: {listed}{more}"
        )


def _area(area_m2: float) -> str:
    """Return an area in words, below a square kilometre in square metres."""
    if area_m2 < _M2_PER_KM2:
        return f"{area_m2:,.0f} m²"
    return f"{area_m2 / _M2_PER_KM2:,.2f} km²"
