"""Daily balances from movements (R1)."""

from __future__ import annotations

from datetime import date

from portal.rules.holdings.balances import Move, added, complete_until, daily_balances


def test_days_before_the_first_movement_have_what_it_began_from() -> None:
    months = daily_balances([Move(date(2026, 2, 3), 500, 700), Move(date(2026, 2, 3), -100, 600)], date(2026, 3, 1))
    assert months == {date(2026, 2, 1): [200] * 2 + [600] * 26}


def test_quiet_months_keep_the_balance_and_an_overdraft_counts_as_nothing() -> None:
    months = daily_balances([Move(date(2025, 12, 31), 90, 90), Move(date(2026, 2, 1), -100, -10)], date(2026, 3, 1))
    assert months[date(2025, 12, 1)] == [0] * 30 + [90]
    assert months[date(2026, 1, 1)] == [90] * 31
    assert months[date(2026, 2, 1)] == [0] * 28


def test_no_movements_no_months() -> None:
    assert daily_balances([], date(2026, 3, 1)) == {}
    assert daily_balances([Move(date(2026, 3, 1), 1, 1)], date(2026, 3, 1)) == {}


def test_a_month_is_complete_with_its_last_day() -> None:
    assert complete_until(date(1994, 3, 31)) == date(1994, 4, 1)
    assert complete_until(date(1994, 3, 30)) == date(1994, 3, 1)
    assert complete_until(date(2025, 12, 31)) == date(2026, 1, 1)


def test_accounts_are_added_day_by_day() -> None:
    assert added(None, [1, 2]) == [1, 2]
    assert added([1, 2], [3, 4]) == [4, 6]
