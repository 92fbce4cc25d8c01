"""Ids made of names, where a publisher gives none."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable


def slug(text: str) -> str:
    """Return `text` in lower case, its letters and digits joined by hyphens.

    Latin letters lose their accents, other scripts stay; "" of a text without either.
    """
    return "-".join(re.findall(r"[^\W_]+", _without_accents(text).casefold()))


def ascii_slug(text: str) -> str:
    """Return what is left of the slug of `text` in a-z, 0-9 and hyphens, "" if nothing is."""
    return "-".join(re.findall(r"[a-z0-9]+", slug(text)))


def distinct_slugs(texts: Iterable[str], otherwise: str) -> list[str]:
    """Return a slug of each text, `otherwise` of one that has none, twins numbered from 2."""
    seen: Counter[str] = Counter()
    result = []
    for text in texts:
        made = slug(text) or otherwise
        seen[made] += 1
        result.append(made if seen[made] == 1 else f"{made}-{seen[made]}")
    return result


def _without_accents(text: str) -> str:
    """Return `text` with Latin letters bare: the marks of other scripts are letters of theirs."""
    kept: list[str] = []
    for char in unicodedata.normalize("NFD", text):
        if not (unicodedata.combining(char) and kept and kept[-1].isascii()):
            kept.append(char)
    return unicodedata.normalize("NFC", "".join(kept))
