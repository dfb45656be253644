"""Pictures of an event: when they may be sent, and which of them guests may see. Pure functions.

Children are off unless a parent says yes. Nobody can tell which child is on which picture, so the rule is strict: a
picture with children on it is shown only while every child at the event has a parent's yes; one "no", or one who was
not asked, keeps all such pictures back.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

CHILD_UNDER = 18
SENT_UNTIL = timedelta(days=30)
"""So long after its end guests and helpers may send pictures."""
MOST = 300
"""Pictures of one event."""
SHOWN = ("waits", "released", "hidden")
"""States in which a picture still has its files."""


def is_child(age: int | None) -> bool:
    return age is not None and age < CHILD_UNDER


def children_may_be_shown(children: Iterable[tuple[int | None, bool]]) -> bool:
    """Each guest of the event as (age, a parent's yes): has every child one?"""
    return all(yes for age, yes in children if is_child(age))


def may_send(now: datetime, starts_at: datetime, ends_at: datetime, state: str) -> bool:
    """From the beginning until 30 days after the end of an event that takes place."""
    return state in ("published", "held") and starts_at <= now <= ends_at + SENT_UNTIL


def release_problem(state: str, *, objected: bool, children: bool, all_agreed: bool) -> str | None:
    """Why a picture cannot be released: `gone`, `objected` (somebody does not want to be seen on it), `children` (not
    every parent said yes); None where it can."""
    if state == "removed":
        return "gone"
    if objected:
        return "objected"
    return "children" if children and not all_agreed else None
