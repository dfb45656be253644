"""Whose requests one sees, the queue, and everything of one thread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import Expression, fn

from .. import clock
from ..errors import OutOfScope
from ..rules import clock as clock_rule
from ..rules.addresses import moment, row_id
from ..rules.codes import parse_request_number
from ..rules.requests import OPEN
from ..rules.roles import Role
from ..rules.visibility import WHOLE_BANK
from . import built
from .accounts import Account
from .actors import Actor
from .clients import Client
from .organisation import Branch, Staff, under
from .requests import Attachment, ClockMark, Request, RequestEntry
from .teams import Seat

PAGE = 30
LAST = "9999-12-31 00:00:00"
QUEUE_ROLES = (Role.MANAGER, Role.ADVISER, Role.SPECIALIST)


@dataclass
class RequestScope:
    """The requests an actor reaches: a client his own; staff those assigned to them, of clients they serve, and the
    branch's queue (those nobody has); a branch admin his branches; head office and auditors all."""

    actor: Actor

    def condition(self) -> Expression:
        actor = self.actor
        if actor.is_client:
            return Request.client == actor.client_id
        if actor.roles & WHOLE_BANK:
            return Request.id > 0
        found = Request.assignee == actor.staff_id
        if Role.BRANCH_ADMIN in actor.roles:
            found |= Request.branch.in_(_branches(actor, Role.BRANCH_ADMIN))
        if actor.roles & {*QUEUE_ROLES}:
            found |= Request.assignee.is_null() & Request.branch.in_(_branches(actor, *QUEUE_ROLES))
        if actor.roles & {Role.MANAGER, Role.ADVISER}:
            found |= Request.client.in_(
                Seat.select(Seat.client).where(
                    Seat.staff == actor.staff_id, Seat.until.is_null(), Seat.kind != "specialist"
                )
            )
        return found

    def by_number(self, number: str) -> Request:
        """The request of this number with its client. Raises OutOfScope."""
        exact = parse_request_number(number)
        found = exact and (
            Request.select(Request, Client, Staff, _filer()).join(Client).join_from(Request, Staff, "LEFT OUTER JOIN", on=(Request.assignee == Staff.id), attr="who")
            .where(Request.number == exact, self.condition()).get_or_none()
        )  # fmt: skip
        if not found:
            raise OutOfScope()
        return found


def _filer() -> Any:
    """The name of whoever filed it, when it was a colleague."""
    filer = Staff.alias("filer")
    return (
        Account.select(filer.name)
        .join(filer, on=(Account.staff == filer.id))
        .where(Account.id == Request.filed_by)
        .alias("filer_name")
    )


def _branches(actor: Actor, *roles: Role) -> Any:
    """A branch's queue is that of its whole sub-branch: outlets work from one queue."""
    paths = actor.paths(*roles)
    return Branch.select(Branch.id).where(under(Branch.path, paths))


@dataclass(frozen=True)
class RequestFilter:
    q: str = ""
    status: str = ""
    kind: str = ""
    overdue: bool = False
    mine: bool = False


@dataclass
class RequestPage:
    rows: list[Request]
    after: str | None
    counts: dict[str, int]


def request_page(scope: RequestScope, wanted: RequestFilter, after: str = "", size: int = PAGE) -> RequestPage:
    """A page of the queue: open ones by due time (paused ones last among them), then the finished ones by number.

    `after` is the cursor of the last row before.
    """
    finished = wanted.status in ("resolved", "closed", "withdrawn", "finished")
    actor = scope.actor
    if after or wanted.q:
        rows = list(_page(actor, wanted, finished, after, clock.now()).limit(size + 1))
    else:
        write = lambda: _page(actor.stand_in(), wanted, finished, "", built.NOW).limit(size + 1)  # noqa: E731
        rows = built.rows(("requests", actor.reach, wanted, size), write, actor.marks)
    more, rows = len(rows) > size, rows[:size]
    following = None
    if more:
        due = rows[-1].due_at.strftime("%Y-%m-%d %H:%M:%S") if rows[-1].due_at else LAST
        following = str(rows[-1].id) if finished else f"{due}~{rows[-1].id}"
    return RequestPage(rows, following, counts(scope))


def _listed() -> Any:
    """What a row of a list shows, not the thread's texts."""
    one = Request
    on = one.assignee == Staff.id
    chosen = (
        one.id,
        one.number,
        one.subject,
        one.status,
        one.kind,
        one.due_at,
        one.minutes,
        one.files,
        one.filed_at,
        one.staff_moved,
    )
    return (
        one.select(*chosen, Client.id, Client.name, Client.tier, Staff.id, Staff.name)
        .join(Client)
        .join_from(one, Staff, "LEFT OUTER JOIN", on=on, attr="who")
    )


def _page(actor: Actor, wanted: RequestFilter, finished: bool, after: str, now: datetime) -> Any:
    query = _listed().where(RequestScope(actor).condition(), *conditions(wanted, actor, now))
    if finished:
        query = query.order_by(Request.id.desc())
        last = row_id(after)
        return query.where(Request.id < last) if last else query
    key = fn.COALESCE(Request.due_at, LAST)
    start, _, text = after.rpartition("~")
    due, last = moment(start), row_id(text)
    if due and last:
        query = query.where((key > due) | ((key == due) & (Request.id > last)))
    return query.order_by(key, Request.id)


