"""Daily balances from the movements of an account (R1: the daily average counts). Money in fen, nothing is rounded."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Move:
    """A movement: its day, the signed amount (debits negative) and what stood after it."""

    day: date
    amount: int
    balance: int


def month_of(day: date) -> date:
    return day.replace(day=1)


def next_month(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def days_of(month: date) -> int:
    return calendar.monthrange(month.year, month.month)[1]


def complete_until(last: date) -> date:
    """The first day of the month after the last one that figures up to the day `last` cover whole."""
    return next_month(month_of(last)) if last.day == days_of(last) else month_of(last)


def daily_balances(moves: Iterable[Move], end: date) -> dict[date, list[int]]:
    """Month → the balance at the end of each day, from the month of the first movement to the one before `end`.

    `moves` are in order. Days before the first movement have what it began from; an overdrawn day counts as nothing:
    what a client owes is no asset of his.
    """
    ends: dict[date, int] = {}
    first: Move | None = None
    for move in moves:
        first = first or move
        ends[move.day] = move.balance
    if first is None:
        return {}
    months: dict[date, list[int]] = {}
    month, balance = month_of(first.day), first.balance - first.amount
    while month < end:
        days = []
        for number in range(1, days_of(month) + 1):
            balance = ends.get(month.replace(day=number), balance)
            days.append(max(0, balance))
        months[month] = days
        month = next_month(month)
    return months


def added(one: list[int] | None, other: list[int]) -> list[int]:
    """The balances of two accounts, day by day."""
    return other if one is None else [a + b for a, b in zip(one, other, strict=True)]
