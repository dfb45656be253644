"""Whose a delivery is for the moment: claimed with a lease, finished with a result.

A worker that dies leaves its claims to the lease; the next one on the same machine frees them at once. So what it had
just handed over may go out once more, under the same name (docs/decisions/outbox.md).
"""

from __future__ import annotations

import os
import platform
import secrets
from datetime import datetime, timedelta

from portal.database import engine, write
from portal.ground import clock
from portal.models import Delivery
from portal.models.outbox import IS_WAITING

LEASE = timedelta(minutes=3)
MARGIN = timedelta(seconds=60)
"""So long before its end a lease is not begun with any more: the longest sending fits into it."""
AT_ONCE = 20


_ours_alone: dict[int, str] = {}


def me() -> str:
    """Machine, process, and a word of its own: a number comes again, after a start or in another container."""
    number = os.getpid()
    word = _ours_alone.setdefault(number, secrets.token_hex(4))
    return f"{platform.node()[:56]}:{number}:{word}"


def free_of_the_dead() -> None:
    """What a process of this machine had that is gone, or that had our number before us, is free."""
    names = Delivery.select(Delivery.claimed_by).distinct().where(IS_WAITING, Delivery.claimed_until.is_null(False))
    gone = [name for (name,) in names.tuples() if _is_gone(name)]
    if gone:
        with write():
            held = Delivery.update(claimed_until=None, claimed_by="")
            held.where(IS_WAITING, Delivery.claimed_by.in_(gone)).execute()


def _is_gone(name: str) -> bool:
    machine, process, word = ("", *name.rsplit(":", 2))[-3:]
    if machine != platform.node()[:56] or not process.isdigit() or name == me():
        return False
    if int(process) == os.getpid():
        return word != me().rpartition(":")[2]
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def claim() -> list[Delivery]:
    """The next ones that are due and nobody's, the longest due first; they are ours until the lease ends."""
    now = clock.now()
    free = Delivery.claimed_until.is_null() | (Delivery.claimed_until < now)
    query = Delivery.select().where(IS_WAITING, Delivery.next_attempt_at <= now, free)
    query = query.order_by(Delivery.next_attempt_at, Delivery.id).limit(AT_ONCE)
    with write():
        rows = list(query if engine() == "sqlite" else query.for_update("FOR UPDATE SKIP LOCKED"))
        if rows:
            until, name = now + LEASE, me()
            Delivery.update(claimed_until=until, claimed_by=name).where(
                Delivery.id.in_([one.id for one in rows])
            ).execute()
            for row in rows:
                row.claimed_until, row.claimed_by = until, name
    return rows


def take(row: Delivery) -> bool:
    """What nobody has is ours as well: it goes out with another one. Answers whether it is; another worker may have
    been quicker."""
    now = clock.now()
    free = Delivery.claimed_until.is_null() | (Delivery.claimed_until < now) | (Delivery.claimed_by == me())
    with write():
        ours = Delivery.update(claimed_until=now + LEASE, claimed_by=me())
        return bool(ours.where(Delivery.id == row.id, IS_WAITING, free).execute())


def holds(row: Delivery) -> bool:
    """Is there time enough in the lease to begin with it?"""
    return row.claimed_until is not None and clock.now() + MARGIN < row.claimed_until


def release(rows: list[Delivery]) -> None:
    """What was not begun is free again."""
    if rows:
        with write():
            free = Delivery.update(claimed_until=None, claimed_by="")
            free.where(_ours([one.id for one in rows])).execute()


def _ours(ids: list[int]):  # type: ignore[no-untyped-def]
    return Delivery.id.in_(ids) & (Delivery.claimed_by == me()) & (Delivery.state == "waiting")


def finish(rows: list[Delivery], state: str, why: str = "") -> None:
    """It is over: sent, dropped, failed, or somebody calls. What another worker has meanwhile is left to it."""
    with write():
        over = Delivery.update(
            state=state,
            why=why,
            attempts=Delivery.attempts + (state in ("sent", "failed")),
            ended_at=None if state == "call" else clock.now(),
            claimed_until=None,
            claimed_by="",
        )
        over.where(_ours([one.id for one in rows])).execute()


def put_off(
    rows: list[Delivery], moment: datetime, why: str = "", *, tried: bool = False, gathered: bool = False
) -> None:
    """Not before `moment`; `tried`: it failed and counts."""
    with write():
        values = {"gathered": True} if gathered else {}
        later = Delivery.update(
            next_attempt_at=moment,
            why=why,
            attempts=Delivery.attempts + int(tried),
            claimed_until=None,
            claimed_by="",
            **values,
        )
        later.where(_ours([one.id for one in rows])).execute()
