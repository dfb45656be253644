"""Whoever was merged holds nothing any more: what pointed to him points to the record that he is in now."""

from __future__ import annotations

from collections.abc import Iterator

from portal.derived.proving import differing
from portal.reads.quality.merges import references

STAYS = frozenset({("consent", "client"), ("seat", "merged_from")})
"""What speaks of the merged record itself: answers that nobody rewrites, and from where a seat came."""


def faults() -> Iterator[str]:
    yield from differing(
        (
            f"client {{}} is merged, but {{}} rows of {one.table} hang on it",
            f'SELECT c.number, COUNT(*) FROM client c JOIN "{one.table}" t ON t."{one.column}" = c.id '  # noqa: S608
            "WHERE c.merged_into_id IS NOT NULL GROUP BY c.id, c.number ORDER BY c.id",
        )
        for one in references()
        if (one.table, one.field.name) not in STAYS
    )
