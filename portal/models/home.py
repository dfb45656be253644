"""What the start page and the readiness check ask."""

from __future__ import annotations

from datetime import timedelta

from portal.ground import clock
from portal.models.client_search import Many
from portal.models.clients import Client
from portal.models.event_reads import EventScope
from portal.models.events import Event
from portal.models.organisation import WorkerSign
from portal.models.request_queue import RequestFilter, conditions
from portal.models.request_reads import RequestScope
from portal.models.requests import Request
from portal.rules.shared.codes import parse_event_number


def worker_seen(within: timedelta = timedelta(minutes=5)) -> bool:
    """Did a worker give a sign of life lately?"""
    return WorkerSign.select().where(WorkerSign.seen_at > clock.now() - within).exists()


def search_requests(scope: RequestScope, text: str, clients: list[int] | Many, count: int = 6) -> list[Request]:
    """Requests in scope by number, subject or client, the latest first; `clients`: whom `few_hits` found."""
    fitting = conditions(RequestFilter(q=text, status="all"), scope.actor, clock.now(), clients)
    query = Request.select(Request, Client).join(Client).where(scope.condition(), *fitting)
    return list(query.order_by(Request.id.desc()).limit(count))


def search_events(scope: EventScope, text: str, count: int = 6) -> list[Event]:
    """Events in scope by number or title, the latest first."""
    number = parse_event_number(text)
    found = Event.title.contains(text) | (Event.number == number) if number else Event.title.contains(text)
    return list(Event.select().where(scope.condition(), found).order_by(Event.starts_at.desc()).limit(count))
