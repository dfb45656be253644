"""Points (R8): a month's assets bring them, and only services are bought with them (R10)."""

from __future__ import annotations

from datetime import date, timedelta

from portal.rules.benefits.periods import Period, months_later

PER = 10_000
"""A rate is said in points for so many yuan."""


def points_of(aum: int, threshold: int, rate: int) -> int:
    """Points for a month with `aum` fen: `rate` for each 10,000 yuan above `threshold` fen, never below 0."""
    return max(0, (aum - threshold) * rate // (PER * 100))


def lot_of(month: date, months: int) -> Period:
    """The lot of a month's points: from the first day of the next month, for so many months."""
    first = months_later(month.replace(day=1), 1)
    return Period(month.strftime("%Y-%m"), first, months_later(first, months) - timedelta(days=1))


def may_cost_points(kind: str, goods: bool) -> bool:
    """May a benefit be bought with points? Not money, and nothing that is a thing (R10)."""
    return kind != "money" and not goods
