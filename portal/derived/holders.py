"""Who has each open request, follow-up call and next step today: `holder` (nobody: the branch's queue) and `held_for`,
for whom he stands in.

Work is addressed to a seat (`seat`) or was taken by, or given to, a person (`assignee`); rules/shared/holding.py says
whose it is. Lists read the answer from the row, so whatever changes seats, roles, leaving, absences or the work itself
brings it up to date here. What is finished keeps whoever had it when it was finished.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from peewee import fn

from portal.database import engine, write
from portal.ground import clock, steps
from portal.models import Client, FollowUp, NextStep, Request, Seat, WorkerSign
from portal.models.requests import IS_OPEN
from portal.reads.organisation import tree
from portal.reads.requests.hands import Ground, away_on, ground_of
from portal.reads.requests.people import QUEUE_ROLES, people_over
from portal.rules.accounts.roles import Role
from portal.rules.shared.holding import Held, behind

AT_ONCE = 500
NEWEST = 300
SIGN = "holders"
"""The worker's sign of the last day whose beginnings and endings were followed."""


@dataclass(frozen=True)
class Work:
    """A kind of work: which of it is open, to which person's name it may stand, and by whom the queue is taken from."""

    name: str
    model: Any
    is_open: Any
    person: Any
    takers: tuple[str, ...]
    columns: tuple[Any, ...]


REQUESTS = Work(
    "request", Request, IS_OPEN, Request.assignee, QUEUE_ROLES, (Request.number, Request.branch, Request.assignee)
)
FOLLOW_UPS = Work("follow-up", FollowUp, FollowUp.done_at.is_null(), None, (Role.BRANCH_ADMIN,), (FollowUp.complaint,))
NEXT_STEPS = Work(
    "next step", NextStep, NextStep.done_at.is_null(), NextStep.staff, (Role.BRANCH_ADMIN,), (NextStep.staff,)
)
EVERY = (REQUESTS, FOLLOW_UPS, NEXT_STEPS)


def _open(work: Work = REQUESTS) -> Any:
    """What the rule asks of a kind of work."""
    one = work.model
    chosen = (one.id, one.seat, one.holder, one.held_for, *work.columns)
    client = (Client.id, Client.number, Client.branch, Client.manager, Client.adviser)
    return one.select(*chosen, *client).join(Client, on=(one.client == Client.id)).order_by(one.id)


def of(request: Request) -> Held:
    """Whose a request is by the rule, now, open or not (nothing is written)."""
    (row,) = _open().where(Request.id == request.id)
    return ground_of([row]).holder(row)


def follow_one(request: Request) -> Held:
    """A request's row, and the one at hand, say whose it is. Call inside `write()` with the row held."""
    held = of(request)
    if (request.holder_id, request.held_for_id) != (held.staff, held.instead_of):
        request.holder_id, request.held_for_id = held.staff, held.instead_of
        Request.update(holder=held.staff, held_for=held.instead_of).where(Request.id == request.id).execute()
    return held


def follow_new(work: Work, ids: Collection[int]) -> int:
    """After rows of a kind of work were made. Call inside `write()`."""
    return _follow(work, work.model.id.in_(list(ids)))


def of_a_new_one(client: Client, seat: str = "manager") -> dict[str, Any]:
    """To whom what a client asks is addressed, and who has it: the columns of its row."""
    request = Request(client=client, branch=client.branch_id, seat=seat if client.manager_id else "queue")
    held = ground_of([request]).holder(request)
    return {"seat": request.seat, "holder": held.staff, "held_for": held.instead_of}


def follow_clients(ids: Iterable[int]) -> int:
    """After seats of these clients changed. Call inside `write()`. Answers how much work changed hands."""
    clients = list(ids)
    return sum(_follow(work, work.model.client.in_(clients)) for work in EVERY)


def follow_people(ids: Collection[int]) -> int:
    """After roles, absences or the leaving of these people. Call inside `write()`. Answers how much changed hands."""
    whose = sorted(behind(ids, away_on(clock.today())) | set(ids))
    theirs = Seat.select(Seat.client).where(
        Seat.staff.in_(whose), Seat.until.is_null(), Seat.kind.in_(["manager", "adviser"])
    )
    moved = 0
    for work in EVERY:
        found = work.model.holder.in_(whose) | work.model.client.in_(theirs)
        moved += _follow(work, found if work.person is None else work.person.in_(whose) | found)
    return moved


def _follow(work: Work, chosen: Any) -> int:
    query = _open(work).where(work.is_open, chosen)
    # held, so that what a deed of the same moment leaves is what is read
    rows = list(query if engine() == "sqlite" else query.for_update("FOR NO KEY UPDATE", of=work.model))
    if not rows:
        return 0
    ground, moved = ground_of(rows), defaultdict(list)
    for row in rows:
        held = ground.holder(row)
        if (row.holder_id, row.held_for_id) != (held.staff, held.instead_of):
            moved[held].append(row.id)
    for held, ids in moved.items():
        for start in range(0, len(ids), AT_ONCE):
            part = work.model.id.in_(ids[start : start + AT_ONCE])
            work.model.update(holder=held.staff, held_for=held.instead_of).where(part).execute()
    return sum(map(len, moved.values()))


@steps.every_minute
def follow_the_day() -> int:
    """Once a day, as soon as it begins: roles, absences and leavings that begin or end by their dates. Each branch in a
    transaction of its own. Every minute the newest: what was filed in the very moment of a leaving. Answers how much
    changed hands.
    """
    moved = _follow_the_newest()
    sign = WorkerSign.get_or_none(WorkerSign.name == SIGN)
    if sign is not None and clock.local(sign.seen_at).date() >= clock.today():
        return moved
    for branch in tree.branch_tree():
        with write():
            moved += _follow(REQUESTS, Request.branch == branch.id)
            moved += sum(_follow(work, Client.branch == branch.id) for work in EVERY[1:])
    with write():
        WorkerSign.insert(name=SIGN, seen_at=clock.now()).on_conflict(
            conflict_target=[WorkerSign.name], update={WorkerSign.seen_at: clock.now()}
        ).execute()
    return moved


def _follow_the_newest() -> int:
    """Where writers work side by side, a filing and a leaving of one moment do not see each other; SQLite has one
    writer at a time."""
    if engine() == "sqlite":
        return 0
    moved = 0
    for work in EVERY:
        newest = work.model.select(fn.MAX(work.model.id)).scalar() or 0
        with write():
            moved += _follow(work, work.model.id > newest - NEWEST)
    return moved


def faults() -> Iterator[str]:
    """Open work that somebody else should have, and queues from which nobody takes."""
    ground = Ground(None, away_on(clock.today()))
    for work in EVERY:
        yield from _faults(work, ground)


def _faults(work: Work, ground: Ground) -> Iterator[str]:
    manned: dict[int, bool] = {}
    after = 0
    while rows := list(_open(work).where(work.is_open, work.model.id > after).limit(AT_ONCE)):
        for row in rows:
            held = ground.holder(row)
            called = f"request {row.number}" if work is REQUESTS else f"{work.name} {row.id} of {row.client.number}"
            if (row.holder_id, row.held_for_id) != (held.staff, held.instead_of):
                stands = f"staff {row.holder_id} (for {row.held_for_id})"
                yield f"{called}: {stands} has it, the rule says {held.staff} (for {held.instead_of})"
            if held.staff is None:
                branch = getattr(row, "branch_id", None) or row.client.branch_id
                if branch not in manned:
                    manned[branch] = people_over(branch, work.takers).exists()
                if not manned[branch]:
                    yield f"{called}: in a queue from which nobody takes"
        after = rows[-1].id
