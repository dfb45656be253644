"""The working calendar: Chinese public holidays are out, make-up weekends are in, work is 9:00–17:00 by the bank's
wall clock.

A year that `chinesecalendar` does not know yet has weekends only (`knows_year` lets a page say so). Moments are aware
UTC datetimes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import chinese_calendar

ZONE = ZoneInfo("Asia/Shanghai")
Span = tuple[time, time]


@lru_cache(maxsize=64)
def knows_year(year: int) -> bool:
    """Whether the State Council's notice for `year` is in the calendar."""
    return any(day.year == year for day in chinese_calendar.constants.holidays)


def unknown_year_ahead(today: date, days: int = 45) -> int | None:
    """The year, if the calendar does not know it, into which the next `days` days reach: until the portal is brought up
    to date its promises there count weekends only.
    """
    return next((day.year for day in (today, today + timedelta(days=days)) if not knows_year(day.year)), None)


@lru_cache(maxsize=8192)
def is_working_day(day: date) -> bool:
    """A working day by the yearly notice; Monday to Friday in a year that is not known."""
    if not knows_year(day.year):
        return day.weekday() < 5
    return bool(chinese_calendar.is_workday(day))


def add_working_days(day: date, n: int) -> date:
    """The n-th working day after `day` (R2 counts from the day after); n < 0 goes back, 0 gives `day` itself."""
    step = timedelta(days=1 if n > 0 else -1)
    left = abs(n)
    while left:
        day += step
        left -= is_working_day(day)
    return day


def working_days_between(a: date, b: date) -> int:
    """Working days after `a` up to and including `b`; negative when `b` is before `a`. Inverse of
    `add_working_days`.
    """
    if b < a:
        return -working_days_between(b, a)
    return sum(is_working_day(a + timedelta(days=n)) for n in range(1, (b - a).days + 1))


@dataclass(frozen=True)
class Hours:
    """When a branch works: one span on a working day, and single days that differ (half days: a span; closed: none)."""

    opens: time = time(9)
    closes: time = time(17)
    zone: ZoneInfo = ZONE
    special: Mapping[date, tuple[Span, ...]] = field(default_factory=dict, hash=False)

    def spans(self, day: date) -> tuple[Span, ...]:
        """The spans of wall-clock time that are worked on `day`."""
        if day in self.special:
            return self.special[day]
        return ((self.opens, self.closes),) if is_working_day(day) else ()


OFFICE = Hours()


def _spans_from(moment: datetime, hours: Hours) -> Iterator[tuple[datetime, datetime]]:
    """Worked spans as UTC moments, from the one that holds `moment` (cut at it) onwards, for ever."""
    start = _utc(moment)
    day = start.astimezone(hours.zone).date()
    while True:
        for opens, closes in hours.spans(day):
            begin = datetime.combine(day, opens, hours.zone).astimezone(UTC)
            end = datetime.combine(day, closes, hours.zone).astimezone(UTC)
            if end > start:
                yield max(begin, start), end
        day += timedelta(days=1)


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(UTC)


def next_working_moment(moment: datetime, hours: Hours = OFFICE) -> datetime:
    """`moment` itself when it is worked, else the next opening (UTC)."""
    return next(_spans_from(moment, hours))[0]


def add_working_seconds(start: datetime, seconds: int, hours: Hours = OFFICE) -> datetime:
    """The moment (UTC) at which `seconds` of working time after `start` are over; 17:00, not the next 9:00, when
    they end a day.
    """
    if seconds < 0:
        raise ValueError("working time runs forward only")
    left = timedelta(seconds=seconds)
    if not left:
        return _utc(start)
    for begin, end in _spans_from(start, hours):
        if end - begin >= left:
            return begin + left
        left -= end - begin
    raise AssertionError("unreachable")


def working_seconds_between(a: datetime, b: datetime, hours: Hours = OFFICE) -> int:
    """Seconds of working time from `a` to `b`; negative when `b` is before `a`."""
    a, b = _utc(a), _utc(b)
    if b < a:
        return -working_seconds_between(b, a, hours)
    total = timedelta()
    for begin, end in _spans_from(a, hours):
        if begin >= b:
            break
        total += min(end, b) - begin
        if end >= b:
            break
    return int(total.total_seconds())


def add_working_time(start_utc: datetime, minutes: int, hours: Hours = OFFICE) -> datetime:
    """The moment (UTC) at which `minutes` of working time after `start_utc` are over. Raises ValueError below zero."""
    return add_working_seconds(start_utc, minutes * 60, hours)


def working_minutes_between(a_utc: datetime, b_utc: datetime, hours: Hours = OFFICE) -> int:
    """Whole minutes of working time from `a_utc` to `b_utc` (negative when it lies before)."""
    seconds = working_seconds_between(a_utc, b_utc, hours)
    return seconds // 60 if seconds >= 0 else -(-seconds // 60)
