"""A complaint as its page shows it: the record, its clocks with their log, and what hangs on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import fn

from portal.ground import clock
from portal.ground.errors import OutOfScope
from portal.models.complaints import (
    Complaint,
    ComplaintAbout,
    ComplaintExtension,
    ComplaintGround,
    ComplaintMark,
    ComplaintMeasure,
    ComplaintPaper,
    ComplaintPerson,
)
from portal.models.organisation import Staff
from portal.models.requests import Request
from portal.reads.accounts import recusal
from portal.reads.accounts.actors import Actor
from portal.reads.complaints.about import about_of
from portal.reads.complaints.held import papers_of
from portal.reads.complaints.measures import of_complaint
from portal.reads.complaints.policy import policy_of
from portal.reads.requests.scope import RequestScope
from portal.rules.accounts.visibility import Permission
from portal.rules.complaints import Policy, deeds_in, may_ask_review, next_term

EARLIER = 3
ASKER = Staff.alias("asker")


@dataclass
class Case:
    """Everything of a complaint that its page shows."""

    row: Complaint
    policy: Policy
    marks: list[ComplaintMark]
    about: list[ComplaintAbout]
    people: list[ComplaintPerson]
    papers: list[ComplaintPaper]
    measures: list[ComplaintMeasure]
    extension: ComplaintExtension | None
    earlier: list[Complaint]

    @property
    def deeds(self) -> frozenset[str]:
        return deeds_in(self.row.state)

    @property
    def left(self) -> int | None:
        """Days until the last day of the clock that runs (negative: late)."""
        return None if self.row.last_day is None else (self.row.last_day - clock.today()).days

    @property
    def next_term(self) -> str | None:
        """The longer term that may follow the one that runs (`rules/complaints.py`)."""
        days = next((mark.days for mark in reversed(self.marks) if mark.clock == "case" and mark.days), 0)
        return next_term(self.policy, days or 0)

    @property
    def may_get_longer(self) -> bool:
        """Is there a longer term, not asked for yet, and time left to give it?"""
        fits = "extend" in self.deeds and self.extension is None and (self.left or 0) >= 0
        return fits and self.next_term is not None

    @property
    def told_on(self) -> date | None:
        return clock.local(self.row.told_at).date() if self.row.told_at else None

    @property
    def may_ask_review(self) -> bool:
        return "review" in self.deeds and may_ask_review(self.policy, self.told_on, clock.today())

    @property
    def missing(self) -> list[str]:
        """What closing still needs: `classes`, `cause`, `outcome`, `measure`."""
        return missing_of(self.row, bool(self.measures))


def missing_of(row: Complaint, has_measure: bool) -> list[str]:
    """What a decided complaint lacks before it may be closed."""
    classes = (row.class_channel, row.class_business, row.class_cause, row.response)
    wanted = {
        "classes": all(classes),
        "cause": row.inner_cause,
        "decision": row.decision,
        "outcome": row.outcome,
        "measure": has_measure,
    }
    return [name for name, there in wanted.items() if not there]


def record_of(request: Request) -> Complaint:
    """The record of a request that is a complaint. Raises OutOfScope for any other request."""
    query = Complaint.select(Complaint, ComplaintGround).left_outer_join(ComplaintGround)
    row: Complaint | None = query.where(Complaint.request == request.id).get_or_none()
    if row is None:
        raise OutOfScope()
    row.request = request  # type: ignore[assignment]
    return row


def case_of(request: Request, *, for_client: bool, reader: Actor | None = None) -> Case:
    """The whole case. What is the bank's alone is not read for a client; earlier complaints not that
    concern the reader. Raises OutOfScope."""
    row = record_of(request)
    marks = list(ComplaintMark.select().where(ComplaintMark.complaint == row.id).order_by(ComplaintMark.id))
    several = row.complainant == "joint"
    return Case(
        row,
        policy_of(row),
        marks,
        about_of(row),
        list(row.people.order_by(ComplaintPerson.position)) if several else [],
        papers_of(row),
        [] if for_client else of_complaint(row.id),
        None if for_client else _waiting(row),
        [] if for_client else earlier_of(row, reader),
    )


def _waiting(row: Complaint) -> ComplaintExtension | None:
    """The extension that the upper level was asked for, with who asked."""
    query = ComplaintExtension.select(ComplaintExtension, ASKER).join(
        ASKER, on=(ComplaintExtension.asked_by == ASKER.id)
    )
    found: ComplaintExtension | None = query.where(
        ComplaintExtension.complaint == row.id, ComplaintExtension.decided_at.is_null()
    ).get_or_none()
    return found


def earlier_of(row: Complaint, reader: Actor | None = None) -> list[Complaint]:
    """Earlier complaints of the same client, or of a stranger by his name or contact: this one may repeat one."""
    if row.request.client_id is not None:
        same: Any = Request.client == row.request.client_id
    elif row.contact or row.name:
        same = Request.client.is_null() & (
            ((Complaint.contact == row.contact) & (Complaint.contact != ""))
            | (fn.LOWER(Complaint.name) == row.name.lower())
        )
    else:
        return []
    query = (
        Complaint.select(Complaint, Request)
        .join(Request)
        .where(same, Complaint.id < row.id, *(recusal.conditions(reader) if reader else ()))
    )
    return list(query.order_by(Complaint.id.desc()).limit(EARLIER))


def own_decided(reader: Actor, client_id: int) -> list[tuple[str, str]]:
    """(number, subject) of a client's complaints that were decided, as far as the reader reads them: a new one may
    bring new facts on one of them."""
    query = Complaint.select(Request.number, Request.subject).join(Request)
    query = query.where(Request.client == client_id, RequestScope(reader, Permission.REQUESTS_READ).condition())
    query = query.where(Complaint.state.in_(("decided", "reviewed", "refused")))
    return list(query.order_by(Complaint.id.desc()).limit(10).tuples())
