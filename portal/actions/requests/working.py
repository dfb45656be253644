"""The life of a request (R6): filed, taken, answered, waiting, resolved, rated, closed, reopened, withdrawn."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from portal.actions.requests import attachments, linking, rating, subtasks, terms
from portal.actions.requests.limits import may_file
from portal.actions.requests.moving import (
    by_staff,
    held,
    move,
    note_taken,
    said_by,
    takes,
    tell_other_side,
    write_entry,
)
from portal.actions.requests.queue import holder_accounts, tell_losers, who_can_take
from portal.actions.shared import files
from portal.actions.shared.often import may_step
from portal.actions.shared.recording import audit, once
from portal.actions.shared.telling import accounts_of_client, accounts_of_staff, tell
from portal.database import lock, write
from portal.derived import holders, replies
from portal.ground import clock, steps
from portal.ground.errors import Invalid, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Request, RequestEntry
from portal.models.requests import IS_RESOLVED
from portal.reads.accounts.actors import Actor
from portal.rules import requests

CLOSE_AFTER = timedelta(days=14)
KEEP_OPEN_FOR_REOPENING = timedelta(days=90)
NEVER_AGAIN = _l(
    "A complaint that was decided is not opened again. Ask for a review of the decision, or file what is new as a new "
    "complaint."
)


def take(actor: Actor, request: Request) -> Request:
    """Take a request out of the queue, begin with one's own, or take over what nobody has in person any more. Raises
    WrongState when somebody was quicker."""
    by_staff(actor)
    with write():
        row = held(request)
        if row.status != "new" and row.assignee_id == actor.staff_id and requests.can(row.status, "take"):
            return row
        row = move(actor, request, "take", lambda row: {"assignee": actor.staff_id})
        note_taken(actor, row)
        tell(
            accounts_of_client(row.client_id),
            "request.taken",
            f"/me/requests/{row.number}",
            staff=actor.name,
            **row.said,
        )
        return row


def reply(
    actor: Actor,
    request: Request,
    body: str,
    uploads: list[files.Upload],
    *,
    waiting: bool = False,
    submission: str | None = None,
) -> RequestEntry:
    """Staff write to the client; with `waiting` the clock pauses until he answers. Who answers what nobody took takes
    it. Raises WrongState."""
    return _say(actor, request, "ask" if waiting else "reply", "reply", body, uploads, submission)


def note(
    actor: Actor, request: Request, body: str, uploads: list[files.Upload], submission: str | None = None
) -> RequestEntry:
    """An internal note: only staff ever read it."""
    return _say(actor, request, "note", "note", body, uploads, submission)


def answer(
    actor: Actor, request: Request, body: str, uploads: list[files.Upload], submission: str | None = None
) -> RequestEntry:
    """The client writes; a paused clock runs again. Raises WrongState, TooOften."""
    return _say(actor, request, "answer", "reply", body, uploads, submission)


@once(RequestEntry)
def _say(
    actor: Actor, request: Request, deed: str, kind: str, body: str, uploads: list[files.Upload], submission: str | None
) -> RequestEntry:
    taken = False

    def change(row: Request) -> dict[str, Any]:
        nonlocal taken
        taken = deed in ("reply", "ask") and actor.staff_id is not None and takes(row)
        values = {"files": row.files + (len(kept) if kind != "note" else 0)}
        return values | ({"assignee": actor.staff_id} if taken else {})

    with files.kept(uploads) as kept, write():
        may_file(actor, "replies", kept)
        row = move(actor, request, deed, change)
        if taken:
            note_taken(actor, row)
        entry = write_entry(actor, row, kind, body, submission)
        if kind == "reply":
            replies.follow(actor, row, entry.at)
        attachments.attach(actor, row, entry, kept, internal=kind == "note")
        audit(actor, f"request.{deed}", row, **row.said)
        tell_other_side(actor, row, kind)
        return entry


@once(RequestEntry, answers="request")
def resolve(
    actor: Actor,
    request: Request,
    text: str,
    root_cause: str = "",
    submission: str | None = None,
    uploads: list[files.Upload] | None = None,
    *,
    anyway: bool = False,
    outcome: str = "",
    cause: str = "",
) -> Request:
    """Resolve with an answer that the client reads; the root cause is for the bank. Who resolves what nobody took takes
    it. `anyway`: although a sub-task is open that holds the answer. Raises WrongState, Invalid.

    A complaint is decided by it and needs its root cause named (R6); `outcome` and the code of its `cause` are of the
    record.
    """
    by_staff(actor)
    if request.kind == terms.COMPLAINT and not root_cause:
        raise Invalid(_l("Please name the root cause of the complaint."), field="root_cause")
    taken = False

    def change(row: Request) -> dict[str, Any]:
        nonlocal taken
        taken = takes(row)
        values = {"answer": text, "root_cause": root_cause, "resolved_at": clock.now(), "files": row.files + len(kept)}
        return values | ({"assignee": actor.staff_id} if taken else {})

    with files.kept(uploads or []) as kept, write():
        if not anyway:
            subtasks.none_holds(request)
        row = move(actor, request, "resolve", change)
        if taken:
            note_taken(actor, row)
        if row.kind == terms.COMPLAINT:
            terms.decided(actor, row, outcome, cause)
        entry = write_entry(actor, row, "reply", text, submission)
        replies.follow(actor, row, entry.at)
        attachments.attach(actor, row, entry, kept, internal=False)
        write_entry(actor, row, "event", "resolved")
        audit(actor, "request.resolved", row, **row.said)
        tell(
            accounts_of_client(row.client_id),
            "request.resolved" if rating.invite(row) else "request.settled",
            f"/me/requests/{row.number}",
            staff=actor.name,
            **row.said,
        )
        return row


def close(actor: Actor | None, request: Request) -> Request:
    """Close what is resolved; the worker does it after two quiet weeks. Raises WrongState."""
    with write():
        row = move(actor, request, "close", lambda row: {"closed_at": clock.now()})
        write_entry(actor, row, "event", "closed")
        audit(actor, "request.closed", row, **row.said)
        return row


def reopen(actor: Actor, request: Request, reason: str = "") -> Request:
    """Open it again, by the client (within 90 days of closing) or by staff; a new cycle of the clock begins. Raises
    WrongState; a complaint is never opened again."""
    if request.kind == terms.COMPLAINT:
        raise WrongState(NEVER_AGAIN)
    if request.closed_at and actor.is_client and clock.now() - request.closed_at > KEEP_OPEN_FOR_REOPENING:
        raise WrongState(_l("This request was closed more than 90 days ago. Please file a new one."))
    with write():
        may_step(actor)
        row = move(actor, request, "reopen", _opened_again)
        write_entry(actor, row, "event", "reopened")
        if reason:
            write_entry(actor, row, "reply", reason)
        linking.is_its_own(actor, row)
        audit(actor, "request.reopened", row, **row.said)
        if actor.is_client:
            told = "request.reopened"
        else:
            told = "request.reopened_by_colleague"
            tell(
                accounts_of_client(row.client_id), "request.reopened_for_you", f"/me/requests/{row.number}", **row.said
            )
        tell(holder_accounts(row), told, f"/requests/{row.number}", but=actor, **said_by(actor, row))
        tell_losers(actor, row)
        return row


def _opened_again(row: Request) -> dict[str, Any]:
    """Whoever had it in person has it again while he can; else it is new, and its seat's."""
    values: dict[str, Any] = {"resolved_at": None, "closed_at": None, "score": None, "comment": "", "rated_at": None}
    values |= {"invited_at": None, "reminded_at": None}
    whose = holders.of(row)
    return values if row.assignee_id in (whose.staff, whose.instead_of) else values | {"assignee": None}


