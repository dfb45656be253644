"""Birthdays: when the next one is, and how a lunar one is written (R4)."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date

from lunardate import LunarDate

_MONTHS = ("正", "二", "三", "四", "五", "六", "七", "八", "九", "十", "冬", "腊")
_DIGITS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十")
_DAYS = (
    *(f"初{digit}" for digit in _DIGITS),
    *(f"十{digit}" for digit in _DIGITS[:9]),
    "二十",
    *(f"廿{digit}" for digit in _DIGITS[:9]),
    "三十",
)


@dataclass(frozen=True)
class Lunar:
    """A day of the lunar calendar; `leap`: of the month that is counted twice that year."""

    month: int
    day: int
    leap: bool

    @property
    def words(self) -> str:
        """八月十五, 闰四月初一."""
        return f"{'闰' if self.leap else ''}{_MONTHS[self.month - 1]}月{_DAYS[self.day - 1]}"


def lunar_of(day: date) -> Lunar | None:
    """The lunar day of a solar date; None outside 1900 to 2099, which the calendar's tables do not cover."""
    try:
        found = LunarDate.from_solar_date(day.year, day.month, day.day)
        return Lunar(found.month, found.day, bool(found.is_leap_month)) if found.to_solar_date() == day else None
    except (ValueError, OverflowError, IndexError):
        return None


def next_birthday(birthday: date | None, lunar: bool, today: date) -> date | None:
    """The first birthday on or after `today`; `birthday` is the solar date of birth, `lunar` says that it is kept by
    the lunar calendar (R4). Born on 29 February: on 1 March of other years (as `identity.age_on`).
    """
    if birthday is None or birthday > today:
        return None
    born = lunar_of(birthday) if lunar else None
    days = _lunar_days(born, today) if born else [_in_year(birthday, year) for year in (today.year, today.year + 1)]
    return next((day for day in days if day >= today), None) or _in_year(birthday, today.year + 1)


def _in_year(birthday: date, year: int) -> date:
    if (birthday.month, birthday.day) == (2, 29) and not calendar.isleap(year):
        return date(year, 3, 1)
    return birthday.replace(year=year)


def _lunar_days(born: Lunar, today: date) -> list[date]:
    """The solar days on which he has his birthday around `today`: the lunar year begins in January or February."""
    found = []
    for year in (today.year - 1, today.year, today.year + 1):
        day = _lunar_in_year(born, year)
        if day:
            found.append(day)
    return found


def _lunar_in_year(born: Lunar, year: int) -> date | None:
    """Who was born in a leap month keeps it where the year has the same one, else in the plain month of that number;
    the thirtieth is the last day of a month that has only twenty-nine.
    """
    for leap in (True, False) if born.leap else (False,):
        for day in (born.day, born.day - 1):
            try:
                return LunarDate(year, born.month, day, leap).to_solar_date()
            except ValueError:
                continue
    return None
