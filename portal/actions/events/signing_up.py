"""Seats at an event: taken and given back, for oneself or for a client (R9)."""

from __future__ import annotations

from peewee import IntegrityError

from portal.actions.shared.deciding import as_shown
from portal.actions.shared.often import may_step
from portal.actions.shared.recording import audit, once
from portal.actions.shared.telling import accounts_of_client, tell
from portal.database import lock, write
from portal.ground import clock
from portal.ground.errors import Invalid, Refused, SeatsTaken, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Client, Event, SignUp
from portal.reads.accounts.actors import Actor
from portal.reads.events import audience_of
from portal.rules import events

SIGN_UP_PROBLEMS = {
    "not_open": _l("Sign-up for this event is not open."),
    "over": _l("This event is over or has been cancelled."),
    "not_invited": _l("This event is for other tiers."),
    "closed": _l("Sign-up has ended. Your client manager may still be able to help."),
    "no_seats": _l("Please check the number of guests."),
    "too_many_guests": _l("This event does not allow so many guests."),
    "full": _l("All seats of this event are taken."),
    "too_few_left": _l("There are not enough seats left for so many. Fewer guests may still fit."),
}


@once(SignUp)
def sign_up(
    actor: Actor, event: Event, client: Client, guests: int, guest_names: list[str], submission: str | None = None
) -> SignUp:
    """Take seats for a client and his guests, by himself or by staff for him.

    The event's row is held, and the database itself refuses what does not fit. Raises Invalid, SeatsTaken, WrongState
    (not open).
    """
    try:
        with write():
            may_step(actor)
            row = lock(Event.select().where(Event.id == event.id))
            if (
                SignUp.select()
                .where(SignUp.event == row.id, SignUp.client == client.id, SignUp.cancelled_at.is_null())
                .exists()
            ):
                raise Refused(_l("There are seats at this event for %(name)s already.", name=client.name))
            problem = events.sign_up_problem(
                row, audience_of(row), clock.now(), client.tier_id, events.seats(guests), by_staff=not actor.is_client
            )
            if problem in ("full", "too_few_left"):
                raise SeatsTaken(SIGN_UP_PROBLEMS[problem])
            if problem in ("not_open", "over") or (
                problem and actor.is_client and problem in ("closed", "not_invited")
            ):
                raise WrongState(SIGN_UP_PROBLEMS[problem])
            if problem:
                raise Invalid(
                    SIGN_UP_PROBLEMS[problem],
                    field="guests" if problem in ("no_seats", "too_many_guests") else "client",
                )
            made = SignUp.create(
                event=row.id,
                client=client.id,
                guests=guests,
                guest_names="\n".join(guest_names[:guests]),
                author=actor.account_id,
                at=clock.now(),
                submission=submission,
            )
            audit(
                actor,
                "event.signed_up",
                row,
                **row.said,
                client=client.name,
                seats=str(events.seats(guests)),
            )
            if not actor.is_client:
                tell(
                    accounts_of_client(client.id),
                    "event.signed_up_for_you",
                    f"/me/events/{row.number}",
                    **row.said,
                    seats=str(events.seats(guests)),
                )
            return made
    except IntegrityError as error:
        raise SeatsTaken() from error


def name_guests(actor: Actor, event: Event, found: SignUp, names: list[str]) -> SignUp:
    """Say anew who the guests are; the seats stay as they are. Raises Invalid (more names than guests), WrongState
    (given back, or the event is over or called off)."""
    with write():
        may_step(actor)
        row = lock(Event.select().where(Event.id == event.id))
        held = lock(SignUp.select().where(SignUp.id == found.id))
        if held.cancelled_at is not None or row.state != "published" or row.ends_at <= clock.now():
            raise WrongState(_l("The event is over or was called off, or the seats were given back."))
        if len(names) > held.guests:
            raise Invalid(_l("There are more names than guests."), field="guest_names")
        before, text = held.guest_names, "\n".join(names)
        if before != text:
            SignUp.update(guest_names=text).where(SignUp.id == held.id).execute()
            client = Client.get_by_id(held.client_id)
            shown = {"guest_names": [before.replace("\n", ", "), text.replace("\n", ", ")]}
            audit(actor, "event.guests_named", row, changes=shown, **row.said, client=client.name)
        return held


def cancel_sign_up(actor: Actor, event: Event, found: SignUp) -> SignUp:
    """Give the seats back. Raises WrongState when it was done already or the event has begun."""
    with write():
        row = lock(Event.select().where(Event.id == event.id))
        still = lock(SignUp.select().where(SignUp.id == found.id))
        gone = row.starts_at <= clock.now() or row.state != "published"
        as_shown(still, about=(row,), possible=not gone and still.cancelled_at is None)
        if gone:
            raise WrongState(_l("The event has begun or was called off: seats stay as they are."))
        gone = (
            SignUp.update(cancelled_at=clock.now(), cancelled_by=actor.account_id)
            .where(SignUp.id == found.id, SignUp.cancelled_at.is_null())
            .execute()
        )
        if not gone:
            raise WrongState()
        client = Client.get_by_id(found.client_id)
        audit(actor, "event.sign_up_cancelled", row, **row.said, client=client.name)
        if not actor.is_client:
            tell(accounts_of_client(client.id), "event.cancelled_for_you", f"/me/events/{row.number}", **row.said)
        return found
