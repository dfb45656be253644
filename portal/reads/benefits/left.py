"""What a client has of each benefit, from the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import Case, fn

from portal.ground import clock
from portal.models.benefits.catalogue import POINTS, BenefitVersion
from portal.models.benefits.ledger import Lot
from portal.models.clients.client import Client
from portal.reads import reference
from portal.reads.shared import built


@dataclass
class BenefitLine:
    """A benefit of the client's: `whole` of the running period (-1 is unlimited), what is left, held and used of it.

    `until`: the nearest last day of what is left; `guests_left` of a counter that guests have of their own.
    """

    benefit: BenefitVersion
    whole: int
    left: int
    held: int
    used: int
    until: date | None = None
    guests_whole: int = 0
    guests_left: int = 0

    @property
    def unlimited(self) -> bool:
        return self.whole < 0

    @property
    def percent_left(self) -> int:
        return 100 if self.unlimited else round(100 * self.left / self.whole) if self.whole else 0


@dataclass
class _Sum:
    unlimited: bool = False
    quantity: int = 0
    available: int = 0
    held: int = 0
    used: int = 0
    ended: int = 0
    until: date | None = None

    @property
    def whole(self) -> int:
        return -1 if self.unlimited else self.quantity - self.ended


def _sums(client_id: int) -> dict[tuple[str, bool], _Sum]:
    """(benefit, of guests) → what stands in the lots that run today (one statement)."""

    def query() -> Any:
        runs = (Lot.since <= built.DAY) & (Lot.until.is_null() | (Lot.until >= built.DAY))
        sums = [fn.SUM(getattr(Lot, name)) for name in ("quantity", "available", "held", "used", "ended")]
        ends = fn.MIN(Case(None, [(Lot.available > 0, Lot.until)]))  # when nothing is left, nothing ends
        found = Lot.select(Lot.benefit, Lot.guests, Lot.unlimited, *sums, ends)
        return found.where(Lot.client == built.ONE, runs).group_by(Lot.benefit, Lot.guests, Lot.unlimited).tuples()

    found: dict[tuple[str, bool], _Sum] = {}
    for code, guests, unlimited, *numbers, until in built.rows(
        "lots", query, {built.ONE: client_id, built.DAY: clock.today()}
    ):
        one = found.setdefault((code, bool(guests)), _Sum())
        one.unlimited = one.unlimited or bool(unlimited)
        for name, number in zip(("quantity", "available", "held", "used", "ended"), numbers, strict=True):
            setattr(one, name, getattr(one, name) + int(number))
        one.until = min((day for day in (one.until, _day(until)) if day), default=None)
    return found


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def benefits_of(client: Client) -> list[BenefitLine]:
    """What the client has of each benefit that his tier brings such a client, or that he has lots of (one statement).

    What is due and not yet granted counts as his: it is granted when he first asks for it.
    """
    sums, found = _sums(client.id), []
    for code, version in reference.benefits().items():
        if version.kind == "points" or not version.fits(client):
            continue
        given = reference.amounts().get((version.id, client.tier_id))
        own, guests = sums.get((code, False)), sums.get((code, True))
        due, of_guests = (given.amount, given.guests) if given else (0, 0)
        if own is None and not due:
            continue
        one = own or _Sum(unlimited=due < 0, quantity=max(0, due), available=max(0, due))
        if not one.whole and not one.held and not one.used:
            continue
        if guests is None and version.guest_rule == "own":
            guests = _Sum(quantity=of_guests, available=of_guests)
        line = BenefitLine(version, one.whole, one.available, one.held, one.used, one.until)
        if guests is not None:
            line.guests_whole, line.guests_left = guests.whole, guests.available
        found.append(line)
    return found


def points_of(client: Client) -> tuple[int, date | None]:
    """Points that the client has, and the last day of those that end first."""
    one = _sums(client.id).get((POINTS, False))
    return (one.available, one.until) if one else (0, None)
