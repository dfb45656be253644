"""Requests that belong together, and one that is the same as another: it is closed, and that can be taken back."""

from __future__ import annotations

from typing import Any

from portal.actions.requests.moving import by_staff, held, move, write_entry
from portal.actions.requests.queue import holder_accounts
from portal.actions.shared.deciding import as_shown
from portal.actions.shared.recording import audit, once
from portal.actions.shared.telling import accounts_of_client, tell
from portal.database import lock, write
from portal.derived import holders
from portal.derived.requests import due_no_later
from portal.ground import clock
from portal.ground.errors import Invalid, OutOfScope, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Client, Request, RequestLink
from portal.reads.accounts.actors import Actor
from portal.reads.requests.links import between, duplicate_of
from portal.reads.requests.scope import RequestScope
from portal.rules.requests import OPEN


def _other(actor: Actor, request: Request, number: str) -> Request:
    """The other request, if he sees it. Raises Invalid."""
    try:
        found = RequestScope(actor).by_number(number)
    except OutOfScope:
        raise Invalid(_l("There is no such request, or it is not yours to see."), field="other") from None
    if found.id == request.id:
        raise Invalid(_l("This is the same request."), field="other")
    return found


@once(RequestLink)
def link(actor: Actor, request: Request, other: str, submission: str | None = None) -> RequestLink:
    """Both belong together (`other`: its number); clients see nothing of it. Raises Invalid."""
    by_staff(actor)
    with_it = _other(actor, request, other)
    with write():
        _hold_both(request, with_it)
        if between(request, with_it):
            raise Invalid(_l("These two are linked already."), field="other")
        first, second = sorted((request.id, with_it.id))
        made = _linked(actor, first, second, "related", submission=submission)
        _record(actor, "request.linked", made, request, with_it)
        return made


def _hold_both(*requests: Request) -> None:
    """Clients first, as `held` has them, then the requests, each in the order of their ids: who links the other way
    round waits for us, and we never for him."""
    for client in sorted({one.client_id for one in requests if one.client_id}):
        lock(Client.select(Client.id).where(Client.id == client))
    for one in sorted({one.id for one in requests}):
        lock(Request.select(Request.id).where(Request.id == one))


def _record(actor: Actor, deed: str, made: RequestLink, request: Request, other: Request) -> None:
    """The trail speaks of the link, not of one of the two: whom either concerns does not read it (R6, 回避)."""
    audit(actor, deed, made, branch=request.branch_id, **request.said, other=other.number)


def _linked(actor: Actor, first: int, second: int, kind: str, **more: Any) -> RequestLink:
    return RequestLink.create(first=first, second=second, kind=kind, author=actor.staff_id, at=clock.now(), **more)


def unlink(actor: Actor, request: Request, ident: int) -> None:
    """They do not belong together after all. Raises OutOfScope, also where he does not see the other; WrongState."""
    with write():
        held(request)
        mine = (RequestLink.first == request.id) | (RequestLink.second == request.id)
        query = RequestLink.select().where(RequestLink.id == ident, RequestLink.kind == "related", mine)
        found = query.first()
        if found is None:
            raise OutOfScope()
        other_id = found.second_id if found.first_id == request.id else found.first_id
        other = Request.get_or_none(Request.id == other_id, RequestScope(actor).condition())
        if other is None:
            raise OutOfScope()
        row = lock(query)
        as_shown(row, about=(request,), possible=row.ended_at is None)
        if row.ended_at is not None:
            raise WrongState()
        _end(actor, row)
        _record(actor, "request.unlinked", row, request, other)


def _end(actor: Actor, row: RequestLink) -> None:
    RequestLink.update(ended_at=clock.now(), ended_by=actor.staff_id).where(RequestLink.id == row.id).execute()


@once(RequestLink)
def duplicate(actor: Actor, request: Request, other: str, submission: str | None = None) -> RequestLink:
    """It is the same as `other` (a number) of the same client: it is closed, and the other one is due no later than it
    was. Nothing of the threads is merged. Raises Invalid, WrongState."""
    by_staff(actor)
    same = _other(actor, request, other)
    if same.client_id != request.client_id:
        raise Invalid(_l("%(number)s is another client's.", number=same.number), field="other")
    if "complaint" in (request.kind, same.kind):
        raise Invalid(_l("A complaint is decided, not closed as a duplicate."), field="other")
    with write():
        _hold_both(request, same)
        before = held(request)
        stays = lock(Request.select().where(Request.id == same.id))
        if stays.status not in OPEN:
            raise Invalid(_l("%(number)s is finished already.", number=same.number), field="other")
        state = {"status_before": before.status, "due_before": before.due_at}
        row = move(actor, request, "duplicate", lambda row: {"closed_at": clock.now()})
        for known in between(row, stays):  # that they are related says less
            _end(actor, known)
        made = _linked(actor, row.id, stays.id, "duplicate", submission=submission, **state)
        due_no_later(stays, state["due_before"], clock.now())
        write_entry(actor, row, "event", f"duplicate {stays.number}")
        audit(actor, "request.duplicate", row, **row.said, other=stays.number)
        path = f"/me/requests/{stays.number}"
        tell(accounts_of_client(row.client_id), "request.joined", path, **row.said, other=stays.number)
        return made


def separate(actor: Actor, request: Request) -> Request:
    """It was not the same after all: it is open again, due no later than it was. Raises WrongState."""
    by_staff(actor)
    with write():
        found = duplicate_of(request)
        if found is None:
            raise WrongState()
        row = move(actor, request, "separate", _open_again)
        _apart(actor, row, found)
        audit(actor, "request.separated", row, **row.said)
        tell(holder_accounts(row), "request.separated", f"/requests/{row.number}", but=actor, **row.said)
        tell(accounts_of_client(row.client_id), "request.reopened_for_you", f"/me/requests/{row.number}", **row.said)
        return row


def _open_again(row: Request) -> dict[str, Any]:
    whose = holders.of(row)
    there = row.assignee_id in (whose.staff, whose.instead_of)
    return {"closed_at": None} if there else {"closed_at": None, "assignee": None}


def is_its_own(actor: Actor, row: Request) -> None:
    """Opened again, it is no duplicate any more. Call inside `write()`."""
    if found := duplicate_of(row):
        _apart(actor, row, found)


def _apart(actor: Actor, row: Request, found: RequestLink) -> None:
    _end(actor, found)
    due_no_later(row, found.due_before, clock.now())
    write_entry(actor, row, "event", "separated")
