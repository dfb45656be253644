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
from itertools import accumulate
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
        for begin, end in _worked_on(day, hours):
            if end > start:
                yield max(begin, start), end
        day += timedelta(days=1)


@lru_cache(maxsize=4096)
def _worked_on(day: date, hours: Hours) -> tuple[tuple[datetime, datetime], ...]:
    """The worked spans of a day as UTC moments."""
    moments = ((datetime.combine(day, wall, hours.zone).astimezone(UTC) for wall in span) for span in hours.spans(day))
    return tuple((begin, end) for begin, end in moments)


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
    first, last = a.astimezone(hours.zone).date(), b.astimezone(hours.zone).date()
    if first == last:
        return int(_within(a, b, first, hours).total_seconds())
    ends = _within(a, b, first, hours) + _within(a, b, last, hours)
    return _seconds_of_days(first + timedelta(days=1), last, hours) + int(ends.total_seconds())


def _within(a: datetime, b: datetime, day: date, hours: Hours) -> timedelta:
    """Worked time of one day that lies from `a` to `b`."""
    parts = (min(end, b) - max(begin, a) for begin, end in _worked_on(day, hours))
    return sum((part for part in parts if part > timedelta()), timedelta())


def _seconds_of_days(first: date, end: date, hours: Hours) -> int:
    """Worked seconds of whole days, `end` left out: years are looked up, so a request late by years costs no more."""
    total = 0
    for year in range(first.year, end.year + 1):
        sums = _sums_of_year(year, hours)
        start = first.timetuple().tm_yday - 1 if year == first.year else 0
        stop = end.timetuple().tm_yday - 1 if year == end.year else len(sums) - 1
        total += sums[stop] - sums[start]
    return total


@lru_cache(maxsize=256)
def _sums_of_year(year: int, hours: Hours) -> tuple[int, ...]:
    """Worked seconds from New Year to the beginning of each day of the year, and at last of the whole year."""
    days = (date(year, 1, 1) + timedelta(days=n) for n in range((date(year, 12, 31) - date(year, 1, 1)).days + 1))
    of_days = (int(sum((end - begin).total_seconds() for begin, end in _worked_on(day, hours))) for day in days)
    return (0, *accumulate(of_days))


def add_working_time(start_utc: datetime, minutes: int, hours: Hours = OFFICE) -> datetime:
    """The moment (UTC) at which `minutes` of working time after `start_utc` are over. Raises ValueError below zero."""
    return add_working_seconds(start_utc, minutes * 60, hours)


def working_minutes_between(a_utc: datetime, b_utc: datetime, hours: Hours = OFFICE) -> int:
    """Whole minutes of working time from `a_utc` to `b_utc` (negative when it lies before)."""
    seconds = working_seconds_between(a_utc, b_utc, hours)
    return seconds // 60 if seconds >= 0 else -(-seconds // 60)
