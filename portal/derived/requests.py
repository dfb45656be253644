"""What follows from requests: how many a client has open (on his row; complaints are not counted, for not everybody
who reads it may know of them), when each is due, when its next level is called and whether it was late by its clock's
log, and how many files it shows.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from portal.derived.proving import differing, in_parts
from portal.ground import clock
from portal.models import Client, Request
from portal.models import ClockMark as Mark
from portal.reads import reference
from portal.reads.administration import settings
from portal.rules import escalation
from portal.rules.requests import due_moment, was_late
from portal.rules.shared import case_clock
from portal.rules.shared.workdays import OFFICE

COMPARISONS = (
    (
        "client {}: {} open requests, the requests say {}",
        """SELECT * FROM (SELECT c.number, c.open_requests, (SELECT COUNT(*) FROM request r WHERE r.client_id = c.id
            AND r.kind <> 'complaint' AND r.status IN ('new', 'taken', 'waiting')) AS really, c.id
          FROM client c) AS found
        WHERE open_requests <> really ORDER BY id""",
    ),
    (
        "request {}: {} files, its attachments say {}",
        """SELECT * FROM (SELECT r.number, r.files, (SELECT COUNT(*) FROM attachment a WHERE a.request_id = r.id
            AND NOT a.internal) AS really, r.id FROM request r) AS found WHERE files <> really ORDER BY id""",
    ),
    (
        "request {}: level {} was called, its escalations say {}",
        """SELECT * FROM (SELECT r.number, r.level, COALESCE((SELECT MAX(e.level) FROM escalation e
            WHERE e.request_id = r.id AND e.cycle = r.cycle AND e.clock = 'answer'), 0) AS really, r.id
            FROM request r) AS found WHERE level <> really ORDER BY id""",
    ),
)
SHARES = ("requests.warn_percent", "requests.late_percent", "requests.escalate_percent")
"""The settings of the levels, in percent of the promised time."""


def count(request: Request, change: int) -> None:
    """So many more (or fewer) requests of a client are open than before. Call inside `write()`."""
    if change and request.client_id and request.kind != "complaint":
        Client.update(open_requests=Client.open_requests + change).where(Client.id == request.client_id).execute()


def marks_of(request: Request) -> list[case_clock.ClockMark]:
    """The log of its clock."""
    query = Mark.select(Mark.kind, Mark.at, Mark.cause).where(Mark.request == request.id).order_by(Mark.id)
    return [case_clock.ClockMark(mark.kind, mark.at, mark.cause) for mark in query]


def begun(kind: str, minutes: int, begins: datetime, now: datetime) -> dict[str, Any]:
    """The columns of a new request whose clock begins so: when it is due, and when its first level comes."""
    marks = [case_clock.ClockMark("start", begins)]
    due = due_moment(kind, case_clock.reckon(marks, minutes, now, reference.office()), None)
    new = Request(kind=kind, minutes=minutes)
    return {"due_at": due, "level_at": _level_at(new, 0, marks, due, now)}


def begin_clock(request: Request, now: datetime) -> None:
    """A new cycle: nothing was told yet, and no level called. Call inside `write()`, after the mark."""
    request.told_due, request.level = None, 0  # type: ignore[assignment]
    follow_clock(request, now, stops=False)


def follow_clock(request: Request, now: datetime, *, stops: bool) -> None:
    """The request's row, and the one at hand, say when it is due as the rule reckons its clock's log, when its next
    level comes, and whether it was late where the clock stops now. Call inside `write()`.
    """
    marks = marks_of(request)
    state = case_clock.reckon(marks, request.minutes, now, reference.office())
    told = None if state.paused else request.told_due
    due = due_moment(request.kind, state, told)
    values: dict[str, Any] = {"due_at": due, "told_due": told, "level": request.level}
    values["level_at"] = _level_at(request, values["level"], marks, due, now)
    if stops:
        values["resolved_late"] = was_late(request.kind, state, told)
    _write(request, values)


def keep_promise(request: Request, now: datetime) -> bool:
    """After the working calendar changed: the moment that the client was told stays, or moves earlier. Did it move?
    Call inside `write()` with the row held.
    """
    before = request.due_at
    if before is None or request.call_at is not None:
        return False
    state = case_clock.reckon(marks_of(request), request.minutes, now, reference.office())
    if state.due_at is not None and state.due_at > before:
        request.told_due = before
    follow_clock(request, now, stops=False)
    return request.due_at != before


def due_no_later(request: Request, moment: datetime | None, now: datetime) -> None:
    """The client was told this moment for the same thing: the request is due no later. Call inside `write()` with the
    row held."""
    if moment is not None and request.due_at is not None and moment < request.due_at:
        request.told_due = moment  # type: ignore[assignment]
        follow_clock(request, now, stops=False)


def called(request: Request, level: int, now: datetime) -> None:
    """This level of the cycle was called: the next one follows. Call inside `write()` with the row held."""
    at = _level_at(request, level, marks_of(request), request.due_at, now)
    _write(request, {"level": level, "level_at": at})


def level_follows(request: Request, now: datetime) -> None:
    """When its next level comes, as the settings of today say. Call inside `write()` with the row held."""
    called(request, request.level, now)


def _level_at(
    request: Request, level: int, marks: list[case_clock.ClockMark], due: datetime | None, now: datetime
) -> datetime | None:
    following = escalation.next_level(level)
    if due is None or following is None or request.kind not in escalation.KINDS:
        return None
    share = settings.value(SHARES[following - 1])
    return escalation.level_moment(marks, request.minutes, share, due, now, reference.office())


def _write(request: Request, values: dict[str, Any]) -> None:
    Request.update(**values).where(Request.id == request.id).execute()
    for name, value in values.items():
        setattr(request, name, value)


def faults() -> Iterator[str]:
    yield from differing(COMPARISONS)
    one = Request
    columns = [one.id, one.number, one.kind, one.minutes, one.due_at, one.told_due, one.resolved_late, one.cycle]
    now = clock.now()
    for found in in_parts(Request, [*columns, Request.kind]):
        rows = [row for row in found if row["kind"] != "complaint"]  # derived/complaints.py: calendar days
        marks: dict[int, list[case_clock.ClockMark]] = {row["id"]: [] for row in rows}
        query = Mark.select(Mark.request, Mark.kind, Mark.at, Mark.cause).where(Mark.request.in_(list(marks)))
        for request, kind, at, cause in query.order_by(Mark.id).tuples():
            marks[request].append(case_clock.ClockMark(kind, at, cause))
        for row in rows:
            yield from _by_either(
                list(_clock(row, case_clock.reckon(marks[row["id"]], row["minutes"], now, hours)))
                for hours in (reference.office(), OFFICE)
            )


def _by_either(found: Iterator[list[str]]) -> list[str]:
    """The faults by the calendar of today; none where it fits the one before the notice was entered, for a promise
    keeps the calendar under which it was made.
    """
    first = next(found)
    return first if first and next(found) else []


def _clock(row: dict[str, Any], state: case_clock.ClockState) -> Iterator[str]:
    due = due_moment(row["kind"], state, row["told_due"])
    if row["due_at"] != due:
        yield f"request {row['number']}: due {row['due_at']}, its clock says {due}"
    late = was_late(row["kind"], state, row["told_due"])
    if state.stopped and row["resolved_late"] != late:
        yield f"request {row['number']}: late is {row['resolved_late']}, its clock says {late}"
    if row["cycle"] != state.cycle:
        yield f"request {row['number']}: cycle {row['cycle']}, its clock says {state.cycle}"
