"""The waiting list of an event (R9): a party is one, it gets all its places or none.

The line is walked from the front. Who fits is offered its places; who does not is passed over, and each walk in which
somebody behind it was offered places counts a skip. Whoever was passed over as often as is allowed collects: what is
free of the places it lacks is held for it, so that nobody passes it again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from portal.rules.notices.moments import after_quiet

ORDERS = ("tier", "arrival")
OPEN = ("waiting", "offered")
LAST_DAY = timedelta(days=1)
"""So near its beginning nothing is offered any more: the coordinator calls the line by telephone."""
NO_LIMIT = 1_000_000


class Places(NamedTuple):
    """Places by what is counted: seats, children among them, cars."""

    seats: int
    children: int = 0
    cars: int = 0

    def fit_into(self, free: Places) -> bool:
        return all(need <= left for need, left in zip(self, free, strict=True))

    def plus(self, other: Places) -> Places:
        return Places(*(one + two for one, two in zip(self, other, strict=True)))

    def less(self, other: Places) -> Places:
        return Places(*(one - two for one, two in zip(self, other, strict=True)))

    def at_most(self, other: Places) -> Places:
        return Places(*(max(0, min(one, two)) for one, two in zip(self, other, strict=True)))


NONE = Places(0)


@dataclass(frozen=True)
class Waits:
    """A party in the line, as the walk sees it. `held`: places that were collected for it."""

    key: int
    need: Places
    skips: int = 0
    held: Places = NONE


@dataclass
class Walk:
    """What a walk comes to: who is offered its places, who was passed over, what is held for whom afterwards."""

    offered: list[int] = field(default_factory=list)
    passed_over: list[int] = field(default_factory=list)
    held: dict[int, Places] = field(default_factory=dict)


def walk(free: Places, line: Sequence[Waits], most_skips: int) -> Walk:
    """Walk the line once. `free`: what nobody has and nothing is held of. What is held for a party stays its own."""
    found, unfit = Walk(), list[int]()
    for party in line:
        within_reach = free.plus(party.held)
        if party.need.fit_into(within_reach):
            free = within_reach.less(party.need)
            found.offered.append(party.key)
            found.passed_over += [key for key in unfit if key not in found.passed_over]
        elif party.skips >= most_skips or any(party.held):
            more = party.need.less(party.held).at_most(free)
            free = free.less(more)
            if any(kept := party.held.plus(more)):
                found.held[party.key] = kept
        else:
            unfit.append(party.key)
    return found


def can_ever_fit(need: Places, all_there_is: Places) -> bool:
    """Would it fit if nobody else came?"""
    return need.fit_into(all_there_is)


def by_telephone(starts_at: datetime, now: datetime) -> bool:
    """Is it the last day, on which nothing is offered by itself?"""
    return starts_at - now <= LAST_DAY


def hours_of_an_offer(starts_at: datetime, now: datetime, usual: int, late: int, late_days: int) -> timedelta:
    """How long an offer stands: shorter in the last days."""
    return timedelta(hours=late if starts_at - now <= timedelta(days=late_days) else usual)


def after_running(wall: datetime, length: timedelta, since: int, until: int) -> datetime:
    """The moment (bank's clock) at which `length` has passed, counted outside the quiet hours only."""
    if since == until:
        return wall + length
    at, left = after_quiet(wall, since, until), length
    while True:
        stop = at.replace(hour=since, minute=0, second=0, microsecond=0)
        stop = stop if stop > at else stop + timedelta(days=1)
        if stop - at >= left:
            return at + left
        left -= stop - at
        at = after_quiet(stop, since, until)


def after_lapse(lapses: int, most: int) -> str:
    """Where a party goes whose offer ran out for the `lapses`-th time: to the end of its class, or out."""
    return "lapsed" if lapses >= most else "waiting"


def keeps_its_place(before: Places, after: Places) -> bool:
    """A party that shrinks keeps its place in the line; one that grows has arrived anew."""
    return after.fit_into(before)


def order_of(rank: int, turn: int, key: int, by: str, *, behind: bool = False) -> tuple[bool, int, int, int]:
    """Sort key of a party: behind whom it stayed away from the last time, then by tier from the top (or not), then by
    arrival."""
    return behind, -rank if by == "tier" else 0, turn, key
