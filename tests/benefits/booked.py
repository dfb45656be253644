"""Vouchers for tests: booked, and how they stand."""

from __future__ import annotations

import uuid
from datetime import date

from portal.actions.benefits import vouchers
from portal.models import (
    Client,
    Lot,
    Notice,
    Voucher,
)
from tests.ground import people

LANE, GOLF = "airport_lounge", "golf"
SOON = date(2026, 12, 10)


def wish(day: date = SOON, quantity: int = 1, **more) -> dict:
    return {"quantity": quantity, "wanted_on": day, "person": "self", "guest_name": "", "note": "", **more}


def redeemed(client: Client, code: str = GOLF, day: date = SOON, by=None, **more) -> Voucher:
    return vouchers.redeem(people.actor(by or client), client, code, wish(day, **more), str(uuid.uuid4()))


def left(client: Client, code: str = GOLF) -> tuple[int, int, int, int]:
    lots = list(Lot.select().where(Lot.client == client.id, Lot.benefit == code, ~Lot.guests))
    return tuple(sum(getattr(lot, name) for lot in lots) for name in ("available", "held", "used", "ended"))


def state(row: Voucher) -> str:
    return str(Voucher.get_by_id(row.id).state)


def told(person, kind: str) -> int:
    return Notice.select().where(Notice.account == people.account_of(person), Notice.kind == kind).count()
