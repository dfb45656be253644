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

from portal.database import among, engine, write
from portal.derived import recusals
from portal.ground import clock, steps
from portal.models import Client, Complaint, ComplaintAbout, FollowUp, NextStep, Request, Seat, WorkerSign
from portal.models.requests import IS_OPEN, IS_OPEN_COMPLAINT
from portal.reads.accounts.recusal import about_of, concerned
from portal.reads.organisation import tree
from portal.reads.requests.hands import Ground, away_on, branch_of, ground_of
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
    "request",
    Request,
    IS_OPEN,
    Request.assignee,
    QUEUE_ROLES,
    (Request.number, Request.branch, Request.assignee, Request.kind),
)
FOLLOW_UPS = Work(
    "follow-up",
    FollowUp,
    FollowUp.done_at.is_null(),
    None,
    (Role.BRANCH_ADMIN,),
    (FollowUp.complaint, FollowUp.ref),
)
NEXT_STEPS = Work(
    "next step", NextStep, NextStep.done_at.is_null(), NextStep.staff, (Role.BRANCH_ADMIN,), (NextStep.staff,)
)
EVERY = (REQUESTS, FOLLOW_UPS, NEXT_STEPS)


def _open(work: Work = REQUESTS) -> Any:
    """What the rule asks of a kind of work."""
    one = work.model
    chosen = (one.id, one.seat, one.holder, one.held_for, *work.columns)
    client = (Client.id, Client.number, Client.branch, Client.manager, Client.adviser)
    how = "LEFT OUTER JOIN" if work is REQUESTS else "INNER JOIN"  # who complains may be no client
    return one.select(*chosen, *client).join(Client, how, on=(one.client == Client.id)).order_by(one.id)


def of(request: Request) -> Held:
    """Whose a request is by the rule, now, open or not (nothing is written)."""
    (row,) = _open().where(Request.id == request.id)
    return ground_of([row]).holder(row)


def follow_one(request: Request) -> Held:
    """A request's row, and the one at hand, say whose it is. Call inside `write()` with the row held."""
    (row,) = _open().where(Request.id == request.id)
    ground = ground_of([row])
    held = ground.holder(row)
    _handled_by(ground, [row])
    if (request.holder_id, request.held_for_id) != (held.staff, held.instead_of):
        request.holder_id, request.held_for_id = held.staff, held.instead_of
        Request.update(holder=held.staff, held_for=held.instead_of).where(Request.id == request.id).execute()
    return held


def follow_about(request: Request) -> None:
    """After it was said whom a complaint is about: who has it and the calls that follow it, which branch handles it;
    whom it concerns now was never told of it. Call inside `write()` with the row held."""
    follow_one(request)
    _follow(FOLLOW_UPS, FollowUp.complaint & (FollowUp.ref == request.number))
    recusals.forget([request.id])


def _handled_by(ground: Ground, rows: list[Any]) -> None:
    """The records of complaints say which branch handles each."""
    by_branch: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        if row.kind == "complaint":
            by_branch[ground.level(row)].append(row.id)
    for branch, ids in by_branch.items():
        for start in range(0, len(ids), AT_ONCE):
            part = Complaint.request.in_(ids[start : start + AT_ONCE])
            Complaint.update(branch=branch).where(part, Complaint.branch != branch).execute()


def follow_new(work: Work, ids: Collection[int]) -> int:
    """After rows of a kind of work were made. Call inside `write()`."""
    return _follow(work, work.model.id.in_(list(ids)))


def of_a_new_one(client: Client | None, seat: str = "manager") -> dict[str, Any]:
    """To whom what a client asks is addressed, and who has it: the columns of its row. Of nobody: the queue."""
    if client is None:
        return {"seat": "queue", "holder": None, "held_for": None}
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
    recusals.follow_people(ids)
    for work in EVERY:
        found = work.model.holder.in_(whose) | work.model.client.in_(theirs)
        if work is not NEXT_STEPS:  # who leads whom may have changed, or who of a branch is left: these are few
            found |= _after_a_complaint(work)
        moved += _follow(work, found if work.person is None else work.person.in_(whose) | found)
    return moved


