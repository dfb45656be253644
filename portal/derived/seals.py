"""Sealing the trails: a chain of HMACs over what was committed, written by the worker alone.

The key lies outside the database (`ground/keys.py`), and each seal is also written to a file beside the key
(`seal_log.py`): who can write to the database alone can neither make a seal nor take one away unseen.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import peewee

from portal.database import database, engine, lock, write
from portal.derived import seal_log
from portal.ground import clock, settings
from portal.models import AuditEntry, AuditSeal, RecordAccess, Sequence

BATCH = 1000
GENESIS = "0" * 64
SETTLED_SECONDS = 5
KEYED = "hmac"


@dataclass(frozen=True)
class Trail:
    """What is sealed: its rows, how a fault calls them, and a row as values that say all of it."""

    model: Any
    called: str
    values: Callable[[Any], list[Any]]

    @property
    def table(self) -> str:
        return str(self.model._meta.table_name)


def _of_entry(row: AuditEntry) -> list[Any]:
    who = [row.actor_id, row.actor_name, row.action, row.subject_type, row.subject_id, row.branch_id]
    return [row.id, row.at.isoformat(), *who, row.words, row.changes, row.ip, row.request_id]


def _of_access(row: RecordAccess) -> list[Any]:
    what = [row.client, row.account_id, row.kind, row.field, row.reason, row.day.isoformat()]
    return [row.id, row.at.isoformat(), *what, row.sitting]


TRAILS: dict[str, Trail] = {
    "audit": Trail(AuditEntry, "audit", _of_entry),
    "access": Trail(RecordAccess, "reading", _of_access),
}


def line_of(values: list[Any]) -> bytes:
    """A row as one unmistakable line."""
    return (json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n").encode()


def digest_of(link: AuditSeal, rows: list[Any]) -> str:
    """The link over `rows`, chained to the one before; those of before the key are plain hashes."""
    lines = [line_of(TRAILS[link.trail].values(row)) for row in rows]
    if link.method != KEYED:
        return hashlib.sha256(b"".join([link.previous.encode(), *lines])).hexdigest()
    head = line_of([link.trail, link.first, link.last, link.count, link.previous, link.at.isoformat()])
    return hmac.new(settings.keys().seal_key.encode(), b"".join([head, *lines]), hashlib.sha256).hexdigest()


def seal() -> int:
    """Seal the committed rows that no seal covers yet, oldest first, and write the seals down. Answers how many rows.

    Rows of the last seconds wait, and on PostgreSQL those behind which a transaction may still commit a smaller id.
    """
    sealed = 0
    for name in TRAILS:
        with suppress(peewee.OperationalError):  # others write this very moment: in a minute there is another one
            upto = _committed(TRAILS[name])
            while done := _next(name, upto):
                sealed += done
    if AuditSeal.select().where(AuditSeal.method == KEYED).exists():
        seal_log.follow()
    return sealed


def _committed(trail: Trail) -> int:
    """The id up to which every row is there that will ever be."""
    with write():
        if engine() == "postgresql":
            database.execute_sql("SET LOCAL lock_timeout = '500ms'")
            database.execute_sql(f"LOCK TABLE {trail.table} IN SHARE MODE")
        return trail.model.select(peewee.fn.MAX(trail.model.id)).scalar() or 0


def _next(name: str, upto: int) -> int:
    """One more seal. Answers how many rows it covers."""
    model = TRAILS[name].model
    with write():
        Sequence.insert(name="seal", value=0).on_conflict_ignore().execute()
        lock(Sequence.select().where(Sequence.name == "seal"))
        before = AuditSeal.select().where(AuditSeal.trail == name).order_by(AuditSeal.last.desc()).first()
        settled = clock.now() - timedelta(seconds=SETTLED_SECONDS)
        query = model.select().where(model.id > (before.last if before else 0), model.id <= upto)
        rows = list(query.where(model.at <= settled).order_by(model.id).limit(BATCH))
        if not rows:
            return 0
        link = AuditSeal(trail=name, method=KEYED, first=rows[0].id, last=rows[-1].id, count=len(rows))
        link.previous = before.digest if before else GENESIS
        link.at = clock.now().replace(microsecond=0)  # type: ignore[assignment]
        link.digest = digest_of(link, rows)
        link.save(force_insert=True)
        return len(rows)


def faults() -> Iterator[str]:
    """A line for each seal that does not fit its rows or its predecessor, and for rows that cannot have come by
    themselves."""
    for name in TRAILS:
        yield from _chain(name)


def _chain(name: str) -> Iterator[str]:
    trail, previous, after, keyed = TRAILS[name], GENESIS, 0, False
    model = trail.model
    for link in AuditSeal.select().where(AuditSeal.trail == name).order_by(AuditSeal.last).iterator():
        said = f"{trail.called} seal {link.id}"
        above = model.id > after if after else True  # the first one: whatever lies before it was put there
        rows = list(model.select().where(above, model.id <= link.last).order_by(model.id))
        if link.previous != previous:
            yield f"{said}: does not follow the one before"
        if keyed and link.method != KEYED:
            yield f"{said}: made without the key"
        elif len(rows) != link.count or not hmac.compare_digest(digest_of(link, rows), link.digest):
            yield f"{said}: entries {link.first}–{link.last} were changed"
        elif link.method == KEYED and engine() == "sqlite" and link.last - after != link.count:
            yield f"{said}: {link.last - after - link.count} entries up to {link.last} were gone before it was made"
        previous, after, keyed = link.digest, link.last, keyed or link.method == KEYED
    yield from _loose(trail, after)


def _loose(trail: Trail, after: int) -> Iterator[str]:
    """Ids that nothing gave out, among the rows that no seal covers yet. SQLite gives each the next one; PostgreSQL
    leaves out those of transactions that failed, but gives none beyond its sequence."""
    model = trail.model
    last, count = (
        model.select(peewee.fn.MAX(model.id), peewee.fn.COUNT(model.id)).where(model.id > after).scalar(as_tuple=True)
    )
    if not count:
        return
    if engine() == "sqlite":
        if last - after != count:
            yield f"{trail.called} trail: {last - after - count} ids are missing between {after} and {last}"
        return
    sequence = database.execute_sql(f"SELECT pg_get_serial_sequence('{trail.table}', 'id')").fetchone()[0]
    given = database.execute_sql(f"SELECT last_value FROM {sequence}").fetchone()[0]  # noqa: S608 (its own name)
    if last > given:
        yield f"{trail.called} trail: entry {last} lies beyond its sequence, which stands at {given}"
