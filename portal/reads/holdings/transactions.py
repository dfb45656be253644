"""The movements of one account, page by page, with what came and went in each month."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from peewee import Tuple, fn

from portal.database import engine
from portal.models.holdings.holdings import Transaction
from portal.rules.holdings.balances import month_of, next_month
from portal.rules.shared.addresses import row_id

PAGE = 50


@dataclass
class Month:
    """The movements of a month that stand on this page; `credit` and `debit` are those of the whole month, fen."""

    month: date
    credit: int = 0
    debit: int = 0
    rows: list[Transaction] = field(default_factory=list)

    @property
    def balance(self) -> int:
        return self.credit - self.debit


@dataclass
class Movements:
    months: list[Month]
    after: str | None


def movements(account_id: int, after: str = "", size: int = PAGE) -> Movements:
    """One page of an account's movements, newest first; `after` is the cursor of the page before. Two statements."""
    query: Any = Transaction.select().where(Transaction.account == account_id, *_behind(after))
    rows = list(query.order_by(Transaction.happened_on.desc(), Transaction.id.desc()).limit(size + 1))
    more, rows = len(rows) > size, rows[:size]
    sums = _sums(account_id, rows[-1].happened_on, rows[0].happened_on) if rows else {}
    months: dict[date, Month] = {}
    for row in rows:
        month = month_of(row.happened_on)
        credit, debit = sums.get(month, (0, 0))
        months.setdefault(month, Month(month, credit, debit)).rows.append(row)
    return Movements(list(months.values()), f"{rows[-1].happened_on.isoformat()}~{rows[-1].id}" if more else None)


def _behind(after: str) -> list[Any]:
    """Behind the row that the cursor names; one that makes no sense begins at the start."""
    day, _, text = after.partition("~")
    last = row_id(text)
    try:
        when = date.fromisoformat(day)
    except ValueError:
        return []
    if last is None:
        return []
    if engine() == "postgresql":
        return [Tuple(Transaction.happened_on, Transaction.id) < Tuple(Transaction.happened_on.db_value(when), last)]
    earlier = (Transaction.happened_on < when) | ((Transaction.happened_on == when) & (Transaction.id < last))
    return [Transaction.happened_on <= when, earlier]


def _sums(account_id: int, first: date, last: date) -> dict[date, tuple[int, int]]:
    """Month → (credits, debits) of the whole months from that of `first` to that of `last`."""
    query = (
        Transaction.select(Transaction.happened_on, Transaction.direction, fn.SUM(Transaction.amount))
        .where(
            Transaction.account == account_id,
            Transaction.happened_on >= month_of(first),
            Transaction.happened_on < next_month(month_of(last)),
        )
        .group_by(Transaction.happened_on, Transaction.direction)
        .tuples()
    )
    found: dict[date, list[int]] = defaultdict(lambda: [0, 0])
    for day, direction, amount in query:
        found[month_of(day)][direction != "credit"] += int(amount)
    return {month: (credit, debit) for month, (credit, debit) in found.items()}
