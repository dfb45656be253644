"""What a generated client holds and how it moved over twelve months, in fen; balances are stored as changes.

AUM is reckoned from the changes by the same rule as everywhere (R1): daily averages × the weight of the class.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from random import Random

YUAN = 100
Change = tuple[date, int, int]
"""Day, signed amount, balance after it."""


@dataclass
class Held:
    """An account while it is made; `product` is its class."""

    product: str
    name: str
    prefix: str
    opened: date
    matures: date | None
    changes: list[Change] = field(default_factory=list)

    @property
    def balance(self) -> int:
        return self.changes[-1][2]


def wealth_of(rng: Random, company: bool) -> int:
    """Fen that a client has with the bank: 10 % above one million yuan, 60 % between ten and fifty thousand."""
    if company:
        return int(rng.lognormvariate(13.1, 1.5) * YUAN)
    dice = rng.random()
    if dice < 0.60:
        return rng.randrange(10_000 * YUAN, 50_000 * YUAN)
    if dice < 0.70:
        return int(1_000_000 * YUAN * min(rng.paretovariate(1.35), 60))
    if dice < 0.88:
        return rng.randrange(50_000 * YUAN, 1_000_000 * YUAN)
    return rng.randrange(200 * YUAN, 10_000 * YUAN)


def accounts_of(rng: Random, fen: int, company: bool, months: list[date], today: date) -> list[Held]:
    """The accounts of a client who has about `fen`: what moves, and what lies still."""
    begins = months[0] - timedelta(days=rng.randrange(30, 4000))
    main = (
        Held("settlement", "单位结算账户", "220107", begins, None)
        if company
        else Held("deposit", "活期储蓄", "622262", begins, None)
    )
    still = 0 if fen < 5_000 * YUAN else int(fen * rng.uniform(0.4, 0.9)) // (1000 * YUAN) * (1000 * YUAN)
    _moving(rng, main, max(fen - still, 100), months, today)
    held = [main]
    for product, name, part in _parts(rng, still, company):
        opened = today - timedelta(days=rng.randrange(20, 330))
        account = Held(product, name, "220107", opened, opened + timedelta(days=rng.choice((180, 365, 365, 730, 1095))))
        if account.matures and account.matures <= today:
            account.matures += timedelta(days=730)
        account.changes.append((opened, part, part))
        held.append(account)
    return held


def _parts(rng: Random, still: int, company: bool) -> list[tuple[str, str, int]]:
    if not still:
        return []
    if company:
        return [("deposit", "单位定期存款", still)]
    if still < 100_000 * YUAN:
        return [("deposit", "定期储蓄", still)]
    first = still * rng.randrange(3, 8) // 10
    parts = [("wealth", "稳健型理财", first), ("deposit", "大额存单", still - first)]
    if rng.random() < 0.3:
        some = (still - first) // 4
        parts[1] = ("deposit", "大额存单", still - first - some)
        parts.append(rng.choice((("fund", "债券型基金", some), ("insurance", "年金保险", some))))
    return parts


def _moving(rng: Random, account: Held, about: int, months: list[date], today: date) -> None:
    """A balance before the window, then a movement in about every second month."""
    balance = int(about * rng.uniform(0.6, 1.2)) + 1
    account.changes.append((account.opened, balance, balance))
    for month in [*months, today.replace(day=1)]:
        if rng.random() < 0.5:
            continue
        latest = today.day if month.month == today.month and month.year == today.year else 28
        target = max(1, int(about * rng.uniform(0.7, 1.3)))
        account.changes.append((month.replace(day=rng.randint(1, latest)), target - balance, target))
        balance = target


@lru_cache(maxsize=64)
def days_of(month: date) -> int:
    return calendar.monthrange(month.year, month.month)[1]


@lru_cache(maxsize=4)
def days_of_all(months: tuple[date, ...]) -> list[int]:
    return [days_of(month) for month in months]


def day_sums(changes: list[Change], months: list[date]) -> list[int]:
    """Per month the sum over its days of the balance at the day's end (the daily average times the days)."""
    sums, balance, position = [], 0, 0
    while position < len(changes) and changes[position][0] < months[0]:
        balance = changes[position][2]
        position += 1
    for month in months:
        days = days_of(month)
        total, since = 0, 1
        while (
            position < len(changes)
            and changes[position][0].year == month.year
            and changes[position][0].month == month.month
        ):
            day, _, after = changes[position]
            total += balance * (day.day - since)
            balance, since = after, day.day
            position += 1
        sums.append(total + balance * (days - since + 1))
    return sums
