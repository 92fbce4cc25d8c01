"""The payload → what the page's templates ask for by name: rows, texts and functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from markupsafe import Markup

from poliskarta.coverage.method_cards import Method
from poliskarta.i18n import Texts, Words, land_area, say_amount, say_range, with_miles
from poliskarta.locales import DRAFT
from poliskarta.page import bundle
from poliskarta.page.basemap import Basemap
from poliskarta.page.html import Catalogue, link, symbol
from poliskarta.page.structured_data import describe_stations
from poliskarta.page.traits import find_traits
from poliskarta.project.background import ROADS
from poliskarta.project.indicators import shown_in
from poliskarta.project.region import Kind, Region
from poliskarta.project.vocabularies import INFERRED


def build_context(
    region: Region,
    data: Mapping[str, Any],
    methods: tuple[Method, ...],
    basemap: Basemap | None,
) -> dict[str, Any]:
    """Return the rows and functions that the templates ask for by name."""
    has = find_traits(data)
    words = region.words.having(has)
    here = [office for office in data["offices"] if not office.get("absent")]
    listed, data = data["offices"], {**data, "offices": here}  # most of the page is of one date
    kinds = kind_rows(region, data)
    years = {district.get("population_year") for district in data["districts"]}
    in_table = shown_in("table", region.kind_ids, region.limits)
    catalogue = Catalogue(words)
    return (
        _functions(catalogue, words, {**data, "offices": listed})
        | _source_functions(catalogue, data["sources"])
        | {
            "region": data["region"],
            "date": words.date(region.date),
            "kinds": kinds,
            "certainties": data["certainties"],
            "has": has | {"mobile": any(not kind["fixed"] for kind in data["kinds"])},
            "offices": office_rows(data, kinds, words),
            "listed": office_rows({**data, "offices": listed}, kinds, words),
            "timeline": data.get("timeline", []),
            "undated": data.get("validity", {}).get("undated", 0),
            "districts": _district_rows(data, words),
            "district_names": {row["id"]: called(row, words) for row in data["districts"]},
            "population_year": str(years.pop()) if len(years) == 1 else "",
            "total": district_total(data["districts"]),
            "told": [n for n in _SUMMED if any(n in row for row in data["districts"])],
            "initiatives": initiative_rows(data, words),
            "credited": credited(data["region"]["credits"]),
            "background_keys": data["backgroundKeys"],
            "has_roads": any(row["kind"] in ROADS for row in data["backgroundKeys"]),
            "sources": data["sources"].values(),
            "gaps": [*gap_texts(data, words), *filter(None, [region.coverage_note])],
            "indicators": data["indicators"],
            "columns": [row for row in data["indicators"] if row["id"] in in_table],
            "methods": [method_row(method, words) for method in methods if method.on_page],
            "drafts": draft_rows(words),
            "paper": region.habits.paper,
            "in_miles": region.habits.in_miles,
            "basemap": basemap,
            "claims": CLAIMS,
            "limits": LIMITS,
            "what_if": bool(data["whatIf"]),
            "own_demand": data.get("ownDemand", {}),
            "hash": data["hash"],
            "stations": bundle.json_block(describe_stations(region, data)),
            "leaflet_licence": bundle.read_page_file("leaflet-licence.txt"),
        }
    )


def _district_rows(data: Mapping[str, Any], words: Words) -> list[dict[str, Any]]:
    rows = sorted(data["districts"], key=lambda row: words.sort_key(row["name"]))
    return [row | {"called": called(row, words)} for row in rows]


def _functions(
    catalogue: Catalogue, words: Words, data: Mapping[str, Any]
) -> dict[str, Callable[..., Any]]:
    """Return what the templates can call."""

    def number(value: float | None) -> Markup:
        return catalogue.span(words.say("number.unknown") if value is None else words.number(value))

    def amount(value: Sequence[float] | None, form: str) -> Markup:
        """Write a value, under it how low and high it may be, and under that its interval."""
        if not value:
            return number(None)
        said = say_amount(words, value[0], form)
        pairs = filter(None, (value[1:3], value[3:]))
        ranges = [say_range(words, low, high, form) for low, high in pairs]
        ranges[1:] = [words.say("figures.interval", range=ends) for ends in ranges[1:]]
        inside = [catalogue.element("span", span, **{"class": "range"}) for span in ranges]
        return Markup("{}{}").format(catalogue.span(said), Markup("").join(inside))

    def known(name: str, value: float | None) -> Markup:
        is_area = value is not None and name == "land_km2"
        return number(land_area(words, value) if is_area else value)

    def contact_value(contact: Mapping[str, Any]) -> Markup:
        return link(contact.get("href", ""), contact["value"])

    return {
        "say": words.say,
        "t": lambda key, **values: catalogue.span(words.say(key, **values)),
        "x": catalogue.span,
        "plain": lambda texts: words.pick(texts, words.languages[0]),
        "n": number,
        "known": known,
        "clock": words.clock,
        "direction": words.direction,
        "amount": amount,
        "element": catalogue.element,
        "attrs": catalogue.attributes,
        "symbol": lambda kind, approximate=False, placed=True: symbol(
            kind, approximate=approximate, placed=placed
        ),
        "link": link,
        "contact_value": contact_value,
        "language_name": lambda language: words.message(language, "language.name"),
        "data_block": lambda: bundle.json_block(
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
    """Return what the scripts need: initiatives and legend stand in the page already."""
    written = {"initiatives", "backgroundKeys"}
    needed = {name: value for name, value in data.items() if name not in written}
    cards = [*data["offices"], *data["districts"]]
    cards += [stop for office in data["offices"] for stop in office.get("stops", [])]
    cited = {source for card in cards for source in card.get("sources", [])}
    return needed | {"sources": {key: row for key, row in data["sources"].items() if key in cited}}


Row = dict[str, Any]


def draft_rows(words: Words) -> list[Row]:
    """Return what each language that is a draft says of itself, to readers of all languages."""
    said = words.say(DRAFT)
    return [
        {"language": language, "direction": words.direction(language), "text": text}
        for language, text in said.items()
        if text
    ]


def method_row(method: Method, words: Words) -> Row:
    """Return the fields of a method card, its limits said in miles too where people say those."""
    named = vars(method).items()
    return {k: with_miles(words, v) if isinstance(v, Mapping) else v for k, v in named}


def kind_rows(region: Region, data: Mapping[str, Any]) -> list[Row]:
    """Return the kinds of office with their number of offices, style class and sign."""
    counts = Counter(office["kind"] for office in data["offices"])
    rows = enumerate(region.kinds)
    return [_kind_row(number, kind, counts[kind.id], data["districts"]) for number, kind in rows]


def _kind_row(number: int, kind: Kind, count: int, districts: Iterable[Row]) -> Row:
    return {
        "id": kind.id,
        "label": kind.label,
        "plural": kind.plural,
        "css": f"kind-{number}",
        "shape": kind.shape,
        "count": count,
        "in_districts": sum(district["counts"].get(kind.id, 0) for district in districts),
    }


def office_rows(data: Mapping[str, Any], kinds: Iterable[Row], words: Words) -> list[Row]:
    """Return the offices in the order of the list, with all that the list and table say."""
    by_kind = {kind["id"]: kind for kind in kinds}
    districts = {district["id"]: called(district, words) for district in data["districts"]}
    return [
        _office_row(office, by_kind[office["kind"]], districts, words) for office in data["offices"]
    ]


def called(row: Row, words: Words) -> dict[str, str]:
    """Return what an office or a district is called in each language."""
    return row.get("names") or words.same(row["name"])


def _office_row(office: Row, kind: Row, districts: Mapping[str, Texts], words: Words) -> Row:
    district = districts.get(office.get("district", ""), {})
    where = [district] if district else []
    if office.get("municipality", "") not in {"", *district.values()}:
        where.append(words.same(office["municipality"]))
    blank = {"municipality": "", "address": "", "approximate": False, "sources": []}
    blank["absent"] = False
    return blank | office | {
        "kind_row": kind,
        "css": kind["css"],
        "placed": "lat" in office,
        "called": called(office, words),
        "where": words.join(where, " · ") if where else {},
        "district_called": district,
        "unplaced": unplaced_text(office, words),
        "hours_text": hours_text(office, words) or words.say("number.unknown"),
        "certainty_text": certainty_text(office, words),
    }  # fmt: skip


def certainty_text(row: Mapping[str, Any], words: Words) -> dict[str, str]:
    """Return how sure a row is; empty when nobody says."""
    return words.say(f"certainty.{row['certainty']}") if row.get("certainty") else {}


def unplaced_text(office: Mapping[str, Any], words: Words) -> dict[str, str]:
    """Return why an office isn't on the map, and the area it serves when that is known."""
    if "lat" in office:
        return {}
    stops = office.get("stops", [])
    areas = [stop["area"] for stop in stops if stop.get("area")]
    areas = [area for area in areas if office["name"] not in area.values()]
    reason = words.say(f"unplaced.{office.get('reason', 'no_place')}")
    return words.join([reason, *(words.say("unplaced.area", area=area) for area in areas)], " ")