def _after_a_complaint(work: Work) -> Any:
    """Complaints that name somebody, and calls after such."""
    named = Complaint.select(Complaint.request).join(ComplaintAbout)
    if work is REQUESTS:
        return IS_OPEN_COMPLAINT & Request.id.in_(named)
    numbers = Request.select(Request.number).where(Request.id.in_(named))
    return FollowUp.complaint & FollowUp.ref.in_(numbers)


def _follow(work: Work, chosen: Any) -> int:
    query = _open(work).where(work.is_open, chosen)
    # held, so that what a deed of the same moment leaves is what is read
    rows = list(query if engine() == "sqlite" else query.for_update("FOR NO KEY UPDATE", of=work.model))
    if not rows:
        return 0
    ground, moved = ground_of(rows), defaultdict(list)
    if work is REQUESTS:
        _handled_by(ground, rows)
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
    yield from _recused()


def _recused() -> Iterator[str]:
    """Complaints, and calls after such, in the hands of somebody whom they concern."""
    held = Request.select(Request.id, Request.number, Request.holder, Request.held_for)
    for row in held.where(IS_OPEN_COMPLAINT, _after_a_complaint(REQUESTS)).order_by(Request.id):
        about = about_of(row.id)
        for person in sorted(concerned(about) & row.hands):
            yield f"request {row.number}: staff {person} has it, whom the complaint concerns"
    calls = FollowUp.select(FollowUp.id, FollowUp.holder, FollowUp.held_for, Request.id).join(
        Request, on=(Request.number == FollowUp.ref), attr="after"
    )
    for row in calls.where(FollowUp.done_at.is_null(), _after_a_complaint(FOLLOW_UPS)).order_by(FollowUp.id):
        for person in sorted(concerned(about_of(row.after.id)) & {row.holder_id, row.held_for_id}):
            yield f"follow-up {row.id}: staff {person} has it, whom the complaint before it concerns"


def _faults(work: Work, ground: Ground) -> Iterator[str]:
    manned: dict[tuple[int, tuple[str, ...]], bool] = {}
    after = 0
    while rows := list(_open(work).where(work.is_open, work.model.id > after).limit(AT_ONCE)):
        ground.know(rows)
        if work is REQUESTS:
            yield from _handled_elsewhere(ground, rows)
        for row in rows:
            held = ground.holder(row)
            called = f"request {row.number}" if work is REQUESTS else f"{work.name} {row.id} of {row.client.number}"
            if (row.holder_id, row.held_for_id) != (held.staff, held.instead_of):
                stands = f"staff {row.holder_id} (for {row.held_for_id})"
                yield f"{called}: {stands} has it, the rule says {held.staff} (for {held.instead_of})"
            if held.staff is None and not _taken_from(ground, row, work, manned):
                yield f"{called}: in a queue from which nobody takes"
        after = rows[-1].id


def _handled_elsewhere(ground: Ground, rows: list[Any]) -> Iterator[str]:
    """Records of complaints that name another branch than the one that is to handle it."""
    complaints = {row.id: row for row in rows if row.kind == "complaint"}
    query = Complaint.select(Complaint.request, Complaint.branch).where(among(Complaint.request, sorted(complaints)))
    for request, branch in query.tuples() if complaints else ():
        said = ground.level(complaints[request])
        if branch != said:
            yield f"complaint {complaints[request].number}: branch {branch} has it, the rule says {said}"


def _taken_from(ground: Ground, row: Any, work: Work, manned: dict[tuple[int, tuple[str, ...]], bool]) -> bool:
    """Does anybody take from the queue in which this lies?"""
    complaint = ground.complaint_of(row)
    if complaint and complaint in ground.neutral.abouts:
        return bool(ground.neutral.level(complaint, tree.path_of(branch_of(row)))[1])
    key = (branch_of(row), work.takers)
    if key not in manned:
        manned[key] = people_over(*key).exists()
    return manned[key]
