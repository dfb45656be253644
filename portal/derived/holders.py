"""Who has each open request today: `holder` (nobody: the branch's queue) and `held_for`, for whom he stands in.

Work is addressed to a seat (`seat`) or was taken by, or given to, a person (`assignee`); rules/shared/holding.py says
whose it is. Lists read the answer from the row, so whatever changes seats, roles, leaving, absences or the request
itself brings it up to date here. A finished request keeps whoever had it when it was finished.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from peewee import fn

from portal.database import engine, write
from portal.ground import clock, steps
from portal.models import Client, Request, Seat, WorkerSign
from portal.models.requests import IS_OPEN
from portal.reads.organisation import tree
from portal.reads.requests.hands import Ground, away_on, ground_of
from portal.reads.requests.people import QUEUE_ROLES, people_over
from portal.rules.shared.holding import Held, behind

AT_ONCE = 500
NEWEST = 300
SIGN = "holders"
"""The worker's sign of the last day whose beginnings and endings were followed."""


def _open() -> Any:
    """What the rule asks of requests."""
    one = Request
    chosen = (one.id, one.number, one.branch, one.seat, one.assignee, one.holder, one.held_for)
    return one.select(*chosen, Client.id, Client.manager, Client.adviser).join(Client).order_by(one.id)


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


def of_a_new_one(client: Client) -> dict[str, Any]:
    """To whom what a client asks is addressed, and who has it: the columns of its row."""
    request = Request(client=client, branch=client.branch_id, seat="manager" if client.manager_id else "queue")
    held = ground_of([request]).holder(request)
    return {"seat": request.seat, "holder": held.staff, "held_for": held.instead_of}


def follow_clients(ids: Iterable[int]) -> int:
    """After seats of these clients changed. Call inside `write()`. Answers how many requests changed hands."""
    return _follow(Request.client.in_(list(ids)))


def follow_people(ids: Collection[int]) -> int:
    """After roles, absences or the leaving of these people. Call inside `write()`. Answers how many changed hands."""
    whose = sorted(behind(ids, away_on(clock.today())) | set(ids))
    theirs = Seat.select(Seat.client).where(
        Seat.staff.in_(whose), Seat.until.is_null(), Seat.kind.in_(["manager", "adviser"])
    )
    found = (Request.assignee.in_(whose)) | (Request.holder.in_(whose)) | Request.client.in_(theirs)
    return _follow(found)


def _follow(chosen: Any) -> int:
    query = _open().where(IS_OPEN, chosen)
    # held, so that what a deed of the same moment leaves is what is read
    rows = list(query if engine() == "sqlite" else query.for_update("FOR NO KEY UPDATE", of=Request))
    if not rows:
        return 0
    ground, moved = ground_of(rows), defaultdict(list)
    for row in rows:
        held = ground.holder(row)
        if (row.holder_id, row.held_for_id) != (held.staff, held.instead_of):
            moved[held].append(row.id)
    for held, ids in moved.items():
        for start in range(0, len(ids), AT_ONCE):
            part = Request.id.in_(ids[start : start + AT_ONCE])
            Request.update(holder=held.staff, held_for=held.instead_of).where(part).execute()
    return sum(map(len, moved.values()))


@steps.every_minute
def follow_the_day() -> int:
    """Once a day, as soon as it begins: roles, absences and leavings that begin or end by their dates. Each branch in a
    transaction of its own. Every minute the newest: what was filed in the very moment of a leaving. Answers how many
    requests changed hands.
    """
    moved = _follow_the_newest()
    sign = WorkerSign.get_or_none(WorkerSign.name == SIGN)
    if sign is not None and clock.local(sign.seen_at).date() >= clock.today():
        return moved
    for branch in tree.branch_tree():
        with write():
            moved += _follow(Request.branch == branch.id)
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
    newest = Request.select(fn.MAX(Request.id)).scalar() or 0
    with write():
        return _follow(Request.id > newest - NEWEST)


def faults() -> Iterator[str]:
    """Open requests that somebody else should have, and queues from which nobody takes."""
    ground, manned = Ground(None, away_on(clock.today())), {}
    after = 0
    while rows := list(_open().where(IS_OPEN, Request.id > after).limit(AT_ONCE)):
        for row in rows:
            held = ground.holder(row)
            if (row.holder_id, row.held_for_id) != (held.staff, held.instead_of):
                stands = f"staff {row.holder_id} (for {row.held_for_id})"
                yield f"request {row.number}: {stands} has it, the rule says {held.staff} (for {held.instead_of})"
            if held.staff is None:
                if row.branch_id not in manned:
                    manned[row.branch_id] = people_over(row.branch_id, QUEUE_ROLES).exists()
                if not manned[row.branch_id]:
                    yield f"request {row.number}: in a queue from which nobody takes"
        after = rows[-1].id
