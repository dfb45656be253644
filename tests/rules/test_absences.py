"""Substitutes in a circle, by days."""

from __future__ import annotations

from datetime import date

import pytest

from portal.rules.absences import first_day_back, in_circle, last_day


def days(first, last=None):
    return date(2026, 12, first), last and date(2026, 12, last)


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ([], False),
        ([(2, 1, days(1, 9))], True),
        ([(2, 1, days(10, 20))], False),  # begins on the day when he is back
        ([(2, 1, days(9))], True),
        ([(2, None, days(1))], False),
        ([(2, 3, days(1)), (3, 1, days(1))], True),
        ([(2, 3, days(1, 5)), (3, 1, days(5, 9))], False),  # never on the same day
        ([(2, 3, days(1, 6)), (3, 1, days(5, 9))], True),
        ([(2, 3, days(1)), (3, 2, days(1))], False),  # a circle of others, not through him
    ],
)
def test_examples(others, expected):
    assert in_circle(1, 2, days(1, 10), others) is expected


def test_nobody_stands_in_for_himself():
    assert in_circle(1, 1, days(1, 10), [])


def test_days_as_people_say_them():
    assert last_day(date(2026, 12, 10)) == date(2026, 12, 9) and first_day_back(date(2026, 12, 9)) == date(2026, 12, 10)
    assert last_day(None) is first_day_back(None) is None
