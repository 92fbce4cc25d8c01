"""`region.toml` → a frozen `Region`: all that makes one police force differ from another."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import Any

from poliskarta.errors import DataError, Problem, require_no_problems
from poliskarta.i18n import Words
from poliskarta.locales import check_words, known_languages, unknown_language

Texts = Mapping[str, str]
Bounds = tuple[float, float, float, float]


# The signs that page and report can draw.
SHAPES = ("circle", "square", "diamond")


@dataclass(frozen=True)
class Kind:
    """A kind of office. `fixed` kinds stand in one place and are counted in coverage."""

    id: str
    label: Texts
    plural: Texts
    symbol: str
    colour: str
    colour_dark: str
    fixed: bool

    @property
    def shape(self) -> str:
        """Its sign on page and report: `symbol`, or the first one for what they can't draw."""
        return self.symbol if self.symbol in SHAPES else SHAPES[0]


@dataclass(frozen=True)
class Contact:
    """A way to reach the force, `href` being a tel:, mailto: or https: address or empty."""

    id: str
    label: Texts
    value: str
    href: str
    emergency: bool = False


@dataclass(frozen=True)
class Credit:
    """A data source to be attributed in the page and in the layers."""

    what: Texts
    who: str
    licence: str
    url: str


@dataclass(frozen=True)
class Publication:
    """Who publishes the map and its layers, and under which licence; "" for what isn't stated.

    `url` is the publisher's website. The licence is that of the whole: what comes from a source
    stays under the source's own.
    """

    publisher: str = ""
    url: str = ""
    email: str = ""
    licence: str = ""
    licence_url: str = ""


@dataclass(frozen=True)
class BoundarySources:
    """Where `poliskarta boundaries` finds its inputs, relative to the project's data folder.

    `areas` is a polygon file, `area_units` a CSV (`area_id`, `unit_id`) for municipalities of
    several units, `shorelines` more opinions on what is land, `channels` a CSV (`area_id`,
    `other_id`) of areas with water between, drawn `channel_m` wide. Tolerances are metres.
    """

    areas: str
    area_id: str
    area_name: str
    area_prefix: str
    municipality_code: str
    area_source: str
    area_date: str
    area_licence: str
    simplify_m: float
    backdrop_simplify_m: float
    smallest_island_km2: float
    smallest_lake_km2: float
    area_units: str = ""
    land: str = ""
    water: str = ""
    shorelines: Sequence[str] = ()
    channels: str = ""
    channel_m: float = 0


@dataclass(frozen=True)
class Region:
    """One police force's map. Texts are by language, the first language being the default.

    `bounds` is (minx, miny, maxx, maxy) in degrees, WGS 84; `crs` is the projected CRS in
    which everything is measured; `shore_tolerance_m` is how far outside every district an
    office may lie and still be counted to the nearest one. `locale` is the project's own folder
    of languages, None without any; no setting, but found beside region.toml.
    """

    id: str
    title: Texts
    description: Texts
    place: Texts
    languages: tuple[str, ...]
    date: str
    country: str
    crs: str
    timezone: str
    bounds: Bounds
    shore_tolerance_m: float
    office_note: Texts
    kinds: tuple[Kind, ...]
    contacts: tuple[Contact, ...] = ()
    credits: tuple[Credit, ...] = ()
    boundaries: BoundarySources | None = None
    publication: Publication = Publication()
    locale: Path | None = field(default=None, metadata={"setting": False})

    @cached_property
    def words(self) -> Words:
        """The words of the region's languages."""
        return Words(self.languages, self.locale)

    @property
    def kind_ids(self) -> tuple[str, ...]:
        """Ids of the office kinds, in the order of region.toml."""
        return tuple(kind.id for kind in self.kinds)

    @property
    def fixed_kinds(self) -> tuple[str, ...]:
        """Ids of the kinds that stand in one place."""
        return tuple(kind.id for kind in self.kinds if kind.fixed)


def read_region(path: Path) -> Region:
    """Return the region that `path`, a TOML file, describes.

    Raises DataError with every missing, unknown or wrongly typed setting, and with every word
    that one of its languages lacks.
    """
    raw = read_toml(path)
    folder = path.parent / "locale"
    locale = folder if folder.is_dir() else None
    problems = [*field_problems(path, Region, raw), *_nested_problems(path, raw)]
    if not problems:
        problems = [*_value_problems(path, raw), *_language_problems(path, raw, locale)]
    require_no_problems(problems)
    return _build(raw | {"locale": locale})


_NESTED = {"kinds": Kind, "contacts": Contact, "credits": Credit}
_TABLES = {"boundaries": BoundarySources, "publication": Publication}


def _nested_problems(path: Path, raw: Mapping[str, Any]) -> list[Problem]:
    problems = []
    for name, cls in _NESTED.items():
        for number, item in enumerate(raw.get(name, []), start=1):
            problems += field_problems(path, cls, item, f"{name}[{number}].")
    for name, cls in _TABLES.items():
        if name in raw:
            problems += field_problems(path, cls, raw[name], f"{name}.")
    return problems


