"""What is coming for one's own clients: birthdays, maturities, big movements; and the next events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.ground import clock
from portal.models.clients.client import Client
from portal.models.holdings.deals import Deal
from portal.reads.accounts.actors import Actor
from portal.reads.accounts.seats import clients_served
from portal.reads.events import EventScope
from portal.reads.events import coming as next_events
from portal.reads.finding.filter import plain_column
from portal.reads.shared import built
from portal.rules.accounts.visibility import Permission as P

AHEAD, LATELY = 14, 7
"""Days for which birthdays are shown before, and what happened is shown after."""
FEW = 5


@dataclass(frozen=True)
class Coming:
    birthdays: list[Any]
    deals: list[Any]
    events: list[Any]


def coming_for(actor: Actor, today: date) -> Coming:
    """At most three statements: two for whoever has clients of his own, one for whoever reads events."""
    events = next_events(EventScope(actor, may=P.EVENTS_READ), FEW) if actor.may(P.EVENTS_READ) else []
    who = actor.under(P.CLIENTS_READ)
    if not who.seat_kinds:
        return Coming([], [], events)
    return Coming(_birthdays(who, today), _deals(who, today), events)


def _birthdays(who: Actor, today: date) -> list[Any]:
    def query() -> Any:
        own = Client.id.in_(clients_served(who.stand_in()))
        found = Client.select(Client.id, Client.number, Client.name, Client.tier, Client.next_birthday)
        born, merged = (plain_column(column, True) for column in (Client.next_birthday, Client.merged_into))
        return found.where(own, merged.is_null(), born >= today, born <= built.DAY).order_by(born, Client.id).limit(FEW)

    return built.rows(("birthdays", who.reach, today), query, {**who.marks, built.DAY: today + clock.days(AHEAD)})


def _deals(who: Actor, today: date) -> list[Any]:
    """Products that end soon, and balances that changed by much; what is on record as a deal (R4)."""

    def query() -> Any:
        own = Deal.client.in_(clients_served(who.stand_in()))
        found = Deal.select(Deal.id, Deal.kind, Deal.amount, Deal.happened_on, Client.id, Client.number, Client.name)
        found = found.select_extend(Client.tier).join(Client)
        news = Deal.kind.in_(("maturity", "balance_change")) & (Deal.happened_on >= built.DAY)
        return found.where(own, news).order_by(Deal.id.desc()).limit(FEW)

    return built.rows(("deals of the day", who.reach), query, {**who.marks, built.DAY: today - clock.days(LATELY)})
