"""`region.toml` → a frozen `Region`: all that makes one police force differ from another."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import Any

from poliskarta.errors import Problem, require_no_problems
from poliskarta.i18n import USUAL, Habits, Words
from poliskarta.locales import check_words, known_languages, unknown_language
from poliskarta.project.bounds import Bounds, unwrapped
from poliskarta.project.colours import DARK, NEAR
from poliskarta.project.contacts import Contact, Credit
from poliskarta.project.demand_file import DemandFile
from poliskarta.project.files import read_content, understood
from poliskarta.project.settings import setting_problems
from poliskarta.project.thresholds import USUAL as USUAL_LIMITS
from poliskarta.project.thresholds import Limits, read_limits

Texts = Mapping[str, str]


# The signs that page and report can draw.
SHAPES = ("circle", "square", "diamond")


@dataclass(frozen=True)
class Kind:
    """A kind of office. `fixed` kinds stand in one place and are counted in coverage."""

    id: str
    label: Texts
    plural: Texts
    symbol: str = "circle"
    colour: str = NEAR
    colour_dark: str = DARK["link"]
    fixed: bool = True

    @property
    def shape(self) -> str:
        """Its sign on page and report: `symbol`, or the first one for what they can't draw."""
        return self.symbol if self.symbol in SHAPES else SHAPES[0]


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
class Terms:
    """What the force calls a district and several ("precinct", "precincts"), a language each.

    Where a language has none, that of its locale is said.
    """

    district: Texts = field(default_factory=dict)
    districts: Texts = field(default_factory=dict)


@dataclass(frozen=True)
class DistrictSource:
    """Where the polygons of the districts are: a file of the data folder, and its attributes.

    Any format that GDAL reads; `layer` is the one of several that has them. Where it has no
    attribute `name`, the ids are the names.
    """

    file: str = "districts.geojson"
    id: str = "district_id"
    name: str = "name"
    layer: str = ""


