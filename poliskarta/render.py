"""Frames → the page: one HTML string with everything inside, the same bytes every time.

folium builds the map, its panes, its groups and its scale; the files of `page/` make
everything else. No value from the data stands in any script: all of it is in one JSON block.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import folium
from branca.element import Element, Figure, MacroElement
from markupsafe import Markup

from poliskarta import assets, sections
from poliskarta.errors import Problem, require_no_problems
from poliskarta.frames import Frames
from poliskarta.language import Words, message
from poliskarta.markup import Catalogue, link, symbol
from poliskarta.payload import build_payload
from poliskarta.region import Region

# What lies under what, and whether it can be pressed.
PANES = (
    ("districts", 250, True),
    ("water", 260, False),
    ("lines", 270, False),
    ("reach", 280, False),
    ("names", 290, False),
)
LAYERS = ("districts", "municipalities", "names", "background")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
MIN_ZOOM, MAX_ZOOM = 7, 16


def render_page(region: Region, frames: Frames) -> str:
    """Return the page as HTML. Same facts, same bytes, whatever the order of the rows.

    No network, no clock, no randomness.

    Raises DataError when the page has no words in one of the region's languages, or when a
    kind's colour isn't one.
    """
    page = assets.with_id(PageFigure(region, build_payload(region, frames)), "page")
    page.add_child(build_map(len(region.kinds)))
    return page.render()


def build_map(kinds: int) -> folium.Map:
    """Return the bare map with its panes and one group for each layer and kind of office.

    It stands nowhere yet: where it opens is in the data.
    """
    office_map = assets.with_id(
        OfficeMap(
            tiles=None,
            control_scale=True,
            zoom_control=False,
            attribution_control=False,
            scroll_wheel_zoom=False,
            min_zoom=MIN_ZOOM,
            max_zoom=MAX_ZOOM,
            zoom_snap=0.25,
            world_copy_jump=False,
        ),
        "offices",
    )
    for name, z_index, pressable in PANES:
        pane = folium.map.CustomPane(name, z_index=z_index, pointer_events=pressable)
        office_map.add_child(assets.with_id(pane, name))
    names = (*LAYERS, *(f"kind_{number}" for number in range(kinds)))
    groups = {name: assets.with_id(folium.FeatureGroup(name), name) for name in names}
    for group in groups.values():
        office_map.add_child(group)
    office_map.add_child(assets.with_id(HandOver(office_map.get_name(), groups), "scripts"))
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

    _template = assets.templates().get_template("handover.js.j2")

    def __init__(self, map_name: str, groups: Mapping[str, folium.FeatureGroup]) -> None:
        super().__init__()
        self._name = "HandOver"
        self.map_name = map_name
        self.groups = dict(groups)


class PageFigure(Figure):
    """The document around the map, with its own template instead of branca's."""

    def __init__(self, region: Region, data: Mapping[str, Any]) -> None:
        super().__init__()
        self.region = region
        self.data = data

    def render(self, **kwargs: object) -> str:
        """Return the document."""
        for child in self._children.values():
            child.render(**kwargs)
        map_script = self.script.render().strip()
        scripts = [assets.leaflet_script(), map_script, assets.page_script()]
        words = Words(self.region.languages)
        kinds = sections.kind_rows(self.region, self.data)
        styles = [assets.page_style(), _kind_style(self.region)]
        context = _context(self.data, kinds, words) | {
            "map_id": next(iter(self._children.values())).get_name(),
            "scripts": [assets.inline(text) for text in scripts],
            "styles": [assets.inline(text) for text in styles],
            "policy": assets.content_policy(scripts, styles),
        }
        return assets.templates().get_template("index.html.j2").render(context)


def _kind_style(region: Region) -> str:
    require_no_problems(
        Problem(
            "region.toml", None, f"kinds {kind.id} {name}", value, "not #rrggbb", "Write #0B3D7A."
        )
        for kind in region.kinds
        for name, value in (("colour", kind.colour), ("colour_dark", kind.colour_dark))
        if not _COLOUR.fullmatch(value)
    )
    return assets.templates().get_template("kinds.css.j2").render(kinds=region.kinds)


def _context(data: Mapping[str, Any], kinds: list[dict[str, Any]], words: Words) -> dict[str, Any]:
    years = {district.get("population_year") for district in data["districts"]}
    fixed = [kind["id"] for kind in data["kinds"] if kind["fixed"]]
    catalogue = Catalogue(words)
    return _functions(catalogue, words, data) | {
        "region": data["region"],
        "kinds": kinds,
        "offices": sections.office_rows(data, kinds, words),
        "districts": data["districts"],
        "district_names": {row["id"]: row["name"] for row in data["districts"]},
        "population_year": str(years.pop()) if len(years) == 1 else "",
        "total": sections.district_total(data["districts"], fixed),
        "initiatives": sections.initiative_rows(data, words),
        "credited": sections.credited(data["region"]["credits"]),
        "sources": data["sources"].values(),
        "gaps": sections.gap_texts(data, words),
        "layers": [{"id": name, "label": words.say(f"layers.{name}")} for name in LAYERS],
        "indicators": data.get("indicators", []),
        "hash": data["hash"],
        "leaflet_licence": assets.read_page_file("leaflet-licence.txt"),
    }


def _functions(
    catalogue: Catalogue, words: Words, data: Mapping[str, Any]
) -> dict[str, Callable[..., Any]]:
    """Return what the templates can call."""

    def number(value: float | None) -> Markup:
        return catalogue.span(words.say("number.unknown") if value is None else words.number(value))

    def source_link(source: Mapping[str, Any]) -> Markup:
        return link(source.get("url", ""), catalogue.span(source["title"]))

    def source_list(ids: list[str]) -> Markup:
        known = data["sources"]
        links = [source_link(known[i]) if i in known else link(i, i) for i in ids]
        return Markup(", ").join(links)

    def contact_value(contact: Mapping[str, Any]) -> Markup:
        return link(contact.get("href", ""), contact["value"])

    return {
        "say": words.say,
        "t": lambda key, **values: catalogue.span(words.say(key, **values)),
        "x": catalogue.span,
        "n": number,
        "element": catalogue.element,
        "attrs": catalogue.attributes,
        "symbol": lambda kind, approximate=False, placed=True: symbol(
            kind, approximate=approximate, placed=placed
        ),
        "link": link,
        "source_link": source_link,
        "source_list": source_list,
        "contact_value": contact_value,
        "language_name": lambda language: message(language, "language.name"),
        "data_block": lambda: assets.json_block(
            _for_scripts(data) | {"translations": catalogue.translations()}
        ),
    }


def _for_scripts(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the scripts need: the initiatives stand in the page already."""
    return {name: value for name, value in data.items() if name != "initiatives"}
