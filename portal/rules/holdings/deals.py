"""When a loan ends, and which kinds of deals there are."""

from __future__ import annotations

import calendar
from datetime import date

KINDS = ("new_product", "maturity", "balance_change")


def loan_end(started: date, months: int) -> date:
    """The day of the last payment: `months` later on the same day of the month, or on that month's last day."""
    index = started.year * 12 + started.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(started.day, calendar.monthrange(year, month)[1]))


def is_news(since: date, today: date, days: int = 30) -> bool:
    """Did something that is entered by hand begin so lately that somebody should call (R4)?"""
    return (today - since).days <= days


def days_left(ends: date | None, today: date, within: int) -> int | None:
    """Days until `ends` where it is near (0 is today), else None."""
    if ends is None:
        return None
    left = (ends - today).days
    return left if 0 <= left <= within else None
