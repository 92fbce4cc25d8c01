"""The settings of a new project → region.toml, by hand so that a person likes to go on with it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from poliskarta.i18n import Words
from poliskarta.project.colours import KINDS
from poliskarta.project.region import SHAPES

Texts = Mapping[str, str]


@dataclass(frozen=True)
class Kind:
    """A kind of office by id: what one is called and what several are, a language each."""

    id: str
    label: Texts
    plural: Texts


@dataclass(frozen=True)
class Settings:
    """What region.toml says of a new project.

    `district` and `districts` are what its districts are called, empty if that isn't known;
    `habits` are those that differ from the usual ones.
    """

    id: str
    title: Texts
    place: Texts
    languages: Sequence[str]
    country: str
    timezone: str
    crs: str
    bounds: Sequence[float]
    kinds: Sequence[Kind]
    district: Texts
    districts: Texts
    habits: Mapping[str, str | int]


def region_toml(settings: Settings) -> str:
    """Return the text of region.toml."""
    lines = [
        "# What makes this police force differ from another: made by `poliskarta new`, yours now.",
        f"id = {_text(settings.id)}",
        f"languages = {json.dumps(list(settings.languages))}",
        f"country = {_text(settings.country)}",
        f"timezone = {_text(settings.timezone)}",
        f"crs = {_text(settings.crs)}  # everything is measured in it",
        f"bounds = {json.dumps(list(settings.bounds))}  # west, south, east, north, degrees",
        "",
        *_texts("title", settings.title),
        *_texts("place", settings.place),
    ]
    for number, kind in enumerate(settings.kinds):
        lines += ["", *_kind(kind, number)]
    if settings.district:
        lines += ["", "[words]  # what the districts are called"]
        lines += [*_texts("district", settings.district), *_texts("districts", settings.districts)]
    if settings.habits:
        lines += ["", "[habits]  # what people are used to: distance, clock, paper"]
        lines += [f"{name} = {json.dumps(value)}" for name, value in settings.habits.items()]
    return "\n".join(lines) + "\n"


def single_kind(words: Words, told: str) -> Kind:
    """Return the one kind of a force that has no others, `told` or a police station."""
    label = {language: words.message(language, "new.kind", 1) for language in words.languages}
    plural = {language: words.message(language, "new.kind", 2) for language in words.languages}
    one, _, several = told.partition("/")
    if one:
        label, plural = words.same(one.strip()), words.same((several or one).strip())
    return Kind("station", label, plural)


def published_kinds(words: Words, kinds: Mapping[str, str]) -> list[Kind]:
    """Return the kinds that a force names itself, `kinds` by id, as it names them."""
    return [Kind(name, words.same(text), words.same(text)) for name, text in kinds.items()]


def _kind(kind: Kind, number: int) -> list[str]:
    # After the last sign comes the first one again.
    symbol, (colour, colour_dark) = SHAPES[number % len(SHAPES)], KINDS[number % len(KINDS)]
    return [
        "[[kinds]]",
        f"id = {_text(kind.id)}",
        f"symbol = {_text(symbol)}",
        f"colour = {_text(colour)}",
        f"colour_dark = {_text(colour_dark)}",
        "fixed = true",
        *_texts("label", kind.label),
        *_texts("plural", kind.plural),
    ]


def _texts(name: str, texts: Texts) -> list[str]:
    return [f"{name}.{_key(language)} = {_text(text)}" for language, text in texts.items()]


def _key(language: str) -> str:
    return language if language.replace("-", "").replace("_", "").isalnum() else _text(language)


def _text(text: str) -> str:
    """Return a TOML string: that of JSON, which escapes the same."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
