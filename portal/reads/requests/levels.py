"""Which levels of a request's clock were called."""

from __future__ import annotations

from portal.models.handling import Escalation
from portal.models.requests import Request


def called(request: Request) -> list[Escalation]:
    """Those of the running cycle; no statement where none was called."""
    if not request.level:
        return []
    query = Escalation.select().where(Escalation.request == request.id, Escalation.cycle == request.cycle)
    return list(query.order_by(Escalation.level))
