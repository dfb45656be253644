"""What stands beside a thread for whoever answers: his other open matters, what he has of benefits."""

from __future__ import annotations

from dataclasses import dataclass

from portal.models.requests import IS_OPEN, Request
from portal.reads.benefits.left import BenefitLine, benefits_of
from portal.reads.requests.scope import RequestScope
from portal.rules.accounts.visibility import Permission as P

SHOWN = 5


@dataclass(frozen=True)
class Beside:
    """`others`: his other open requests that the reader sees; `benefits`: what is left of those that are
    counted, if the reader sees benefits."""

    others: list[Request]
    benefits: list[BenefitLine]


def beside(scope: RequestScope, request: Request) -> Beside:
    """At most two statements, none of somebody who is no client."""
    if request.client is None:
        return Beside([], [])
    others = Request.select(
        Request.id, Request.number, Request.subject, Request.status, Request.due_at, Request.minutes
    )
    others = others.where(Request.client == request.client_id, IS_OPEN, Request.id != request.id, scope.condition())
    found = list(others.order_by(Request.id.desc()).limit(SHOWN))
    sees = scope.actor.may(P.BENEFITS_READ, request.client)
    left = [line for line in benefits_of(request.client) if line.left and not line.unlimited] if sees else []
    return Beside(found, left[:SHOWN])
