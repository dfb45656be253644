"""The life of a request (R6): filed, taken, answered, waiting, resolved, rated, closed, reopened, withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from peewee import IntegrityError

from portal.actions import files, upkeep
from portal.actions.queue import colleagues_of_queue, owner_for, who_can_take
from portal.actions.recording import accounts_of_client, accounts_of_staff, already, audit, next_value, tell
from portal.database import lock, write
from portal.ground import clock
from portal.ground.errors import Invalid, NotAllowed, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Client, ClockMark, Request, RequestEntry
from portal.models.requests import IS_RESOLVED
from portal.reads import reference
from portal.reads.accounts.actors import Actor
from portal.rules import requests
from portal.rules.shared import case_clock
from portal.rules.shared.codes import request_number

CLOSE_AFTER = timedelta(days=14)
KEEP_OPEN_FOR_REOPENING = timedelta(days=90)


def file_request(
    actor: Actor, client: Client, values: dict[str, Any], uploads: list[files.Upload], submission: str | None = None
) -> Request:
    """File a request, by the client himself or by staff for one who phones. `values`: kind, category, subject, details.

    It goes to the client's manager, without one to the branch's queue. Raises Invalid (category, files).
    """
    if made := already(Request, submission):
        return made
    category = reference.categories().get(values["category"])
    if category is None or not category.active:
        raise Invalid(_l("Please choose what it is about."), field="category")
    now = clock.now()
    try:
        with files.kept(uploads) as kept, write():
            number = request_number(clock.today().year, next_value(f"request-{clock.today().year}"))
            request = Request.create(
                number=number,
                client=client.id,
                branch=client.branch_id,
                kind=values["kind"],
                category=category.code,
                subject=values["subject"],
                details=values["details"],
                filed_by=actor.account_id,
                filed_for=not actor.is_client,
                filed_at=now,
                assignee=owner_for(client),
                minutes=category.minutes,
                moved_at=now,
                files=len(kept),
                submission=submission,
            )
            _mark(request, "start", "filed", actor)
            files.attach(actor, request, None, kept, internal=False)
            Client.update(open_requests=Client.open_requests + 1).where(Client.id == client.id).execute()
            audit(actor, "request.filed", request, client=client.name, number=number, subject=request.subject)
            told = accounts_of_staff([request.assignee_id]) if request.assignee_id else colleagues_of_queue(client)
            tell(
                told,
                "request.filed",
                f"/requests/{number}",
                but=actor,
                client=client.name,
                number=number,
                subject=request.subject,
            )
            if not actor.is_client:
                tell(
                    accounts_of_client(client.id),
                    "request.filed_for_you",
                    f"/me/requests/{number}",
                    number=number,
                    subject=request.subject,
                )
            return request
    except IntegrityError:
        if made := already(Request, submission):
            return made
        raise


def _mark(request: Request, kind: str, cause: str, actor: Actor | None) -> None:
    """Write the clock's log and keep the due moment on the row, as the rule reckons it."""
    now = clock.now()
    ClockMark.create(
        request=request.id,
        cycle=request.cycle,
        kind=kind,
        at=now,
        cause=cause,
        actor=actor.account_id if actor else None,
    )
    marks = [
        case_clock.ClockMark(m.kind, m.at, m.cause)
        for m in ClockMark.select().where(ClockMark.request == request.id).order_by(ClockMark.id)
    ]
    state = case_clock.reckon(marks, request.minutes, now)
    due = None if state.stopped or state.paused else state.due_at
    values: dict[str, Any] = {"due_at": due} | ({"resolved_late": state.late} if kind == "stop" else {})
    Request.update(**values).where(Request.id == request.id).execute()
    for name, value in values.items():
        setattr(request, name, value)


def _move(
    actor: Actor | None,
    request: Request,
    deed: str,
    change: Callable[[Request], dict[str, Any]] | None = None,
    cause: str = "",
) -> Request:
    """One step of a request's life: hold the row, check the deed fits the state, write state, clock and counters.

    Call inside `write()`. Raises WrongState.
    """
    row = lock(Request.select().where(Request.id == request.id))
    if not requests.can(row.status, deed):
        raise WrongState()
    before, after = row.status, requests.after(row.status, deed, assigned=row.assignee_id is not None)
    values = (change(row) if change else {}) | {"status": after, "version": row.version + 1}
    if deed not in requests.UNSEEN:
        values |= {"moved_at": clock.now(), "staff_moved": actor is not None and not actor.is_client}
    mark = requests.clock_mark(before, after)
    if mark == "start":
        values["cycle"] = row.cycle + 1
    Request.update(**values).where(Request.id == row.id).execute()
    for name, value in values.items():
        setattr(row, name, value)
    if mark:
        _mark(row, mark, cause or deed, actor)
    change_of_open = (after in requests.OPEN) - (before in requests.OPEN)
    if change_of_open:
        Client.update(open_requests=Client.open_requests + change_of_open).where(Client.id == row.client_id).execute()
    return row