def just_moved(scope: RequestScope, count: int = 5) -> list[Request]:
    """Open requests in which the client wrote last, the latest first."""

    def query() -> Any:
        inside = RequestScope(scope.actor.stand_in()).condition()
        found = _listed().where(inside, Request.status.in_(("new", "taken")), ~Request.staff_moved)
        return found.order_by(Request.moved_at.desc(), Request.id.desc()).limit(count)

    return built.rows(("just moved", scope.actor.reach, count), query, scope.actor.marks)


def conditions(wanted: RequestFilter, actor: Actor, now: datetime) -> list[Any]:
    found: list[Any] = []
    if wanted.status == "open" or not wanted.status:
        found.append(Request.status.in_(sorted(OPEN)))
    elif wanted.status == "finished":
        found.append(Request.status.not_in(sorted(OPEN)))
    elif wanted.status != "all":
        found.append(Request.status == wanted.status)
    if wanted.kind:
        found.append(Request.kind == wanted.kind)
    if wanted.overdue:
        found += [Request.due_at < now, Request.status.in_(["new", "taken"])]
    if wanted.mine:
        found.append(Request.assignee == actor.staff_id)
    if wanted.q:
        number = parse_request_number(wanted.q)
        text = Request.subject.contains(wanted.q) | Client.name.contains(wanted.q)
        found.append(text | (Request.number == number) if number else text)
    return found


def counts(scope: RequestScope) -> dict[str, int]:
    """How many open requests in scope stand in which state, and how many of them are late."""

    def query() -> Any:
        late = fn.COUNT(Request.id).filter(Request.due_at < built.NOW)
        found = Request.select(Request.status, fn.COUNT(Request.id), late)
        inside = RequestScope(scope.actor.stand_in()).condition()
        return found.where(inside, Request.status.in_(sorted(OPEN))).group_by(Request.status).tuples()

    rows = built.rows(("request counts", scope.actor.reach), query, scope.actor.marks)
    found = {status: count for status, count, _late in rows}
    found["late"] = sum(late for status, _count, late in rows if status != "waiting")
    found["open"] = sum(count for _status, count, _late in rows)
    return found


@dataclass
class Chip:
    """The state of a request as it is shown: whose turn, which tone, working minutes left (negative: late)."""

    status: str
    tone: str
    left: int | None
    due_at: datetime | None


def chip(request: Request, marks: list[ClockMark] | None = None) -> Chip:
    """The chip of a row. Without the marks it is reckoned from the stored due moment, which the clock's rule wrote."""
    if request.status not in OPEN:
        return Chip(request.status, "done", None, None)
    if request.status == "waiting" or request.due_at is None:
        return Chip(request.status, "plain", None, None)
    from ..rules.workdays import working_minutes_between

    now = clock.now()
    left = working_minutes_between(now, request.due_at)
    late = request.due_at < now
    tone = "late" if late else "wait" if left * 4 < request.minutes else "info"
    return Chip(request.status, tone, min(left, -1) if late else left, request.due_at)


@dataclass
class Line:
    """One entry of a thread with its files."""

    entry: RequestEntry
    author: str
    by_client: bool
    files: list[Attachment]


@dataclass
class Thread:
    """A request's thread as one side may read it."""

    lines: list[Line]
    files: list[Attachment]
    state: clock_rule.ClockState
    reasons: list[clock_rule.Reason]


def thread_of(request: Request, for_client: bool) -> Thread:
    """Everything said (a client never gets notes or their files), the first files, and the clock: three statements."""
    entries = (
        RequestEntry.select(RequestEntry, Account.client, Account.person_name, Staff.name.alias("staff_name"), Client.name.alias("client_name"))
        .join_from(RequestEntry, Account, "LEFT OUTER JOIN").join_from(Account, Staff, "LEFT OUTER JOIN").join_from(Account, Client, "LEFT OUTER JOIN")
        .where(RequestEntry.request == request.id).order_by(RequestEntry.id)
    )  # fmt: skip
    files = Attachment.select().where(Attachment.request == request.id).order_by(Attachment.id)
    if for_client:
        entries = entries.where(RequestEntry.kind != "note")
        files = files.where(~Attachment.internal)
    attached: dict[int | None, list[Attachment]] = {}
    for file in files:
        attached.setdefault(file.entry_id, []).append(file)
    lines = []
    for row in entries.objects():
        name = row.person_name or row.staff_name or row.client_name or ""
        lines.append(Line(row, name, row.client is not None, attached.get(row.id, [])))
    marks = [
        clock_rule.ClockMark(m.kind, m.at, m.cause)
        for m in ClockMark.select().where(ClockMark.request == request.id).order_by(ClockMark.id)
    ]
    now = clock.now()
    state = clock_rule.reckon(marks, request.minutes, now)
    return Thread(lines, attached.get(None, []), state, clock_rule.explain(marks, request.minutes, now))
