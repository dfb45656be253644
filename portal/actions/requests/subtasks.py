"""A part of a request is asked of a colleague, a post or another branch's queue, and comes back with a result (P8)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from portal.actions.requests.moving import by_staff, held
from portal.actions.requests.queue import holder_accounts, neutral, neutral_accounts
from portal.actions.shared.deciding import as_shown
from portal.actions.shared.recording import audit, once
from portal.actions.shared.telling import accounts_of_staff, admin_accounts, tell
from portal.database import lock, write
from portal.ground import clock
from portal.ground.errors import Invalid, OutOfScope, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Account, Request, Staff, Subtask
from portal.reads import reference
from portal.reads.accounts.actors import Actor
from portal.reads.organisation import tree
from portal.reads.requests.people import QUEUE_ROLES, WORKING_ROLES, people_over
from portal.reads.requests.subtasks import first_that_holds
from portal.rules.requests import OPEN


def none_holds(request: Request) -> None:
    """Raises Invalid while a sub-task is open that holds the answer together."""
    if found := first_that_holds(request):
        words = _l("“%(what)s” is not done yet, and the answer waits for it.", what=found.what)
        raise Invalid(words, field="anyway")


@once(Subtask)
def ask(
    actor: Actor,
    request: Request,
    what: str,
    details: str,
    due_at: datetime,
    branch: str = "",
    post: str = "",
    staff: str = "",
    submission: str | None = None,
    *,
    holds: bool = True,
) -> Subtask:
    """Ask for a part of it by `due_at`: of a person (`staff`, a user name), of a post at a branch, or of the branch's
    queue (`branch`, a code; without one, that of the request). Raises Invalid, WrongState."""
    by_staff(actor)
    person = _person(staff, request) if staff else None
    place = person.branch_id if person else _branch(branch, request)
    if post and post not in reference.posts():
        raise Invalid(_l("There is no such post."), field="post")
    if due_at <= clock.now():
        raise Invalid(_l("Please choose a moment that is still ahead."), field="due_at")
    with write():
        row = held(request)
        if row.status not in OPEN:
            raise WrongState()
        made = Subtask.create(
            request=row.id,
            what=what,
            details=details,
            branch=place,
            post="" if person else post,
            staff=person.id if person else None,
            due_at=due_at,
            holds=holds,
            asked_by=actor.staff_id,
            asked_at=clock.now(),
            submission=submission,
        )
        audit(actor, "request.subtask_asked", row, **row.said, what=what)
        tell(doers(row, made), "request.subtask_for_you", f"/requests/tasks/{made.id}", but=actor, **said(row, made))
        return made


def of(request: Request, ident: int) -> Subtask:
    """A sub-task of this request. Raises OutOfScope."""
    found = Subtask.get_or_none(Subtask.id == ident, Subtask.request == request.id)
    if found is None:
        raise OutOfScope()
    return found  # type: ignore[no-any-return]


def doers(request: Request, task: Subtask) -> list[int]:
    """Logins of whoever does it: the person, those of the post, those who take from the queue, else the admins; of a
    complaint's nobody whom it concerns."""
    if task.staff_id:
        return neutral_accounts(request, accounts_of_staff([task.staff_id]))
    if task.post:
        people = people_over(task.branch_id, WORKING_ROLES).where(Staff.post == task.post)
    else:
        people = people_over(task.branch_id, QUEUE_ROLES)
    found = {one.id: one.account_id for one in people.objects()}
    return [found[one] for one in neutral(request, found)] or neutral_accounts(request, admin_accounts(task.branch_id))


def done(actor: Actor, task: Subtask, result: str) -> Subtask:
    """It is done, with a result that whoever asked reads. Raises WrongState."""
    return _finished(actor, task, "done", result)


def withdraw(actor: Actor, task: Subtask, reason: str = "") -> Subtask:
    """Whoever works on the request needs it no longer. Raises WrongState."""
    return _finished(actor, task, "withdrawn", reason)


def _finished(actor: Actor, task: Subtask, state: str, words: str) -> Subtask:
    with write():
        request = held(Request.get_by_id(task.request_id))
        row = lock(Subtask.select().where(Subtask.id == task.id))
        as_shown(row, about=(request,), possible=row.state == "open")
        if row.state != "open":
            raise WrongState()
        values: dict[str, Any] = {"state": state, "result": words, "done_by": actor.staff_id, "done_at": clock.now()}
        Subtask.update(**values, version=row.version + 1).where(Subtask.id == row.id).execute()
        audit(actor, f"request.subtask_{state}", request, **request.said, what=row.what)
        if state == "done":
            told, path = (
                [*neutral_accounts(request, accounts_of_staff([row.asked_by_id])), *holder_accounts(request)],
                f"/requests/{request.number}",
            )
        else:
            told, path = doers(request, row), f"/requests/tasks/{row.id}"
        tell(told, f"request.subtask_{state}", path, but=actor, **said(request, row))
        return row  # type: ignore[no-any-return]


def said(request: Request, task: Subtask) -> dict[str, Any]:
    """Without the client: who does a part need not know whose it is."""
    return {"number": request.number, "what": task.what}


def _person(username: str, request: Request) -> Staff:
    query = Staff.select().join(Account, on=(Account.staff == Staff.id)).where(Account.username == username)
    found = query.where(Account.active, Staff.employed(clock.today())).first()
    if found is None:
        raise Invalid(_l("There is no such colleague."), field="colleague")
    if not neutral(request, [found.id]):
        raise Invalid(_l("The complaint concerns this colleague."), field="colleague")
    return found  # type: ignore[no-any-return]


def _branch(code: str, request: Request) -> int:
    if not code:
        return int(request.branch_id)
    found = next((one for one in tree.branch_tree() if one.code == code), None)
    if found is None:
        raise Invalid(_l("There is no such branch."), field="branch")
    return int(found.id)