def _value_problems(path: Path, raw: Mapping[str, Any]) -> list[Problem]:
    problems = []

    def complain(name: str, what: str, remedy: str) -> None:
        problems.append(Problem(str(path), None, name, str(raw[name]), what, remedy))

    bounds = raw["bounds"]
    if not _is_bounds(bounds):
        complain(
            "bounds", "not (minx, miny, maxx, maxy) in degrees", "Write west, south, east, north."
        )
    if not raw["languages"]:
        complain("languages", "no language", 'Name at least one, the default first: ["sv", "en"].')
    if not raw["kinds"]:
        complain("kinds", "no kind of office", "Declare at least one [[kinds]].")
    ids = [kind["id"] for kind in raw["kinds"]]
    if len(set(ids)) < len(ids):
        complain("kinds", "two kinds share an id", "Give each kind its own id.")
    first = raw["languages"][0] if raw["languages"] else ""
    if first and first not in raw["title"]:
        complain("title", f"no text in {first!r}, the first language", f"Add title.{first}.")
    return problems + _publication_problems(path, raw.get("publication", {}))


def _language_problems(
    path: Path, raw: Mapping[str, Any], locale: Path | None
) -> Iterator[Problem]:
    known = known_languages(locale)
    for language in dict.fromkeys(map(str, raw["languages"])):
        if language in known:
            yield from check_words(language, locale)
        else:
            yield unknown_language(str(path), "languages", language, known)


_WEB = re.compile(r"https?://\S+")
_SHAPES = {"url": _WEB, "licence_url": _WEB, "email": re.compile(r"[^@\s:]+@[^@\s]+")}
_EXAMPLES = {"url": "https://example.org", "email": "map@example.org"}
_NEEDS = {"url": "publisher", "email": "publisher", "licence_url": "licence"}


def _publication_problems(path: Path, raw: Mapping[str, str]) -> list[Problem]:
    """Return what is no address, and what says more of something that isn't named."""
    stated = {name: raw[name] for name in _NEEDS if raw.get(name)}
    wrong = [
        (name, "not an address", f"Write it like {_EXAMPLES.get(name, _EXAMPLES['url'])}.")
        for name, value in stated.items()
        if not _SHAPES[name].fullmatch(value)
    ]
    wrong += [
        (name, f"there is no {_NEEDS[name]} that it belongs to", f"Add {_NEEDS[name]}.")
        for name in stated
        if not raw.get(_NEEDS[name])
    ]
    return [
        Problem(str(path), None, f"publication.{name}", stated[name], what, remedy)
        for name, what, remedy in wrong
    ]


def _is_bounds(bounds: object) -> bool:
    numeric = isinstance(bounds, list) and len(bounds) == 4  # noqa: PLR2004
    if not (numeric and all(isinstance(value, (int, float)) for value in bounds)):
        return False
    minx, miny, maxx, maxy = bounds
    return -180 <= minx < maxx <= 180 and -90 <= miny < maxy <= 90  # noqa: PLR2004


def _build(raw: dict[str, Any]) -> Region:
    built = {
        name: tuple(cls(**item) for item in raw.get(name, [])) for name, cls in _NESTED.items()
    }
    built |= {name: cls(**raw[name]) for name, cls in _TABLES.items() if name in raw}
    built |= {name: tuple(raw[name]) for name in ("bounds", "languages")}
    return Region(**raw | built)


_TYPES = {"str": str, "float": (int, float), "bool": bool, "Sequence[str]": list}


def read_toml(path: Path) -> dict[str, Any]:
    """Return what the TOML file `path` holds.

    Raises DataError when it is missing, or isn't TOML in UTF-8.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        what = "the file is missing"
        remedy = "Create it, or name the project folder with --project."
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        what, remedy = f"not a TOML file in UTF-8: {error}", "Correct the line it names."
    raise DataError([Problem(str(path), None, None, None, what, remedy)])


def field_problems(path: Path, cls: type, raw: object, prefix: str = "") -> list[Problem]:
    """Return what is missing from the table `raw`, unknown to `cls`, or not of its field's type.

    A field of the dataclass `cls` that has a default may be missing. Settings are named with
    `prefix` before them.
    """
    if not isinstance(raw, dict):
        remedy = f"Write it as a table: [{prefix.rstrip('.')}] and its settings below."
        return [_problem(path, prefix.rstrip("."), raw, "not a table of settings", remedy)]
    known = {each.name: each for each in fields(cls) if each.metadata.get("setting", True)}
    missing = [name for name in known if name not in raw and _is_required(known[name])]
    remedy = f"Known here: {', '.join(known)}."
    return [
        *(
            _problem(path, prefix + name, None, "the setting is missing", "Add it.")
            for name in missing
        ),
        *(
            _problem(path, prefix + name, raw[name], "no such setting", remedy)
            for name in raw
            if name not in known
        ),
        *(
            problem
            for name, each in known.items()
            if name in raw
            for problem in _type_problems(path, prefix + name, raw[name], str(each.type))
        ),
    ]


def _is_required(setting: Field[Any]) -> bool:
    return setting.default is MISSING


def _type_problems(path: Path, name: str, value: object, type_: str) -> list[Problem]:
    if type_ == "Texts":
        remedy = f'Write one text a language: {name}.sv = "…".'
        what = "not a table of texts by language"
        return [] if _are_texts(value) else [_problem(path, name, value, what, remedy)]
    if isinstance(value, _TYPES.get(type_, object)):
        return []
    return [_problem(path, name, value, f"not a {type_}", "Correct it.")]


def _are_texts(value: object) -> bool:
    return (
        isinstance(value, dict)
        and bool(value)
        and all(isinstance(text, str) for text in value.values())
    )


def _problem(path: Path, name: str, value: object, what: str, remedy: str) -> Problem:
    shown = None if value is None else str(value)
    return Problem(str(path), None, name, shown, what, remedy)
