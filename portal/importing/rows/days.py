"""Balances by day beside what stands: they are kept as changes, so a day on which nothing moved is no row of ours."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date
from typing import Any

from peewee import fn

from portal.database import among
from portal.importing.rows import memory
from portal.importing.rows.items import Item
from portal.models import BalanceChange

REMEMBERED = "days"


class Days:
    """What is known of some accounts at their days: the changes that stand, and what this file said of them before."""

    def __init__(self, items: list[Item]) -> None:
        self.accounts = sorted({item.values["account"] for item in items})
        first = min(item.values["day"] for item in items)
        change: Any = BalanceChange
        mine = among(change.account, self.accounts)
        before = change.select(change.account, fn.MAX(change.day)).where(mine, change.day < first)
        latest = dict(before.group_by(change.account).tuples())
        wanted = change.select(change.account, change.day, change.balance).where(mine)
        since = min([first, *(_day(day) for day in latest.values())])
        self.standing: dict[tuple[int, date], int] = {}
        self.known: dict[int, dict[date, int]] = {account: {} for account in self.accounts}
        for account, day, balance in wanted.where(change.day >= since).tuples():
            self.standing[account, day] = self.known[account][day] = balance
        for account, told in memory.recall(REMEMBERED, map(str, self.accounts)).items():
            day_said, balance_said = told.split()
            self.known[int(account)].setdefault(date.fromisoformat(day_said), int(balance_said))

    def stood(self, account: int, day: date) -> int | None:
        """The balance of a day as far as it is known."""
        days = sorted(self.known[account])
        place = bisect_right(days, day)
        return self.known[account][days[place - 1]] if place else None

    def say(self, account: int, day: date, balance: int) -> None:
        self.known[account][day] = balance

    def remember(self) -> None:
        """For the next rows of the file: the last that is known of each account."""
        last = {account: max(days) for account, days in self.known.items() if days}
        memory.replace(
            REMEMBERED, ((str(account), f"{day} {self.known[account][day]}") for account, day in last.items())
        )


def told(at_once: int) -> Iterator[list[tuple[int, date, int]]]:
    """(account, day, balance) that a file told last of each account, some at a time."""
    for pairs in memory.all_of(REMEMBERED, at_once):
        yield [(int(account), date.fromisoformat(said.split()[0]), int(said.split()[1])) for account, said in pairs]


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
