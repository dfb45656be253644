"""The dates of a monthly series, on the wall clock of the bank."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime

MOST = 12
WAYS = ("weekday", "day")


def monthly(first: datetime, times: int, way: str) -> list[datetime]:
    """`times` moments, the first one and one in each month after it. `way`: weekday (the second Thursday; a fifth one
    is the last) or day (the 31st falls on the last day of a shorter month)."""
    days = (_in_month(first.date(), months, way) for months in range(times))
    return [datetime.combine(day, first.time(), first.tzinfo) for day in days]


def _in_month(first: date, months: int, way: str) -> date:
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    begins, length = monthrange(year, month + 1)
    if way == "day":
        return date(year, month + 1, min(first.day, length))
    day = 1 + (first.weekday() - begins) % 7 + 7 * ((first.day - 1) // 7)
    return date(year, month + 1, day if day <= length else day - 7)
