"""An analysis → the page: one HTML string with everything inside, the same bytes every time.

folium builds the map, its panes, its groups and its scale; the files of `page/` make
everything else. No value from the data stands in any script: all of it is in one JSON block.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import folium
from branca.element import Element, Figure, MacroElement

from poliskarta import templating
from poliskarta.coverage.analysis import Analysis
from poliskarta.coverage.method_cards import Method
from poliskarta.errors import Problem, require_no_problems
from poliskarta.page import bundle
from poliskarta.page.basemap import Basemap, require_basemap
from poliskarta.page.context import build_context
from poliskarta.page.payload import build_payload
from poliskarta.project.colours import NEAR
from poliskarta.project.region import Region

# What lies under what, and whether it can be pressed.
PANES = (
    ("districts", 250, True),
    ("areas", 255, False),
    ("water", 260, False),
    ("landmarks", 265, False),
    ("lines", 270, False),
    ("uncertainty", 280, False),
    ("names", 290, False),
)

# The layers by group in the order of the list, and whether each is shown at first.
LAYER_GROUPS = {
    "regions": {"districts": True, "municipalities": True, "cells": False, "bands": False},
    "ground": {"names": True, "landmarks": True, "background": True},
}
# What a layer shows: without it there is no such layer to choose. See `find_traits`.
LAYER_NEEDS = {"municipalities": "parts", "background": "shore", "landmarks": "landmarks"}
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
# The scripts raise the lower limit to what fits the region: what stands here fits any.
MIN_ZOOM, MAX_ZOOM = 2, 16


def render_page(analysis: Analysis, basemap: Basemap | None = None) -> str:
    """Return the page as HTML. Same facts, same bytes, whatever the order of the rows.

    No network, no clock, no randomness. With a `basemap` the reader may turn it on; the page
    then asks its host, and no other, for pictures.

    Raises DataError when the page has no words in one of the region's languages, when a kind's
    colour isn't one, or when the basemap isn't one.
    """
    data, region = build_payload(analysis), analysis.region
    if basemap:
        require_basemap(basemap)
        data["basemap"] = {"url": basemap.url}
    page = bundle.with_id(PageFigure(region, data, analysis.methods, basemap), "page")
    page.add_child(build_map(len(region.kinds)))
    return page.render()


def build_map(kinds: int) -> folium.Map:
    """Return the bare map with its panes and one group for each layer and kind of office.

    It stands nowhere yet: where it opens is in the data.
    """
    office_map = bundle.with_id(
        OfficeMap(
            tiles=None,
            control_scale=True,
            zoom_control=False,
            attribution_control=False,
            scroll_wheel_zoom=False,
            # By Leaflet's names: by its own, folium gives them to the tiles, and there are none.
            minZoom=MIN_ZOOM,
            maxZoom=MAX_ZOOM,
            zoom_snap=0.25,
        ),
        "offices",
    )
    for name, z_index, pressable in PANES:
        pane = folium.map.CustomPane(name, z_index=z_index, pointer_events=pressable)
        office_map.add_child(bundle.with_id(pane, name))
    shown = {name: on for layers in LAYER_GROUPS.values() for name, on in layers.items()}
    shown |= {f"kind_{number}": True for number in range(kinds)}
    groups = {
        name: bundle.with_id(folium.FeatureGroup(name, show=on), name) for name, on in shown.items()
    }
    for group in groups.values():
        office_map.add_child(group)
    office_map.add_child(bundle.with_id(HandOver(office_map.get_name(), groups), "scripts"))
    return office_map


class OfficeMap(folium.Map):
    """folium's map without its page: no links to other hosts, no styles, no element."""

    default_js = ()
    default_css = ()

    def render(self, **kwargs: object) -> None:
        """Add folium's script of this map, and those of its children, to the page's."""
        script = folium.Map._template.module.script(self, kwargs)  # noqa: SLF001 (folium's own)
        self.get_root().script.add_child(Element(script), name=self.get_name())
        for child in self._children.values():
            child.render(**kwargs)


class HandOver(MacroElement):
    """Gives the page's scripts the map and the groups that folium made."""

    _template = bundle.templates().get_template("handover.js.j2")

    def __init__(self, map_name: str, groups: Mapping[str, folium.FeatureGroup]) -> None:
        super().__init__()
        self._name = "HandOver"
        self.map_name = map_name
        self.groups = dict(groups)


class PageFigure(Figure):
    """The document around the map, with its own template instead of branca's."""

    def __init__(
        self,
        region: Region,
        data: Mapping[str, Any],
        methods: tuple[Method, ...],
        basemap: Basemap | None,
    ) -> None:
        super().__init__()
        self.region = region
        self.data = data
        self.methods = methods
        self.basemap = basemap

    def render(self, **kwargs: object) -> str:
        """Return the document."""
        for child in self._children.values():
            child.render(**kwargs)
        map_script = self.script.render().strip()
        scripts = [bundle.leaflet_script(), map_script, bundle.page_script()]
        styles = [bundle.page_style(), _own_style(self.region)]
        context = build_context(self.region, self.data, self.methods, self.basemap) | {
            "map_id": next(iter(self._children.values())).get_name(),
            "layer_groups": LAYER_GROUPS,
            "layer_needs": LAYER_NEEDS,
            "scripts": [templating.inline(text) for text in scripts],
            "styles": [templating.inline(text) for text in styles],
            "policy": bundle.content_policy(scripts, styles, self.basemap and self.basemap.source),
        }
        return bundle.templates().get_template("index.html.j2").render(context)


def _own_style(region: Region) -> str:
    require_no_problems(
        Problem(
            "region.toml", None, f"kinds {kind.id} {name}", value, "not #rrggbb", f"Write {NEAR}."
        )
        for kind in region.kinds
        for name, value in (("colour", kind.colour), ("colour_dark", kind.colour_dark))
        if not _COLOUR.fullmatch(value)
    )
    return bundle.templates().get_template("own.css.j2").render(region=region)
