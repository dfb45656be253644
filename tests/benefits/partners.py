"""Partners for tests: with a price, a PIN, and uses of what they give."""

from __future__ import annotations

import uuid
from datetime import date

from portal.actions.benefits import correcting, desk, partners
from portal.models import BenefitVersion, Client, Entry, Hold, Partner
from portal.reads.shared import kept
from tests.ground import people
from tests.ground.benefits import use

LANE = "airport_lounge"
NOVEMBER, OCTOBER = date(2026, 11, 1), date(2026, 10, 1)


def partner(name: str = "龙嘉机场贵宾公司", at: str = "FAW", gives: str = "", price: int | None = 15000) -> Partner:
    """A partner in contract; with `gives` the benefit is its own, at that price since the year began."""
    keeper = people.actor(people.Staff.get(people.Staff.name == "赵敏"))
    values = {
        "kind": "airport", "name_zh": name, "name_en": name, "place": "", "address": "", "contact": "刘建国",
        "phone": "0431-88797111", "contract_since": date(2026, 1, 1), "contract_until": None,
    }  # fmt: skip
    row = partners.add(keeper, people.branch(at), values, str(uuid.uuid4()))
    if gives:
        BenefitVersion.update(partner=row.id).where(BenefitVersion.benefit == gives).execute()
        kept.forget()
        if price is not None:
            partners.set_price(keeper, row, gives, price, date(2026, 1, 1))
    return row


def pin_of(row: Partner) -> str:
    return desk.new_pin(None, row)


def used(client: Client, day: date, quantity: int = 1, code: str = LANE) -> Hold:
    return use(client, code, day, quantity)


def taken_back(hold: Hold) -> Entry:
    actor = people.actor(people.Staff.get(people.Staff.name == "赵敏"))
    return correcting.take_back(actor, Entry.get(Entry.hold == hold, Entry.kind == "use").id, "未到场")
