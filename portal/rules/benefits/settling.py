"""What a partner is paid for a use (R8): by the price of its day, in the month where it stands. Money is fen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta


def first_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def next_month(month: date) -> date:
    """The first day of the month that follows."""
    return first_of(first_of(month) + timedelta(days=31))


def last_of(month: date) -> date:
    """The last day of a month."""
    return next_month(month) - timedelta(days=1)


def month_of(day: date, open_from: date | None) -> date:
    """Where a use, or the correction of one, of that day stands: its own month, or the first that is still open."""
    own = first_of(day)
    return max(own, open_from) if open_from else own


def price_on(prices: Iterable[tuple[date, int]], day: date) -> int | None:
    """The price that holds on a day; None where none does yet. `prices`: since when, and how much."""
    known = [one for one in prices if one[0] <= day]
    return max(known)[1] if known else None


def taken_back(parts: Iterable[int], unit: int) -> list[int]:
    """How many whole units each correction of one use brings back, in their order; `unit` is what one of them took from
    the lots (points; else 1). Together they are no more than what was brought back whole."""
    found, before = [], 0
    for part in parts:
        found.append((before + part) // unit - before // unit)
        before += part
    return found


def cost_of(kind: str, cost: int, quantity: int) -> int:
    """What so much of a benefit costs the bank: an allowance in money itself, else `cost` each."""
    return quantity if kind == "money" else cost * quantity


def for_each(amount: int, whole: int, part: int = 1_000_000) -> int | None:
    """How much of an amount falls on each `part` of a whole (¥10,000), all in fen; None of nothing."""
    return round(amount * part / whole) if whole > 0 else None