def hours_text(row: Mapping[str, Any], words: Words) -> dict[str, str]:
    """Return the hours of an office, or of its stops, in words; empty when nothing is known."""
    own = [row[name] for name in ("rule", "hours") if row.get(name)]
    stops = [
        words.join([words.same(f"{stop['place']}: "), hours], "")
        for stop in row.get("stops", [])
        if stop.get("place") and (hours := hours_text(stop, words))
    ]
    parts = [*own, *stops]
    return words.join(parts, ". ") if parts else {}


# What the table of districts tells first, as far as any district's is known.
_SUMMED = ("population", "land_km2")


def district_total(districts: Iterable[Row]) -> Row:
    """Return the sums of the districts, None where a part of one is unknown."""
    rows = list(districts)
    return {
        name: sum(row[name] for row in rows) if all(name in row for row in rows) else None
        for name in _SUMMED
    }


def initiative_rows(data: Mapping[str, Any], words: Words) -> list[Row]:
    """Return the initiatives, each with its parts."""
    place = data["region"]["place"]
    rows = (_initiative_row(row, place, words) for row in data["initiatives"])
    groups = [list(group) for _, group in groupby(rows, key=lambda row: row["id"])]
    return [
        first | {"parts": parts, "figures": [row for row in (first, *parts) if row["figure_text"]]}
        for first, *parts in groups
    ]


