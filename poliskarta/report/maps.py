"""Maps on paper: the county and each district, with offices, distances and a scale.

Distances are shown as bands of land, darker the farther from an office; a dashed ring says how
far from its sign an office may be.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

import geopandas as gpd
import shapely
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Patch, PathPatch
from matplotlib.path import Path
from matplotlib.text import Text

from poliskarta.i18n import metres_of
from poliskarta.project.bounds import Bounds
from poliskarta.project.colours import BANDS, DISTRICT, ELSEWHERE, INK, QUIET, WATER, WHITE
from poliskarta.project.region import Kind, Region
from poliskarta.project.thresholds import Km, Limits
from poliskarta.report import figure_style
from poliskarta.report.figure_style import POINTS_PER_MM
from poliskarta.report.label_placement import Box, Wish, place_labels
from poliskarta.report.map_data import Ground, View
from poliskarta.report.wording import DASH, Wording

# A tall map has its figures beside it on paper, a wide one below.
TALL_MM, WIDE_MM = (112, 160), (178, 124)

# Below the map: legend and sources.
_FOOT_MM = 23
_MARGIN = 0.04
_LEGEND_PT = 6.5
_WIDE_FROM = 1.15


def draw_map(ground: Ground, wording: Wording, district_id: str = "") -> Figure:
    """Return a map of a district, or of the whole region: TALL_MM or WIDE_MM, as its land is."""
    width, height = size_of(ground, district_id)
    with figure_style.in_style():
        figure = figure_style.new_figure(width, height)
        frame = (width - 0.6, height - _FOOT_MM)
        view = _view(ground, frame, district_id)
        axes = figure_style.add_axes(figure, (0.3, _FOOT_MM - 0.3, *frame))
        _paint(axes, ground, view, district_id)
        minx, miny, maxx, maxy = view.bounds
        axes.set(xlim=(minx, maxx), ylim=(miny, maxy), xticks=[], yticks=[], facecolor=WATER)
        taken = draw_offices(axes, ground, view, district_id)
        own = shapely.union_all(view.fit(_own_bands(ground, district_id).geometry).array)
        taken.append(draw_scale(axes, view, own, wording))
        write_names(axes, ground, view, taken, district_id)
        draw_legend(figure, ground, wording, district_id)
        if who := credits_of(ground.region):
            credit = textwrap.fill(wording.say("map.credit", who=who), round(width))
            figure_style.write_small(figure, 0.3, 0.3, credit)
    return figure


def size_of(ground: Ground, district_id: str = "") -> tuple[float, float]:
    """Return how wide and high the map of a district or of the region is, millimetres."""
    minx, miny, maxx, maxy = _extent(ground, district_id)
    return WIDE_MM if (maxx - minx) > _WIDE_FROM * (maxy - miny) else TALL_MM


def credits_of(region: Region) -> str:
    """Return whom a map must name: the holders of all that is under a licence, and which."""
    named = [f"{credit.who} ({credit.licence})" for credit in region.credits if credit.licence]
    return " · ".join(dict.fromkeys(named))


def band_colours(limits: Limits) -> dict[Km, str]:
    """Return the colour of each distance band by the kilometre where it begins.

    The nearest is the palest; fewer bands than colours leave out those between.
    """
    starts = limits.edges_km[:-1]
    last = max(len(starts) - 1, 1)
    return {km: BANDS[at * (len(BANDS) - 1) // last] for at, km in enumerate(starts)}


def _extent(ground: Ground, district_id: str) -> Bounds:
    """Return the bounds of a district's land, or of all land; without any, of its polygon."""
    for shown in (ground.bands, ground.districts):
        own = shown[(shown["district_id"] == district_id) | (not district_id)]
        if not own.geometry.is_empty.all():
            break
    return tuple(own.total_bounds)


def _view(ground: Ground, size_mm: tuple[float, float], district_id: str) -> View:
    """Return the view of a district's land, or of all land, in a frame of this size.

    Where there is room, it is moved so as not to look beyond what is known of the ground.
    """
    minx, miny, maxx, maxy = _extent(ground, district_id)
    scale = (1 + 2 * _MARGIN) * max((maxx - minx) / size_mm[0], (maxy - miny) / size_mm[1])
    across, up = (scale * length for length in size_mm)
    left = _slide((minx + maxx - across) / 2, across, (minx, maxx), ground.known[0::2])
    bottom = _slide((miny + maxy - up) / 2, up, (miny, maxy), ground.known[1::2])
    return View((left, bottom, left + across, bottom + up), scale)


