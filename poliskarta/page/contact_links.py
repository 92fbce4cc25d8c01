"""Cells with telephone numbers, e-mail and web addresses → their text, and what to link of it.

A cell may hold several, and words between them. What isn't certainly one stays plain text.
Telephone numbers are read by the package phonenumbers, as the country's own and the world's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from poliskarta.templating import is_link

Piece = tuple[str, str]
"""A piece of text, and the address that it links to, "" for none."""
_SHORT = re.compile(r"\d(?:[ -]?\d){1,5}")
_BETWEEN = re.compile(r"(\s*(?:[,;/|\n]|\b(?:or|and|eller|och|oder|und)\b)\s*)")
_EMAIL = re.compile(r"""([^\s,;<>()"':]+@[^\s,;<>()"']+\.[^\W\d_]{2,})""")
_APART = re.compile(r"([\s;]+|,\s*)")
_WEB = re.compile(r"https?://\S+", re.IGNORECASE)
_HOST = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,}(?::\d+)?(?:[/?#]\S*)?")


def contact_pieces(row: Mapping[str, Any], country: str) -> dict[str, list[Piece]]:
    """Return the pieces of the cells `phone`, `email` and `website`, those that aren't empty.

    The texts of a cell's pieces, put end to end, are the cell. `country` is an ISO code: numbers
    without a country's own are read as of it, and not linked where it is unknown.
    """
    cells = {name: str(row.get(name) or "").strip() for name in ("phone", "email", "website")}
    found = {
        "phone": list(_phone_pieces(cells["phone"], country)),
        "email": [(text, _mail_address(text)) for text in _EMAIL.split(cells["email"]) if text],
        "website": _web_pieces(cells["website"]),
    }
    return {name: pieces for name, pieces in found.items() if cells[name]}


def addresses(pieces: list[Piece], scheme: str = "") -> list[str]:
    """Return what the pieces link to, without `scheme`; each once."""
    return list(dict.fromkeys(href.removeprefix(scheme) for _, href in pieces if href))


def _phone_pieces(cell: str, country: str) -> Iterator[Piece]:
    if not cell:
        return
    import phonenumbers  # noqa: PLC0415

    known = country if country in phonenumbers.SUPPORTED_REGIONS else None
    end = 0
    for match in phonenumbers.PhoneNumberMatcher(cell, known):
        yield from _short_numbers(cell[end : match.start], known)
        uri = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.RFC3966)
        yield match.raw_string, uri
        end = match.end
    yield from _short_numbers(cell[end:], known)


def _short_numbers(text: str, country: str | None) -> Iterator[Piece]:
    """Return what stands beside the long numbers: short ones stand alone between separators.

    So that the 112 of "ext. 112" is nobody's emergency number.
    """
    for part in _BETWEEN.split(text):
        digits = re.sub(r"\D", "", part)
        is_short = country and _SHORT.fullmatch(part) and _is_short_number(digits, country)
        if part:
            yield part, f"tel:{digits}" if is_short else ""


def _is_short_number(digits: str, country: str) -> bool:
    import phonenumbers  # noqa: PLC0415

    number = phonenumbers.parse(digits, country)
    return phonenumbers.is_valid_short_number_for_region(number, country)


def _mail_address(text: str) -> str:
    return f"mailto:{quote(text, safe='@+')}" if _EMAIL.fullmatch(text) else ""


def _web_pieces(cell: str) -> list[Piece]:
    if _WEB.fullmatch(cell):
        return [(cell, cell)]
    return [(text, _web_address(text)) for text in _APART.split(cell) if text]


def _web_address(text: str) -> str:
    if _WEB.fullmatch(text) and is_link(text):
        return text
    return f"https://{text}" if _HOST.fullmatch(text) else ""