def withdraw(actor: Actor, request: Request) -> Request:
    """The client takes it back. Raises WrongState."""
    with write():
        row = move(actor, request, "withdraw")
        write_entry(actor, row, "event", "withdrawn")
        audit(actor, "request.withdrawn", row, **row.said)
        tell(
            holder_accounts(row),
            "request.withdrawn",
            f"/requests/{row.number}",
            **row.said,
        )
        return row


def rate(actor: Actor, request: Request, score: int, comment: str) -> Request:
    """The client says how it was, 1 to 5; he may change it until it is closed for good. The same once more says nothing
    new. Raises WrongState, Invalid."""
    if not 1 <= score <= 5:
        raise Invalid(_l("Please choose 1 to 5."), field="score")
    with write():
        may_step(actor)
        said = lock(Request.select().where(Request.id == request.id))
        if said.rated_at and (said.score, said.comment) == (score, comment):
            return said
        row = move(actor, request, "rate", lambda row: {"score": score, "comment": comment, "rated_at": clock.now()})
        audit(actor, "request.rated", row, **row.said, score=str(score))
        tell(
            holder_accounts(row),
            "request.rated",
            f"/requests/{row.number}",
            **row.said,
            score=str(score),
        )
        rating.tell_supervisor(actor, row)
        return row


def reassign(actor: Actor, request: Request, username: str, reason: str) -> Request:
    """Give it to a colleague of the branch. Raises Invalid (somebody who cannot take it), WrongState."""
    with write():
        staff = who_can_take(username, request)
        row = move(actor, request, "reassign", lambda row: {"assignee": staff.id})
        write_entry(actor, row, "event", "reassigned")
        write_entry(actor, row, "note", reason)
        audit(actor, "request.reassigned", row, **row.said, staff=staff.name, reason=reason)
        tell(
            accounts_of_staff([staff.id]),
            "request.given_to_you",
            f"/requests/{row.number}",
            but=actor,
            **row.said,
        )
        tell_losers(actor, row)
        return row


@steps.every_minute
def close_quiet_ones() -> int:
    """The worker closes what has been resolved for two weeks. Answers how many. Complaints need more than time
    (actions/complaints/closing.py)."""
    mere = Request.kind != terms.COMPLAINT
    quiet = Request.select().where(IS_RESOLVED, mere, Request.moved_at < clock.now() - CLOSE_AFTER).limit(200)
    return len([close(None, request) for request in list(quiet)])
