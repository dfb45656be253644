"""How proofs read the tables: statements that find what differs, and rows some at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from portal.database import database

AT_ONCE = 500

Comparisons = Iterable[tuple[str, str]]
"""Sentences, and the statement that finds what does not fit: its columns fill the sentence, it is empty where all is
well. The texts of SQL hold names of our own tables and nothing that was typed."""


def differing(comparisons: Comparisons) -> Iterator[str]:
    """A line for each row that the statements find."""
    for sentence, sql in comparisons:
        for row in database.execute_sql(sql):
            yield sentence.format(*row)


def in_parts(model: Any, columns: list[Any]) -> Iterator[list[dict[str, Any]]]:
    """Rows of a table by id, some at a time."""
    after = 0
    while rows := list(model.select(*columns).where(model.id > after).order_by(model.id).limit(AT_ONCE).dicts()):
        yield rows
        after = rows[-1]["id"]
