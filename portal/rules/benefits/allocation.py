"""From which lots something is taken (R8): what ends first is spent first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Stock:
    """What one lot has left. `until` is its last day; None is endless."""

    id: int
    since: date
    until: date | None
    available: int
    unlimited: bool = False

    def covers(self, day: date) -> bool:
        """Is a day within its term? What is held in time for such a day is honoured on it."""
        return self.since <= day and (self.until is None or day <= self.until)


def order(lots: Iterable[Stock]) -> list[Stock]:
    """Nearest end first, then the oldest; endless ones last, and an unlimited one behind all that are counted."""
    return sorted(lots, key=lambda lot: (lot.unlimited, lot.until is None, lot.until or date.max, lot.since, lot.id))


def allocate(lots: Iterable[Stock], quantity: int, day: date, today: date) -> list[tuple[int, int]]:
    """Lot and how much is taken from it, for use on `day`; [] when they do not have that much.

    A lot that ended before `today` gives nothing, whatever the day.
    """
    taken: list[tuple[int, int]] = []
    for lot in order(lots):
        if quantity <= 0:
            break
        if not lot.covers(day) or (lot.until is not None and lot.until < today):
            continue
        part = quantity if lot.unlimited else min(quantity, lot.available)
        if part:
            taken.append((lot.id, part))
            quantity -= part
    return taken if quantity <= 0 else []


def share_out(held: list[tuple[int, int]], used: int) -> list[tuple[int, int, int]]:
    """Of a hold's lots, in the order in which they were taken: (lot, used, returned) when `used` of it is used."""
    found = []
    for lot, quantity in held:
        part = min(quantity, used)
        found.append((lot, part, quantity - part))
        used -= part
    return found
