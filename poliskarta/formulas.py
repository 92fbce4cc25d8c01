"""Texts that a spreadsheet would run as formulas, and how they are made safe.

A spreadsheet takes a cell of a CSV file for a formula when it begins with = + - @, a tab or a
line break, and a formula may fetch and send what it likes. Names and notes come from many hands,
so such a text gets an apostrophe in front, which spreadsheets take for "this is text" (the advice
of OWASP's page on CSV injection). Excel in Swedish takes `;` and not `,` for the end of a cell,
and then no notice of our quotation marks, so the same holds after `;`, tab and line break.
Numbers are left alone: -5 is no formula.

In XLSX a cell says itself that it is text. There the text stays as it is, with the mark of the
same apostrophe ("quote prefix"), which keeps it a text when somebody edits the cell.
"""

from __future__ import annotations

import re

# OWASP names the full-width signs too: a spreadsheet in Japanese reads them as the plain ones.
_SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20"
_FORMULA = re.compile(rf"""(^|[;\t\r\n])(?=["\s]*[{_SIGNS}])|^(?=[\t\r\n])""")


def safe_text(text: str) -> str:
    """Return `text` with an apostrophe before what a spreadsheet would run as a formula.

    Doing so twice changes nothing more.
    """
    return _FORMULA.sub(r"\1'", text)


def is_formula(text: str) -> bool:
    """Tell whether a spreadsheet would run `text`, or a part of it, as a formula."""
    return _FORMULA.search(text) is not None
