"""The working calendar: Chinese public holidays are out, make-up weekends are in, work is 9:00–17:00 by the bank's
wall clock.

Which days are free says the State Council's notice of the year: as the bank entered it (`Calendar`), else as
`chinesecalendar` came with it. A year without either has its statutory days and weekends (`knows_year` lets a page say
so). Moments are aware UTC datetimes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import accumulate
from typing import Literal
from zoneinfo import ZoneInfo

import chinese_calendar
import holidays

ZONE = ZoneInfo("Asia/Shanghai")
Span = tuple[time, time]
Origin = Literal["notice", "package", "statutory"]


@dataclass(frozen=True)
class Calendar:
    """The notices that the bank entered: their years, the days off and the weekend days that are worked instead."""

    years: frozenset[int] = frozenset()
    off: frozenset[date] = frozenset()
    make_up: frozenset[date] = frozenset()


AS_IT_CAME = Calendar()
"""No notice was entered."""


def origin(year: int, calendar: Calendar = AS_IT_CAME) -> Origin:
    """Where the free days of a year come from: a notice that was entered, the package, or the law alone."""
    return "notice" if year in calendar.years else "package" if _packaged(year) else "statutory"


@lru_cache(maxsize=64)
def _packaged(year: int) -> bool:
    return any(day.year == year for day in chinese_calendar.constants.holidays)


def knows_year(year: int, calendar: Calendar = AS_IT_CAME) -> bool:
    """Whether the State Council's notice for `year` is in the calendar."""
    return origin(year, calendar) != "statutory"


def unknown_year_ahead(today: date, calendar: Calendar = AS_IT_CAME, days: int = 45) -> int | None:
    """The year, if the calendar does not know it, into which the next `days` days reach: until the notice is entered
    promises there count the statutory days and weekends.
    """
    years = (day.year for day in (today, today + timedelta(days=days)))
    return next((year for year in years if not knows_year(year, calendar)), None)


def days_of_package(year: int) -> tuple[list[date], list[date]]:
    """The days off and the make-up days of a year as the package has them; none for a year that it does not know."""
    known = chinese_calendar.constants
    return tuple(sorted(day for day in days if day.year == year) for days in (known.holidays, known.workdays))  # type: ignore[return-value]


@lru_cache(maxsize=64)
def statutory_days(year: int) -> frozenset[date]:
    """The days that are free by law, with the weekdays for those that fall on a weekend."""
    return frozenset(holidays.country_holidays("CN", years=year))


@lru_cache(maxsize=8192)
def is_working_day(day: date, calendar: Calendar = AS_IT_CAME) -> bool:
    """A working day by the yearly notice. A notice may name days of the December before; what it names it decides."""
    if day in calendar.off or day in calendar.make_up:
        return day in calendar.make_up
    found = origin(day.year, calendar)
    if found == "package":
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < 5 and (found == "notice" or day not in statutory_days(day.year))


def add_working_days(day: date, n: int, calendar: Calendar = AS_IT_CAME) -> date:
    """The n-th working day after `day` (R2 counts from the day after); n < 0 goes back, 0 gives `day` itself."""
    step = timedelta(days=1 if n > 0 else -1)
    left = abs(n)
    while left:
        day += step
        left -= is_working_day(day, calendar)
    return day


def working_days_between(a: date, b: date, calendar: Calendar = AS_IT_CAME) -> int:
    """Working days after `a` up to and including `b`; negative when `b` is before `a`. Inverse of
    `add_working_days`.
    """
    if b < a:
        return -working_days_between(b, a, calendar)
    return sum(is_working_day(a + timedelta(days=n), calendar) for n in range(1, (b - a).days + 1))


@dataclass(frozen=True)
class Hours:
    """When a branch works: one span on a working day, and single days that differ (half days: a span; closed: none)."""

    opens: time = time(9)
    closes: time = time(17)
    zone: ZoneInfo = ZONE
    special: Mapping[date, tuple[Span, ...]] = field(default_factory=dict, hash=False)
    calendar: Calendar = AS_IT_CAME

    def spans(self, day: date) -> tuple[Span, ...]:
        """The spans of wall-clock time that are worked on `day`."""
        if day in self.special:
            return self.special[day]
        return ((self.opens, self.closes),) if is_working_day(day, self.calendar) else ()


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
