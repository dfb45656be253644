"""What follows from requests: how many a client has open (on his row), when each is due and whether it was late by its
clock's log, and how many files it shows.
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
from portal.rules.shared import case_clock
from portal.rules.shared.workdays import OFFICE

COMPARISONS = (
    (
        "client {}: {} open requests, the requests say {}",
        """SELECT * FROM (SELECT c.number, c.open_requests, (SELECT COUNT(*) FROM request r WHERE r.client_id = c.id
            AND r.status IN ('new', 'taken', 'waiting')) AS really, c.id FROM client c) AS found
        WHERE open_requests <> really ORDER BY id""",
    ),
    (
        "request {}: {} files, its attachments say {}",
        """SELECT * FROM (SELECT r.number, r.files, (SELECT COUNT(*) FROM attachment a WHERE a.request_id = r.id
            AND NOT a.internal) AS really, r.id FROM request r) AS found WHERE files <> really ORDER BY id""",
    ),
)


def count(client: int, change: int) -> None:
    """So many more (or fewer) requests of a client are open than before. Call inside `write()`."""
    if change:
        Client.update(open_requests=Client.open_requests + change).where(Client.id == client).execute()


def follow_clock(request: Request, now: datetime, *, stops: bool) -> None:
    """The request's row, and the one at hand, say when it is due as the rule reckons its clock's log, and whether it
    was late where the clock stops now. Call inside `write()`.
    """
    marks = [
        case_clock.ClockMark(m.kind, m.at, m.cause)
        for m in Mark.select().where(Mark.request == request.id).order_by(Mark.id)
    ]
    state = case_clock.reckon(marks, request.minutes, now, reference.office())
    due = None if state.stopped or state.paused else state.due_at
    values: dict[str, Any] = {"due_at": due} | ({"resolved_late": state.late} if stops else {})
    Request.update(**values).where(Request.id == request.id).execute()
    for name, value in values.items():
        setattr(request, name, value)


def faults() -> Iterator[str]:
    yield from differing(COMPARISONS)
    columns = [Request.id, Request.number, Request.minutes, Request.due_at, Request.resolved_late, Request.cycle]
    now = clock.now()
    for rows in in_parts(Request, columns):
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
    due = None if state.stopped or state.paused else state.due_at
    if row["due_at"] != due:
        yield f"request {row['number']}: due {row['due_at']}, its clock says {due}"
    if state.stopped and row["resolved_late"] != state.late:
        yield f"request {row['number']}: late is {row['resolved_late']}, its clock says {state.late}"
    if row["cycle"] != state.cycle:
        yield f"request {row['number']}: cycle {row['cycle']}, its clock says {state.cycle}"
