"""Who approves a plan, by what it costs (R9)."""

from __future__ import annotations


def for_head_office(budget_fen: int, limit_fen: int) -> bool:
    """Does a plan of this budget go to head office? Up to the limit, the limit too, the branch decides."""
    return budget_fen > limit_fen
