"""Birthdays: when the next one is, and how a lunar one is written and kept (R4).

A lunar birthday is kept as month, day and leap mark, and the lunar year where it is known. The calendar is that of
`borax`; it agrees with the sun and the moon over Beijing from 1929 to 2056 (tests/rules/lunar_months.txt).
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from typing import Any

from borax.calendars.lunardate import LunarDate

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
    """A day of the lunar calendar; `leap`: of the month that is counted twice that year. `year` is the lunar one."""

    month: int
    day: int
    leap: bool
    year: int | None = None

    @property
    def words(self) -> str:
        """八月十五, 闰四月初一."""
        return f"{'闰' if self.leap else ''}{_MONTHS[self.month - 1]}月{_DAYS[self.day - 1]}"


def lunar_of(day: date) -> Lunar | None:
    """The lunar day of a solar date; None outside 31 January 1900 to 2100, which the calendar's tables do not cover."""
    try:
        found = LunarDate.from_solar(day)
    except (ValueError, OverflowError, IndexError):
        return None
    return Lunar(found.month, found.day, bool(found.leap), found.year)


def kept_lunar(birthday: date | None, lunar: bool) -> Lunar | None:
    """The lunar birthday of somebody born on a solar date who says that he keeps it by the lunar calendar."""
    return lunar_of(birthday) if birthday and lunar else None


def columns(birthday: date | None, lunar: bool, today: date) -> dict[str, Any]:
    """What a record keeps of a birthday beside the solar date and the mark `lunar`: the lunar day, and the next one."""
    born = kept_lunar(birthday, lunar)
    return {
        "lunar_year": born.year if born else None,
        "lunar_month": born.month if born else None,
        "lunar_day": born.day if born else None,
        "lunar_leap": born.leap if born else False,
        "next_birthday": next_birthday(birthday, born, today),
    }


def next_birthday(birthday: date | None, lunar: Lunar | None, today: date) -> date | None:
    """The first birthday on or after `today`. `birthday` is the solar date of birth; who has a `lunar` one keeps that,
    once in each lunar year (R4). Born on 29 February: on 1 March of other years (as `identity.age_on`).
    """
    if (birthday is None and lunar is None) or (birthday and birthday > today):
        return None
    coming = next((day for day in _lunar_days(lunar, today) if day >= today), None) if lunar else None
    if coming or birthday is None:
        return coming
    return next(day for year in (today.year, today.year + 1) if (day := _in_year(birthday, year)) >= today)


def _in_year(birthday: date, year: int) -> date:
    if (birthday.month, birthday.day) == (2, 29) and not calendar.isleap(year):
        return date(year, 3, 1)
    return birthday.replace(year=year)


def _lunar_days(born: Lunar, today: date) -> list[date]:
    """The solar days on which he has his birthday around `today`: the lunar year begins in January or February."""
    days = (lunar_birthday(born, year) for year in (today.year - 1, today.year, today.year + 1))
    return [day for day in days if day]


def lunar_birthday(born: Lunar, year: int) -> date | None:
    """His one birthday in a lunar year, as a solar day; None for a year outside the calendar's tables.

    Who was born in a leap month keeps it where the year has the same one, else in the plain month of that number; the
    thirtieth is the last day of a month that has only twenty-nine.
    """
    for leap in (True, False) if born.leap else (False,):
        for day in (born.day, born.day - 1):
            try:
                return LunarDate(year, born.month, day, leap).to_solar_date()
            except ValueError:
                continue
    return None
