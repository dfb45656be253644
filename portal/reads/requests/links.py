"""Requests that belong together, and of which one is the same."""

from __future__ import annotations

from dataclasses import dataclass

from portal.models.handling import LINK_STANDS, RequestLink
from portal.models.requests import Request
from portal.reads.requests.scope import RequestScope


@dataclass(frozen=True)
class Linked:
    """Another request, as a thread shows it: `how` is related, duplicate (this one is the same as it) or same (it was
    closed as the same as this one)."""

    link: RequestLink
    other: Request
    how: str


def of_request(scope: RequestScope, request: Request) -> list[Linked]:
    """The requests linked with this one that the reader sees: one statement."""
    mine = (RequestLink.first == request.id) | (RequestLink.second == request.id)
    on = ((RequestLink.first == Request.id) | (RequestLink.second == Request.id)) & (Request.id != request.id)
    query = RequestLink.select(RequestLink, Request.id, Request.number, Request.subject, Request.status)
    query = query.join(Request, on=on, attr="other").where(mine, LINK_STANDS, scope.condition())
    found = []
    for row in query.order_by(RequestLink.id):
        how = "related" if row.kind == "related" else "duplicate" if row.first_id == request.id else "same"
        found.append(Linked(row, row.other, how))
    return found


def between(one: Request, other: Request) -> list[RequestLink]:
    """The links of these two that stand, whichever way."""
    there = (RequestLink.first == one.id) & (RequestLink.second == other.id)
    back = (RequestLink.first == other.id) & (RequestLink.second == one.id)
    return list(RequestLink.select().where(LINK_STANDS, there | back))


def duplicate_of(request: Request) -> RequestLink | None:
    """The link by which it is closed as the same as another."""
    return RequestLink.get_or_none(RequestLink.first == request.id, RequestLink.kind == "duplicate", LINK_STANDS)  # type: ignore[no-any-return]
