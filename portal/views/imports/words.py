"""Small words of the pages of imports: numbers of addresses, what columns are called."""

from __future__ import annotations

from typing import Any

from portal.forms.imports import COLUMNS


def number(text: Any) -> int:
    """A number of the address; 0 for anything else."""
    return int(text) if text and str(text).isascii() and str(text).isdigit() and len(str(text)) < 10 else 0


def column(name: str, table: str = "") -> str:
    return str(COLUMNS.get(f"{table}.{name}") or COLUMNS.get(name, name))
