"""What is coming for one's own clients: birthdays, maturities, big movements; and the next events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import SQL, Select

from portal.database import among, database, packed
from portal.ground import clock
from portal.models.clients.client import Client
from portal.models.holdings.deals import Deal
from portal.reads.accounts.actors import Actor
from portal.reads.accounts.seats import clients_served
from portal.reads.events.lists import coming as next_events
from portal.reads.events.scope import EventScope
from portal.reads.finding.filter import plain_column
from portal.reads.shared import built
from portal.rules.accounts.visibility import Permission as P

AHEAD, LATELY = 14, 7
"""Days for which birthdays are shown before, and what happened is shown after."""
FEW = 5


@dataclass(frozen=True)
class Ahead:
    """A birthday (`kind` is "") or a deal of a client. `id` is the client's or the deal's, `amount` in fen."""

    kind: str
    id: int
    number: str
    name: str
    tier_id: str
    day: date
    amount: int


@dataclass(frozen=True)
class Coming:
    birthdays: list[Ahead]
    deals: list[Ahead]
    events: list[Any]


def coming_for(actor: Actor, today: date) -> Coming:
    """At most two statements: one for whoever has clients of his own, one for whoever reads events."""
    events = next_events(EventScope(actor, may=P.EVENTS_READ), FEW) if actor.may(P.EVENTS_READ) else []
    who = actor.under(P.CLIENTS_READ)
    if not who.seat_kinds:
        return Coming([], [], events)
    rows = _of_clients(who, today)
    born = sorted((row for row in rows if not row.kind), key=lambda row: (row.day, row.id))
    return Coming(born, sorted((row for row in rows if row.kind), key=lambda row: -row.id), events)


def _of_clients(who: Actor, today: date) -> list[Ahead]:
    """The next birthdays, and the latest of what is on record as a deal (R4): products that end soon, balances that
    changed by much."""
    last = today + clock.days(AHEAD)

    def query() -> Any:
        born, deals = (part.alias(name) for part, name in ((_birthdays(who, today), "born"), (_deals(who), "news")))
        both = Select([born], [SQL("*")]) + Select([deals], [SQL("*")])
        return both.bind(database.obj).tuples()

    values = {**who.marks, built.DAY: today - clock.days(LATELY)}
    if who.keeps_served:
        values[built.MANY] = packed(who.born(today, last))
    found = []
    for kind, ident, number, name, tier, day, amount in built.rows(("of clients", who.reach, today), query, values):
        on = day if isinstance(day, date) else date.fromisoformat(day)
        found.append(Ahead(kind, ident, number, name, tier, on, amount or 0))
    return found


def _birthdays(who: Actor, today: date) -> Any:
    own = among(Client.id, built.MANY) if who.keeps_served else Client.id.in_(clients_served(who.stand_in()))
    born, merged = (plain_column(column, True) for column in (Client.next_birthday, Client.merged_into))
    named = (Client.id, Client.number, Client.name, Client.tier)
    found = Client.select(SQL("''").alias("kind"), *named, Client.next_birthday, SQL("0").alias("amount"))
    found = found.where(own, merged.is_null(), born >= today, born <= today + clock.days(AHEAD))
    return found.order_by(born, Client.id).limit(FEW)


def _deals(who: Actor) -> Any:
    own = Deal.client.in_(clients_served(who.stand_in()))
    found = Deal.select(Deal.kind, Deal.id, Client.number, Client.name, Client.tier, Deal.happened_on, Deal.amount)
    news = Deal.kind.in_(("maturity", "balance_change")) & (Deal.happened_on >= built.DAY)
    return found.join(Client).where(own, news).order_by(Deal.id.desc()).limit(FEW)
