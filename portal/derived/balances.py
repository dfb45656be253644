"""Balances of an export's accounts, derived from their transactions or changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from peewee import fn

from portal.database import among, breathe, database, write
from portal.derived.proving import differing
from portal.models import HoldingAccount
from portal.reads.shared.sources import Source, came_from

ACCOUNTS_AT_ONCE = 10_000


_LATEST = """(SELECT t.{column} FROM "transaction" t WHERE t.account_id = holding_account.id
    ORDER BY t.happened_on DESC, t.id DESC LIMIT 1)"""


LAST_BALANCE, LAST_DAY = _LATEST.format(column="balance"), _LATEST.format(column="happened_on")


# A balance may be read on a later day than that of the last movement, never on an earlier one.
BALANCE_DIFFERS = f"""(EXISTS (SELECT 1 FROM "transaction" t WHERE t.account_id = holding_account.id)
    AND (balance IS NULL OR balance_on IS NULL OR balance <> {LAST_BALANCE}
    OR balance_on < {LAST_DAY}))"""  # noqa: S608 - names of our own tables


# Accounts without transactions may come with their balances by day instead, kept as changes.
_CHANGED = (
    """(SELECT b.{column} FROM balance_change b WHERE b.account_id = holding_account.id ORDER BY b.day DESC LIMIT 1)"""
)


LAST_CHANGE, CHANGE_DAY = _CHANGED.format(column="balance"), _CHANGED.format(column="day")


CHANGE_DIFFERS = f"""(EXISTS (SELECT 1 FROM balance_change b WHERE b.account_id = holding_account.id)
    AND NOT EXISTS (SELECT 1 FROM "transaction" t WHERE t.account_id = holding_account.id)
    AND (balance IS NULL OR balance_on IS NULL OR balance <> {LAST_CHANGE}
    OR balance_on < {CHANGE_DAY}))"""  # noqa: S608 - names of our own tables


Balances = list[tuple[int, int | None, Any]]
"""(account, balance, its day)."""


def follow_transactions(source: Source, moved: Callable[[Balances, Balances], None] | None = None) -> int:
    """Balance and its day of an export's accounts: those of the last transaction, in the order of the export; without
    any, those of the last change of the balance. Answers how many changed; `moved` hears them before and after.

    By ranges of accounts, each a transaction of its own unless the caller has one.
    """
    changed = 0
    for where in _account_ranges(source):
        with write():
            for texts in ((LAST_BALANCE, LAST_DAY, BALANCE_DIFFERS), (LAST_CHANGE, CHANGE_DAY, CHANGE_DIFFERS)):
                changed += _follow_range(*texts, where, source, moved)
        breathe()
    return changed


def _account_ranges(source: Source) -> Iterator[str]:
    """Conditions on the ids of an export's accounts, for some at a time; the source's name is their one parameter."""
    account = HoldingAccount
    query = account.select(fn.MIN(account.id), fn.MAX(account.id)).where(came_from(account, source))
    first, last = query.scalar(as_tuple=True)
    mine = f"source_branch = {source.branch} AND source = {database.obj.param}"
    for start in range(first or 0, (last or -1) + 1, ACCOUNTS_AT_ONCE):
        yield f"{mine} AND id BETWEEN {start} AND {start + ACCOUNTS_AT_ONCE - 1}"


def _follow_range(
    balance: str, day: str, differs: str, where: str, source: Source, moved: Callable[[Balances, Balances], None] | None
) -> int:
    before: Balances = []
    if moved:
        before = _balances(f"{differs} AND {where}", source)
        if not before:
            return 0
    sql = f"UPDATE holding_account SET balance = {balance}, balance_on = {day} WHERE {differs} AND {where}"  # noqa: S608
    changed = int(database.execute_sql(sql, (source.name,)).rowcount)
    if moved:
        ids = ", ".join(str(row[0]) for row in before)
        moved(before, _balances(f"id IN ({ids}) AND {where}", source))
    return changed


def _balances(where: str, source: Source) -> Balances:
    sql = f"SELECT id, balance, balance_on FROM holding_account WHERE {where} ORDER BY id"  # noqa: S608
    return list(database.execute_sql(sql, (source.name,)).fetchall())


def balances_seen(told: list[tuple[int, date, int]], moved: Callable[[Balances, Balances], None] | None = None) -> int:
    """Accounts whose balance an export told on a later day without a movement, as (account, day, balance): it is known
    as of that day. Answers how many changed; `moved` hears them before and after. Call inside `write()`.
    """
    account = HoldingAccount
    query = account.select(account.id, account.balance, account.balance_on).where(
        among(account.id, [row[0] for row in told])
    )
    stands = {row[0]: row for row in query.tuples()}
    later = [
        (number, day)
        for number, day, balance in told
        if number in stands and stands[number][1] == balance and (stands[number][2] is None or stands[number][2] < day)
    ]
    for number, day in later:
        account.update(balance_on=day).where(account.id == number).execute()
    if moved and later:
        moved([stands[number] for number, _day in later], [(number, stands[number][1], day) for number, day in later])
    return len(later)


COMPARISONS = (
    (
        "account {}: the balance is {} of {}, the last transaction says otherwise",
        f"SELECT number, balance, balance_on FROM holding_account WHERE {BALANCE_DIFFERS} ORDER BY id",  # noqa: S608
    ),
    (
        "account {}: the balance is {} of {}, the last change of it says otherwise",
        f"SELECT number, balance, balance_on FROM holding_account WHERE {CHANGE_DIFFERS} ORDER BY id",  # noqa: S608
    ),
)


def faults() -> Iterator[str]:
    yield from differing(COMPARISONS)
