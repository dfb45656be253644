"""What came of an event in figures (R9): shares with their n, cost by head and by tier, and the way of its result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from portal.rules.shared.workdays import AS_IT_CAME, Calendar, add_working_days

SCORES = (5, 4, 3, 2, 1)
FEW = 5
"""Fewer answers than this say little, and the page says so."""


def mean(scores: Mapping[int, int]) -> float | None:
    """The mean of scores that were given so often, with one decimal; None where nobody answered."""
    n = sum(scores.values())
    return round(sum(score * count for score, count in scores.items()) / n, 1) if n else None


def percent(part: int, whole: int) -> int | None:
    """A share in whole per cent; None of nothing."""
    return round(100 * part / whole) if whole else None


def per_head(fen: int, heads: int) -> int | None:
    """What one head cost, in whole fen; None where nobody came."""
    return round(fen / heads) if heads else None


def by_tier(fen: int, heads: Mapping[str, int]) -> dict[str, int]:
    """What each tier's heads cost; the parts make up the whole to the fen (the rest goes to the largest remainders)."""
    total = sum(heads.values())
    if not total:
        return dict.fromkeys(heads, 0)
    parts = {tier: divmod(fen * count, total) for tier, count in heads.items()}
    left = fen - sum(whole for whole, _rest in parts.values())
    more = sorted(parts, key=lambda tier: (-parts[tier][1], tier))[:left]
    return {tier: whole + (tier in more) for tier, (whole, _rest) in parts.items()}


def satisfied(score: int) -> str:
    """A score as the answer of any follow-up call: 4 and 5 yes, 3 partly, 1 and 2 no (somebody looks into it)."""
    return "yes" if score >= 4 else "partly" if score == 3 else "no"


@dataclass(frozen=True)
class Attendance:
    """Parties and heads of an event. `expected`: parties with seats when it began, without those who came to the door;
    `absent`: of them, those of whom nobody came. `seats`: kept for the expected; `heads`: who came, in all."""

    expected: int = 0
    seats: int = 0
    came: int = 0
    absent: int = 0
    door: int = 0
    heads: int = 0

    @property
    def no_shows(self) -> int | None:
        """The rate of parties that did not come, in per cent; its n is `expected`."""
        return percent(self.absent, self.expected)


class ResultLike(Protocol):
    completed_at: datetime | None
    closed_at: datetime | None


def standing(result: ResultLike | None) -> str:
    """`open` (being written), `completed` (waits for an admin), or `closed`."""
    if result is None or result.completed_at is None:
        return "open"
    return "closed" if result.closed_at else "completed"


def due_of(day: date, working_days: int, calendar: Calendar = AS_IT_CAME) -> date:
    """The last day for completing the result of an event of `day`."""
    return add_working_days(day, working_days, calendar)
