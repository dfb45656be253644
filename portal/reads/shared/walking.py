"""Pages over several parts that each walk an index of their own (DESIGN.md, "Lists"): a range over a branch path comes
back unsorted, one scan for each branch does not.
"""

from __future__ import annotations

from typing import Any

MOST_PIECES = 64
"""Into more parts no list is split: their text would cost more than they save."""


def merged(parts: list[Any], down: bool, limit: int) -> tuple[str, list[Any]]:
    """SQL and parameters of the first `limit` (id, k) over `parts`: queries of (id, k) that do not overlap.

    Each part is put into the order of k and id and cut at `limit` by itself, so only that many of each are merged.
    """
    pieces, params = [], []
    for number, part in enumerate(parts):
        ident, key = part.selected_columns
        key = key.unalias()
        part = part.order_by(key.desc(), ident.desc()) if down else part.order_by(key, ident)
        sql, values = part.limit(limit).sql()
        pieces.append(f"SELECT * FROM ({sql}) AS p{number}")  # noqa: S608
        params += values
    way = "DESC" if down else "ASC"
    return f"SELECT id, k FROM ({' UNION ALL '.join(pieces)}) AS u ORDER BY k {way}, id {way} LIMIT {limit}", params  # noqa: S608
