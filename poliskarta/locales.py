"""The words of each language, from its folder: which languages there are, and what one lacks.

A language is a folder with the same files as every other's, in the package's `locale/` or in a
folder of the project's own, whose words come before the package's. A draft, which says that it is
one, may lack words: they are said in English. Words stand in sections by
key: the tables of a JSON or TOML file ("" for what is in none), the rows of a CSV file by
`<layer>/<field>`.
"""

from __future__ import annotations

import csv
import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from io import StringIO
from pathlib import Path
from string import Formatter
from typing import Any

from poliskarta.errors import DataError, Problem

Sections = Mapping[str, Mapping[str, str]]
LOCALES = Path(__file__).parent / "locale"
FILES = ("fields.csv", "methods.toml", "page.json", "report.json", "review.json")
TERMS = {"district": "district", "districts": "districts"}
TERMS |= {name.capitalize(): key for name, key in TERMS.items()}
"""What a message may call the districts, in braces: capital where a sentence begins with it."""
CONDITION = re.compile(r"\[(no )?([a-z_]+):([^\[\]]*)\]")
"""Words that are said only of a force that has something, or has not: "[mobile:fixed ]office"."""
COMPLETE = "en"
"""The language that says which words there are; its fields.csv leaves to schema.py what it says."""
DRAFT = "locale.draft"
"""The words that a draft says of itself; empty in a language that is finished."""
DIRECTIONS = ("ltr", "rtl")
RIGHT_TO_LEFT = DIRECTIONS[1]
_DIRECTION = "language.direction"
_MAY_BE_EMPTY = {"alphabet.after_z", DRAFT}
_CONDITION_BEGINS = re.compile(r"\[(?:no )?([a-z_]+):")
_PLURAL = re.compile(r"\.(zero|one|two|few|many|other)$")
_NEW = "A new language is a new folder in data/locale/, with the files of any of these."


def known_languages(own: Path | None = None) -> list[str]:
    """Return the languages that have a folder, in the package or in `own`, in order."""
    folders = [LOCALES] if own is None else [LOCALES, own]
    found = {path.name for folder in folders for path in folder.glob("[!._]*") if path.is_dir()}
    return sorted(found)


def unknown_language(file: str, column: str | None, language: str, known: Iterable[str]) -> Problem:
    """Return the problem of a language that has no words."""
    what, remedy = "there are no words in this language", f"There are: {', '.join(known)}."
    return Problem(file, None, column, language, what, remedy)


def require_language(language: str, known: Iterable[str]) -> None:
    """Raise DataError when the option --lang names a language that isn't `known`."""
    names = list(known)
    if language not in names:
        raise DataError([unknown_language("--lang", None, language, names)])


def read_words(file: str, language: str, own: Path | None = None) -> Sections:
    """Return the words of one of FILES by section and key, those of `own` before the package's.

    What a draft lacks is there in English. A file that was changed since is read anew. Raises
    DataError when there is no such language, or a file can't be read.
    """
    is_draft = language != COMPLETE and bool(draft_words(language, own))
    if not is_draft and not _paths(file, language, own):
        known = known_languages(own)
        raise DataError([unknown_language("region.toml", "languages", language, known)])
    words = _own_words(file, language, own)
    if not is_draft:
        return words
    own_page = _own_words("page.json", language, own).get("page", {})
    apart = own_page.get(_DIRECTION) == RIGHT_TO_LEFT
    return _in_english(words, read_words(file, COMPLETE, own), apart=apart)


def draft_words(language: str, own: Path | None = None) -> str:
    """Return what a draft says of itself, "" of a language that is none.

    Raises DataError when page.json can't be read.
    """
    return _own_words("page.json", language, own).get("page", {}).get(DRAFT, "")


def check_words(language: str, own: Path | None = None) -> list[Problem]:
    """Return every word that `language` lacks, that nobody asks for, or that can't be said.

    A draft may lack words: see `draft_notes`. The language must be one of `known_languages`.
    """
    problems = [problem for file in FILES for problem in _check_file(file, language, own)]
    return problems if _is_draft(language, own) else [*_lacking(language, own), *problems]


