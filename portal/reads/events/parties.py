"""Who comes to an event, and to which events a client comes."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from portal.models.clients.client import Client
from portal.models.events.event import Event
from portal.models.events.parties import PartyGuest, SignUp
from portal.reads.shared import built
from portal.rules.events.parties import Guest, Party


def sign_ups_of(event: Event, visible: Any) -> list[SignUp]:
    """Who comes, in the order of signing up. `visible` is a condition on Client: heads that this reader may see."""
    return list(
        SignUp.select(SignUp, Client)
        .join(Client)
        .where(SignUp.event == event.id, SignUp.cancelled_at.is_null(), visible)
        .order_by(SignUp.at, SignUp.id)
        .limit(500)
    )


def guests_of(sign_ups: Collection[SignUp]) -> dict[int, list[PartyGuest]]:
    """Sign-up id → its guests by name, in their order (one statement)."""
    found: dict[int, list[PartyGuest]] = {one.id: [] for one in sign_ups}
    if found:
        query = PartyGuest.select().where(PartyGuest.sign_up.in_(list(found)))
        for guest in query.order_by(PartyGuest.position, PartyGuest.id):
            found[guest.sign_up_id].append(guest)
    return found


def party_of(found: SignUp) -> Party:
    """A sign-up as the rules see it."""
    named = tuple(
        Guest(one.name, one.relation, one.age, one.diet, one.plate, one.handicap)
        for one in guests_of([found])[found.id]
    )
    return Party(found.guests, named, found.comes, found.diet, found.plate, found.handicap)


def last_sign_up(event: Event, client_id: int) -> SignUp | None:
    """The client's latest sign-up, also one that he gave back."""
    found: SignUp | None = (
        SignUp.select().where(SignUp.event == event.id, SignUp.client == client_id).order_by(SignUp.id.desc()).first()
    )
    return found


def own_sign_up(event: Event, client_id: int) -> SignUp | None:
    """The client's own seats at an event."""
    return SignUp.get_or_none(SignUp.event == event.id, SignUp.client == client_id, SignUp.cancelled_at.is_null())


def own_sign_ups(client_id: int) -> dict[int, SignUp]:
    """Event id → the client's seats, for lists."""
    return {
        row.event_id: row
        for row in SignUp.select()
        .where(SignUp.client == client_id, SignUp.cancelled_at.is_null())
        .order_by(SignUp.id.desc())
        .limit(200)
    }


def coming_events(client: Client, count: int = 3) -> list[SignUp]:
    """Events he has seats at that are not over, the next first."""

    def query() -> Any:
        own = (SignUp.client == built.ONE) & SignUp.cancelled_at.is_null()
        found = (
            SignUp.select(SignUp, Event).join(Event).where(own, Event.ends_at > built.NOW, Event.state == "published")
        )
        return found.order_by(Event.starts_at).limit(count)

    return built.rows(("coming events", count), query, {built.ONE: client.id})