def _slide(
    start: float, length: float, shown: tuple[float, float], known: tuple[float, float]
) -> float:
    """Return where a stretch begins that is moved into `known` but doesn't lose `shown`."""
    moved = min(max(start, known[0]), max(known[1] - length, known[0]))
    return min(max(moved, shown[1] - length), shown[0])


def _own_bands(ground: Ground, district_id: str) -> gpd.GeoDataFrame:
    return ground.bands[(ground.bands["district_id"] == district_id) | (not district_id)]


def _paint(axes: Axes, ground: Ground, view: View, district_id: str) -> None:
    """Paint land, distance bands and borders; land of others stays plain."""
    own = _own_bands(ground, district_id)
    plain = gpd.GeoSeries([ground.beyond, ground.land], crs=own.crs)
    _fill(axes, view.fit(plain[~plain.is_empty]), ELSEWHERE)
    for from_km, colour in band_colours(ground.region.limits).items():
        _fill(axes, view.fit(own.loc[own["from_km"] == from_km, "geometry"]), colour)
    borders = ground.districts.set_index("district_id").boundary
    _trace(axes, view.fit(ground.units.boundary), WHITE, 0.5)
    _trace(axes, view.fit(borders), DISTRICT, 0.8)
    if district_id:
        _trace(axes, view.fit(borders[[district_id]]), INK, 1.4)


def _fill(axes: Axes, shapes: gpd.GeoSeries, colour: str) -> None:
    """Fill polygons, with a hairline that hides the gaps between neighbours of one colour."""
    polygons = shapely.orient_polygons(shapes[shapes.geom_type == "Polygon"].array)
    _add_path(axes, shapely.get_rings(polygons), facecolor=colour, edgecolor=colour, linewidth=0.2)


def _trace(axes: Axes, lines: gpd.GeoSeries, colour: str, width: float) -> None:
    _add_path(axes, lines.array, fill=False, edgecolor=colour, linewidth=width)


def _add_path(axes: Axes, lines: Iterable[shapely.Geometry], **look: object) -> None:
    """Draw `lines` as one shape: a path for each of thousands of islands would weigh more."""
    paths = [Path(shapely.get_coordinates(line)) for line in lines]
    if paths:
        axes.add_patch(PathPatch(Path.make_compound_path(*paths), capstyle="round", **look))


MARKERS = {"circle": "o", "square": "s", "diamond": "D"}
_SIZE = 7.0
_SMALL = 4.5
_DASHES = (0, (2.2, 1.4))
_LENGTHS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
_SHARE_OF_WIDTH = 0.3


def draw_offices(axes: Axes, ground: Ground, view: View, district_id: str) -> list[Box]:
    """Draw each office as its kind's sign, with its ring; return the room they take, in pixels.

    Offices of other districts are small; those at one point stand side by side.
    """
    kinds = {kind.id: kind for kind in ground.region.kinds}
    seen: Counter[tuple[float, float]] = Counter()
    boxes = []
    for office in ground.offices.itertuples():
        point = (office.geometry.x, office.geometry.y)
        own = not district_id or office.district_id == district_id
        size = _SIZE if own and district_id else _SMALL
        shift = seen[point] * (size + 1) * view.metres_a_mm / POINTS_PER_MM
        seen[point] += 1
        x, y = point[0] + shift, point[1]
        colour = kinds[office.kind].colour if own else QUIET
        if own and office.reach_m:
            _draw_ring(axes, (x, y), office.reach_m, view, colour)
        axes.add_line(_sign(kinds[office.kind], size, colour, [x], [y]))
        boxes.append(_box_around(axes, x, y, size))
    return boxes


