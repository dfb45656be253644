"""Where a use stands, what it costs, and how many whole units a correction brings back. Money in fen."""

from __future__ import annotations

from datetime import date

import pytest

from portal.rules.benefits.settling import cost_of, for_each, last_of, month_of, next_month, price_on, taken_back

OCTOBER, NOVEMBER, DECEMBER = (date(2026, month, 1) for month in (10, 11, 12))


@pytest.mark.parametrize(
    ("day", "open_from", "month"),
    [
        (date(2026, 11, 30), None, NOVEMBER),
        (date(2026, 10, 31), NOVEMBER, NOVEMBER),
        (date(2026, 11, 1), NOVEMBER, NOVEMBER),
        (date(2026, 12, 1), NOVEMBER, DECEMBER),
        (date(2025, 2, 28), NOVEMBER, NOVEMBER),
    ],
)
def test_what_is_closed_pushes_into_the_first_open_month(day, open_from, month):
    assert month_of(day, open_from) == month


def test_the_ends_of_months():
    assert next_month(date(2026, 12, 31)) == date(2027, 1, 1) and last_of(date(2028, 2, 1)) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("day", "price"), [(date(2025, 12, 31), None), (date(2026, 1, 1), 150), (NOVEMBER, 168), (DECEMBER, 168)]
)
def test_the_price_of_a_day(day, price):
    assert price_on([(NOVEMBER, 168), (date(2026, 1, 1), 150)], day) == price


@pytest.mark.parametrize(
    ("parts", "unit", "units"),
    [([3], 1, [3]), ([1, 1], 1, [1, 1]), ([200, 100], 150, [1, 1]), ([100, 50], 150, [0, 1]), ([149], 150, [0])],
)
def test_whole_units_come_back(parts, unit, units):
    assert taken_back(parts, unit) == units


def test_an_allowance_in_money_costs_itself():
    assert cost_of("money", 12_000, 36_050) == 36_050 and cost_of("count", 12_000, 3) == 36_000


def test_a_cost_for_each_ten_thousand_yuan():
    assert for_each(1_353_000, 1_936_180_000) == 699 and for_each(5, 0) is None
