"""How the system is: the worker's signs of life, and the background work of the last days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import fn

from portal.ground import clock
from portal.models.accounts import Account
from portal.models.administration.tasks import Task, WorkerSign
from portal.models.organisation import Staff
from portal.reads.administration.worker import worker_seen

DAYS = 7
"""For so long background work that is over is counted."""
PAGE = 50
STATES = ("queued", "running", "failed", "cancelled", "done")


@dataclass(frozen=True)
class Health:
    """`seen`: the worker's last sign of life; `night`: when the last night's work began; `alive`: he was seen lately.
    `counts`: state → pieces of background work."""

    alive: bool
    seen: datetime | None
    night: datetime | None
    counts: dict[str, int]


def health() -> Health:
    """Three statements."""
    signs = dict(WorkerSign.select(WorkerSign.name, WorkerSign.seen_at).tuples())
    query = Task.select(Task.state, fn.COUNT(Task.id)).where(Task.state.in_(STATES), _lately()).group_by(Task.state)
    counts = {**dict.fromkeys(STATES, 0), **dict(query.tuples())}
    return Health(worker_seen(), max(signs.values(), default=None), signs.get("night"), counts)


def _lately() -> Any:
    return Task.ended_at.is_null() | (Task.ended_at >= clock.now() - clock.days(DAYS))


def work(state: str = "", after: int = 0) -> tuple[list[Task], int]:
    """A page of the same pieces of work, the newest first, with who began each (`row.begun_by`); the id after which the
    next page begins, 0 for none."""
    query = (
        Task.select(Task, Staff.name.alias("begun_by"))
        .join(Account, "LEFT OUTER JOIN")
        .join(Staff, "LEFT OUTER JOIN", on=(Account.staff == Staff.id))
        .where(_lately())
        .order_by(Task.id.desc())
        .limit(PAGE + 1)
    )
    if state in STATES:
        query = query.where(Task.state == state)
    if after:
        query = query.where(Task.id < after)
    rows = list(query.objects())
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else 0
