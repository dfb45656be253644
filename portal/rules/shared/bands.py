"""When something is to be done: now, today, or this week (the seven days from today)."""

from __future__ import annotations

from datetime import date, timedelta

NOW, TODAY, WEEK = "now", "today", "week"
BANDS = (NOW, TODAY, WEEK)
DAYS = 6


def last_day(today: date) -> date:
    """The last day that belongs to this week."""
    return today + timedelta(days=DAYS)


def band_of(due: date, today: date) -> str | None:
    """`now` when its day is over, None when it is further away than a week."""
    if due < today:
        return NOW
    if due == today:
        return TODAY
    return WEEK if due <= last_day(today) else None
