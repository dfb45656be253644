"""What is in the way of a plan: an event in the same room, or one at which somebody is, at that time."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from portal.models.events.event import Event
from portal.models.events.plan import EventHelper
from portal.models.organisation import Staff

Span = tuple[datetime, datetime]


def _at(span: Span, but: int) -> Any:
    begins, ends = span
    return (Event.id != but) & (Event.state != "cancelled") & (Event.starts_at < ends) & (Event.ends_at > begins)


def in_room(room: int | None, span: Span, but: int = 0) -> Event | None:
    """The event that has the room within this time."""
    if room is None:
        return None
    found: Event | None = Event.select().where(Event.room == room, _at(span, but)).order_by(Event.starts_at).first()
    return found


def busy(people: Collection[int], span: Span, but: int = 0) -> dict[int, tuple[str, Event]]:
    """Who of these people is at another event within this time: id → name and event."""
    if not people:
        return {}
    query = EventHelper.select(EventHelper, Event, Staff).join(Event).switch(EventHelper).join(Staff)
    query = query.where(EventHelper.staff.in_([*people]), _at(span, but)).order_by(EventHelper.id)
    return {one.staff_id: (one.staff.name, one.event) for one in query}
