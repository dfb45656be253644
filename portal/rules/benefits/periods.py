"""The periods of benefits (R8): which one a day is in, its last day, and what of an amount is due from a day on.

Days are the bank's; a period ends with its last day at midnight in Changchun.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

KINDS = ("calendar_year", "tier_year", "quarter", "once")


@dataclass(frozen=True)
class Period:
    """`key` names it; `until` is its last day, None for one without end."""

    key: str
    since: date
    until: date | None


def anniversary(start: date, year: int) -> date:
    """The day of a year on which a year since `start` begins: what began on 29 February begins on 1 March in years
    without one."""
    if (start.month, start.day) == (2, 29) and monthrange(year, 2)[1] == 28:
        return date(year, 3, 1)
    return start.replace(year=year)


def period_of(kind: str, day: date, start: date | None = None) -> Period:
    """The period of a kind that `day` is in. `start`: since when the client has his tier (for years of the tier)."""
    if kind == "once":
        return Period("once", start or day, None)
    if kind == "quarter":
        quarter = (day.month - 1) // 3
        after = date(day.year + (quarter == 3), (quarter + 1) % 4 * 3 + 1, 1)
        return Period(f"{day.year}Q{quarter + 1}", date(day.year, quarter * 3 + 1, 1), after - timedelta(days=1))
    if kind == "tier_year":
        start = start or day
        begun = anniversary(start, day.year)
        if begun > day:
            begun = anniversary(start, day.year - 1)
        return Period(f"T{begun.isoformat()}", begun, anniversary(start, begun.year + 1) - timedelta(days=1))
    return Period(str(day.year), date(day.year, 1, 1), date(day.year, 12, 31))


def due_from(amount: int, period: Period, day: date) -> int:
    """What of a period's amount is due to somebody who begins on `day`: by months, the begun one counts, rounded up."""
    if period.until is None or amount <= 0 or day <= period.since:
        return amount
    whole = _months(period.since, period.until)
    left = _months(day, period.until)
    return -(-amount * min(left, whole) // whole)


def _months(first: date, last: date) -> int:
    """Months from a day to a last day, begun ones counted."""
    after = last + timedelta(days=1)
    months = (after.year - first.year) * 12 + after.month - first.month
    return months if after.day <= first.day else months + 1


def months_later(day: date, count: int) -> date:
    """The same day so many months later; the last one of a month that is too short."""
    month = day.year * 12 + day.month - 1 + count
    year, place = month // 12, month % 12 + 1
    return date(year, place, min(day.day, monthrange(year, place)[1]))