def _initiative_row(row: Row, place: Texts, words: Words) -> Row:
    blank = dict.fromkeys(("unit", "conflict", "place", "district", "figure_text", "note"))
    figure = row.get("figure")
    scope = words.same(row["place"]) if row.get("place") else place
    return blank | row | {
        "figure_text": None if figure is None else words.number(figure),
        "scope_text": words.say(f"scope.{row['scope']}", name=scope),
        "certainty_text": certainty_text(row, words),
    }  # fmt: skip


def credited(rows: Iterable[Row]) -> list[str]:
    """Return whom the map itself must name: the holders of all that is under a licence."""
    return list(dict.fromkeys(credit["who"] for credit in rows if credit["licence"]))


def gap_texts(data: Mapping[str, Any], words: Words) -> list[dict[str, str]]:
    """Return what this map is known not to know, counted from the data."""
    offices, districts = data["offices"], data["districts"]
    counts = {
        "unplaced": sum("lat" not in office for office in offices),
        "approximate": sum(
            "approximate" in office and "address" not in office for office in offices
        ),
        "unlocated": sum("approximate" in office and "address" in office for office in offices),
        "hours": sum("rule" not in office for office in offices),
        "inferred": sum(office.get("certainty") == INFERRED for office in offices),
        "districts": sum(district.get("certainty") == INFERRED for district in districts),
    }
    counts |= data.get("validity", {})
    date = words.date(data["region"]["date"])
    return [
        words.say(f"gaps.{name}", n=count, date=date) for name, count in counts.items() if count
    ]


CLAIMS: dict[str, tuple[str, ...]] = {
    "axe": ("test_axe_finds_nothing", "test_axe_finds_nothing_with_everything_shown"),
    "without_map": ("test_without_scripts_everything_is_still_there",),
    "keyboard": (
        "test_everything_can_be_reached_and_left_by_tab",
        "test_a_marker_opens_the_same_card_by_key",
    ),
    "names": ("test_every_marker_has_a_name_of_its_own_place_and_kind",),
    "reflow": ("test_nothing_scrolls_sideways",),
    "targets": ("test_what_is_pressed_is_large_enough",),
    "forced": ("test_with_forced_colours_everything_can_be_told_apart",),
    "motion": ("test_nothing_moves_for_who_wants_it_still",),
    "languages": ("test_both_languages_are_complete",),
    "print": ("test_what_is_printed_has_map_list_legend_date_and_source",),
}
LIMITS = ("shapes", "drag", "people")
