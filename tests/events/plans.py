"""A plan as a coordinator types it, and events in any state, for the tests of this area."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from portal.ground import clock
from portal.models import Event, EventTier, Sequence, SignUp, Staff
from tests.ground import people

PLAN = {
    "title": "岁末茶会", "kind": "culture_salon", "branch": "FAW", "starts_at": "2026-12-24T19:00", "ends_at": "2026-12-24T21:00", "sign_up_until": "2026-12-22T17:00",
    "venue": "一汽支行三楼贵宾厅", "capacity": "12", "guests_per_client": "1", "tiers": ["gold", "platinum", "diamond"], "budget": "5000.00",
    "description": "茶与书法，欢迎携一位亲友。",
}  # fmt: skip


def event(
    by: Staff,
    state: str = "published",
    capacity: int = 12,
    guests: int = 1,
    tiers: tuple[str, ...] = ("gold", "platinum", "diamond"),
    **values: Any,
) -> Event:
    """An event four weeks ahead."""
    begins = clock.now() + timedelta(days=28)
    number = Event.select().count() + 1
    values = {
        "starts_at": begins,
        "ends_at": begins + timedelta(hours=2),
        "sign_up_until": begins - timedelta(days=2),
        "branch": people.branch("FAW"),
        "title": "岁末茶会",
        **values,
    }
    row = Event.create(number=f"E-2026-{number:04d}", kind="culture_salon", venue="一汽支行三楼贵宾厅", capacity=capacity, guests_per_client=guests,
                       state=state, created_by=by, created_at=clock.now(), **values)  # fmt: skip
    EventTier.insert_many([{"event": row.id, "tier": tier} for tier in tiers]).execute()
    Sequence.insert(name="event-2026", value=number).on_conflict(
        conflict_target=[Sequence.name], update={Sequence.value: number}
    ).execute()
    return row


def seats(row: Event, client: Any, guests: int = 0) -> SignUp:
    """Seats taken for a client."""
    return SignUp.create(event=row, client=client, guests=guests, author=people.account_of(client), at=clock.now())


def fresh(row: Event) -> Event:
    return Event.get_by_id(row.id)