def draft_notes(languages: Iterable[str], own: Path | None = None) -> list[str]:
    """Return what each draft among `languages` lacks, a sentence a file: no mistake of a draft."""
    return [
        f"{language}/{file}: a draft; words that are missing and said in English: {count}."
        for language in languages
        if _is_draft(language, own)
        for file in FILES
        if (count := _count_missing(file, language, own))
    ]


def _count_missing(file: str, language: str, own: Path | None) -> int:
    return len([*_missing_keys(read_words(file, COMPLETE), _own_words(file, language, own))])


def _is_draft(language: str, own: Path | None) -> bool:
    """Tell whether a language says that it is a draft, as far as that can be read."""
    try:
        return language != COMPLETE and bool(draft_words(language, own))
    except DataError:
        return False


def _own_words(file: str, language: str, own: Path | None) -> Sections:
    """Return the words of a language as far as it has them."""
    return _merge(_parse(path, path.stat().st_mtime_ns) for path in _paths(file, language, own))


def _in_english(found: Sections, english: Sections, *, apart: bool) -> Sections:
    """Return `found` with the English of what it lacks, each `apart` from words around it."""
    completed = dict(found)
    for section, words in english.items():
        own = {key: text for key, text in found.get(section, {}).items() if text}
        stems = {_stem(key) for key in own}
        lacking = {key: text for key, text in words.items() if _stem(key) not in stems}
        if apart:  # or full stops and brackets of English would stand on the wrong side
            lacking = {
                key: f"\u2068{text}\u2069" if " " in text else text for key, text in lacking.items()
            }
        completed[section] = lacking | own
    return completed


def _lacking(language: str, own: Path | None) -> Iterator[Problem]:
    """Yield the files and words that a finished language lacks."""
    for file in FILES:
        path = _folders(language, own)[-1] / file
        if not _paths(file, language, own):
            example = LOCALES / COMPLETE / file
            remedy = f"Copy that of another language, {example} say, and translate it."
            yield Problem(str(path), None, None, None, "the file is missing", remedy)
        elif language != COMPLETE and not _unreadable(file, language, own):
            yield from _missing(path, read_words(file, COMPLETE), _own_words(file, language, own))


def _folders(language: str, own: Path | None) -> list[Path]:
    """Return the folders of a language, the one that comes first last."""
    folders = [LOCALES / language, *([own / language] if own else [])]
    return [folder for folder in folders if folder.is_dir()]


def _paths(file: str, language: str, own: Path | None) -> list[Path]:
    paths = (folder / file for folder in _folders(language, own))
    return [path for path in paths if path.is_file()]


def _merge(layers: Iterable[Sections]) -> Sections:
    merged: dict[str, Mapping[str, str]] = {}
    for layer in layers:
        merged |= {name: {**merged.get(name, {}), **words} for name, words in layer.items()}
    return merged


@cache
def _parse(path: Path, _changed_ns: int) -> Sections:
    """Return the words of a file. Raises DataError when it can't be read."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        raw = _PARSERS[path.suffix](text)
    except (OSError, ValueError, KeyError, TypeError, csv.Error, RecursionError) as error:
        what = f"not {path.suffix[1:].upper()} in UTF-8, as the other languages have it: {error}"
        raise DataError(
            [Problem(str(path), None, None, None, what, "Correct what it names.")]
        ) from error
    return _sections(path, raw)


def _sections(path: Path, raw: object) -> Sections:
    """Return what was read by section. Raises DataError with all that isn't words."""
    table = raw if isinstance(raw, dict) else {"": raw}
    loose = {key: text for key, text in table.items() if not isinstance(text, dict)}
    sections = ({"": loose} if loose else {}) | {
        name: words for name, words in table.items() if isinstance(words, dict)
    }
    remedy = "Write it in quotes, as the other languages have it."
    problems = [
        Problem(str(path), None, _name(section, key), str(text), "not a text", remedy)
        for section, words in sections.items()
        for key, text in words.items()
        if not isinstance(text, str)
    ]
    if problems:
        raise DataError(problems)
    return sections