def write_names(axes: Axes, ground: Ground, view: View, taken: list[Box], district_id: str) -> None:
    """Write names where there is room: offices of the district, or the districts, without fail."""
    texts, wishes = [], []
    for name, point, look in _names(ground, view, district_id):
        text = axes.text(0, 0, name, path_effects=figure_style.halo(), zorder=9, **look["font"])
        x, y = axes.transData.transform((point.x, point.y))
        box = text.get_window_extent()
        gaps = tuple(gap * axes.figure.dpi / 72 for gap in look["gaps"])
        texts.append(text)
        wishes.append(Wish(x, y, box.width, box.height, gaps, must=look["must"]))
    for text, corner in zip(texts, place_labels(wishes, taken, axes.bbox.extents), strict=True):
        _move(axes, text, corner)


def draw_scale(axes: Axes, view: View, land: shapely.Geometry, wording: Wording) -> Box:
    """Draw a scale bar in a corner without `land` if there is one; return its room, in pixels."""
    minx, miny, maxx, maxy = view.bounds
    unit_m = metres_of(wording.words)
    fitting = [n for n in _LENGTHS if n * unit_m <= _SHARE_OF_WIDTH * (maxx - minx)]
    length = max(fitting, default=_LENGTHS[0])
    width, mm = length * unit_m, view.metres_a_mm
    corners = [
        (x, y)
        for y in (miny + 3 * mm, maxy - 8 * mm)
        for x in (minx + 3 * mm, maxx - width - 3 * mm)
    ]
    x, y = min(corners, key=lambda at: _room(*at, width, 5 * mm).intersection(land).area)
    ends = [x, x, x + width, x + width]
    line = Line2D(ends, [y + mm, y, y, y + mm], color=INK, linewidth=1, zorder=8)
    line.set_path_effects(figure_style.halo(2.5))
    axes.add_line(line)
    look = {"ha": "center", "path_effects": figure_style.halo(), "zorder": 8}
    axes.text(x + width / 2, y + mm, wording.length(length), **look)
    low, high = axes.transData.transform([(x, y), (x + width, y + 5 * mm)])
    return (*low, *high)


def draw_legend(figure: Figure, ground: Ground, wording: Wording, district_id: str) -> None:
    """Draw what colours and signs mean, below the map."""
    limits = ground.region.limits
    patches: list[Artist] = [
        Patch(
            facecolor=colour,
            edgecolor=DISTRICT,
            linewidth=0.4,
            label=band_label(*ends, wording),
        )
        for ends, colour in zip(
            pairwise(limits.edges_km), band_colours(limits).values(), strict=True
        )
    ]
    signs: list[Artist] = [
        _sign(kind, 5.5, kind.colour, label=wording.pick(kind.label))
        for kind in ground.region.kinds
        if (ground.offices["kind"] == kind.id).any()
    ]
    if (ground.offices["reach_m"] > 0).any():
        signs.append(_ring_sign(figure, wording.say("map.approximate")))
    if district_id and (ground.offices["district_id"] != district_id).any():
        words = wording.say("map.other_district")
        look = {"marker": "o", "linestyle": "", "markersize": _SMALL}
        signs.append(Line2D([], [], label=words, **look, **_filled(QUIET)))
    title = wording.say("map.bands", kinds=wording.kinds(fixed=True))
    size = 5.7 if wording.in_miles else _LEGEND_PT  # two lines in the room of one
    _legend(figure, patches, 13.6, 5, title, size)
    _legend(figure, signs, 6.2, 2 if figure.bbox.height > figure.bbox.width else 4, None)


def band_words(from_km: Km, to_km: Km | None, wording: Wording) -> str:
    """Return how far a distance band goes."""
    if to_km is None:
        return wording.say("band.beyond", distance=wording.kilometres(from_km))
    if from_km == 0:
        return wording.say("band.first", distance=wording.kilometres(to_km))
    if isinstance(from_km, int) and isinstance(to_km, int):
        return wording.kilometres(f"{from_km}{DASH}{to_km}")
    return DASH.join(map(wording.kilometres, (from_km, to_km)))


def band_label(from_km: Km, to_km: Km | None, wording: Wording) -> str:
    """Return how far a distance band goes, for a legend: miles stand on a line of their own."""
    return band_words(from_km, to_km, wording).replace(" (", "\n(")


