"""The result of an event (R9): whoever answers for it completes it, an admin closes it or sends it back."""

from __future__ import annotations

from typing import Any

from portal.actions.events.planning import who_hears
from portal.actions.shared.deciding import as_shown
from portal.actions.shared.recording import audit
from portal.actions.shared.telling import accounts_of_staff, admin_accounts, tell
from portal.database import lock, write
from portal.ground import clock
from portal.ground.errors import NotAllowed, Refused, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Event, EventResult
from portal.reads.accounts.actors import Actor
from portal.reads.events.leading import in_charge, judges, leads
from portal.rules.events.after import standing

CLOSED = _l("The result of this event is closed.")
OWN = _l("Somebody else closes the result that you completed (four eyes).")


def answer_for(event: Event) -> list[int]:
    """Accounts of whoever answers for an event: the person in charge, else who planned it, else the branch's admins."""
    charge = in_charge(event)
    return (accounts_of_staff([charge.id]) if charge else []) or who_hears(event, [event.created_by_id])


def begun(event: Event) -> EventResult:
    """The result's row, held; it begins with the first that is written. Call inside `write()`."""
    lock(Event.select(Event.id).where(Event.id == event.id))
    EventResult.insert(event=event.id).on_conflict_ignore().execute()
    return lock(EventResult.select().where(EventResult.event == event.id))  # type: ignore[no-any-return]


def still_open(event: Event) -> EventResult:
    """The same; raises WrongState when it is closed, or the event has not been held."""
    row = begun(event)
    state = Event.select(Event.state).where(Event.id == event.id).scalar()
    if state != "held":
        raise WrongState(_l("A result is written when the event is over."))
    if standing(row) == "closed":
        raise WrongState(CLOSED)
    return row


def _save(row: EventResult, **values: Any) -> None:
    EventResult.update(**values, version=EventResult.version + 1).where(EventResult.id == row.id).execute()


def complete(actor: Actor, event: Event, went: str, follows: str) -> None:
    """How it went and what follows is written; an admin is told. What was completed may be written anew until it is
    closed. Raises NotAllowed, WrongState."""
    if not leads(actor, event):
        raise NotAllowed()
    with write():
        lock(Event.select(Event.id).where(Event.id == event.id))
        shown = EventResult.get_or_none(EventResult.event == event.id)
        as_shown(shown or event.number, about=(event,), possible=standing(shown) != "closed")
        row = still_open(event)
        changes = {
            name: [getattr(row, name), value]
            for name, value in (("went", went), ("follows", follows))
            if getattr(row, name) != value
        }
        _save(row, went=went, follows=follows, returned="", completed_at=clock.now(), completed_by=actor.staff_id)
        audit(actor, "event.result_completed", event, **event.said, changes=changes)
        told = admin_accounts(event.branch_id)
        path = f"/events/{event.number}/result"
        tell(told, "event.result_completed", path, but=actor, **event.said, staff=actor.name)


def _to_judge(actor: Actor, event: Event) -> EventResult:
    if not judges(actor, event):
        raise NotAllowed()
    row = begun(event)
    as_shown(row, possible=standing(row) == "completed")
    if standing(row) != "completed":
        raise WrongState()
    return row


def close(actor: Actor, event: Event) -> None:
    """An admin has looked at it: from now on it stands. Raises NotAllowed, Refused (his own), WrongState."""
    with write():
        row = _to_judge(actor, event)
        if row.completed_by_id == actor.staff_id:
            raise Refused(OWN)
        _save(row, closed_at=clock.now(), closed_by=actor.staff_id)
        audit(actor, "event.result_closed", event, **event.said)
        told = accounts_of_staff([row.completed_by_id])
        tell(told, "event.result_closed", f"/events/{event.number}/result", but=actor, **event.said, staff=actor.name)


def send_back(actor: Actor, event: Event, reason: str) -> None:
    """Something is missing: whoever completed it reads what. Raises NotAllowed, WrongState."""
    with write():
        row = _to_judge(actor, event)
        _save(row, returned=reason, completed_at=None)
        audit(actor, "event.result_returned", event, **event.said, reason=reason)
        told = accounts_of_staff([row.completed_by_id])
        path = f"/events/{event.number}/result"
        tell(told, "event.result_returned", path, but=actor, **event.said, staff=actor.name, reason=reason)
