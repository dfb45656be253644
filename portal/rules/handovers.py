"""Handing over clients (R3): who may do which step, what is asked before the check, what becomes of each seat."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date

from portal.rules.teams.limits import NONE, Limit

LEAVER, TRANSFER, LONG_LEAVE, MANDATORY_LEAVE, ROTATION, BACK = (
    "leaver",
    "transfer",
    "long_leave",
    "mandatory_leave",
    "rotation",
    "back",
)
CAUSES = (LEAVER, TRANSFER, LONG_LEAVE, MANDATORY_LEAVE, ROTATION)
"""What can be announced; `back` only follows a handover that has passed."""
ALL_GO = frozenset({LEAVER, TRANSFER})
"""Nothing stays with him: seats that nobody listed end as well."""
ALONE = frozenset({LONG_LEAVE, MANDATORY_LEAVE})
"""He is away: the receiver calls alone."""

PREPARING, CHECKED, PASSED, SIGNED, CANCELLED = "preparing", "checked", "passed", "signed", "cancelled"
RUNNING = (PREPARING, CHECKED)
GIVEN = ("passed", "there")
"""What became of a seat that the receiver has now: he calls on the client."""
MUST_KNOW_RANK = 2
"""From the second VIP level (Platinum) on a newcomer is told what he must know."""
MOST_DAYS = 365
"""How far ahead a handover is announced."""


@dataclass(frozen=True)
class Passing:
    """A seat on the day: `tier` of the client, `branch` the client's; `changed`: it is no longer the leaver's."""

    line: int
    kind: str
    branch: int
    tier: str
    receiver: int | None
    changed: bool = False
    there: bool = False
    reason: str = ""


@dataclass(frozen=True)
class Verdict:
    """What becomes of a seat: passed, there (he sits in the service team already), open (`why`: nobody, absent, full,
    gone) or changed (somebody else was given it by hand)."""

    line: int
    outcome: str
    why: str = ""


def asks_must_know(rank: int) -> bool:
    """Is "what a newcomer must know" wanted before the check?"""
    return rank >= MUST_KNOW_RANK


def settled(
    seats: Collection[Passing],
    able: Callable[[int, int, str], bool],
    serves: Mapping[int, Mapping[str, int]],
    limits: Mapping[str, Limit],
) -> list[Verdict]:
    """What becomes of each seat. `able(person, branch, kind)`: holds the role there today. `serves`: person → level →
    clients whose manager he is; what is given counts for the next seat, and nobody passes the hard limit."""
    given: dict[tuple[int, str], int] = {}
    found = []
    for one in seats:
        found.append(_verdict(one, able, serves, limits, given))
        if found[-1].outcome == "passed" and one.kind == "manager" and one.receiver is not None:
            given[one.receiver, one.tier] = given.get((one.receiver, one.tier), 0) + 1
    return found


def _verdict(
    one: Passing,
    able: Callable[[int, int, str], bool],
    serves: Mapping[int, Mapping[str, int]],
    limits: Mapping[str, Limit],
    given: Mapping[tuple[int, str], int],
) -> Verdict:
    if one.changed:
        return Verdict(one.line, "changed")
    if one.receiver is None:
        return Verdict(one.line, "open", one.reason or "nobody")
    if not able(one.receiver, one.branch, one.kind):
        return Verdict(one.line, "open", "gone")
    if one.there:
        return Verdict(one.line, "there")
    count = serves.get(one.receiver, {}).get(one.tier, 0) + given.get((one.receiver, one.tier), 0)
    if one.kind == "manager" and limits.get(one.tier, NONE).is_full(count):
        return Verdict(one.line, "open", "full")
    return Verdict(one.line, "passed")


def first_day(begins: date, sat_since: date, sat_until: date | None = None) -> date:
    """From which day the receiver sits: the day of the handover, also when it passes late; never before the seat
    began, nor while he sat there himself (until `sat_until`)."""
    return max(begins, sat_since, sat_until or begins)


def may_witness(person: int, involved: Collection[int | None]) -> bool:
    """The witness is none of the others: who goes, who receives, who announced, checked or called."""
    return person not in involved
