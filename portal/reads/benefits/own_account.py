"""A client's account of his benefits: what is left and held by the day it ends, and every movement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import fn

from portal.ground import clock
from portal.models import Entry, Hold, Lot, Voucher
from portal.models.benefits.catalogue import POINTS, BenefitVersion
from portal.reads import reference

LATEST = 200


@dataclass
class End:
    """So much of a benefit is left and held until a day (None: without end); -1 is unlimited."""

    version: BenefitVersion
    guests: bool
    until: date | None
    available: int
    held: int

    @property
    def last(self) -> date:
        """The day by which it is sorted: what has no end comes last."""
        return self.until or date.max

    @property
    def points(self) -> bool:
        return self.version.code == POINTS

    @property
    def days_left(self) -> int:
        return (self.last - clock.today()).days


@dataclass
class Movement:
    """One line of the account; `day` is for which it was booked, `voucher` its number."""

    kind: str
    quantity: int
    at: datetime
    reason: str
    version: BenefitVersion
    guests: bool
    until: date | None
    day: date | None
    voucher: str
    undone: bool


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def ends_of(client_id: int) -> list[End]:
    """What he has, the nearest end first. One statement."""
    runs = (Lot.until.is_null() | (Lot.until >= clock.today())) & ((Lot.available > 0) | (Lot.held > 0) | Lot.unlimited)
    query = Lot.select(
        Lot.benefit,
        fn.MAX(Lot.version),
        Lot.guests,
        Lot.until,
        Lot.unlimited,
        fn.SUM(Lot.available),
        fn.SUM(Lot.held),
    )
    rows = query.where(Lot.client == client_id, runs).group_by(Lot.benefit, Lot.guests, Lot.until, Lot.unlimited)
    versions = reference.benefit_versions()
    found = [
        End(versions[version], bool(guests), _day(until), -1 if unlimited else int(available), int(held))
        for _code, version, guests, until, unlimited, available, held in rows.tuples()
    ]
    return sorted(found, key=lambda one: (one.last, one.version.benefit.position, one.guests))


def entries_of(client_id: int) -> list[Movement]:
    """The latest movements, the newest first. One statement."""
    shown = (Entry.kind, Entry.quantity, Entry.at, Entry.reason, Entry.entry, Lot.version, Lot.guests, Lot.until)
    query = Entry.select(*shown, Lot.unlimited, Hold.day, Voucher.number)
    query = query.join(Lot).switch(Entry).left_outer_join(Hold, on=(Entry.hold == Hold.id))
    query = query.left_outer_join(Voucher, on=(Voucher.hold == Hold.id)).where(Lot.client == client_id)
    return [_movement(row) for row in query.order_by(Entry.at.desc(), Entry.id.desc()).limit(LATEST).tuples()]


def _movement(row: Any) -> Movement:
    kind, quantity, at, reason, entry, version, guests, until, unlimited, day, number = row
    return Movement(
        kind=kind,
        quantity=-1 if kind == "grant" and unlimited else quantity,
        at=at,
        reason=reason,
        version=reference.benefit_versions()[version],
        guests=bool(guests),
        until=_day(until),
        day=_day(day),
        voucher=number or "",
        undone=kind == "correct" and entry is not None,
    )
