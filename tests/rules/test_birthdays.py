"""Birthdays: solar, lunar, leap days and leap months (R4)."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from portal.rules.clients.birthdays import Lunar, columns, kept_lunar, lunar_birthday, lunar_of, next_birthday

TODAY = date(2026, 11, 24)

EXAMPLES = [
    # born, lunar, on, next
    (date(1968, 5, 6), False, TODAY, date(2027, 5, 6)),
    (date(1994, 11, 24), False, TODAY, TODAY),
    (date(1994, 11, 23), False, TODAY, date(2027, 11, 23)),
    (date(1996, 2, 29), False, date(2027, 1, 5), date(2027, 3, 1)),
    (date(1996, 2, 29), False, date(2027, 3, 2), date(2028, 2, 29)),
    (date(1996, 2, 29), False, date(2028, 2, 29), date(2028, 2, 29)),
    # 15th of the 8th lunar month (Mid-Autumn): 3 October 1971 → 25 September 2026, 15 September 2027
    (date(1971, 10, 3), True, date(2026, 9, 1), date(2026, 9, 25)),
    (date(1971, 10, 3), True, date(2026, 9, 26), date(2027, 9, 15)),
    # the last days of a lunar year fall into January or February of the next solar one
    (date(1980, 2, 10), True, date(2027, 1, 1), date(2027, 1, 31)),
    # born in leap 8th month 1976; 2025 has a leap 6th month only, so the plain 8th month; 1995 has a leap 8th month
    (date(1976, 10, 1), True, date(2025, 9, 1), date(2025, 9, 29)),
    (date(1976, 10, 1), True, date(1995, 9, 3), date(1995, 10, 2)),
    (None, False, TODAY, None),
    (TODAY + timedelta(days=1), False, TODAY, None),
]


@pytest.mark.parametrize(("born", "lunar", "on", "coming"), EXAMPLES)
def test_it_works(born, lunar, on, coming):
    assert next_birthday(born, kept_lunar(born, lunar), on) == coming


def test_the_thirtieth_is_the_last_day_of_a_short_month():
    born = date(1984, 2, 1)
    assert lunar_of(born).words == "腊月三十"
    for year in range(2024, 2034):
        day = next_birthday(born, lunar_of(born), date(year, 1, 15))
        assert lunar_of(day + timedelta(days=1)).words == "正月初一"


def test_every_day_of_ninety_years_has_a_next_one_within_thirteen_months():
    day = date(1930, 1, 1)
    while day < date(2020, 1, 1):
        for lunar in (False, True):
            coming = next_birthday(day, kept_lunar(day, lunar), TODAY)
            assert TODAY <= coming <= TODAY + timedelta(days=400)
        day += timedelta(days=37)


def test_words():
    assert lunar_of(date(1971, 10, 3)).words == "八月十五"
    assert lunar_of(date(1976, 10, 1)).words == "闰八月初八"
    assert lunar_of(date(2026, 2, 17)).words == "正月初一"
    assert lunar_of(date(1899, 12, 31)) is None and lunar_of(date(2150, 1, 1)) is None


def months() -> dict[tuple[int, int, bool], date]:
    """(lunar year, month, leap) → the solar day on which it begins, by the stored table.

    `lunar_months.txt` has one lunar year a line: the year, then month and day of the first day of each of its months;
    `+` marks a leap month. It was made from the sky and not from the library that is tested: with `ephem` (new moons
    and the sun's longitude, by Beijing time) and the rules of the calendar (GB/T 33661-2017: a month begins on the day
    of new moon, the winter solstice lies in the eleventh, and of a year of thirteen the first month without a major
    term is the leap one). `sxtwl` 2.0.7 says the same of every day from 1930 to 2056. `lunardate` 0.3.0, which the
    portal asked before, has 90 of these days wrong: in 1933, 1954 and 1978.
    """
    found, begin = {}, date(1930, 1, 1)
    for line in (Path(__file__).parent / "lunar_months.txt").read_text().splitlines():
        year, *starts = line.split()
        month = 0
        for start in starts:
            leap = start.endswith("+")
            month += not leap
            day = date(begin.year, int(start[:2]), int(start[2:4]))
            begin = day if day >= begin else day.replace(year=begin.year + 1)
            found[int(year), month, leap] = begin
    return found


def test_each_month_of_127_years_begins_on_its_day():
    table = months()
    assert len(table) == 1571 and list(table.values()) == sorted(table.values())
    for (year, month, leap), begins in table.items():
        assert lunar_of(begins) == Lunar(month, 1, leap, year)
        assert lunar_of(begins - timedelta(days=1)).day in (29, 30)
        assert lunar_birthday(Lunar(month, 1, leap), year) == begins


@pytest.mark.parametrize(
    ("solar", "words"),
    [
        (date(1978, 9, 17), "八月十五"),  # Mid-Autumn; lunardate: 16 September
        (date(1978, 9, 3), "八月初一"),
        (date(1978, 9, 2), "七月三十"),
        (date(1933, 7, 22), "闰五月三十"),
        (date(1933, 7, 23), "六月初一"),
        (date(1954, 11, 25), "冬月初一"),
    ],
)
def test_people_alive_whose_day_was_off_by_one(solar, words):
    assert lunar_of(solar).words == words


def test_one_birthday_in_each_lunar_year():
    """Also for those born on a thirtieth or in a leap month, and also in years that have the month twice."""
    table = months()
    first = {year: begins for (year, month, leap), begins in table.items() if (month, leap) == (1, False)}
    for born in (Lunar(8, 30, False), Lunar(8, 30, True), Lunar(2, 1, True), Lunar(12, 30, False), Lunar(6, 15, False)):
        days = [lunar_birthday(born, year) for year in range(1930, 2056)]
        for year, day in zip(range(1930, 2056), days, strict=True):
            assert first[year] <= day < first[year + 1]
            own_month = (year, born.month, True) in table and born.leap
            kept = lunar_of(day)
            assert (kept.month, kept.leap) == (born.month, own_month) and kept.day in (born.day, born.day - 1)
            assert kept.day == born.day or lunar_of(day + timedelta(days=1)).day == 1
        today, seen = date(2000, 1, 1), []
        while today < date(2040, 1, 1):
            today = next_birthday(None, born, today)
            seen.append(today)
            today += timedelta(days=1)
        assert set(seen) <= set(days) and len(seen) == len({lunar_of(day).year for day in seen})


def test_what_a_record_keeps_of_it():
    kept = columns(date(1976, 10, 1), True, TODAY)
    assert [kept[f"lunar_{name}"] for name in ("year", "month", "day", "leap")] == [1976, 8, 8, True]
    assert kept["next_birthday"] == next_birthday(None, Lunar(8, 8, True), TODAY)
    solar = columns(date(1976, 10, 1), False, TODAY)
    assert [solar[f"lunar_{name}"] for name in ("year", "month", "day", "leap")] == [None, None, None, False]
    assert columns(None, True, TODAY)["next_birthday"] is None
