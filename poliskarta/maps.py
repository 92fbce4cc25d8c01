"""Maps on paper: the county and each district, with offices, distances and a scale.

Distances are shown as bands of land, darker the farther from an office; a dashed ring says how
far from its sign an office may be.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

import geopandas as gpd
import shapely
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from poliskarta import drawing, mapsigns
from poliskarta.drawing import ELSEWHERE, INK, LINE, RAMP, WATER, WHITE
from poliskarta.ground import Ground, View
from poliskarta.region import Bounds, Region
from poliskarta.schema import BANDS_KM
from poliskarta.wording import Wording

# A tall map has its figures beside it on paper, a wide one below.
TALL_MM, WIDE_MM = (112, 160), (178, 124)
# Below the map: legend and sources.
_FOOT_MM = 23
_MARGIN = 0.04
_WIDE_FROM = 1.15


def draw_map(ground: Ground, wording: Wording, district_id: str = "") -> Figure:
    """Return a map of a district, or of the whole region: TALL_MM or WIDE_MM, as its land is."""
    width, height = size_of(ground, district_id)
    with drawing.in_style():
        figure = drawing.new_figure(width, height)
        frame = (width - 0.6, height - _FOOT_MM)
        view = _view(ground, frame, district_id)
        axes = drawing.add_axes(figure, (0.3, _FOOT_MM - 0.3, *frame))
        _paint(axes, ground, view, district_id)
        minx, miny, maxx, maxy = view.bounds
        axes.set(xlim=(minx, maxx), ylim=(miny, maxy), xticks=[], yticks=[], facecolor=WATER)
        taken = mapsigns.draw_offices(axes, ground, view, district_id)
        own = shapely.union_all(view.fit(_own_bands(ground, district_id).geometry).array)
        taken.append(mapsigns.draw_scale(axes, view, own, wording))
        mapsigns.write_names(axes, ground, view, taken, district_id)
        mapsigns.draw_legend(figure, ground, wording, district_id)
        credit = wording.say("map.credit", who=credits_of(ground.region))
        drawing.write_small(figure, 0.3, 0.3, textwrap.fill(credit, round(width)))
    return figure


def size_of(ground: Ground, district_id: str = "") -> tuple[float, float]:
    """Return how wide and high the map of a district or of the region is, millimetres."""
    minx, miny, maxx, maxy = _extent(ground, district_id)
    return WIDE_MM if (maxx - minx) > _WIDE_FROM * (maxy - miny) else TALL_MM


def credits_of(region: Region) -> str:
    """Return whom a map must name: the holders of all that is under a licence, and which."""
    named = [f"{credit.who} ({credit.licence})" for credit in region.credits if credit.licence]
    return " · ".join(dict.fromkeys(named))


def band_colours() -> dict[int, str]:
    """Return the colour of each distance band by the kilometre where it begins."""
    return dict(zip((0, *BANDS_KM), RAMP, strict=True))


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
    for from_km, colour in band_colours().items():
        _fill(axes, view.fit(own.loc[own["from_km"] == from_km, "geometry"]), colour)
    borders = ground.districts.set_index("district_id").boundary
    _trace(axes, view.fit(ground.units.boundary), WHITE, 0.5)
    _trace(axes, view.fit(borders), LINE, 0.8)
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
