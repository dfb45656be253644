"""Lists of events: what comes, what is over, what is in work; events by number or title."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from portal.ground import clock
from portal.models.events.event import Event
from portal.reads.events.scope import EventScope
from portal.reads.shared import built
from portal.rules.shared.codes import parse_event_number

PAGE = 30


def coming(scope: EventScope, limit: int = PAGE) -> list[Event]:
    """Published events that have not ended, the next first."""
    return _of(scope, "coming", lambda: (Event.state == "published") & (Event.ends_at > built.NOW), limit)


def past(scope: EventScope, limit: int = PAGE) -> list[Event]:
    """What is over, the latest first: held, or called off and its day is past, too."""
    ended = Event.state.in_(("published", "cancelled")) & (Event.ends_at <= clock.now())
    over = (Event.state == "held") | ended
    return list(
        Event.select().where(scope.condition(), over).order_by(Event.starts_at.desc(), Event.id.desc()).limit(limit)
    )


def ahead(scope: EventScope, limit: int = PAGE) -> list[Event]:
    """What comes, and what would have come and was called off: each on its day, the next first."""
    gone = (Event.state == "cancelled") & (Event.ends_at > clock.now())
    off = Event.select().where(scope.condition(), gone).order_by(Event.starts_at, Event.id).limit(limit)
    return sorted([*coming(scope, limit), *off], key=lambda one: (one.starts_at, one.id))[:limit]


def in_work(scope: EventScope, limit: int = PAGE) -> list[Event]:
    """Drafts, plans that wait for approval, and approved ones not yet published."""
    return _of(scope, "in work", lambda: Event.state.in_(("draft", "submitted", "approved")), limit)


def _of(scope: EventScope, name: str, which: Callable[[], Any], limit: int) -> list[Event]:
    def query() -> Any:
        inside = EventScope(scope.actor.stand_in()).condition()
        return Event.select().where(inside, which()).order_by(Event.starts_at, Event.id).limit(limit)

    return built.rows((name, scope.actor.reach, limit), query, scope.actor.marks)


def search_events(scope: EventScope, text: str, count: int = 6) -> list[Event]:
    """Events in scope by number or title, the latest first."""
    number = parse_event_number(text)
    found = Event.title.contains(text) | (Event.number == number) if number else Event.title.contains(text)
    return list(Event.select().where(scope.condition(), found).order_by(Event.starts_at.desc()).limit(count))
