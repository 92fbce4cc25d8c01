"""The bytes of a text file → text: of a project's own file, and of one that somebody published.

A wrong guess would turn names into nonsense. Of a project's own file there is one guess only,
and it is told; of a published one the best, for a person to look at.
"""

from __future__ import annotations

import codecs
import logging
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
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
_CORRECT = 'Save it as "CSV UTF-8", or correct `encoding` in region.toml.'
_AGAIN = 'A part is missing or damaged: save it again, as "CSV UTF-8".'
_TOLD = 'Say which with --encoding (utf-8, cp949, gb18030, cp1251 …), or save it as "CSV UTF-8".'
_SHOWN = 3

# What stands in words of western Europe beside letters, and what may stand between words.
_SIGNS = set("\u2013\u2014\u2018\u2019\u201c\u201d\u201e«»…·•°§©®€£½¼¾²³\u00b4\u00a0\u00ad")
_ODD = re.compile(r"[^\x00-\x7f]")
_WORD = re.compile(r"[^\W\d_]*[^\x00-\x7f][^\W\d_]*")
_RUN = re.compile(r"[^\x00-\x7f]{3}")

# What may be odd among what isn't ASCII in a text of any script; what isn't odd: letters and their
# marks, digits, dashes, quotation marks, brackets, blanks; the wide signs of Chinese, Japanese and
# Korean texts lie above the last of the others.
_SELDOM = 0.1
_USUAL = {"Nd", "Pd", "Pi", "Pf", "Ps", "Pe", "Zs"}
_USUAL_SIGNS = "°№·…"
_WIDE = 0x3000


@dataclass(frozen=True)
class Decoded:
    """A text, the encoding that it was in, and whether that is certain or a guess."""

    text: str
    encoding: str
    certain: bool


def decode(path: Path, content: bytes, encoding: str = "") -> str:
    """Return the text of `content`, which `path` holds.

    A byte order mark decides, then the zero bytes of UTF-16 and UTF-32, then UTF-8 if it fits,
    then `encoding`. Without one it is taken for Windows-1252 if that gives words of western
    Europe: accented letters singly among plain ones. A warning shows some of them.

    Raises DataError when there is no such encoding, none that fits, or when it is no text.
    """
    marked = _marked(content)
    if marked:
        return _decode_as(path, content, marked, _AGAIN)
    if 0 in content:
        return _decode_zeros(path, content)
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


def detect(path: Path, content: bytes, country: str = "", encoding: str = "") -> Decoded:
    """Return the text of `content`, which `path` holds.

    `encoding` is what a person says; else the file's mark (BOM), UTF-8 and UTF-16 are certain,
    and the rest is a guess: what the spreadsheets of `country` write, if that gives letters and
    not signs, then what charset-normalizer makes of it.

    Raises DataError when it isn't text in `encoding`, or no encoding fits.
    """
    if encoding:
        return Decoded(_decode_as(path, content, encoding, _TOLD), encoding, certain=True)
    certain = next(_certain(content), None)
    if certain:
        return certain
    guess = next(_guesses(content, country), None)
    if guess is None:
        what = "its encoding can't be told: it is neither UTF-8 nor UTF-16"
        raise DataError([Problem(str(path), None, None, None, what, _TOLD)])
    return guess


def code_page(country: str) -> str:
    """Return the encoding that spreadsheets of `country` (ISO 3166) write; "" of no country."""
    if not country:
        return ""
    pages = _code_pages()
    return next((name for name, countries in pages.items() if country in countries), _GUESS)


def is_plausible(text: str) -> bool:
    """Tell whether what isn't ASCII in `text` are letters, as in names, and not stray signs."""
    others = [char for char in text if ord(char) > 127]  # noqa: PLR2004
    odd = [char for char in others if not _is_usual(char)]
    unknown = any(unicodedata.category(char) in {"Cc", "Cn", "Co", "Cs"} for char in odd)
    return not unknown and len(odd) <= _SELDOM * len(others)


def _decode_as(path: Path, content: bytes, encoding: str, remedy: str = _CORRECT) -> str:
    try:
        return content.decode(encoding).removeprefix("\ufeff")
    except LookupError:
        what = "no such encoding"
    except ValueError:  # a codec may raise more than UnicodeError
        what = f"not text in {encoding}"
    raise DataError([Problem(str(path), None, None, encoding, what, remedy)])


def _decode_zeros(path: Path, content: bytes) -> str:
    """Return what `content` says, which has zero bytes, in UTF-16 or UTF-32 without a mark."""
    for name in _wide_encodings(content):
        text = _try(content, name)
        # Read in a wrong one, there are no line breaks.
        if text is not None and "\0" not in text and {"\n", "\r"} & set(text):
            return text
    what = "holds zero bytes, as no text does"
    raise DataError([Problem(str(path), None, None, None, what, 'Save it as "CSV UTF-8".')])


def _is_western(text: str) -> bool:
    """Tell whether `text` reads as words of western Europe, not as signs and runs of accents."""
    if "\ufffd" in text or _RUN.search(text):
        return False
    odd = set(_ODD.findall(text))
    letters = {char for char in odd if unicodedata.category(char)[0] == "L"}
    return odd - letters <= _SIGNS


def _is_usual(char: str) -> bool:
    category = unicodedata.category(char)
    wide = ord(char) >= _WIDE and category[0] in "PS"
    return category[0] in "LM" or category in _USUAL or char in _USUAL_SIGNS or wide


def _marked(content: bytes) -> str:
    """Return the encoding that the byte order mark of `content` says, "" without one."""
    return next((name for mark, name in _MARKS if content.startswith(mark)), "")


def _certain(content: bytes) -> Iterator[Decoded]:
    marked = _marked(content)
    candidates = [marked] if marked else ["utf-8", *_wide_encodings(content)]
    for name in candidates:
        text = _try(content, name)
        if text is not None and "\0" not in text:
            yield Decoded(text, name, certain=True)


def _guesses(content: bytes, country: str) -> Iterator[Decoded]:
    for find in (lambda: code_page(country), lambda: _statistical_guess(content)):
        name = find()
        text = _try(content, name) if name else None
        if text is not None and is_plausible(text):
            yield Decoded(text, name, certain=False)


def _wide_encodings(content: bytes) -> list[str]:
    """Return the UTF-16 and UTF-32 that `content` may be, by where its zero bytes are."""
    zeros = [content[place:4000:4].count(0) for place in range(4)]
    if not any(zeros):
        return []
    first, second = zeros[0] + zeros[2], zeros[1] + zeros[3]
    little = second > first or (zeros[2] > zeros[0] and zeros[3] > zeros[0])
    ending = "le" if little else "be"
    return [f"utf-32-{ending}", f"utf-16-{ending}"]


def _statistical_guess(content: bytes) -> str:
    from charset_normalizer import from_bytes  # noqa: PLC0415  # not needed for most files

    best = from_bytes(content).best()
    return best.encoding if best else ""


def _try(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except (ValueError, LookupError):
        return None


@cache
def _code_pages() -> dict[str, list[str]]:
    file = resources.files("poliskarta.project") / "code_pages.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
