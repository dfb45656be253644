"""A client's account of benefits: the lots that he has, and every line that moved one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from peewee import JOIN, fn

from portal.ground import clock
from portal.models.accounts import Account
from portal.models.benefits.ledger import Entry, Hold, Lot
from portal.models.organisation import Staff

LINES = 60


@dataclass(frozen=True)
class Line:
    """One entry: its benefit, who wrote it ("" for the portal itself), for which day and guest, and whether it is a use
    that was taken back."""

    row: Entry
    benefit: str
    who: str
    day: Any
    guest: str
    taken_back: bool


def lots_of(client_id: int) -> list[Lot]:
    """Lots that have not ended or that something is held in, what ends first above (one statement)."""
    going = Lot.until.is_null() | (Lot.until >= clock.today()) | (Lot.held > 0)
    query = Lot.select().where(Lot.client == client_id, going)
    return list(query.order_by(Lot.benefit, Lot.until.is_null(), Lot.until, Lot.id))


def lot_of(client_id: int, lot_id: int) -> Lot | None:
    """A lot of this client."""
    found: Lot | None = Lot.get_or_none(Lot.client == client_id, Lot.id == lot_id)
    return found


def lines_of(client_id: int, entry_id: int | None = None) -> list[Line]:
    """The latest lines of his lots, the newest first, or the one (one statement)."""
    after = Entry.alias()
    taken_back = (after.entry == Entry.id) & (after.kind == "correct")
    name = fn.COALESCE(Staff.name, Account.person_name, "")
    query = Entry.select(
        Entry, Lot.benefit.alias("code"), name.alias("who"), Hold.day, Hold.guest_name, after.id.alias("back")
    ).join(Lot)
    query = query.join_from(Entry, Hold, JOIN.LEFT_OUTER).join_from(Entry, Account, JOIN.LEFT_OUTER)
    query = query.join_from(Entry, after, JOIN.LEFT_OUTER, on=taken_back)
    query = query.join_from(Account, Staff, JOIN.LEFT_OUTER).where(Lot.client == client_id)
    if entry_id is not None:
        query = query.where(Entry.id == entry_id)
    rows = query.order_by(Entry.at.desc(), Entry.id.desc()).limit(LINES).objects()
    return [Line(row, row.code, row.who, row.day, row.guest_name or "", bool(row.back)) for row in rows]
