"""What every step of a request does: state, clock, entry, notice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from portal.actions.requests import terms
from portal.actions.requests.queue import holder_accounts, tell_losers
from portal.actions.shared.deciding import as_shown
from portal.actions.shared.recording import audit
from portal.actions.shared.telling import accounts_of_client, accounts_of_staff, tell
from portal.database import lock
from portal.derived import holders
from portal.derived.requests import begin_clock, count, follow_clock
from portal.ground import clock
from portal.ground.errors import NotAllowed, WrongState
from portal.ground.i18n import gettext as _
from portal.models import Client, ClockMark, DoneInName, Request, RequestEntry
from portal.reads.accounts.actors import Actor
from portal.rules import requests

DECIDING = frozenset(
    {
        *("take", "reply", "ask", "resolve", "close", "reopen", "reassign", "withdraw"),
        *("forward", "duplicate", "separate"),
    }
)
"""Done only as the page showed the request: a note and what the client writes are not. A reply is: it may take the
request, and who writes has read what was written before."""


def mark_clock(request: Request, kind: str, cause: str, actor: Actor | None, at: datetime | None = None) -> None:
    """Write the clock's log and keep the due moment on the row, as the rule reckons it. `at`: not now."""
    now = clock.now()
    ClockMark.create(
        request=request.id,
        cycle=request.cycle,
        kind=kind,
        at=at or now,
        cause=cause,
        actor=actor.account_id if actor else None,
    )
    if kind == "start":
        begin_clock(request, now)
    else:
        follow_clock(request, now, stops=kind == "stop")


def takes(row: Request) -> bool:
    """Does whoever answers take it? What is new, and what nobody has in person any more."""
    return row.status == "new" or not row.in_personal_hands


def held(request: Request) -> Request:
    """The row as it stands, held. The client first, as deeds of his team do: two that met the other way round would
    wait for each other."""
    if request.client_id is not None:
        lock(Client.select(Client.id).where(Client.id == request.client_id))
    return lock(Request.select().where(Request.id == request.id))  # type: ignore[no-any-return]


def move(
    actor: Actor | None,
    request: Request,
    deed: str,
    change: Callable[[Request], dict[str, Any]] | None = None,
    cause: str = "",
    *,
    shown: bool = True,
) -> Request:
    """One step of a request's life: hold the row, check the deed fits the state, write state, clock and counters, and
    whose it is now. Not `shown`: the deed compared another row with its page.

    Call inside `write()`. Raises WrongState.
    """
    row = held(request)
    taken = deed == "take" and row.status != "new" and row.in_personal_hands
    possible = requests.fits(row.kind, row.status, deed) and not taken
    if shown and deed in DECIDING:
        as_shown(row, possible=possible)
    if not possible:
        raise WrongState()
    hands = row.hands | ({row.assignee_id} - {None})
    values = change(row) if change else {}
    assigned = values.get("assignee", row.assignee_id) is not None
    before, after = row.status, requests.after(row.status, deed, assigned=assigned)
    values |= {"status": after, "version": row.version + 1}
    if deed not in requests.UNSEEN:
        values |= {"moved_at": clock.now(), "staff_moved": actor is not None and not actor.is_client}
    mark = requests.clock_mark(before, after)
    if mark == "start":
        values["cycle"] = row.cycle + 1
    Request.update(**values).where(Request.id == row.id).execute()
    for name, value in values.items():
        setattr(row, name, value)
    if before in requests.OPEN or after in requests.OPEN:
        holders.follow_one(row)
    row.lost = frozenset(hands - row.hands)
    if actor and actor.staff_id and row.held_for_id and row.holder_id == actor.staff_id:
        DoneInName.create(of=row.held_for_id, by=actor.staff_id, request=row.id, deed=deed, at=clock.now())
    if row.kind == terms.COMPLAINT:
        terms.moved(actor, row, deed)
    elif mark:
        mark_clock(row, mark, cause or deed, actor)
    count(row, (after in requests.OPEN) - (before in requests.OPEN))
    return row


def write_entry(
    actor: Actor | None, request: Request, kind: str, body: str, submission: str | None = None
) -> RequestEntry:
    """`request` as it is after the deed: who stands in writes in the name of whoever is away."""
    stands_in = actor is not None and actor.staff_id is not None and actor.staff_id == request.holder_id
    return RequestEntry.create(
        request=request.id,
        kind=kind,
        author=actor.account_id if actor else None,
        in_name_of=request.held_for_id if stands_in else None,
        body=body,
        at=clock.now(),
        submission=submission,
    )


def by_staff(actor: Actor) -> None:
    """Only staff take and resolve requests. Raises NotAllowed."""
    if actor.staff_id is None:
        raise NotAllowed()


def note_taken(actor: Actor, row: Request) -> None:
    """Whoever took it, or answered, has it: the thread, the trail and those who had it say so."""
    write_entry(actor, row, "event", "taken")
    audit(actor, "request.taken", row, **row.said)
    tell_losers(actor, row)


def said_by(actor: Actor, row: Request) -> dict[str, Any]:
    """What sentences call it and whoever of the client's side did something: who acts for a company by his name."""
    himself = row.client is None or actor.name == row.client.name
    return row.said if himself else row.said | {"client": _("%(name)s (%(client)s)", name=actor.name, **row.said)}


def tell_other_side(actor: Actor, row: Request, kind: str) -> None:
    if actor.is_client:
        words = said_by(actor, row)
        tell(holder_accounts(row), "request.client_answered", f"/requests/{row.number}", but=actor, **words)
    elif kind == "note":
        holder = accounts_of_staff([row.holder_id])
        tell(holder, "request.noted", f"/requests/{row.number}", but=actor, staff=actor.name, **row.said)
    else:
        tell(
            accounts_of_client(row.client_id),
            "request.answered",
            f"/me/requests/{row.number}",
            staff=actor.name,
            **row.said,
        )
