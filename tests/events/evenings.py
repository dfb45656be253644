"""An evening that begins within the hour, parties with tickets, somebody at the door."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from portal.ground import clock
from portal.models import CheckIn, Client, Event, EventHelper, PartyGuest, SignUp, Staff, Ticket
from portal.rules.events.door import payload
from tests.events.plans import event, seats
from tests.ground import people


def tonight(by: Staff, **values: Any) -> Event:
    """It began half an hour ago and ends in two hours."""
    begins = clock.now() - timedelta(minutes=30)
    times = {"starts_at": begins, "ends_at": begins + timedelta(hours=2), "sign_up_until": begins - timedelta(days=2)}
    return event(by, **{"guests": 3, **times, **values})


def party(row: Event, name: str = "马晓", guests: int = 0, guest_names: str = "", **values: Any) -> SignUp:
    """A client without a login and his guests, by name one a line."""
    who = people.client(None, name)
    made = SignUp.create(event=row, client=who, guests=guests, author=people.Account.get(), at=clock.now(), **values)
    for position, guest in enumerate(guest_names.splitlines()):
        PartyGuest.create(sign_up=made, position=position, name=guest)
    return SignUp.get_by_id(made.id)


def ticket(found: SignUp) -> Ticket:
    return Ticket.get(Ticket.sign_up == found.id)


def picture(found: SignUp) -> str:
    """What the picture of a ticket says."""
    return payload(found.event.number, ticket(found).token)


def helper(row: Event, who: Staff, duty: str = "help") -> Staff:
    EventHelper.create(event=row, staff=who, duty=duty)
    return who


def here(found: SignUp) -> int:
    return SignUp.get_by_id(found.id).heads


def scanned(visitor: Any, row: Event, status: int = 200, **fields: Any) -> dict[str, Any]:
    """A scan as the page's script sends it."""
    data = {"submission": str(uuid.uuid4()), "csrf_token": visitor.csrf, **fields}
    response = visitor.web.post(
        f"/events/{row.number}/check-in", data=data, headers={"Accept": "application/json"}, follow_redirects=False
    )
    assert response.status_code == status, (response.status_code, response.get_data(as_text=True)[:400])
    return response.get_json() if response.is_json else {}


def results(row: Event) -> list[str]:
    return [one.result for one in CheckIn.select().where(CheckIn.event == row.id).order_by(CheckIn.id)]


__all__ = ["Client", "helper", "here", "party", "picture", "results", "scanned", "seats", "ticket", "tonight"]
