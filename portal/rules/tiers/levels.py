"""Tiers by AUM (R1). Thresholds and weights are the bank's settings and come in as arguments; money is integer fen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

CLASSES = ("deposits", "wealth", "funds", "insurance")
"""Classes of product whose balances count as AUM, each with its weight."""


@dataclass(frozen=True)
class LevelRule:
    """A level of the bank: its code, its rank (Standard 0, then upwards) and the average AUM that opens it, in fen."""

    code: str
    rank: int
    threshold_fen: int


def tier_for(average_fen: int, levels: Iterable[LevelRule]) -> str:
    """The highest level whose threshold `average_fen` reaches; the lowest one when it reaches none. Raises
    ValueError without levels.
    """
    ordered = sorted(levels, key=lambda level: level.rank)
    if not ordered:
        raise ValueError("no levels")
    reached = [level for level in ordered if average_fen >= level.threshold_fen]
    return (reached or ordered)[-1 if reached else 0].code


def distance_to_next(average_fen: int, current_code: str, levels: Iterable[LevelRule]) -> tuple[str, int, float] | None:
    """(code of the level above, fen that are missing, share 0..1 of its threshold that is there); None at the top.

    Counted from the client's actual level, so a level granted by hand is never "missing". Raises KeyError for an
    unknown code.
    """
    ordered = sorted(levels, key=lambda level: level.rank)
    ranks = {level.code: level.rank for level in ordered}
    above = [level for level in ordered if level.rank > ranks[current_code]]
    if not above:
        return None
    goal = above[0]
    missing = max(0, goal.threshold_fen - average_fen)
    share = 1.0 if missing == 0 else max(0.0, average_fen / goal.threshold_fen)
    return goal.code, missing, share


def first_of_month(day: date) -> date:
    """The first day of the month of `day`."""
    return day.replace(day=1)


def month_before(month: date, n: int = 1) -> date:
    """The first day of the n-th month before that of `month`."""
    index = month.year * 12 + month.month - 1 - n
    return date(index // 12, index % 12 + 1, 1)


def last_complete_month(today: date) -> date:
    """The first day of the latest month that is over."""
    return month_before(today)


def average_of_last(months: Mapping[date, int], last_complete_month: date, n: int = 3) -> int:
    """Average AUM (fen, rounded down) of the `n` months up to `last_complete_month`; a month without figures counts
    as nothing.

    Keys are first days of months. Rounded down, so that nobody rises by a rounded fen.
    """
    if n < 1:
        raise ValueError("at least one month")
    return sum(months.get(month_before(last_complete_month, back), 0) for back in range(n)) // n


def weighted(averages: Mapping[str, int], weights: Mapping[str, Decimal | Fraction | int | str]) -> int:
    """AUM of a month in fen: daily averages by class × weights, summed, rounded half up once at the end.

    Raises KeyError for a class without weight.
    """
    total = sum((fen * Fraction(weights[name]) for name, fen in averages.items()), Fraction(0))
    return (total + Fraction(1, 2)).__floor__()


def class_averages(daily_balances_by_class: Mapping[str, Sequence[int]]) -> dict[str, int]:
    """The daily average of each class in fen, rounded half up: what is kept, so that other weights can be tried
    later."""
    return {
        name: (Fraction(sum(days), len(days)) + Fraction(1, 2)).__floor__()
        for name, days in daily_balances_by_class.items()
        if days
    }


def monthly_aum(
    daily_balances_by_class: Mapping[str, Sequence[int]], weights: Mapping[str, Decimal | Fraction | int | str]
) -> int:
    """AUM of a month in fen, from the balance (fen) of each day by class; products of one class are added day by day
    before. Raises KeyError for a class without weight.
    """
    return weighted(class_averages(daily_balances_by_class), weights)


def is_vip(code: str, levels: Iterable[LevelRule]) -> bool:
    """A VIP is a client above the lowest level (Gold or higher)."""
    ordered = sorted(levels, key=lambda level: level.rank)
    return any(level.code == code for level in ordered[1:])
