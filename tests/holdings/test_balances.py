"""Balances by day of accounts without transactions: the balance, the months of AUM (R1), and the check."""

from __future__ import annotations

from datetime import date

from portal.derived import aum, balances, faults
from portal.models import BalanceChange, Client, HoldingAccount, MonthlyAum, Transaction
from portal.reads.shared.sources import Source
from tests.holdings import things

CORE = Source(7, "core")


def changed(account, *pairs):
    for day, balance in pairs:
        BalanceChange.create(account=account, day=day, balance=balance)


def test_it_works(chengang):
    account = things.account(
        chengang, "fund", source="core", source_branch=7, source_key="1", balance=None, balance_on=None
    )
    changed(account, (date(2026, 9, 16), 3_000_000), (date(2026, 10, 1), 6_000_000), (date(2026, 10, 31), 0))
    assert balances.follow_transactions(CORE) == 1
    row = HoldingAccount.get_by_id(account.id)
    assert (row.balance, row.balance_on) == (0, date(2026, 10, 31))
    assert aum.derive_months(CORE) == 2
    months = {row.month: (row.amount, row.funds) for row in MonthlyAum.select()}
    september, october = 3_000_000 * 15 // 30, 6_000_000 * 30 // 31
    assert months[date(2026, 9, 1)] == (september * 8 // 10, september)
    assert abs(months[date(2026, 10, 1)][1] - october) <= 1
    assert Client.get_by_id(chengang.id).aum == months[date(2026, 10, 1)][0]
    assert balances.follow_transactions(CORE) == aum.derive_months(CORE) == 0


def test_movements_say_more_than_changes(chengang):
    account = things.account(chengang, source="core", source_branch=7, source_key="1", balance=None, balance_on=None)
    changed(account, (date(2026, 10, 1), 900))
    Transaction.create(
        account=account,
        happened_on=date(2026, 10, 31),
        direction="credit",
        amount=500,
        balance=500,
        source="core",
        source_branch=7,
        source_key="t",
    )
    balances.follow_transactions(CORE)
    assert HoldingAccount.get_by_id(account.id).balance == 500
    aum.derive_months(CORE)
    assert MonthlyAum.get().deposits == 500 // 31


def test_two_accounts_are_added_day_by_day(chengang):
    for key in ("1", "2"):
        changed(
            things.account(chengang, source="core", source_branch=7, source_key=key),
            (date(2026, 10, 1), 1000),
            (date(2026, 10, 31), 1000),
        )
    aum.derive_months(CORE)
    assert MonthlyAum.get().amount == 2000


def test_the_check_proves_it(chengang):
    account = things.account(chengang, balance=5, balance_on=date(2026, 10, 1))
    changed(account, (date(2026, 10, 1), 5))
    assert not [line for line in faults() if "balance" in line]
    changed(account, (date(2026, 10, 2), 7))
    assert [line for line in faults() if "the last change of it says otherwise" in line]
