"""Reading one's inbox."""

from __future__ import annotations

from portal.database import write
from portal.ground import clock
from portal.models import Notice
from portal.reads.accounts.actors import Actor


def mark_read(actor: Actor, up_to: int) -> int:
    """Mark the own notices up to this one as read. Answers how many were unread."""
    with write():
        return (
            Notice.update(read_at=clock.now())
            .where(Notice.account == actor.account_id, Notice.read_at.is_null(), Notice.id <= up_to)
            .execute()
        )


def mark_one_read(actor: Actor, notice: int) -> None:
    with write():
        Notice.update(read_at=clock.now()).where(
            Notice.id == notice, Notice.account == actor.account_id, Notice.read_at.is_null()
        ).execute()
