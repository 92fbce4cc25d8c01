"""The payload → what the page's templates ask for by name: rows, texts and functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from poliskarta import assets, sections
from poliskarta.accessibility import CLAIMS, LIMITS
from poliskarta.amounts import say_amount, say_range
from poliskarta.basemap import Basemap
from poliskarta.figures import IN_TABLE, NOT_SHOWN
from poliskarta.language import Words, message
from poliskarta.markup import Catalogue, link, symbol
from poliskarta.methods import Method
from poliskarta.region import Region
from poliskarta.structured import describe_stations


def build_context(
    region: Region,
    data: Mapping[str, Any],
    methods: tuple[Method, ...],
    basemap: Basemap | None,
) -> dict[str, Any]:
    """Return the rows and functions that the templates ask for by name."""
    words = Words(region.languages)
    kinds = sections.kind_rows(region, data)
    years = {district.get("population_year") for district in data["districts"]}
    catalogue = Catalogue(words)
    functions = _functions(catalogue, words, data)
    return (
        functions
        | _source_functions(catalogue, data["sources"])
        | {
            "region": data["region"],
            "date": words.date(region.date),
            "kinds": kinds,
            "has_mobile": any(not kind["fixed"] for kind in data["kinds"]),
            "offices": sections.office_rows(data, kinds, words),
            "districts": data["districts"],
            "district_names": {row["id"]: row["name"] for row in data["districts"]},
            "population_year": str(years.pop()) if len(years) == 1 else "",
            "total": sections.district_total(data["districts"]),
            "initiatives": sections.initiative_rows(data, words),
            "credited": sections.credited(data["region"]["credits"]),
            "sources": data["sources"].values(),
            "gaps": sections.gap_texts(data, words),
            "indicators": data["indicators"],
            "columns": [row for row in data["indicators"] if row["id"] in IN_TABLE],
            "methods": [vars(method) for method in methods if method.id not in NOT_SHOWN],
            "basemap": basemap,
            "claims": CLAIMS,
            "limits": LIMITS,
            "what_if": bool(data["whatIf"]),
            "hash": data["hash"],
            "stations": assets.json_block(describe_stations(region, data)),
            "leaflet_licence": assets.read_page_file("leaflet-licence.txt"),
        }
    )


def _functions(
    catalogue: Catalogue, words: Words, data: Mapping[str, Any]
) -> dict[str, Callable[..., Any]]:
    """Return what the templates can call."""

    def number(value: float | None) -> Markup:
        return catalogue.span(words.say("number.unknown") if value is None else words.number(value))

    def amount(value: Sequence[float] | None, form: str) -> Markup:
        """Write a value, and under it how low and high it may be."""
        if not value:
            return number(None)
        said = say_amount(words, value[0], form)
        span = say_range(words, *value[1:], form) if len(value) > 1 else {}
        inside = catalogue.element("span", span, **{"class": "range"}) if span else ""
        return Markup("{}{}").format(catalogue.span(said), inside)

    def contact_value(contact: Mapping[str, Any]) -> Markup:
        return link(contact.get("href", ""), contact["value"])

    return {
        "say": words.say,
        "t": lambda key, **values: catalogue.span(words.say(key, **values)),
        "x": catalogue.span,
        "plain": lambda texts: words.pick(texts, words.languages[0]),
        "n": number,
        "amount": amount,
        "element": catalogue.element,
        "attrs": catalogue.attributes,
        "symbol": lambda kind, approximate=False, placed=True: symbol(
            kind, approximate=approximate, placed=placed
        ),
        "link": link,
        "contact_value": contact_value,
        "language_name": lambda language: message(language, "language.name"),
        "data_block": lambda: assets.json_block(
            _for_scripts(data) | {"translations": catalogue.translations()}
        ),
    }


def _source_functions(
    catalogue: Catalogue, known: Mapping[str, Any]
) -> dict[str, Callable[..., Any]]:
    """Return the functions that name sources and link to them."""

    def source_link(source: Mapping[str, Any]) -> Markup:
        return link(source.get("url", ""), catalogue.span(source["title"]))

    def source_list(ids: list[str]) -> Markup:
        links = [source_link(known[i]) if i in known else link(i, i) for i in ids]
        return Markup(", ").join(links)

    numbers = {source: number for number, source in enumerate(known, start=1)}

    def source_numbers(ids: list[str]) -> Markup:
        """Link to the list of sources, by number; what isn't in it is said as it is."""
        shown = Markup('<a href="#source-{0}">{0}</a>')
        links = [shown.format(numbers[i]) if i in numbers else link(i, i) for i in ids]
        return Markup(", ").join(links)

    return {
        "source_link": source_link,
        "source_list": source_list,
        "source_numbers": source_numbers,
    }


def _for_scripts(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the scripts need: the initiatives stand in the page already."""
    needed = {name: value for name, value in data.items() if name != "initiatives"}
    cards = [*data["offices"], *data["districts"]]
    cards += [stop for office in data["offices"] for stop in office.get("stops", [])]
    cited = {source for card in cards for source in card.get("sources", [])}
    return needed | {"sources": {key: row for key, row in data["sources"].items() if key in cited}}
