"""Guests are reminded, days and hours before; who stayed away without a word hears what that means (R9)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from portal.actions.events.seating import days_before, hours_before
from portal.actions.shared.telling import accounts_of_client, tell
from portal.database import among, write
from portal.ground import clock, steps
from portal.models import Event, SignUp
from portal.reads.administration.settings import value

AT_ONCE = 300
LATELY = timedelta(hours=6)
"""A worker that stood still longer than this no longer says who was missed."""
ABSENT = 3
"""`SignUp.reminded` of who was told that he was missed."""


@steps.every_minute
def remind() -> int:
    """Remind who has seats at an event that is near. Answers how many parties."""
    now, soon = clock.now(), hours_before()
    return _remind("event.reminder_soon", 2, now, soon) + _remind("event.reminder", 1, now, days_before())


def _remind(kind: str, step: int, now: datetime, ahead: timedelta) -> int:
    if not ahead:
        return 0
    query = (
        SignUp.select(SignUp, Event)
        .join(Event)
        .where(
            SignUp.cancelled_at.is_null(),
            SignUp.reminded < step,
            Event.state == "published",
            Event.starts_at > now,
            Event.starts_at <= now + ahead,
        )
    )
    return _say(kind, step, query)


def _say(kind: str, step: int, parties: Any) -> int:
    """Each of these parties is told, once. Answers how many."""
    with write():
        found = list(parties.order_by(SignUp.id).limit(AT_ONCE))
        if found:
            SignUp.update(reminded=step).where(among(SignUp.id, [one.id for one in found])).execute()
        for one in found:
            path, said = f"/me/events/{one.event.number}", one.event.said
            tell(accounts_of_client(one.client_id), kind, path, **said, until=str(one.event.starts_at))
    return len(found)


@steps.every_minute
def say_who_was_missed() -> int:
    """After an event at which people were checked in: who had seats, did not come and had not given them back is told
    that he waits behind others next time, where that is the bank's rule. Answers how many."""
    if not value("events.absent_behind"):
        return 0
    others = SignUp.alias()
    checked = others.select(others.event).where(others.heads > 0)
    query = (
        SignUp.select(SignUp, Event)
        .join(Event)
        .where(
            SignUp.cancelled_at.is_null(),
            SignUp.heads == 0,
            SignUp.reminded < ABSENT,
            Event.state == "held",
            Event.ends_at > clock.now() - LATELY,
            Event.id.in_(checked),
        )
    )
    return _say("event.missed", ABSENT, query)
