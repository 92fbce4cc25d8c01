"""Texts in several languages → HTML in the first one, and the catalogue of the others.

What is written here carries a number (`data-t`), under which the page's scripts find it in
the other languages. All words are escaped.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup, escape

from poliskarta.i18n import Texts, Words
from poliskarta.templating import is_link


class Catalogue:
    """The texts of one page, each written once, in the order in which they were met."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._numbers: dict[tuple[str | None, ...], int] = {}

    def translations(self) -> dict[str, list[str | None]]:
        """Return the texts in every language but the first; None where there is no such text."""
        others = self._words.languages[1:]
        return {
            language: [texts[number] for texts in self._numbers]
            for number, language in enumerate(others, start=1)
        }

    def element(self, tag: str, texts: Texts, **attributes: str) -> Markup:
        """Return an element with `texts` as its content."""
        plain = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
        number = self._number(texts)
        mark = "" if number is None else f' data-t="{number}"'
        inside = escape(self._first(texts))
        return Markup(f"<{tag}{plain}{mark}>{inside}</{tag}>")  # noqa: S704

    def span(self, texts: Texts) -> Markup:
        """Return `texts`, in an element of its own only where languages differ."""
        if self._number(texts) is None:
            return escape(self._first(texts))
        return self.element("span", texts)

    def attributes(self, **named: Texts) -> Markup:
        """Return attributes whose values are `named` texts (`aria_label` for aria-label)."""
        names = {name.replace("_", "-"): texts for name, texts in named.items()}
        written = [f' {name}="{escape(self._first(texts))}"' for name, texts in names.items()]
        numbers = {name: self._number(texts) for name, texts in names.items()}
        marks = " ".join(
            f"{name}:{number}" for name, number in numbers.items() if number is not None
        )
        return Markup("".join(written) + f' data-t-attributes="{marks}"')  # noqa: S704

    def _first(self, texts: Texts) -> str:
        return self._words.pick(texts, self._words.languages[0])

    def _number(self, texts: Texts) -> int | None:
        """Return the number of `texts`; None when they are the same in all languages."""
        values = tuple(texts.get(language) or None for language in self._words.languages)
        if len(set(values)) == 1:
            return None
        return self._numbers.setdefault(values, len(self._numbers))


def link(address: str, text: str) -> Markup:
    """Return a link to `address`, or only the text when nothing may be linked to."""
    shown = Markup("<bdi>{}</bdi>").format(text)
    if not is_link(address):
        return shown
    return Markup('<a href="{}" rel="noreferrer">{}</a>').format(address, shown)


def symbol(kind: Mapping[str, Any], *, approximate: bool = False, placed: bool = True) -> Markup:
    """Return the sign of a kind of office, as it stands on the map."""
    uses = [f"symbol-{kind['shape']}"]
    uses += ["symbol-approximate"] if approximate else []
    uses += ["symbol-unplaced"] if not placed else []
    inside = Markup("").join(Markup('<use href="#{}"/>').format(name) for name in uses)
    return Markup('<svg class="symbol {}" viewBox="0 0 32 32" aria-hidden="true">{}</svg>').format(
        kind["css"], inside
    )
