"""Somebody's notices."""

from __future__ import annotations

from portal.models.notices import Notice
from portal.reads.accounts import recusal
from portal.reads.accounts.actors import Actor


def inbox(reader: Actor, before: int | None = None, count: int = 30) -> tuple[list[Notice], bool]:
    """A page of somebody's notices, newest first, and whether there are older ones; of a complaint that has come to
    concern him none."""
    mine = (Notice.account == reader.account_id, *recusal.notices(reader))
    query = Notice.select().where(*mine).order_by(Notice.id.desc()).limit(count + 1)
    rows = list(query.where(Notice.id < before) if before else query)
    return rows[:count], len(rows) > count


def unread_of(reader: Actor) -> int:
    """How many of them he has not read. One statement."""
    mine = (Notice.account == reader.account_id, Notice.read_at.is_null(), *recusal.notices(reader))
    return Notice.select().where(*mine).count()  # type: ignore[no-any-return]