def _rows(text: str) -> dict[str, dict[str, str]]:
    rows = csv.DictReader(StringIO(text, newline=""))
    return {
        f"{row['layer']}/{row['field']}": {part: row[part] or "" for part in PARTS} for row in rows
    }


PARTS = ("alias", "description")
_PARSERS: dict[str, Any] = {".json": json.loads, ".toml": tomllib.loads, ".csv": _rows}


def _check_file(file: str, language: str, own: Path | None) -> Iterator[Problem]:
    unreadable = _unreadable(file, language, own)
    if unreadable:
        yield from unreadable
        return
    wanted = read_words(file, COMPLETE)
    for path in _paths(file, language, own):
        yield from _unfit(path, wanted, _parse(path, path.stat().st_mtime_ns))


def _unreadable(file: str, language: str, own: Path | None) -> list[Problem]:
    """Return why the words of a file can't be read."""
    try:
        _own_words(file, language, own)
    except DataError as error:
        return error.problems
    return []


def _missing(path: Path, wanted: Sections, found: Sections) -> Iterator[Problem]:
    for section, key in _missing_keys(wanted, found):
        words = wanted[section]
        english = words.get(key) or words.get(f"{key}.other", "")
        remedy = f"Add it: {english!r} in English." if english else "Add it."
        yield Problem(str(path), None, _name(section, key), None, "no words", remedy)


def _missing_keys(wanted: Sections, found: Sections) -> Iterator[tuple[str, str]]:
    """Yield section and key of the words that `found` lacks."""
    for section, words in wanted.items():
        have = {key for key, text in found.get(section, {}).items() if text}
        for key in dict.fromkeys(map(_stem, words)):
            if not {key, f"{key}.other"} & have and key not in _MAY_BE_EMPTY:
                yield section, key


def _unfit(path: Path, wanted: Sections, sections: Sections) -> Iterator[Problem]:
    """Yield the words of a file that nobody asks for, or that want values they aren't given."""
    for section, words in sections.items():
        given = _values_by_stem(wanted.get(section, {}))
        conditions = _conditions_by_stem(wanted.get(section, {}))
        for key, text in words.items():
            name = _name(section, key)
            if _stem(key) not in given:
                remedy = "Correct the key, or remove it."
                yield Problem(str(path), None, name, text, "nobody asks for these words", remedy)
            elif not _values(text) - set(TERMS) <= given[_stem(key)]:
                values = ", ".join(f"{{{value}}}" for value in sorted(given[_stem(key)]))
                what = "values in braces that it isn't given, or braces that don't pair"
                remedy = f"It is given: {values or 'none'}."
                yield Problem(str(path), None, name, text, what, remedy)
            elif not _conditions(text) <= conditions[_stem(key)]:
                names = ", ".join(sorted(conditions[_stem(key)]))
                what = "a condition in brackets that these words don't have"
                yield Problem(str(path), None, name, text, what, f"There are: {names or 'none'}.")
            elif key == _DIRECTION and text not in DIRECTIONS:
                remedy = (
                    f"Write {DIRECTIONS[0]}, or {DIRECTIONS[1]} for one written from the right."
                )
                yield Problem(str(path), None, name, text, "no direction of writing", remedy)


def _conditions_by_stem(words: Mapping[str, str]) -> dict[str, set[str]]:
    named: dict[str, set[str]] = {}
    for key, text in words.items():
        named.setdefault(_stem(key), set()).update(_conditions(text))
    return named


def _conditions(text: str) -> set[str]:
    """Return what a force must have, or not have, for parts of `text` to be said."""
    return set(_CONDITION_BEGINS.findall(text))


def _values_by_stem(words: Mapping[str, str]) -> dict[str, set[str]]:
    given: dict[str, set[str]] = {}
    for key, text in words.items():
        given.setdefault(_stem(key), set()).update(_values(text))
    return given


def _values(text: str) -> set[str]:
    """Return the values in braces that `text` wants; its braces, if they don't pair."""
    try:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        return {"{", "}"}


def _stem(key: str) -> str:
    """Return the key of a message without the form that it has for a count."""
    return _PLURAL.sub("", key)


def _name(section: str, key: str) -> str:
    return f"{section} {key}".strip()
