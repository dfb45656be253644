"""A decided complaint is closed when its cause, its outcome and a measure against the cause are on record (R6)."""

from __future__ import annotations

from peewee import fn

from portal.actions.requests import terms, working
from portal.actions.requests.moving import held
from portal.database import write
from portal.ground import clock, steps
from portal.ground.errors import WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Complaint, ComplaintMeasure, Request
from portal.models.requests import IS_RESOLVED
from portal.reads.accounts.actors import Actor
from portal.reads.complaints.cases import missing_of
from portal.reads.complaints.policy import policy_of
from portal.rules.complaints import last_day

CLASSES = (
    *(Complaint.class_channel, Complaint.class_business, Complaint.class_cause),
    *(Complaint.inner_cause, Complaint.response),
)
MISSING = _l(
    "A complaint is closed when its classes, its cause, its outcome and a measure against the cause are on record."
)
UNDER_REVIEW = _l("The upper level is reviewing the decision: it is closed afterwards.")


def close(actor: Actor | None, request: Request) -> Request:
    """Raises WrongState with what is missing, or where a review runs."""
    with write():
        row = held(request)
        case = terms.of(row)
        has_measure = ComplaintMeasure.select().where(ComplaintMeasure.complaint == case.id).exists()
        if row.status == "resolved" and case.state == "review":
            raise WrongState(UNDER_REVIEW)
        if row.status == "resolved" and missing_of(case, has_measure):
            raise WrongState(MISSING)
        return working.close(actor, request)


@steps.every_night
def close_settled_ones() -> int:
    """The worker closes what has everything on record and whose days for asking a review are over."""
    measured = fn.EXISTS(ComplaintMeasure.select(ComplaintMeasure.id).where(ComplaintMeasure.complaint == Complaint.id))
    quiet = Request.moved_at < clock.now() - working.CLOSE_AFTER
    query = (
        Complaint.select(Complaint, Request)
        .join(Request)
        .where(
            IS_RESOLVED,
            quiet,
            Complaint.state.in_(("decided", "reviewed")),
            *(column.is_null(False) for column in CLASSES),
            Complaint.outcome != "",
            Complaint.told_at.is_null(False),
            measured,
        )
    )
    over = [case for case in query.limit(200) if case.state == "reviewed" or _over(case)]
    return len([close(None, case.request) for case in over])


def _over(case: Complaint) -> bool:
    assert case.told_at is not None
    return last_day(clock.local(case.told_at).date(), policy_of(case).ask) < clock.today()
