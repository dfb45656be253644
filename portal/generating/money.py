"""What a generated client holds and how it moved over twelve months, in fen; balances are stored as changes.

AUM is reckoned from the changes by the same rule as everywhere (R1): daily averages × the weight of the class.
Days are ordinals.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from portal.generating.chance import Chance
from portal.generating.days import first_of_month

YUAN = 100
Change = tuple[int, int, int]
"""Day, signed amount, balance after it."""
TERMS = (180, 365, 365, 730, 1095)


class Span(NamedTuple):
    """The months that are drawn: where each begins, how many days it has, and where the next one begins."""

    starts: list[int]
    days: list[int]
    ends: list[int]


@dataclass(slots=True)
class Held:
    """An account while it is made; `product` is its class."""

    product: str
    name: str
    prefix: str
    opened: int
    matures: int | None
    changes: list[Change] = field(default_factory=list)

    @property
    def balance(self) -> int:
        return self.changes[-1][2]


def span_of(months: list[date]) -> Span:
    """Of the firsts of months, one after the other."""
    starts = [month.toordinal() for month in months]
    ends = [*starts[1:], (months[-1] + timedelta(days=31)).replace(day=1).toordinal()]
    return Span(starts, [end - start for start, end in zip(starts, ends, strict=True)], ends)


def wealth_of(rng: Chance, company: bool) -> int:
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


def accounts_of(rng: Chance, fen: int, company: bool, span: Span, today: int) -> list[Held]:
    """The accounts of a client who has about `fen`: what moves, and what lies still."""
    begins = span.starts[0] - rng.randrange(30, 4000)
    main = (
        Held("settlement", "单位结算账户", "220107", begins, None)
        if company
        else Held("deposit", "活期储蓄", "622262", begins, None)
    )
    still = 0 if fen < 5_000 * YUAN else int(fen * rng.uniform(0.4, 0.9)) // (1000 * YUAN) * (1000 * YUAN)
    _moving(rng, main, max(fen - still, 100), span, today)
    held = [main]
    for product, name, part in _parts(rng, still, company):
        opened = today - rng.randrange(20, 330)
        matures = opened + rng.choice(TERMS)
        held.append(
            Held(
                product,
                name,
                "220107",
                opened,
                matures if matures > today else matures + 730,
                [(opened, part, part)],
            )
        )
    return held


def _parts(rng: Chance, still: int, company: bool) -> list[tuple[str, str, int]]:
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


def _moving(rng: Chance, account: Held, about: int, span: Span, today: int) -> None:
    """A balance before the window, then a movement in about every second month."""
    chance = rng.random
    balance = int(about * (0.6 + 0.6 * chance())) + 1
    changes = [(account.opened, balance, balance)]
    this_month = first_of_month(today)
    for start in (*span.starts, this_month):
        if chance() < 0.5:
            continue
        target = max(1, int(about * (0.7 + 0.6 * chance())))
        days = today - start + 1 if start == this_month else 28
        changes.append((start + int(chance() * days), target - balance, target))
        balance = target
    account.changes = changes


def day_sums(changes: list[Change], span: Span) -> list[int]:
    """Per month the sum over its days of the balance at the day's end (the daily average times the days)."""
    sums = []
    balance, position, count = 0, 0, len(changes)
    while position < count and changes[position][0] < span.starts[0]:
        balance = changes[position][2]
        position += 1
    for start, days, end in zip(*span, strict=True):
        if position >= count or changes[position][0] >= end:
            sums.append(balance * days)
            continue
        total, since = 0, start
        while position < count and changes[position][0] < end:
            day, _, after = changes[position]
            total += balance * (day - since)
            balance, since = after, day
            position += 1
        sums.append(total + balance * (end - since))
    return sums
