"""Before a statutory term ends somebody is told: first the person, then the branch's admins, then head office (R6).

Each level once for each last day, by a row that exists once; the worker looks every minute at the few that run.
"""

from __future__ import annotations

from datetime import timedelta

from portal.actions.complaints.steps import admins, neutral
from portal.actions.requests.queue import holder_accounts
from portal.actions.shared.telling import head_office_accounts, tell
from portal.database import write
from portal.derived import complaints as derived
from portal.ground import clock, steps
from portal.models import Complaint, ComplaintWarning, Request
from portal.reads.administration import settings
from portal.rules import complaints

AT_ONCE = 2_000
"""Complaints whose end is near; far fewer are ever open."""


def days_before() -> dict[str, int]:
    """How many days before the end each level is told."""
    return {level: int(settings.value(f"complaints.warn_{level}")) for level in complaints.LEVELS}


@steps.every_minute
def warn() -> int:
    """Answers how many levels were told."""
    before, today, told = days_before(), clock.today(), 0
    until = today + timedelta(days=max(before.values()))
    known = _told_already()
    near = (
        Complaint.select(Complaint, Request)
        .join(Request)
        .where(Complaint.last_day.is_null(False), Complaint.last_day <= until)
        .order_by(Complaint.last_day, Complaint.id)
    )
    for case in near.limit(AT_ONCE):
        assert case.last_day is not None
        left = (case.last_day - today).days
        which = derived.REVIEW if case.state == "review" else derived.CASE
        for level in complaints.warnings_due(left, before):
            if (case.id, which, case.extended, level) not in known:
                told += _told(case, which, level, left)
    return told


def _told_already() -> set[tuple[int, str, int, str]]:
    """What was told already of the clocks that run."""
    running = Complaint.select(Complaint.id).where(Complaint.last_day.is_null(False))
    query = ComplaintWarning.select(
        ComplaintWarning.complaint, ComplaintWarning.clock, ComplaintWarning.cycle, ComplaintWarning.level
    )
    return set(query.where(ComplaintWarning.complaint.in_(running)).tuples())


def _told(case: Complaint, which: str, level: str, left: int) -> int:
    """Tell one level, once: who is later finds the row there."""
    with write():
        made = (
            ComplaintWarning.insert(complaint=case.id, clock=which, cycle=case.extended, level=level, at=clock.now())
            .on_conflict_ignore()
            .as_rowcount()
            .execute()
        )
        if not made:
            return 0
        assert case.last_day is not None
        kind = "complaint.term_late" if left < 0 else "complaint.term_ends"
        tell(_whom(case, level), kind, f"/requests/{case.request.number}", **case.said, day=case.last_day.isoformat())
        return 1


def _whom(case: Complaint, level: str) -> list[int]:
    if level == "person":
        return neutral(case, holder_accounts(case.request))
    return admins(case) if level == "admin" else neutral(case, head_office_accounts())
