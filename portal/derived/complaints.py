"""The statutory clocks of complaints (R6): the last day, whether it was in time and how often it was extended, on the
complaint's row; when it is due and whether it was late, on its request's. All follow from the clocks' log of marks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from portal.database import among
from portal.derived.proving import in_parts
from portal.ground import clock
from portal.models import Complaint, ComplaintMark, Request
from portal.rules import complaints
from portal.rules.complaints import Mark, Standing

CASE, REVIEW = "case", "review"


@dataclass(frozen=True)
class Clocks:
    """Both clocks of a complaint as they stand; `review` none until one is asked for."""

    case: Standing | None
    review: Standing | None

    @property
    def running(self) -> Standing | None:
        """The one that runs now."""
        if self.case and self.case.runs:
            return self.case
        return self.review if self.review and self.review.runs else None

    @property
    def columns(self) -> dict[str, Any]:
        running = self.running
        return {
            "last_day": running.last_day if running else None,
            "timely": self.case.timely if self.case else None,
            "extended": self.case.extended if self.case else 0,
            "taken": self.case.days - self.case.left if self.case and self.case.ended_on else None,
        }

    @property
    def on_the_request(self) -> dict[str, Any]:
        running, timely = self.running, self.case.timely if self.case else None
        due = complaints.end_of(running.last_day, clock.zone()) if running else None
        return {"due_at": due, "resolved_late": None if timely is None else not timely}


def clocks_of(marks: Iterable[ComplaintMark], received: date, now: datetime) -> Clocks:
    """Where both clocks stand by their log; a review's days are counted from the day on which it was asked for."""
    log: dict[str, list[Mark]] = {CASE: [], REVIEW: []}
    for one in marks:
        log[one.clock].append(Mark(one.kind, one.at, one.days))
    zone = clock.zone()
    asked = next((clock.local(one.at).date() for one in log[REVIEW] if one.kind == "start"), received)
    return Clocks(complaints.reckon(log[CASE], received, now, zone), complaints.reckon(log[REVIEW], asked, now, zone))


def marks_of(complaint: int) -> list[ComplaintMark]:
    """The log of a complaint's clocks, in the order in which it was written."""
    return list(ComplaintMark.select().where(ComplaintMark.complaint == complaint).order_by(ComplaintMark.id))


def follow(complaint: Complaint, request: Request) -> Clocks:
    """Both rows, and those at hand, say what the log says. Call inside `write()` with the request held."""
    clocks = clocks_of(marks_of(complaint.id), complaint.received_on, clock.now())
    for row, values in ((complaint, clocks.columns), (request, clocks.on_the_request)):
        type(row).update(**values).where(type(row).id == row.id).execute()
        for name, value in values.items():
            setattr(row, name, value)
    return clocks


def faults() -> Iterator[str]:
    columns = [Complaint.id, Complaint.request, Complaint.received_on, Complaint.last_day, Complaint.timely]
    for rows in in_parts(Complaint, [*columns, Complaint.extended, Complaint.taken]):
        keys = [row["request"] for row in rows]
        known = (Request.id, Request.number, Request.due_at, Request.resolved_late)
        requests = {one["id"]: one for one in Request.select(*known).where(among(Request.id, keys)).dicts()}
        marks: dict[int, list[ComplaintMark]] = defaultdict(list)
        found = ComplaintMark.select().where(among(ComplaintMark.complaint, [row["id"] for row in rows]))
        for mark in found.order_by(ComplaintMark.id):
            marks[mark.complaint_id].append(mark)
        for row in rows:
            clocks = clocks_of(marks[row["id"]], row["received_on"], clock.now())
            yield from _faults(row, requests[row["request"]], clocks)


def _faults(row: dict[str, Any], request: dict[str, Any], clocks: Clocks) -> Iterator[str]:
    for stands, says in ((row, clocks.columns), (request, clocks.on_the_request)):
        for name, value in says.items():
            if stands[name] != value:
                yield f"complaint {request['number']}: {name} {stands[name]}, its marks say {value}"
