"""Questions of the door: whose it is, what a phone may know, what happened there, parties by name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Any

from peewee import Value, fn

from portal.ground.errors import OutOfScope
from portal.models.clients.client import Client, ClientTerm
from portal.models.events.evening import OPEN, CheckIn, Ticket
from portal.models.events.event import Event
from portal.models.events.parties import PartyGuest, SignUp
from portal.models.events.plan import EventHelper
from portal.models.organisation import Staff
from portal.reads.accounts.actors import Actor
from portal.reads.events.scope import EventScope
from portal.rules.accounts.visibility import Permission as P
from portal.rules.events import door as rules
from portal.rules.finding.terms import query_terms

PAGE = 50
FOUND = 20
MOST_PARTIES = 5_000
WITH_A_DOOR = ("published", "held", "cancelled")


def door_event(actor: Actor, number: str) -> Event:
    """The event, for whoever stands at its door: who is in charge, who helps, the coordinators and admins of its
    branch. Raises OutOfScope for everybody else, and for a plan that nobody was invited to."""
    row = EventScope(actor).by_number(number)
    if row.state not in WITH_A_DOOR or not at_door(actor, row):
        raise OutOfScope()
    return row


def at_door(actor: Actor, row: Event) -> bool:
    """May he open its door? A statement only where he is no coordinator there."""
    if plans(actor, row):
        return True
    mine = (EventHelper.event == row.id) & (EventHelper.staff == actor.staff_id)
    return actor.staff_id is not None and EventHelper.select().where(mine).exists()


def plans(actor: Actor, row: Event) -> bool:
    """Does he plan events of this branch?"""
    return any(row.branch.path.startswith(path) for path in actor.paths_for(P.EVENTS_WRITE))


def leads(actor: Actor, row: Event) -> bool:
    """Does he plan its branch's events, or answer for this one?"""
    mine = (EventHelper.event == row.id) & (EventHelper.staff == actor.staff_id) & (EventHelper.duty == "charge")
    return plans(actor, row) or (actor.staff_id is not None and EventHelper.select().where(mine).exists())


@dataclass(frozen=True)
class Count:
    """Heads that are here, seats that are taken, parties of which somebody is here, parties in all; conflicts that
    nobody has looked at."""

    here: int
    seats: int
    parties_here: int
    parties: int
    conflicts: int


def count_of(row: Event) -> Count:
    standing = SignUp.select(
        fn.COALESCE(fn.SUM(SignUp.heads), 0),
        fn.COALESCE(fn.SUM(SignUp.guests + 1), 0),
        fn.COUNT(fn.NULLIF(SignUp.heads, 0)),
        fn.COUNT(SignUp.id),
        CheckIn.select(fn.COUNT(CheckIn.id)).where(CheckIn.event == row.id, OPEN),
    ).where(SignUp.event == row.id, SignUp.cancelled_at.is_null())
    return Count(*(int(value) for value in standing.tuples().get()))


def list_for_phones(row: Event) -> list[list[Any]]:
    """What a phone knows without a line: of each ticket its two hashes, seats, heads that are here. No person."""
    found = (
        Ticket.select(Ticket.token, Ticket.code, SignUp.guests, SignUp.heads)
        .join(SignUp)
        .where(SignUp.event == row.id, SignUp.cancelled_at.is_null())
        .limit(MOST_PARTIES)
    )
    return [
        [rules.hashed(row.number, token), rules.hashed(row.number, code), guests + 1, heads]
        for token, code, guests, heads in found.tuples()
    ]


def ticket_of(read: rules.Read, row: Event) -> Ticket | None:
    """The ticket that was shown, with its party and event: this event's, else another one's."""
    meant = (Ticket.token == read.token) if read.token else (Ticket.code == read.code)
    query = Ticket.select(Ticket, SignUp, Event).join(SignUp).switch(Ticket).join(Event).where(meant)
    found: Ticket | None = query.order_by(Ticket.event != row.id, Ticket.id.desc()).first()
    return found


def scans(row: Event, before: int | None = None) -> list[CheckIn]:
    """What happened at the doors, the newest first: with the party's client and who stood there."""
    query = _scans().where(CheckIn.event == row.id)
    if before is not None:
        query = query.where(CheckIn.id < before)
    return list(query.order_by(CheckIn.id.desc()).limit(PAGE + 1))


def open_conflicts(row: Event) -> list[CheckIn]:
    return list(_scans().where(CheckIn.event == row.id, OPEN).order_by(CheckIn.id).limit(PAGE))


def scan_of(row: Event, key: int) -> CheckIn:
    """One scan. Raises OutOfScope."""
    found: CheckIn | None = _scans().where(CheckIn.event == row.id, CheckIn.id == key).get_or_none()
    if found is None:
        raise OutOfScope()
    return found


def scans_of_party(party: SignUp) -> list[CheckIn]:
    """Every scan of a party, the newest first."""
    return list(_scans().where(CheckIn.sign_up == party.id).order_by(CheckIn.id.desc()).limit(FOUND))


def _scans() -> Any:
    left = "LEFT OUTER JOIN"
    return (
        CheckIn.select(CheckIn, SignUp, Client, Staff)
        .join(SignUp, left)
        .join(Client, left)
        .join_from(CheckIn, Staff, on=(CheckIn.staff == Staff.id))
    )


def party_of(row: Event, key: int) -> SignUp:
    """A party of the event with its client. Raises OutOfScope."""
    query = SignUp.select(SignUp, Client).join(Client)
    found: SignUp | None = query.where(SignUp.event == row.id, SignUp.id == key).get_or_none()
    if found is None:
        raise OutOfScope()
    return found


def parties_called(row: Event, text: str) -> list[SignUp]:
    """Standing parties of which somebody is called so: the client by name or pinyin, who comes for him, a guest."""
    guests = PartyGuest.select(PartyGuest.sign_up).where(PartyGuest.name.contains(text))
    named = SignUp.id.in_(guests) | SignUp.comes.contains(text)
    if terms := query_terms(text):
        padded = Value(" ").concat(ClientTerm.terms).concat(" ")
        named |= reduce(and_, (padded.contains(f" {term} ") for term in terms))
    query = SignUp.select(SignUp, Client).join(Client).join(ClientTerm, "LEFT OUTER JOIN")
    return list(
        query.where(SignUp.event == row.id, SignUp.cancelled_at.is_null(), named)
        .order_by(Client.name_key, SignUp.id)
        .limit(FOUND)
    )


def own_ticket(party: SignUp) -> Ticket:
    """Every sign-up has one."""
    found: Ticket = Ticket.get(Ticket.sign_up == party.id)
    return found
