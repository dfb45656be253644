"""An event that is over, with who came, for the tests of what follows."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from portal.ground import clock
from portal.models import (
    Event,
    EventHelper,
    EventPhoto,
    Introduction,
    MeetingCard,
    PartyGuest,
    PhotoBatch,
    SignUp,
    Staff,
)
from tests.events.plans import event
from tests.ground import people


def held(by: Staff, hours_ago: float = 1, **values: Any) -> Event:
    """It ended an hour ago."""
    ended = clock.now() - timedelta(hours=hours_ago)
    times = {"starts_at": ended - timedelta(hours=2), "ends_at": ended, "sign_up_until": ended - timedelta(days=2)}
    return event(by, "held", **{**times, "guests": 3, "budget": 500_000, **values})


def party(row: Event, client: Any, heads: int = 1, guests: int = 0, **values: Any) -> SignUp:
    """A client's party, signed up by the coordinator, of whom so many came."""
    author = people.account_of(row.created_by)
    return SignUp.create(event=row, client=client, guests=guests, author=author, at=clock.now(), heads=heads, **values)


def child(of: SignUp, name: str = "小雨", age: int = 8, yes: bool = False) -> PartyGuest:
    return PartyGuest.create(sign_up=of, name=name, age=age, relation="child", photo_yes=yes)


def charge(row: Event, who: Staff, duty: str = "charge") -> EventHelper:
    return EventHelper.create(event=row, staff=who, duty=duty)


def waiting_photo(row: Event) -> EventPhoto:
    """A picture that waits for its release, its file not drawn."""
    account = people.account_of(row.created_by)
    batch = PhotoBatch.create(event=row, account=account, count=1, at=clock.now())
    values = {"content_type": "image/jpeg", "size": 1, "storage_name": "none.jpg", "small_name": "none-s.jpg"}
    return EventPhoto.create(batch=batch, event=row, token=uuid.uuid4().hex, **values)


def card(client: Any, before: Any = ("name",), after: Any = ("mobile", "wechat"), **values: Any) -> MeetingCard:
    """A client who would like to meet others."""
    token, values = uuid.uuid4().hex, {"willing": True, **values}
    return MeetingCard.create(
        client=client, token=token, before=[*before], after=[*after], updated_at=clock.now(), **values
    )


def introduction(client: Any, by: Staff, answered: str = "") -> Introduction:
    """Proposed to a client and somebody else; the client may have `answered`."""
    other = people.client(None, "林小", "gold")
    for one in (client, other):
        card(one)
    low, high = sorted((client.id, other.id))
    said = {"low_answer" if low == client.id else "high_answer": answered}
    account, until = people.account_of(by), clock.now() + timedelta(days=9)
    return Introduction.create(
        token=uuid.uuid4().hex, low=low, high=high, proposer=by, account=account, at=clock.now(), until=until, **said
    )
