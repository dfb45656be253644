"""Parts of requests that somebody was to do who has left."""

from __future__ import annotations

from portal.actions.requests.moving import held
from portal.actions.requests.queue import neutral
from portal.actions.requests.subtasks import doers, said
from portal.actions.shared.recording import audit
from portal.actions.shared.telling import tell
from portal.database import lock
from portal.ground import clock
from portal.models import Request, Staff, Subtask
from portal.models.handling import SUBTASK_IS_OPEN
from portal.reads.accounts.actors import Actor


def give_back(actor: Actor | None, staff: Staff) -> int:
    """What he has not done is again with whoever asked for it, who does it or asks somebody else; where he is gone too,
    with the branch of the request. Call inside `write()`. Answers how many."""
    query = Subtask.select(Subtask.id, Subtask.request).where(Subtask.staff == staff.id, SUBTASK_IS_OPEN)
    rows = list(query.order_by(Subtask.request, Subtask.id).tuples())
    for ident, request in rows:
        row = held(Request.get_by_id(request))
        task: Subtask = lock(Subtask.select().where(Subtask.id == ident))
        asker = Staff.get_or_none(Staff.id == task.asked_by_id, Staff.employed(clock.today()), Staff.id != staff.id)  # type: ignore[attr-defined]
        fits = asker is not None and bool(neutral(row, [asker.id]))
        values = {"staff": asker.id, "branch": asker.branch_id} if fits else {"staff": None, "branch": row.branch_id}
        Subtask.update(**values, version=Subtask.version + 1).where(Subtask.id == ident).execute()
        task = Subtask.get_by_id(ident)
        audit(actor, "request.subtask_back", row, **row.said, what=task.what, staff=staff.name)
        told = {"staff": staff.name, **said(row, task)}
        tell(doers(row, task), "request.subtask_back", f"/requests/tasks/{ident}", but=actor, **told)
    return len(rows)
