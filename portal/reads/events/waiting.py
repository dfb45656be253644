"""The line of an event: who waits, in its order; a client's own place in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from peewee import fn

from portal.ground import clock
from portal.models.clients.client import Client
from portal.models.events.event import Event
from portal.models.events.parties import SignUp
from portal.models.events.waiting import OPEN, WaitingParty
from portal.models.tiers.tiers import Tier
from portal.reads.administration.settings import value
from portal.reads.shared import built
from portal.rules.events.waiting import Places

LONGEST = 2_000
ABSENCE = clock.days(365)


def in_order(event: Event, query: Any) -> Any:
    """A query of waiting parties with client and tier, in the order of the line."""
    rank = (Tier.rank.desc(),) if event.waiting_order == "tier" else ()
    return query.order_by(WaitingParty.behind, *rank, WaitingParty.turn, WaitingParty.id)


def line(event: Event) -> list[WaitingParty]:
    """Who waits without an offer, the first first."""
    query = WaitingParty.select(WaitingParty).join(Client).join(Tier, on=(Client.tier == Tier.code))
    return list(in_order(event, query.where(WaitingParty.event == event.id, WaitingParty.state == "waiting")))


def shown_line(event: Event, visible: Any) -> list[WaitingParty]:
    """Everybody in the line with his client, offers first, for staff. `visible` is a condition on Client."""
    query = (
        WaitingParty.select(WaitingParty, Client)
        .join(Client)
        .join(Tier, on=(Client.tier == Tier.code))
        .where(WaitingParty.event == event.id, WaitingParty.state.in_(OPEN), visible)
    )
    offers = WaitingParty.state == "offered"
    rank = (Tier.rank.desc(),) if event.waiting_order == "tier" else ()
    order = (offers.desc(), WaitingParty.behind, *rank, WaitingParty.turn, WaitingParty.id)
    return list(query.order_by(*order).limit(500))


def own_party(event: Event, client_id: int) -> WaitingParty | None:
    """The client's party that waits for places or has an offer."""
    found: WaitingParty | None = WaitingParty.get_or_none(
        WaitingParty.event == event.id, WaitingParty.client == client_id, WaitingParty.state.in_(OPEN)
    )
    return found


def last_party(event: Event, client_id: int) -> WaitingParty | None:
    """The client's latest party, whatever became of it."""
    query = WaitingParty.select().where(WaitingParty.event == event.id, WaitingParty.client == client_id)
    found: WaitingParty | None = query.order_by(WaitingParty.id.desc()).first()
    return found


def own_parties(client_id: int) -> dict[int, WaitingParty]:
    """Event id → the client's party that waits or has an offer, for lists."""
    query = WaitingParty.select().where(WaitingParty.client == client_id, WaitingParty.state.in_(OPEN))
    return {row.event_id: row for row in query.limit(200)}


def offers_to(client_id: int) -> list[WaitingParty]:
    """Places that are offered to the client now, with their events."""

    def query() -> Any:
        offered = (WaitingParty.state == "offered") & (WaitingParty.offer_until > built.NOW)
        found = WaitingParty.select(WaitingParty, Event).join(Event).where(offered, WaitingParty.client == built.ONE)
        return found.order_by(WaitingParty.offer_until).limit(20)

    return built.rows("places offered", query, {built.ONE: client_id})


@dataclass(frozen=True)
class Standing:
    """Where a party stands: how many are before it, and how many wait in all."""

    before: int
    waiting: int


def standing(event: Event, party: WaitingParty) -> Standing:
    ids = [
        row[0]
        for row in in_order(
            event,
            WaitingParty.select(WaitingParty.id)
            .join(Client)
            .join(Tier, on=(Client.tier == Tier.code))
            .where(WaitingParty.event == event.id, WaitingParty.state == "waiting"),
        )
        .limit(LONGEST)
        .tuples()
    ]
    return Standing(ids.index(party.id) if party.id in ids else 0, len(ids))


def need_of(party: WaitingParty) -> Places:
    return Places(party.seats, party.children, party.cars)


def held_of(party: WaitingParty) -> Places:
    return Places(party.held_seats, party.held_children, party.held_cars)


def next_turn(event: Event) -> int:
    return int(WaitingParty.select(fn.MAX(WaitingParty.turn)).where(WaitingParty.event == event.id).scalar() or 0) + 1


def stayed_away(client_id: int) -> bool:
    """Did the client leave his seats empty, without a word, at the last event he had signed up for? Only events at
    which somebody was checked in can tell; the setting may switch it off."""
    if not value("events.absent_behind"):
        return False
    others = SignUp.alias()
    checked = others.select(others.event).where(others.heads > 0)
    last = (
        SignUp.select(SignUp.heads)
        .join(Event)
        .where(
            SignUp.client == client_id,
            SignUp.cancelled_at.is_null(),
            Event.state == "held",
            Event.ends_at > clock.now() - ABSENCE,
            Event.id.in_(checked),
        )
        .order_by(Event.starts_at.desc())
        .limit(1)
        .scalar()
    )
    return last == 0


def counted(event: Event) -> tuple[int, int]:
    """How many parties wait, and how many have an offer."""
    query = WaitingParty.select(WaitingParty.state, fn.COUNT(WaitingParty.id)).where(
        WaitingParty.event == event.id, WaitingParty.state.in_(OPEN)
    )
    found = dict(query.group_by(WaitingParty.state).tuples())
    return found.get("waiting", 0), found.get("offered", 0)
