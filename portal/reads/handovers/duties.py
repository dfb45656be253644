"""What somebody who goes has to do at coming events: another must be named for each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.database import UtcField
from portal.ground import clock
from portal.models.events.event import Event
from portal.models.events.plan import EventHelper


@dataclass(frozen=True)
class Duty:
    """A coming event; `kind`: charge, help, or plan of who wrote its plan and is named for nothing else."""

    number: str
    title: str
    starts_at: datetime
    kind: str


def duties_of(staff: int) -> list[Duty]:
    """Coming events at which he is in charge or helps, or whose plan he wrote, the next first. One statement."""
    mine = (EventHelper.event == Event.id) & (EventHelper.staff == staff)
    query = Event.select(Event.number, Event.title, Event.starts_at, EventHelper.duty)
    query = query.join(EventHelper, "LEFT OUTER JOIN", on=mine)
    query = query.where((Event.created_by == staff) | EventHelper.id.is_null(False))
    query = query.where(Event.state.not_in(("cancelled", "held")), Event.ends_at >= clock.now())
    rows = query.order_by(Event.starts_at, Event.id).tuples()
    moment = UtcField().python_value
    return [Duty(number, title, moment(at), duty or "plan") for number, title, at, duty in rows]
