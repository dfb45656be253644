"""Cells of files that leave the bank: no text is ever taken for a formula."""

from __future__ import annotations

DANGEROUS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
"""The full-width signs, too: spreadsheets of this part of the world take them for the narrow ones."""


def guarded(text: str) -> str:
    """A text for a csv cell: one that a spreadsheet might run gets an apostrophe in front (CWE-1236)."""
    return f"'{text}" if text.lstrip(" \u3000").startswith(DANGEROUS) or text.startswith(DANGEROUS) else text


def unguarded(text: str) -> str:
    """A cell as it was before `guarded`: a file of ours that comes back says what it said."""
    return text[1:] if text.startswith("'") and guarded(text[1:]) == text else text