def _entry(actor: Actor | None, request: Request, kind: str, body: str, submission: str | None = None) -> RequestEntry:
    return RequestEntry.create(
        request=request.id,
        kind=kind,
        author=actor.account_id if actor else None,
        body=body,
        at=clock.now(),
        submission=submission,
    )


def _by_staff(actor: Actor) -> None:
    """Only staff take and resolve requests. Raises NotAllowed."""
    if actor.staff_id is None:
        raise NotAllowed()


def take(actor: Actor, request: Request) -> Request:
    """Take a request out of the queue, or begin with one's own. Raises WrongState when somebody was quicker."""
    _by_staff(actor)
    with write():
        row = lock(Request.select().where(Request.id == request.id))
        if row.status == "taken" and row.assignee_id == actor.staff_id:
            return row
        row = _move(actor, request, "take", lambda row: {"assignee": actor.staff_id})
        _entry(actor, row, "event", "taken")
        audit(actor, "request.taken", row, client=row.client.name, number=row.number)
        tell(
            accounts_of_client(row.client_id),
            "request.taken",
            f"/me/requests/{row.number}",
            staff=actor.name,
            number=row.number,
            subject=row.subject,
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
    """Staff write to the client; with `waiting` the clock pauses until he answers. Raises WrongState."""
    return _say(actor, request, "ask" if waiting else "reply", "reply", body, uploads, submission)


def note(
    actor: Actor, request: Request, body: str, uploads: list[files.Upload], submission: str | None = None
) -> RequestEntry:
    """An internal note: only staff ever read it."""
    return _say(actor, request, "note", "note", body, uploads, submission)


def answer(
    actor: Actor, request: Request, body: str, uploads: list[files.Upload], submission: str | None = None
) -> RequestEntry:
    """The client writes; a paused clock runs again. Raises WrongState."""
    return _say(actor, request, "answer", "reply", body, uploads, submission)


def _say(
    actor: Actor, request: Request, deed: str, kind: str, body: str, uploads: list[files.Upload], submission: str | None
) -> RequestEntry:
    if made := already(RequestEntry, submission):
        return made
    try:
        with files.kept(uploads) as kept, write():
            row = _move(actor, request, deed, lambda row: {"files": row.files + (len(kept) if kind != "note" else 0)})
            entry = _entry(actor, row, kind, body, submission)
            files.attach(actor, row, entry, kept, internal=kind == "note")
            audit(actor, f"request.{deed}", row, client=row.client.name, number=row.number)
            _tell_other_side(actor, row, kind)
            return entry
    except IntegrityError:
        if made := already(RequestEntry, submission):
            return made
        raise


def _tell_other_side(actor: Actor, row: Request, kind: str) -> None:
    words = {"number": row.number, "subject": row.subject, "client": row.client.name}
    staff = accounts_of_staff([row.assignee_id]) if row.assignee_id else []
    if actor.is_client:
        tell(staff, "request.client_answered", f"/requests/{row.number}", but=actor, **words)
    elif kind == "note":
        tell(staff, "request.noted", f"/requests/{row.number}", but=actor, staff=actor.name, **words)
    else:
        tell(
            accounts_of_client(row.client_id),
            "request.answered",
            f"/me/requests/{row.number}",
            staff=actor.name,
            **words,
        )


def resolve(actor: Actor, request: Request, text: str, root_cause: str = "", submission: str | None = None) -> Request:
    """Resolve with an answer that the client reads; the root cause is for the bank. Raises WrongState, Invalid.

    A complaint needs its root cause named (R6).
    """
    _by_staff(actor)
    if already(RequestEntry, submission):
        return request
    if request.kind == "complaint" and not root_cause:
        raise Invalid(_l("Please name the root cause of the complaint."), field="root_cause")
    with write():
        row = _move(
            actor,
            request,
            "resolve",
            lambda row: {"answer": text, "root_cause": root_cause, "resolved_at": clock.now()},
        )
        _entry(actor, row, "reply", text, submission)
        _entry(actor, row, "event", "resolved")
        audit(actor, "request.resolved", row, client=row.client.name, number=row.number)
        tell(
            accounts_of_client(row.client_id),
            "request.resolved",
            f"/me/requests/{row.number}",
            staff=actor.name,
            number=row.number,
            subject=row.subject,
        )
        return row


def close(actor: Actor | None, request: Request) -> Request:
    """Close what is resolved; the worker does it after two quiet weeks. Raises WrongState."""
    with write():
        row = _move(actor, request, "close", lambda row: {"closed_at": clock.now()})
        _entry(actor, row, "event", "closed")
        audit(actor, "request.closed", row, client=row.client.name, number=row.number)
        return row


def reopen(actor: Actor, request: Request, reason: str = "") -> Request:
    """Open it again, by the client (within 90 days of closing) or by staff; a new cycle of the clock begins. Raises
    WrongState."""
    if request.closed_at and actor.is_client and clock.now() - request.closed_at > KEEP_OPEN_FOR_REOPENING:
        raise WrongState(_l("This request was closed more than 90 days ago. Please file a new one."))
    with write():
        row = _move(
            actor,
            request,
            "reopen",
            lambda row: {"resolved_at": None, "closed_at": None, "score": None, "comment": "", "rated_at": None},
        )
        _entry(actor, row, "event", "reopened")
        if reason:
            _entry(actor, row, "reply", reason)
        audit(actor, "request.reopened", row, client=row.client.name, number=row.number)
        words = {"number": row.number, "subject": row.subject, "client": row.client.name}
        if actor.is_client:
            tell(accounts_of_staff([row.assignee_id]), "request.reopened", f"/requests/{row.number}", **words)
        else:
            tell(accounts_of_client(row.client_id), "request.reopened_for_you", f"/me/requests/{row.number}", **words)
        return row


def withdraw(actor: Actor, request: Request) -> Request:
    """The client takes it back. Raises WrongState."""
    with write():
        row = _move(actor, request, "withdraw")
        _entry(actor, row, "event", "withdrawn")
        audit(actor, "request.withdrawn", row, client=row.client.name, number=row.number)
        tell(
            accounts_of_staff([row.assignee_id]),
            "request.withdrawn",
            f"/requests/{row.number}",
            number=row.number,
            client=row.client.name,
            subject=row.subject,
        )
        return row


def rate(actor: Actor, request: Request, score: int, comment: str) -> Request:
    """The client says how it was, 1 to 5; he may change it until it is closed for good. Raises WrongState, Invalid."""
    if not 1 <= score <= 5:
        raise Invalid(_l("Please choose 1 to 5."), field="score")
    with write():
        row = _move(actor, request, "rate", lambda row: {"score": score, "comment": comment, "rated_at": clock.now()})
        audit(actor, "request.rated", row, client=row.client.name, number=row.number, score=str(score))
        tell(
            accounts_of_staff([row.assignee_id]),
            "request.rated",
            f"/requests/{row.number}",
            number=row.number,
            client=row.client.name,
            score=str(score),
        )
        return row


def reassign(actor: Actor, request: Request, username: str, reason: str) -> Request:
    """Give it to a colleague of the branch. Raises Invalid (somebody who cannot take it), WrongState."""
    with write():
        staff = who_can_take(username, request)
        row = _move(actor, request, "reassign", lambda row: {"assignee": staff.id})
        _entry(actor, row, "event", "reassigned")
        _entry(actor, row, "note", reason)
        audit(
            actor, "request.reassigned", row, client=row.client.name, number=row.number, staff=staff.name, reason=reason
        )
        tell(
            accounts_of_staff([staff.id]),
            "request.given_to_you",
            f"/requests/{row.number}",
            but=actor,
            number=row.number,
            client=row.client.name,
            subject=row.subject,
        )
        return row


def close_quiet_ones() -> int:
    """The worker closes what has been resolved for two weeks. Answers how many."""
    quiet = Request.select().where(IS_RESOLVED, Request.moved_at < clock.now() - CLOSE_AFTER).limit(200)
    return len([close(None, request) for request in list(quiet)])


upkeep.STEPS.append(close_quiet_ones)
