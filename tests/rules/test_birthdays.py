"""Birthdays: solar, lunar, leap days and leap months (R4)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from portal.rules.clients.birthdays import lunar_of, next_birthday

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
    assert next_birthday(born, lunar, on) == coming


def test_the_thirtieth_is_the_last_day_of_a_short_month():
    born = date(1984, 2, 1)
    assert lunar_of(born).words == "腊月三十"
    for year in range(2024, 2034):
        day = next_birthday(born, True, date(year, 1, 15))
        assert lunar_of(day + timedelta(days=1)).words == "正月初一"


def test_every_day_of_ninety_years_has_a_next_one_within_thirteen_months():
    day = date(1930, 1, 1)
    while day < date(2020, 1, 1):
        for lunar in (False, True):
            coming = next_birthday(day, lunar, TODAY)
            assert TODAY <= coming <= TODAY + timedelta(days=400)
        day += timedelta(days=37)


def test_words():
    assert lunar_of(date(1971, 10, 3)).words == "八月十五"
    assert lunar_of(date(1976, 10, 1)).words == "闰八月初八"
    assert lunar_of(date(2026, 2, 17)).words == "正月初一"
    assert lunar_of(date(1899, 12, 31)) is None and lunar_of(date(2150, 1, 1)) is None
