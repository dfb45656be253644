"""Lines of a plan as one text: a row a line, its cells apart by tabs, which no typed cell can hold."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def packed(rows: Iterable[Iterable[Any]]) -> str:
    """Rows of cells as they are kept."""
    return "\n".join("\t".join(str(cell) for cell in row) for row in rows)


def unpacked(text: str, cells: int) -> list[tuple[str, ...]]:
    """The rows of a kept text, each with so many cells."""
    rows = (line.split("\t") for line in text.split("\n") if line)
    return [tuple((*row, *[""] * cells)[:cells]) for row in rows]
