"""A party has its seats: the one place that writes sign-ups and the guests by name."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from portal.ground import clock
from portal.models import Event, PartyGuest, SignUp
from portal.reads.accounts.actors import Actor
from portal.reads.administration.settings import value
from portal.rules.events.parties import Party


def seat(actor: Actor, row: Event, client_id: int, party: Party, **more: Any) -> SignUp:
    """Take the seats of a party. Call inside `write()`; the database refuses what does not fit (IntegrityError)."""
    places = party.places
    made: SignUp = SignUp.create(
        event=row.id,
        client=client_id,
        guests=party.guests,
        children=places.children,
        cars=places.cars,
        author=actor.account_id,
        at=clock.now(),
        reminded=reminders_past(row),
        **party.own,
        **more,
    )
    _name(made, party)
    return made


def reminders_past(row: Event) -> int:
    """Reminders whose moment is over: who signs up so late needs none of them."""
    left = row.starts_at - clock.now()
    return 2 if left <= hours_before() else 1 if left <= days_before() else 0


def days_before() -> timedelta:
    return timedelta(days=value("events.remind_days"))


def hours_before() -> timedelta:
    return timedelta(hours=value("events.remind_hours"))


def reseat(found: SignUp, party: Party) -> None:
    """The party is another: smaller, larger, or others come along. Call inside `write()`. Pictures that a parent has
    allowed stay allowed for a guest of the same name."""
    places = party.places
    allowed = {
        one[0]
        for one in PartyGuest.select(PartyGuest.name)
        .where(PartyGuest.sign_up == found.id, PartyGuest.photo_yes)
        .tuples()
    }
    SignUp.update(
        guests=party.guests,
        children=places.children,
        cars=places.cars,
        **party.own,
    ).where(SignUp.id == found.id).execute()
    PartyGuest.delete().where(PartyGuest.sign_up == found.id).execute()
    _name(found, party, allowed)


def _name(found: SignUp, party: Party, allowed: set[str] | None = None) -> None:
    if party.named:
        PartyGuest.insert_many(
            [
                {
                    "sign_up": found.id,
                    "position": position,
                    "photo_yes": guest.name in (allowed or ()),
                    **vars(guest),
                }
                for position, guest in enumerate(party.named)
            ]
        ).execute()
