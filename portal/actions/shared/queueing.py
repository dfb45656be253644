"""Putting a notice on its way through the channels, in the transaction of the deed. The worker sends it
(`actions/notices/sending.py`), and asks first whether it is still wanted; here nothing is looked up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from peewee import Value, fn

from portal.database import UtcField
from portal.ground import clock
from portal.models import Delivery, Notice
from portal.reads.notices import channels
from portal.rules.notices.kinds import CALL, HOOK, is_called

AT_ONCE = 500
Told = tuple[int, int, str, str]
"""Of a notice: its id, whose login, kind, path."""


def wanted(kinds: Iterable[str]) -> bool:
    """Is there any way out for these kinds?"""
    return any(channels.personal(kind) or channels.hooks(kind) for kind in {*kinds})


def queue(told: Iterable[Told]) -> None:
    """Notices that stand in inboxes go on through every channel that the bank has. One statement for up to 500."""
    now, rows, known = clock.now(), [], set()
    for notice, account, kind, path in told:
        start = channels.first_moment(kind, now)
        rows += [_row(channel, kind, now, start, notice=notice, account=account) for channel in channels.personal(kind)]
        if (kind, path) not in known:
            known.add((kind, path))
            rows += [_row(HOOK, kind, now, now, endpoint=one, path=path) for one in channels.hooks(kind)]
    _write(rows)


Said = tuple[int, str, str, Mapping[str, str]]
"""Of what a client without a login is told: who, kind, path, words."""


def queue_for_clients(told: Iterable[Said]) -> None:
    """The same for clients who have no login: without any channel somebody calls them. One statement for up to 500."""
    now, rows = clock.now(), []
    for client, kind, path, words in told:
        said = {"client": client, "path": path, "words": dict(words)}
        if ways := channels.personal(kind):
            start = channels.first_moment(kind, now)
            rows += [_row(channel, kind, now, start, **said) for channel in ways]
        elif is_called(kind):
            rows.append(_row(CALL, kind, now, now, state="call", **said))
    _write(rows)


@contextmanager
def queueing_written(kind: str, path: str, moment: datetime) -> Iterator[None]:
    """What is written to inboxes meanwhile, of this kind, address and moment, goes on its way as well: one statement a
    channel, however many there are."""
    ways, listening = channels.personal(kind), channels.hooks(kind)
    last = (Notice.select(fn.MAX(Notice.id)).scalar() or 0) if ways else 0
    yield
    start = UtcField().db_value(channels.first_moment(kind, moment))
    for channel in ways:
        found = Notice.select(
            *(Notice.id, Notice.account, Value(channel), Value(kind), Value(""), Value("waiting"), Value("")),
            *(Value(0), Value(False), Value(start), Value(""), Value(UtcField().db_value(moment))),
        ).where(Notice.id > last, Notice.kind == kind, Notice.path == path, Notice.at == moment)
        Delivery.insert_from(found, COLUMNS).execute()
    _write([_row(HOOK, kind, moment, moment, endpoint=one, path=path) for one in listening])


COLUMNS = (
    *(Delivery.notice, Delivery.account, Delivery.channel, Delivery.kind, Delivery.path, Delivery.state, Delivery.why),
    *(Delivery.attempts, Delivery.gathered, Delivery.next_attempt_at, Delivery.claimed_by, Delivery.created_at),
)


def _row(channel: str, kind: str, now: Any, start: Any, **values: Any) -> dict[str, Any]:
    empty = dict.fromkeys(("notice", "account", "client", "endpoint", "words"))
    always = {"channel": channel, "kind": kind, "created_at": now, "next_attempt_at": start}
    return {**empty, "path": "", "state": "waiting", **always, **values}


def _write(rows: list[dict[str, Any]]) -> None:
    for start in range(0, len(rows), AT_ONCE):
        Delivery.insert_many(rows[start : start + AT_ONCE]).execute()
