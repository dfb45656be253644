"""The ticket that goes with a mail about somebody's seats (R9)."""

from __future__ import annotations

from portal.models.events.evening import Ticket
from portal.models.events.event import Event
from portal.models.events.parties import SignUp
from portal.reads.events.ical import ASKS, PAGE
from portal.rules.events.door import code_said, payload

CARRY = ASKS | {"event.reminder", "event.reminder_soon"}
"""Notices about seats that somebody has; with them goes what is shown at the door."""


def of_mail(kind: str, path: str, client_id: int | None) -> tuple[str, str] | None:
    """The code as it is said, and what the picture says; None with most mails, and for who has no seats by now."""
    page = PAGE.fullmatch(path) if kind in CARRY and client_id else None
    if page is None:
        return None
    found: Ticket | None = (
        Ticket.select(Ticket.code, Ticket.token, Event.number)
        .join(SignUp)
        .switch(Ticket)
        .join(Event)
        .where(Event.number == page[1], SignUp.client == client_id, SignUp.cancelled_at.is_null())
        .order_by(Ticket.id.desc())
        .first()
    )
    return (code_said(found.code), payload(page[1], found.token)) if found else None
