"""What the start page and the readiness check ask."""

from __future__ import annotations

from portal.ground import clock
from portal.models.clients.client import Client
from portal.models.requests import Request
from portal.reads.finding.search import Many
from portal.reads.requests.queue import RequestFilter, conditions
from portal.reads.requests.scope import RequestScope


def search_requests(scope: RequestScope, text: str, clients: list[int] | Many, count: int = 6) -> list[Request]:
    """Requests in scope by number, subject or client, the latest first; `clients`: whom `few_hits` found."""
    fitting = conditions(RequestFilter(q=text, status="all"), scope.actor, clock.now(), clients)
    query = Request.select(Request, Client).join(Client, "LEFT OUTER JOIN").where(scope.condition(), *fitting)
    return list(query.order_by(Request.id.desc()).limit(count))
