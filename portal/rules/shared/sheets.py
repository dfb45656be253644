"""Cells of files that leave the bank: no text is ever taken for a formula."""

from __future__ import annotations

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")


def guarded(text: str) -> str:
    """A text for a csv cell: one that a spreadsheet might run gets an apostrophe in front (CWE-1236)."""
    return f"'{text}" if text.lstrip(" \u3000").startswith(DANGEROUS) or text.startswith(DANGEROUS) else text
