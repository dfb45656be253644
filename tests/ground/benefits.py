"""Uses of benefits for tests, as the ledger keeps them, however long ago."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from portal.actions.benefits import lots
from portal.database import write
from portal.ground import clock
from portal.models import Client, Hold, Lot, Resolution, Staff
from portal.reads import reference
from tests.ground import people


def use(
    client: Client,
    code: str,
    day: date | None = None,
    quantity: int = 1,
    guest: str = "",
    staff: Staff | None = None,
    at: datetime | None = None,
) -> Hold:
    """So much of a benefit was used on a day, out of the lot of that year."""
    day, at = day or clock.today(), at or clock.now()
    version = reference.benefits()[code]
    given: Any = reference.amounts().get((version.id, client.tier_id))
    amount = given.amount if given else 20
    author = people.account_of(staff).id if staff else None
    with write():
        end = date(day.year, 12, 31)
        lots.grant(client.id, version, amount, "tier", str(day.year), date(day.year, 1, 1), end, upto=amount)
        lot = Lot.get(Lot.client == client, Lot.benefit == code, Lot.period == str(day.year), Lot.cause == "tier")
        if not lot.unlimited and lot.available < quantity:
            lots.move(lot, "correct", quantity, reason="test")
        hold = Hold.create(
            client=client, version=version.id, quantity=quantity, day=day, guest_name=guest,
            person="guest" if guest else "self", author=author, created_at=at,
        )  # fmt: skip
        held = lots.move(lot, "hold", quantity, author=author, hold=hold.id, at=at)
        Resolution.create(hold=hold, outcome="used", used=quantity, cause="staff", author=author, at=at)
        lots.move(lot, "use", quantity, author=author, hold=hold.id, entry=held.id, at=at)
    return hold
