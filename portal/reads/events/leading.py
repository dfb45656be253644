"""Who answers for an event, and who may read what came of it."""

from __future__ import annotations

from typing import Any

from peewee import Expression

from portal.ground.errors import OutOfScope
from portal.models.events.event import Event
from portal.models.events.plan import EventHelper
from portal.models.organisation import Branch, Staff, under
from portal.reads.accounts.actors import Actor
from portal.reads.events.scope import EventScope
from portal.rules.accounts.visibility import Permission


def in_charge(event: Event) -> Staff | None:
    """The person in charge, where one is named."""
    found: Staff | None = (
        Staff.select()
        .join(EventHelper, on=(EventHelper.staff == Staff.id))
        .where(EventHelper.event == event.id, EventHelper.duty == "charge")
        .get_or_none()
    )
    return found


def helps(actor: Actor, event: Event) -> bool:
    """Is he named at this event, in charge or as a helper?"""
    mine = EventHelper.select(EventHelper.id).where(EventHelper.event == event.id, EventHelper.staff == actor.staff_id)
    return actor.staff_id is not None and mine.exists()


def _over(actor: Actor, event: Event, permission: Permission) -> bool:
    return any(event.branch.path.startswith(path) for path in actor.paths_for(permission))


def leads(actor: Actor, event: Event) -> bool:
    """Does he answer for it: the person in charge, or who plans events of its branch?"""
    if actor.is_client:
        return False
    charge = (EventHelper.event == event.id) & (EventHelper.staff == actor.staff_id) & (EventHelper.duty == "charge")
    return _over(actor, event, Permission.EVENTS_WRITE) or EventHelper.select(EventHelper.id).where(charge).exists()


def judges(actor: Actor, event: Event) -> bool:
    """Does he approve events of its branch?"""
    return not actor.is_client and _over(actor, event, Permission.EVENTS_APPROVE)


def with_result(actor: Actor, number: str) -> Event:
    """The event whose result this person may read: who leads or judges it, head office and the auditors. Raises
    OutOfScope."""
    event = EventScope(actor).by_number(number)
    if actor.whole_bank or leads(actor, event) or judges(actor, event):
        return event
    raise OutOfScope()


def led(actor: Actor, number: str) -> Event:
    """The same for who changes something there. Raises OutOfScope, also for who only reads."""
    event = with_result(actor, number)
    if not leads(actor, event):
        raise OutOfScope()
    return event


def of_results(actor: Actor) -> Expression:
    """As a condition on events: those whose results he reads."""
    acting = actor.under(Permission.EVENTS_RESULTS)
    if acting.whole_bank:
        return Event.id > 0
    inside: Any = Branch.select(Branch.id).where(under(Branch.path, actor.paths_for(Permission.EVENTS_RESULTS)))
    return Event.branch.in_(inside)
