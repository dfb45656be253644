"""Levels of a clock that promises an answer: the person is told when most of the time has passed, the branch's admins
when it is over, head office when it is over by half. The shares are the bank's settings, in percent of the promise.

Statutory clocks of complaints warn before their end instead and have no levels.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from portal.rules.shared.case_clock import ClockMark, reckon
from portal.rules.shared.workdays import OFFICE, Hours

LEVELS = (1, 2, 3)
"""Told are: whoever has it, the admins of the branch, head office."""
KINDS = frozenset({"request", "suggestion"})


def level_moment(
    marks: Sequence[ClockMark], minutes: int, share: int, due: datetime, now: datetime, hours: Hours = OFFICE
) -> datetime | None:
    """When `share` percent of the promised working time have passed, pauses left out; None while the clock waits.

    `due`: the moment of the row, which may be earlier than the clock alone says: up to all of the time no level comes
    after it.
    """
    if share == 100:
        return due
    moment = reckon(marks, max(1, minutes * share // 100), now, hours).due_at
    return min(moment, due) if moment and share < 100 else moment


def next_level(called: int) -> int | None:
    """The level after the one that was called last (0: none); None after the last."""
    return called + 1 if called < LEVELS[-1] else None