@dataclass(frozen=True)
class BoundarySources:
    """Where `poliskarta boundaries` finds its inputs, relative to the project's data folder.

    `areas` is a polygon file, `area_units` a CSV (`area_id`, `unit_id`) for municipalities of
    several units, `coast` land with its lakes filled in, `shorelines` more opinions on what is
    land, `channels` a CSV (`area_id`, `other_id`) of areas with water between, drawn `channel_m`
    wide. Tolerances are metres.
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
    coast: str = ""


@dataclass(frozen=True)
class Region:
    """One police force's map. Texts are by language, the first language being the default.

    `bounds` is (west, south, east, north) in degrees, WGS 84, west being the greater one across
    the antimeridian; `crs` is the projected CRS in which everything is measured, in metres;
    `shore_tolerance_m` is how far outside every district an office may lie and still be counted
    to the nearest one; `coverage_note` says what the figures of offices leave out; `encoding` that
    of tables which aren't Unicode. `locale` is the project's own folder of languages, None without
    any; no setting, but found beside region.toml. Nor is `by_ways`: the name of the file that
    distances are measured by, "" for straight lines, and `by_network`, whether it is a network.
    """

    id: str
    title: Texts
    place: Texts
    languages: tuple[str, ...]
    country: str
    crs: str
    timezone: str
    bounds: Bounds
    kinds: tuple[Kind, ...]
    description: Texts = field(default_factory=dict)
    date: str = ""
    shore_tolerance_m: float = 250
    office_note: Texts = field(default_factory=dict)
    coverage_note: Texts = field(default_factory=dict)
    encoding: str = ""
    districts: DistrictSource = DistrictSource()
    contacts: tuple[Contact, ...] = ()
    credits: tuple[Credit, ...] = ()
    boundaries: BoundarySources | None = None
    demand: DemandFile | None = None
    publication: Publication = Publication()
    habits: Habits = USUAL
    limits: Limits = USUAL_LIMITS
    terms: Terms = field(default=Terms(), metadata={"setting": "words"})
    locale: Path | None = field(default=None, metadata={"setting": False})
    by_ways: str = field(default="", metadata={"setting": False})
    by_network: bool = field(default=False, metadata={"setting": False})

    @cached_property
    def words(self) -> Words:
        """The words of the region's languages."""
        has = {"mobile": len(self.fixed_kinds) < len(self.kinds), "kinds": len(self.kinds) > 1}
        has["ways"] = self.by_ways != ""
        return Words(self.languages, self.locale, vars(self.terms), has, self.habits)

    @property
    def frame(self) -> Bounds:
        """`bounds` with an east beyond 180 where they cross the antimeridian."""
        return unwrapped(self.bounds)

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

    Raises DataError with every missing, unknown, wrongly typed or senseless setting, and with
    every word that one of its languages lacks.
    """
    region, problems = scan_region(path)
    require_no_problems(problems)
    return region


def scan_region(path: Path) -> tuple[Region, list[Problem]]:
    """Return the region of `path` as far as it can be told, and every problem.

    What is wrong gives way to what finds no further fault, so that other files can be looked at.
    Raises DataError when `path` is missing or no TOML.
    """
    raw = read_toml(path)
    folder = path.parent / "locale"
    locale = folder if folder.is_dir() else None
    problems = [*field_problems(path, Region, raw), *_nested_problems(path, raw)]
    faulty = {str(problem.column).split(".")[0].split("[")[0] for problem in problems}
    usable = _STAND_IN | {name: value for name, value in raw.items() if name not in faulty}
    usable = {name: value for name, value in usable.items() if name in _settings(Region)}
    found = [*setting_problems(path, usable), *_language_problems(path, usable, locale)]
    problems += [p for p in found if str(p.column).split(".")[0].split("[")[0] not in faulty]
    wrong = {str(problem.column) for problem in problems}
    stood_in = {name: _STAND_IN[name] for name in ("bounds", "crs", "languages") if name in wrong}
    return _build(usable | stood_in | {"locale": locale}), problems


# What finds no fault in any other file: the world, a plane, no kinds to be one of.
_STAND_IN: dict[str, Any] = {
    "id": "region",
    "title": {"en": "region"},
    "place": {"en": "region"},
    "languages": ["en"],
    "country": "XX",
    "crs": "EPSG:3857",
    "timezone": "UTC",
    "bounds": [-180.0, -90.0, 180.0, 90.0],
    "kinds": [],
}


_NESTED = {"kinds": Kind, "contacts": Contact, "credits": Credit}
_TABLES = {
    "boundaries": BoundarySources,
    "demand": DemandFile,
    "publication": Publication,
    "districts": DistrictSource,
    "habits": Habits,
    "words": Terms,
    "limits": Limits,
}


def _nested_problems(path: Path, raw: Mapping[str, Any]) -> list[Problem]:
    problems = []
    for name, cls in _NESTED.items():
        rows = raw.get(name, [])
        for number, item in enumerate(rows if isinstance(rows, list) else [], start=1):
            problems += field_problems(path, cls, item, f"{name}[{number}].")
    for name, cls in _TABLES.items():
        if name in raw:
            problems += field_problems(path, cls, raw[name], f"{name}.")
    return problems


def _language_problems(
    path: Path, raw: Mapping[str, Any], locale: Path | None
) -> Iterator[Problem]:
    known = known_languages(locale)
    for language in dict.fromkeys(map(str, raw["languages"])):
        if language in known:
            yield from check_words(language, locale)
        else:
            yield unknown_language(str(path), "languages", language, known)


def _build(raw: dict[str, Any]) -> Region:
    languages = [name for name in raw["languages"] if isinstance(name, str)] or ["en"]
    terms = Terms(**raw.get("words", {}))
    limits = read_limits(raw.get("limits", {}))
    others = {name: value for name, value in raw.items() if name not in {"words", "limits"}}
    raw = {name: _completed(value, languages) for name, value in others.items()}
    for kind in raw["kinds"]:
        kind.setdefault("plural", kind["label"])
    raw.setdefault("description", raw["title"])
    built = {
        name: tuple(cls(**item) for item in raw.get(name, [])) for name, cls in _NESTED.items()
    }
    built |= {name: cls(**raw[name]) for name, cls in _TABLES.items() if name in raw}
    built |= {"bounds": tuple(raw["bounds"]), "languages": tuple(languages)}
    built |= {"terms": terms, "limits": limits}
    return Region(**raw | built)


def _completed(value: Any, languages: Sequence[str]) -> Any:  # noqa: ANN401  # as TOML has it
    """Return settings with each text in all `languages`: in the first where one lacks it."""
    if isinstance(value, list):
        return [_completed(item, languages) for item in value]
    if not isinstance(value, dict):
        return value
    if languages[0] in value:
        return {language: value.get(language) or value[languages[0]] for language in languages}
    return {name: _completed(item, languages) for name, item in value.items()}


_TYPES = {
    "str": str,
    "int": int,
    "float": (int, float),
    "bool": bool,
    "Sequence[str]": list,
    "Bounds": list,
}
_TYPES |= {f"tuple[{name}, ...]": list for name in ("str", "float", "Kind", "Contact", "Credit")}


_MOST_MB = 1  # settings are written by hand


def read_toml(path: Path) -> dict[str, Any]:
    """Return what the TOML file `path` holds.

    Raises DataError when it can't be read, or isn't TOML in UTF-8.
    """
    content = read_content(path, _MOST_MB)
    with understood(path, "not a TOML file in UTF-8", "Correct the line it names."):
        return tomllib.loads(content.decode("utf-8-sig"))


def field_problems(path: Path, cls: type, raw: object, prefix: str = "") -> list[Problem]:
    """Return what is missing from the table `raw`, unknown to `cls`, or not of its field's type.

    A field of the dataclass `cls` that has a default may be missing. Settings are named with
    `prefix` before them.
    """
    if not isinstance(raw, dict):
        remedy = f"Write it as a table: [{prefix.rstrip('.')}] and its settings below."
        return [_problem(path, prefix.rstrip("."), raw, "not a table of settings", remedy)]
    known = _settings(cls)
    missing = [name for name in known if name not in raw and _is_required(known[name])]
    listed = f"Known here: {', '.join(known)}."
    return [
        *(
            _problem(path, prefix + name, None, "the setting is missing", "Add it.")
            for name in missing
        ),
        *(
            _problem(path, prefix + name, raw[name], "no such setting", _meant(name, known, listed))
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


def _settings(cls: type) -> dict[str, Field[Any]]:
    named = {each.metadata.get("setting", each.name): each for each in fields(cls)}
    return {name: each for name, each in named.items() if name}


def _meant(name: str, known: Iterable[str], listed: str) -> str:
    close = difflib.get_close_matches(name, list(known), n=1)
    return f"Is {close[0]!r} meant? {listed}" if close else listed


def _is_required(setting: Field[Any]) -> bool:
    return setting.default is MISSING and setting.default_factory is MISSING


def _type_problems(path: Path, name: str, value: object, type_: str) -> list[Problem]:
    if type_ == "Texts":
        remedy = f'Write one text a language: {name}.sv = "…".'
        what = "not a table of texts by language"
        return [] if _are_texts(value) else [_problem(path, name, value, what, remedy)]
    if isinstance(value, _TYPES.get(type_, object)) and (type_ == "bool" or value is not True):
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
