"""Measures against the causes of complaints (R6): given to somebody, done, and looked at when their effect shows."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from portal.actions.complaints.steps import concerned, hold, save
from portal.actions.shared.deciding import as_shown
from portal.actions.shared.recording import audit, once
from portal.actions.shared.telling import accounts_of_staff, admin_accounts, tell
from portal.database import lock, write
from portal.ground import clock
from portal.ground.errors import Invalid, NotAllowed, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import ComplaintMeasure, Request
from portal.reads.accounts.actors import Actor
from portal.reads.administration import settings
from portal.reads.complaints.causes import causes
from portal.reads.complaints.measures import can_own, effect_of, looks_after

OWNER = _l("Please choose a colleague of this branch whom the complaint is not about.")


@once(ComplaintMeasure)
def plan(
    actor: Actor, request: Request, cause: str, what: str, owner: str, due: date, submission: str | None = None
) -> ComplaintMeasure:
    """What is done against the cause, by whom (a user name) and until when. Raises Invalid, WrongState."""
    with write():
        row, case = hold(request, "measure", decides=False)
        if cause not in causes():
            raise Invalid(_l("Please choose the cause."), field="cause")
        if due < clock.today():
            raise Invalid(_l("A day from today on."), field="due")
        person = can_own(case.branch_id).get(owner)
        if person is None or person[1] in concerned(case):
            raise Invalid(OWNER, field="owner")
        assert actor.staff_id is not None
        made = ComplaintMeasure.create(
            complaint=case.id,
            branch=case.branch_id,
            cause=cause,
            what=what,
            owner=person[1],
            due=due,
            made_by=actor.staff_id,
            made_at=clock.now(),
            submission=submission,
        )
        save(case, **({} if case.inner_cause else {"inner_cause": cause}))
        audit(actor, "complaint.measure_planned", row, **case.said, staff=person[0], day=due.isoformat())
        told = accounts_of_staff([person[1]])
        tell(told, "complaint.measure_given", f"/complaints/measures/{made.id}", but=actor, day=due.isoformat())
        return made


def _held(actor: Actor, measure: ComplaintMeasure, *, possible: bool) -> ComplaintMeasure:
    """The measure as it stands, held, for its owner or who looks after the branch. Raises NotAllowed, WrongState,
    Overtaken."""
    row: ComplaintMeasure = lock(ComplaintMeasure.select().where(ComplaintMeasure.id == measure.id))
    as_shown(row)
    if actor.staff_id != row.owner_id and not looks_after(actor, row):
        raise NotAllowed()
    if not possible:
        raise WrongState()
    return row


def done(actor: Actor, measure: ComplaintMeasure, words: str) -> ComplaintMeasure:
    """It is done: from today its effect is counted. Raises NotAllowed, WrongState, Overtaken."""
    with write():
        row = _held(actor, measure, possible=measure.done_at is None)
        look_on = clock.today() + timedelta(days=settings.value("complaints.look_days"))
        _save(row, done_at=clock.now(), done_words=words, look_on=look_on)
        audit(actor, "complaint.measure_done", row.complaint.request, **_said(row), reason=words)
        return row


def look(actor: Actor, measure: ComplaintMeasure, verdict: str, words: str) -> ComplaintMeasure:
    """Its effect is judged; the numbers of today are kept. Raises NotAllowed, WrongState (not yet), Overtaken."""
    with write():
        ripe = measure.looked_at is None and measure.look_on is not None and measure.look_on <= clock.today()
        row = _held(actor, measure, possible=ripe)
        effect = effect_of(row, actor)
        _save(
            row,
            before_count=effect.before,
            before_all=effect.before_all,
            after_count=effect.after,
            after_all=effect.after_all,
            looked_at=clock.now(),
            looked_by=actor.staff_id,
            verdict=verdict,
            looked_words=words,
        )
        audit(actor, "complaint.measure_looked", row.complaint.request, **_said(row), reason=words)
        if verdict != "better":
            about = concerned(row.complaint)
            gone = accounts_of_staff(about)
            admins = [one for one in admin_accounts(row.branch_id) if one not in gone]
            tell(admins, "complaint.measure_failed", f"/complaints/measures/{row.id}", but=actor)
        return row


def _save(row: ComplaintMeasure, **values: object) -> None:
    values["version"] = row.version + 1
    ComplaintMeasure.update(**values).where(ComplaintMeasure.id == row.id).execute()
    for name, value in values.items():
        setattr(row, name, value)


def _said(row: ComplaintMeasure) -> dict[str, Any]:
    return {"number": row.complaint.request.number}
