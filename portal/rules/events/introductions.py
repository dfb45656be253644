"""Introductions (R9): what of somebody is known before and after both said yes, and when a matter is over.

Two clients are told no more of each other than each allows: before both have agreed what his card says may be said, and
after that what it says he shows. A no is never told: for the other side the matter stays open until it expires.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

BEFORE = ("name", "industry", "interests")
AFTER = ("mobile", "wechat", "email", "employer")
AGAIN = timedelta(days=90)
"""The same two are not asked again earlier, whatever came of it: that it cannot be asked again says nothing."""
MOST_OPEN = 5
"""Introductions that one client may have asked for at one time."""


def pair(one: int, other: int) -> tuple[int, int]:
    """Two ids in their order. Raises ValueError for one and the same."""
    if one == other:
        raise ValueError(one)
    return (one, other) if one < other else (other, one)


def may_meet(*, willing: bool, invited: bool, rests: bool) -> bool:
    """May this client be introduced to anybody: he wishes it, did not refuse invitations, and does not mourn?"""
    return willing and invited and not rests


def next_state(low: str, high: str) -> str:
    """What two answers make of an open introduction: only both yes change it."""
    return "agreed" if low == high == "yes" else "open"


def standing(state: str, mine: str, until: datetime, now: datetime) -> str:
    """What one side sees: `asked` (he has not answered), `declined` (he said no), `waits` (he said yes; the other one
    has not, or said no: he never learns which), `agreed`, or `over`."""
    if state in ("agreed", "ended", "expired"):
        return "agreed" if state == "agreed" else "over"
    if now > until:
        return "over"
    return {"": "asked", "no": "declined"}.get(mine, "waits")


def too_soon(last: datetime | None, now: datetime) -> bool:
    """Did somebody ask for the same two lately?"""
    return last is not None and now - last < AGAIN


def fits(industries: Collection[str], interests: Collection[str], industry: str, hobbies: Collection[str]) -> bool:
    """Is somebody of this industry, with these interests, one of those that a client would like to meet?"""
    return industry in industries or bool({*interests} & {*hobbies})
