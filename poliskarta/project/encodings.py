"""The bytes of a text file → text: Unicode, what region.toml says, or Windows-1252 if it must be.

A wrong guess would turn names into nonsense, so there is one guess only, and it is told.
"""

from __future__ import annotations

import codecs
import logging
import re
import unicodedata
from pathlib import Path

from poliskarta.errors import DataError, Problem

log = logging.getLogger("poliskarta")

# The longer marks first: that of UTF-32 begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_GUESS = "cp1252"
_SHOWN = 3

# What stands in words of western Europe beside letters, and what may stand between words.
_SIGNS = set("\u2013\u2014\u2018\u2019\u201c\u201d\u201e«»…·•°§©®€£½¼¾²³\u00b4\u00a0\u00ad")
_ODD = re.compile(r"[^\x00-\x7f]")
_WORD = re.compile(r"[^\W\d_]*[^\x00-\x7f][^\W\d_]*")
_RUN = re.compile(r"[^\x00-\x7f]{3}")


def decode(path: Path, content: bytes, encoding: str = "") -> str:
    """Return the text of `content`, which `path` holds.

    A byte order mark decides, then UTF-8 if it fits, then `encoding`. Without one it is taken
    for Windows-1252 if that gives words of western Europe: accented letters singly among plain
    ones. A warning shows some of them.

    Raises DataError when there is no such encoding, or none that fits.
    """
    for mark, name in _MARKS:
        if content.startswith(mark):
            return _decode_as(path, content, name)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if encoding:
        return _decode_as(path, content, encoding)
    text = content.decode(_GUESS, errors="replace")
    if not _is_western(text):
        remedy = 'Save it as "CSV UTF-8", or name its encoding in region.toml: encoding = "cp1251".'
        what = "not UTF-8, and its encoding can't be told"
        raise DataError([Problem(str(path), None, None, None, what, remedy)])
    words = list(dict.fromkeys(_WORD.findall(text)))[:_SHOWN]
    log.warning(
        "%s: read as Windows-1252, since it is not UTF-8: %s. If that is wrong, name the encoding "
        "in region.toml",
        path,
        ", ".join(words),
    )
    return text


def _decode_as(path: Path, content: bytes, encoding: str) -> str:
    remedy = 'Save it as "CSV UTF-8", or correct `encoding` in region.toml.'
    try:
        return content.decode(encoding)
    except LookupError:
        what = "no such encoding"
    except UnicodeError:
        what = f"not text in {encoding}"
    raise DataError([Problem(str(path), None, None, encoding, what, remedy)])


def _is_western(text: str) -> bool:
    """Tell whether `text` reads as words of western Europe, not as signs and runs of accents."""
    if "\ufffd" in text or _RUN.search(text):
        return False
    odd = set(_ODD.findall(text))
    letters = {char for char in odd if unicodedata.category(char)[0] == "L"}
    return odd - letters <= _SIGNS