def _names(ground: Ground, view: View, district_id: str) -> list[tuple[str, shapely.Point, dict]]:
    """Return the names to write with their points and looks, the most important first."""
    office = {"gaps": (4.5, 9), "must": True, "font": {"fontsize": 6.8, "weight": "bold"}}
    other = {"gaps": (3.5,), "must": False, "font": {"fontsize": 5.5, "color": QUIET}}
    place = {"gaps": (0, 6), "must": False, "font": {"fontsize": 6, "style": "italic"}}
    large = {"gaps": (0, 6, 14), "must": True, "font": {"fontsize": 7.5, "weight": "bold"}}
    if not district_id:
        return [
            (row.name, _middle(ground, row.geometry), large)
            for row in ground.districts[["name", "geometry"]].itertuples(index=False)
        ]
    shown = ground.offices.cx[view.bounds[0] : view.bounds[2], view.bounds[1] : view.bounds[3]]
    shown = shown[["name", "geometry", "district_id"]].drop_duplicates()
    rows = [
        (row.name, row.geometry, office if row.district_id == district_id else other)
        for row in shown.itertuples(index=False)
    ]
    own = ground.units[ground.units["district_id"] == district_id]
    units = [(row.name, _middle(ground, row.geometry), place) for row in own.itertuples()]
    return [*sorted(rows, key=lambda row: not row[2]["must"]), *units]


def _middle(ground: Ground, shape: shapely.Geometry) -> shapely.Point:
    """Return the middle of the largest circle on the land of `shape`, if it has any."""
    land = shapely.intersection(shapely.simplify(shape, 100), shapely.simplify(ground.land, 100))
    parts = [part for part in shapely.get_parts(land) if part.geom_type == "Polygon"]
    largest = max(parts, key=shapely.area, default=shape)
    return shapely.get_point(shapely.maximum_inscribed_circle(largest, 100), 0)


def _move(axes: Axes, text: Text, corner: tuple[float, float] | None) -> None:
    """Put `text` at `corner`, in pixels, or take it away."""
    if corner is None:
        text.remove()
        return
    text.set(position=axes.transData.inverted().transform(corner), ha="left", va="bottom")


def _draw_ring(
    axes: Axes, point: tuple[float, float], reach_m: float, view: View, colour: str
) -> None:
    """Draw how far from its point an office may be, at least as a ring around its sign."""
    least_m = (_SMALL / 2 + 1.2) * view.metres_a_mm / POINTS_PER_MM
    ring = Circle(point, max(reach_m, least_m), fill=False, edgecolor=colour)
    ring.set(linestyle=_DASHES, linewidth=0.7, zorder=5, path_effects=figure_style.halo(1.4))
    axes.add_patch(ring)


def _room(x: float, y: float, width: float, height: float) -> shapely.Geometry:
    return shapely.box(x, y, x + width, y + height)


def _sign(
    kind: Kind, size: float, colour: str, x: list[float] = (), y: list[float] = (), label: str = ""
) -> Line2D:
    look = {"marker": MARKERS[kind.shape], "linestyle": "", "zorder": 7}
    return Line2D(x, y, markersize=size, label=label, **look, **_filled(colour))


def _ring_sign(figure: Figure, label: str) -> Artist:
    """Return the legend's ring: a scatter of nothing, since a single marker can't be dashed."""
    ring = figure.axes[0].scatter([], [], s=55, facecolor="none", edgecolor=INK, label=label)
    ring.set(linestyle=_DASHES, linewidth=0.8)
    return ring


def _filled(colour: str) -> dict[str, object]:
    return {"markerfacecolor": colour, "markeredgecolor": WHITE, "markeredgewidth": 0.8}


def _box_around(axes: Axes, x: float, y: float, size: float) -> Box:
    across, up = axes.transData.transform((x, y))
    half = size / 2 * axes.figure.dpi / 72
    return (across - half, up - half, across + half, up + half)


def _legend(
    figure: Figure,
    handles: list[Artist],
    bottom_mm: float,
    columns: int,
    title: str | None,
    size: float = _LEGEND_PT,
) -> None:
    height_mm = figure.get_size_inches()[1] * 25.4
    figure.legend(
        handles=handles,
        loc="lower left",
        bbox_to_anchor=(0, bottom_mm / height_mm),
        ncols=columns,
        title=title,
        frameon=False,
        alignment="left",
        borderpad=0,
        borderaxespad=0.1,
        columnspacing=1.2,
        handletextpad=0.5,
        handlelength=1.6,
        fontsize=size,
        title_fontsize=size,
    )
