"""Sealing the audit trail: a hash chain over what was committed, written by the worker alone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import timedelta

from portal.database import lock, write
from portal.ground import clock
from portal.models import AuditEntry, AuditSeal, Sequence

BATCH = 1000
GENESIS = "0" * 64
SETTLED_SECONDS = 5


def digest_of(previous: str, entries: Iterable[AuditEntry]) -> str:
    """The link over `entries`, chained to the one before."""
    hasher = hashlib.sha256(previous.encode())
    for entry in entries:
        hasher.update(canonical(entry).encode())
    return hasher.hexdigest()


def canonical(entry: AuditEntry) -> str:
    """An entry as one unmistakable line."""
    return (
        json.dumps(
            [
                entry.id,
                entry.at.isoformat(),
                entry.actor_id,
                entry.actor_name,
                entry.action,
                entry.subject_type,
                entry.subject_id,
                entry.branch_id,
                entry.words,
                entry.changes,
                entry.ip,
                entry.request_id,
            ],
            ensure_ascii=False,
            sort_keys=True,
            separators=(",", ":"),
        )
        + "\n"
    )


def seal() -> int:
    """Seal the committed entries that no seal covers yet, oldest first. Answers how many.

    Entries of the last seconds wait: a slower transaction may still commit a smaller id.
    """
    sealed = 0
    while True:
        with write():
            Sequence.insert(name="seal", value=0).on_conflict_ignore().execute()
            lock(Sequence.select().where(Sequence.name == "seal"))
            last = AuditSeal.select().order_by(AuditSeal.last.desc()).first()
            settled = clock.now() - timedelta(seconds=SETTLED_SECONDS)
            entries = list(
                AuditEntry.select()
                .where(AuditEntry.id > (last.last if last else 0), AuditEntry.at <= settled)
                .order_by(AuditEntry.id)
                .limit(BATCH)
            )
            if not entries:
                return sealed
            AuditSeal.create(
                first=entries[0].id,
                last=entries[-1].id,
                count=len(entries),
                previous=last.digest if last else GENESIS,
                digest=digest_of(last.digest if last else GENESIS, entries),
                at=clock.now(),
            )
            sealed += len(entries)


def faults() -> Iterator[str]:
    """A line for each seal that does not fit its entries or its predecessor."""
    previous = GENESIS
    for link in AuditSeal.select().order_by(AuditSeal.last).iterator():
        entries = list(AuditEntry.select().where(AuditEntry.id.between(link.first, link.last)).order_by(AuditEntry.id))
        if link.previous != previous:
            yield f"audit seal {link.id}: does not follow the one before"
        if len(entries) != link.count or digest_of(link.previous, entries) != link.digest:
            yield f"audit seal {link.id}: entries {link.first}–{link.last} were changed"
        previous = link.digest
