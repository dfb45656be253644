"""Whose requests one sees, and everything of one thread (the queue: `request_queue.py`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.ground import clock
from portal.ground.i18n import gettext as _
from portal.ground.i18n import named
from portal.models.accounts import Account
from portal.models.clients.client import Client
from portal.models.organisation import Staff
from portal.models.requests import Attachment, ClockMark, Request, RequestEntry
from portal.reads import reference
from portal.rules.requests import OPEN
from portal.rules.shared import case_clock
from portal.rules.shared.workdays import working_minutes_between

WEEK = 7
"""Days before its end from which a complaint's clock is marked."""
AWAY = Staff.alias("away")


@dataclass
class Chip:
    """The state of a request as it is shown: whose turn, which tone, working minutes left (negative: late). Of a
    complaint the calendar `days` left."""

    status: str
    tone: str
    left: int | None
    due_at: datetime | None
    days: int | None = None


def _of_complaint(request: Request) -> Chip:
    """Its clock counts calendar days, and waits for nobody."""
    if request.due_at is None:
        return Chip(request.status, "plain", None, None)
    days = (clock.local(request.due_at).date() - clock.today()).days
    tone = "late" if days < 0 else "wait" if days <= WEEK else "info"
    return Chip(request.status, tone, days, request.due_at, days)


def chip(request: Request, marks: list[ClockMark] | None = None) -> Chip:
    """The chip of a row. Without the marks it is reckoned from the stored due moment, which the clock's rule wrote."""
    if request.status not in OPEN:
        return Chip(request.status, "done", None, None)
    if request.kind == "complaint":
        return _of_complaint(request)
    if request.status == "waiting" or request.due_at is None:
        return Chip(request.status, "plain", None, None)
    now = clock.now()
    left = working_minutes_between(now, request.due_at, reference.office())
    late = request.due_at < now
    tone = "late" if late else "wait" if left * 4 < request.minutes else "info"
    return Chip(request.status, tone, min(left, -1) if late else left, request.due_at)


@dataclass
class Line:
    """One entry of a thread with its files."""

    entry: RequestEntry
    author: str
    by_client: bool
    post: str
    files: list[Attachment]


@dataclass
class Thread:
    """A request's thread as one side may read it."""

    lines: list[Line]
    files: list[Attachment]
    state: case_clock.ClockState
    reasons: list[case_clock.Reason]


def thread_of(request: Request, for_client: bool) -> Thread:
    """Everything said (a client never gets notes or their files), the first files, and the clock: three statements."""
    entries = (
        RequestEntry.select(
            RequestEntry,
            Account.client,
            Account.person_name,
            Staff.name.alias("staff_name"),
            Staff.post,
            Client.name.alias("client_name"),
            AWAY.name.alias("away_name"),
        )
        .join_from(RequestEntry, Account, "LEFT OUTER JOIN")
        .join_from(Account, Staff, "LEFT OUTER JOIN")
        .join_from(Account, Client, "LEFT OUTER JOIN")
        .join_from(RequestEntry, AWAY, "LEFT OUTER JOIN", on=(RequestEntry.in_name_of == AWAY.id))
        .where(RequestEntry.request == request.id)
        .order_by(RequestEntry.id)
    )
    files = Attachment.select().where(Attachment.request == request.id).order_by(Attachment.id)
    if for_client:
        # what is asked of the upper level is told when it is granted, with the reason
        inside = (RequestEntry.kind == "note") | (
            (RequestEntry.kind == "event") & (RequestEntry.body == "extension_asked")
        )
        entries = entries.where(~inside)
        files = files.where(~Attachment.internal)
    attached: dict[int | None, list[Attachment]] = {}
    for file in files:
        attached.setdefault(file.entry_id, []).append(file)
    lines = []
    for row in entries.objects():
        name = row.person_name or row.staff_name or row.client_name or ""
        if row.away_name:
            name = _("%(name)s for %(other)s", name=name, other=row.away_name)
        post = named(reference.posts()[row.post]) if row.post else ""
        lines.append(Line(row, name, row.client is not None, post, attached.get(row.id, [])))
    marks = [
        case_clock.ClockMark(m.kind, m.at, m.cause)
        for m in ClockMark.select().where(ClockMark.request == request.id).order_by(ClockMark.id)
    ]
    now = clock.now()
    hours = reference.office()
    state = case_clock.reckon(marks, request.minutes, now, hours)
    return Thread(lines, attached.get(None, []), state, case_clock.explain(marks, request.minutes, now, hours))
