"""What complaints leave to be done: measures against their causes, and what the upper level is asked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from peewee import fn

from portal.ground import clock, formats
from portal.ground.i18n import gettext as _
from portal.models.complaints import Complaint, ComplaintExtension, ComplaintMeasure
from portal.models.requests import Request
from portal.reads.accounts import recusal
from portal.reads.accounts.actors import Actor
from portal.reads.complaints.levels import branches_below
from portal.reads.complaints.measures import for_today, missing
from portal.reads.finding.filter import plain_column
from portal.reads.today.lines import MOST, Deed, Line
from portal.rules.accounts.roles import Role
from portal.rules.shared.bands import NOW, TODAY, WEEK, band_of


def measures(actor: Actor, today: date) -> list[Line]:
    """His own measures that are to be done or to be looked at; an admin has those of who is gone, or concerned."""
    return [_measure(row, today) for row in for_today(actor, today + timedelta(days=7), MOST + 1)]


def _measure(row: ComplaintMeasure, today: date) -> Line:
    looks = row.done_at is not None
    due: date = (row.look_on if looks else row.due) or row.due
    href, late = f"/complaints/measures/{row.id}", due < today and not looks
    return Line(
        about=("complaint_measure", row.id),
        band=NOW if late else band_of(max(due, today), today) or WEEK,
        title=_("Look whether it helped: %(what)s", what=row.what) if looks else row.what,
        href=href,
        why=_("against the cause of a complaint"),
        icon="list-check",
        urgency=(str(due), row.id),
        tone="late" if late else "wait",
        state=_("To be looked at") if looks else _("overdue") if late else _("Measure"),
        hint=formats.day(due),
        deeds=(Deed(_("Look into it"), href, "eye"),),
    )


YEAR = 365


def without_measure(actor: Actor, today: date) -> list[Line]:
    """Complaints of the last year that are decided, and against whose cause nothing is planned."""
    branches = actor.branch_ids(Role.BRANCH_ADMIN) if Role.BRANCH_ADMIN in actor.roles else []
    return [_missing(row, today) for row in missing(actor, branches, today - timedelta(days=YEAR), MOST + 1)]


def _missing(row: Complaint, today: date) -> Line:
    ended = clock.local(row.ended_at).date() if row.ended_at else today
    href = f"/requests/{row.request.number}"
    return Line(
        about=("complaint_cause", row.id),
        band=TODAY,
        title=row.request.subject,
        href=href,
        why=_("decided on %(day)s, and nothing is planned against its cause", day=formats.day(ended, weekday=False)),
        icon="list-check",
        urgency=(str(ended), row.id),
        tone="wait",
        state=_("Measure missing"),
        deeds=(Deed(_("Plan a measure"), f"{href}/measure", "list-check"),),
    )


def for_upper_level(actor: Actor, today: date) -> list[Line]:
    """More time that is asked for, and reviews to be answered, of the branches below; none that concerns him."""
    below = branches_below(actor)
    if not below:
        return []
    asked = ComplaintExtension.select(ComplaintExtension.id).where(
        ComplaintExtension.complaint == Complaint.id,
        ComplaintExtension.decided_at.is_null(),
        ComplaintExtension.asked_by != actor.staff_id,
    )
    review = (Complaint.state == "review") & (Complaint.decided_by.is_null() | (Complaint.decided_by != actor.staff_id))
    query: Any = Complaint.select(Complaint, Request).join(Request)
    query = query.where(
        Complaint.last_day.is_null(False),
        plain_column(Complaint.branch, True).in_(below),
        review | fn.EXISTS(asked),
        *recusal.conditions(actor),
    )
    rows = query.order_by(Complaint.last_day, Complaint.id).limit(MOST + 1)
    return [_upper(row, today) for row in rows]


def _upper(row: Complaint, today: date) -> Line:
    due = row.last_day or today
    reviews, number = row.state == "review", row.request.number
    href = f"/requests/{number}/review/answer" if reviews else f"/requests/{number}/extension"
    return Line(
        about=("complaint", row.id),
        band=NOW if due < today else band_of(due, today) or WEEK,
        title=row.request.subject,
        href=f"/requests/{number}",
        why=_("a review is asked for") if reviews else _("more time is asked for"),
        icon="alert-circle",
        urgency=(str(due), row.id),
        tone="late" if due < today else "wait",
        state=_("Complaint"),
        hint=formats.day(due),
        deeds=(Deed(_("Answer") if reviews else _("Decide"), href, "message-2" if reviews else "check"),),
    )
