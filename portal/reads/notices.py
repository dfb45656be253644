"""Somebody's notices."""

from __future__ import annotations

from portal.models.notices import Notice


def inbox(account_id: int, before: int | None = None, count: int = 30) -> tuple[list[Notice], bool]:
    """A page of somebody's notices, newest first, and whether there are older ones."""
    query = Notice.select().where(Notice.account == account_id).order_by(Notice.id.desc()).limit(count + 1)
    rows = list(query.where(Notice.id < before) if before else query)
    return rows[:count], len(rows) > count
