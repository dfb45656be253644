"""Numbers of accounts, cards, loans and contracts as they are compared."""

from __future__ import annotations

import re
import unicodedata

_MARKS = "'`’‘＇"
_BETWEEN = re.compile(r"[\s\-‐-―]")


LEAST = 12
"""A shorter number with dashes is written so by whoever gave it out: 2024-001."""


def plain_number(text: str) -> str:
    """`6217 9400-1234 0007` and `'6217940012340007` as 6217940012340007: without groups and without the mark that saves
    it from a spreadsheet."""
    told = unicodedata.normalize("NFKC", text.strip()).lstrip(_MARKS)
    digits = _BETWEEN.sub("", told)
    return digits if digits.isdigit() and len(digits) >= LEAST else told
