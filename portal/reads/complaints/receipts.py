"""What whoever recorded a complaint keeps of it: the number, the day, and by when it is decided."""

from __future__ import annotations

from typing import Any

from portal.ground.errors import OutOfScope
from portal.models.complaints import Complaint
from portal.models.requests import Request
from portal.reads.accounts import recusal
from portal.reads.accounts.actors import Actor
from portal.rules.shared.codes import parse_request_number

SHOWN = 20


def _recorded(actor: Actor) -> Any:
    """By him for another, and none that concerns him."""
    query = Complaint.select(Complaint, Request).join(Request)
    return query.where(Request.filed_by == actor.account_id, Request.filed_for, *recusal.conditions(actor))


def recorded_by(actor: Actor) -> list[Complaint]:
    """The latest complaints that he recorded."""
    query = _recorded(actor)
    return list(query.order_by(Complaint.id.desc()).limit(SHOWN))


def receipt_of(actor: Actor, number: str) -> Complaint:
    """Raises OutOfScope for one that another recorded."""
    exact = parse_request_number(number)
    found = exact and _recorded(actor).where(Request.number == exact).get_or_none()
    if not found:
        raise OutOfScope()
    return found
