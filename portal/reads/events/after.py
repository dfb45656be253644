"""What a client said of an event, and whether he may say it."""

from __future__ import annotations

from portal.models.events.after import Feedback
from portal.models.events.event import Event
from portal.models.events.parties import SignUp


def key_of(event: Event, client: int) -> str:
    """By what asking about this event is known, to notices and follow-up calls alike."""
    return f"{event.number}:{client}"


def came(event: Event, client: int) -> bool:
    """Was he, or anybody of his party, there?"""
    mine = SignUp.select(SignUp.id).where(SignUp.event == event.id, SignUp.client == client)
    return mine.where(SignUp.cancelled_at.is_null(), SignUp.heads > 0).exists()


def feedback_of(event: Event, client: int) -> Feedback | None:
    """What he said of it."""
    found: Feedback | None = Feedback.get_or_none(Feedback.event == event.id, Feedback.client == client)
    return found


def said_at(number: str, client: int) -> Feedback | None:
    """What he said of the event with this number."""
    found: Feedback | None = (
        Feedback.select().join(Event).where(Event.number == number, Feedback.client == client).get_or_none()
    )
    return found
