"""Pictures of an event: the album of those who were there, and what waits for the coordinator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import JOIN, fn

from portal.database import UtcField
from portal.ground.errors import OutOfScope
from portal.models.accounts import Account
from portal.models.clients.client import Client
from portal.models.events.event import Event
from portal.models.events.parties import PartyGuest, SignUp
from portal.models.events.photos import EventPhoto, PhotoBatch, PhotoObjection
from portal.models.organisation import Staff
from portal.reads.accounts.actors import Actor
from portal.reads.events.leading import helps, leads
from portal.reads.events.scope import EventScope
from portal.rules.events.photos import CHILD_UNDER, children_may_be_shown

PAGE = 60


def took_part(event: Event, client: int) -> bool:
    """Had he seats there, whoever of his party came? One who gave them back had none."""
    mine = SignUp.select(SignUp.id).where(SignUp.event == event.id, SignUp.client == client)
    return mine.where(SignUp.cancelled_at.is_null()).exists()


def own_event(actor: Actor, number: str) -> Event:
    """The event of a client who takes part. Raises OutOfScope."""
    event = EventScope(actor).by_number(number)
    if actor.client_id is None or not took_part(event, actor.client_id):
        raise OutOfScope()
    return event


def staff_event(actor: Actor, number: str) -> Event:
    """The event of somebody who helps there or answers for it, or who reads everything. Raises OutOfScope."""
    event = EventScope(actor).by_number(number)
    if not (actor.whole_bank or leads(actor, event) or helps(actor, event)):
        raise OutOfScope()
    return event


def _refusing() -> Any:
    """A child of a party at the event for whom no parent said yes."""
    child = PartyGuest.select(PartyGuest.id).join(SignUp)
    return child.where(
        SignUp.event == EventPhoto.event,
        SignUp.cancelled_at.is_null(),
        PartyGuest.age < CHILD_UNDER,
        PartyGuest.photo_yes == False,  # noqa: E712
    )


def in_album() -> Any:
    """As a condition on pictures: guests may see it now. A parent's yes that is taken back counts at once."""
    return (EventPhoto.state == "released") & (
        (EventPhoto.children == False) | ~fn.EXISTS(_refusing())  # noqa: E712
    )


def album_of(event: Event, after: int = 0) -> list[EventPhoto]:
    """The pictures that guests see, `PAGE` and one more at a time."""
    query = EventPhoto.select().where(EventPhoto.event == event.id, in_album(), EventPhoto.id > after)
    return list(query.order_by(EventPhoto.id).limit(PAGE + 1))


def picture(event: Event, token: str, *conditions: Any) -> EventPhoto:
    """One picture of an event whose files are there. Raises OutOfScope."""
    found: EventPhoto | None = EventPhoto.get_or_none(
        EventPhoto.token == token, EventPhoto.event == event.id, EventPhoto.state != "removed", *conditions
    )
    if found is None:
        raise OutOfScope()
    return found


def sent_by(account: int) -> Any:
    """As a condition on pictures: this login sent them."""
    return EventPhoto.batch.in_(PhotoBatch.select(PhotoBatch.id).where(PhotoBatch.account == account))


def children_agreed(event: Event) -> bool:
    """Has every child at the event a parent's yes?"""
    query = PartyGuest.select(PartyGuest.age, PartyGuest.photo_yes).join(SignUp)
    query = query.where(SignUp.event == event.id, SignUp.cancelled_at.is_null(), PartyGuest.age.is_null(False))
    return children_may_be_shown((age, bool(yes)) for age, yes in query.tuples())


@dataclass(frozen=True)
class Shown:
    """A picture as the coordinator sees it: who sent it and when, whether somebody objected."""

    row: EventPhoto
    who: str
    at: datetime
    objected: bool


def pictures_of(event: Event, state: str, after: int = 0, mine: int | None = None) -> list[Shown]:
    """Pictures in one state, `PAGE` and one more at a time; `mine`: only those that this login sent. One statement."""
    objected = fn.EXISTS(PhotoObjection.select(PhotoObjection.id).where(PhotoObjection.photo == EventPhoto.id))
    query = (
        EventPhoto.select(EventPhoto, fn.COALESCE(Staff.name, Client.name).alias("who"), PhotoBatch.at.alias("sent"))
        .select_extend(objected.alias("objected"))
        .join(PhotoBatch)
        .join(Account)
        .join(Staff, JOIN.LEFT_OUTER, on=(Account.staff == Staff.id))
        .join_from(Account, Client, JOIN.LEFT_OUTER, on=(Account.client == Client.id))
        .where(EventPhoto.event == event.id, EventPhoto.state == state, EventPhoto.id > after)
    )
    query = query.where(PhotoBatch.account == mine) if mine is not None else query
    moment = UtcField().python_value
    return [
        Shown(row, row.who or "", moment(row.sent), bool(row.objected))
        for row in query.order_by(EventPhoto.id).limit(PAGE + 1).objects()
    ]


def counts_of(event: Event) -> dict[str, int]:
    """State → how many pictures."""
    query = EventPhoto.select(EventPhoto.state, fn.COUNT(1)).where(EventPhoto.event == event.id)
    return dict(query.group_by(EventPhoto.state).tuples())
