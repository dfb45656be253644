"""What follows from balances: an account's present balance, a client's AUM by month (R1), and the figures on his row.

A month counts with the weights that the bank's rules had in that month: later weights do not rewrite it. A client's row
shows the latest month that `MonthlyAum` has for him: its amount, that of three months before with the change since, and
the average of the months (a rule of the bank) that end with it. Only what differs is written; `portal check` proves it
by the same function.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby
from typing import Any

from ..database import database, insert_rows, write
from ..models import Client, HoldingAccount, MonthlyAum, Transaction, reference
from ..rules.balances import Move, added, complete_until, daily_balances
from ..rules.tiers import CLASSES, average_of_last, class_averages, month_before, weighted

CLASS_OF_PRODUCT = {
    "deposit": "deposits",
    "settlement": "deposits",
    "wealth": "wealth",
    "fund": "funds",
    "insurance": "insurance",
}
CLIENTS_AT_ONCE = 200
CHANGE_OVER = 3
"""Months over which the change of AUM is shown."""

MONTH_COLUMNS = ("amount", *CLASSES)

_LATEST = """(SELECT t.{column} FROM "transaction" t WHERE t.account_id = holding_account.id
    ORDER BY t.happened_on DESC, t.id DESC LIMIT 1)"""
LAST_BALANCE, LAST_DAY = _LATEST.format(column="balance"), _LATEST.format(column="happened_on")
# A balance may be read on a later day than that of the last movement, never on an earlier one.
BALANCE_DIFFERS = f"""(EXISTS (SELECT 1 FROM "transaction" t WHERE t.account_id = holding_account.id)
    AND (balance IS NULL OR balance_on IS NULL OR balance <> {LAST_BALANCE} OR balance_on < {LAST_DAY}))"""  # noqa: S608 - names of our own tables


def follow_transactions(source: str) -> int:
    """Accounts of an export with transactions: balance and its day are those of the last one, in the order of the
    export. Answers how many changed.
    """
    sql = f"UPDATE holding_account SET balance = {LAST_BALANCE}, balance_on = {LAST_DAY} WHERE {BALANCE_DIFFERS}"  # noqa: S608
    sql += f" AND source = {database.obj.param}"
    with write():
        return int(database.execute_sql(sql, (source,)).rowcount)


def derive_months(source: str) -> int:
    """AUM of each month that an export's transactions cover whole, by daily averages and the bank's weights (R1).
    Answers how many months changed.
    """
    last = (
        Transaction.select(Transaction.happened_on)
        .where(Transaction.source == source)
        .order_by(Transaction.happened_on.desc())
        .limit(1)
        .scalar()
    )
    if last is None:
        return 0
    end, changed = complete_until(_day(last)), 0
    with write():
        for clients in _batches(source):
            changed += _write_months(_months(clients, source, end), clients)
            follow_months(clients)
    return changed


def _day(value: Any) -> date:
    return value if isinstance(value, date) and not isinstance(value, datetime) else date.fromisoformat(str(value)[:10])


def _batches(source: str) -> Iterator[list[int]]:
    """Ids of the clients who own accounts of an export, some at a time."""
    after = 0
    while True:
        query = (
            HoldingAccount.select(HoldingAccount.client)
            .distinct()
            .where(HoldingAccount.source == source, HoldingAccount.client > after)
        )
        ids = [row[0] for row in query.order_by(HoldingAccount.client).limit(CLIENTS_AT_ONCE).tuples()]
        if not ids:
            return
        yield ids
        after = ids[-1]


def _months(clients: list[int], source: str, end: date) -> dict[tuple[int, date], tuple[int, ...]]:
    """(client, month) → AUM and the daily average of each class, for a batch of clients."""
    account = HoldingAccount
    query = (
        Transaction.select(account.client, account.product, Transaction.account, Transaction.happened_on,
                           Transaction.direction, Transaction.amount, Transaction.balance)
        .join(account).where(account.client.in_(clients), account.source == source)
        .order_by(account.client, Transaction.account, Transaction.happened_on, Transaction.id).tuples()
    )  # fmt: skip
    daily: dict[tuple[int, date], dict[str, list[int]]] = defaultdict(dict)
    for (client, product, _account), rows in groupby(query.iterator(), key=lambda row: row[:3]):
        moves = (Move(row[3], row[5] if row[4] == "credit" else -row[5], row[6]) for row in rows)
        name = CLASS_OF_PRODUCT[product]
        for month, days in daily_balances(moves, end).items():
            classes = daily[(client, month)]
            classes[name] = added(classes.get(name), days)
    return {place: month_values(place[1], class_averages(classes)) for place, classes in daily.items()}


def month_values(month: date, averages: dict[str, int]) -> tuple[int, ...]:
    """What `MonthlyAum` keeps of a month, in the order of `MONTH_COLUMNS`: AUM by the month's own weights, then the
    daily average (fen) of each class.
    """
    return weighted(averages, reference.rules_on(month).weights), *(averages.get(name, 0) for name in CLASSES)


def _write_months(months: dict[tuple[int, date], tuple[int, ...]], clients: list[int]) -> int:
    columns = [MonthlyAum._meta.fields[name] for name in MONTH_COLUMNS]
    query = MonthlyAum.select(MonthlyAum.client, MonthlyAum.month, *columns).where(MonthlyAum.client.in_(clients))
    standing = {(client, month): tuple(values) for client, month, *values in query.tuples()}
    new = [(*place, *values) for place, values in months.items() if place not in standing]
    insert_rows('"monthly_aum"', ["client_id", "month", *MONTH_COLUMNS], new)
    other = {place: values for place, values in months.items() if standing.get(place, values) != values}
    for (client, month), values in other.items():
        MonthlyAum.update(dict(zip(columns, values, strict=True))).where(
            MonthlyAum.client == client, MonthlyAum.month == month
        ).execute()
    return len(new) + len(other)


def aum_figures(amounts: dict[date, int]) -> dict[str, Any]:
    """What the client's row shows of his months: `aum`, `aum_before`, `aum_change`, `aum_average`, `aum_month`."""
    if not amounts:
        return {"aum": 0, "aum_before": 0, "aum_change": 0, "aum_average": 0, "aum_month": None}
    latest = max(amounts)
    before = amounts.get(month_before(latest, CHANGE_OVER), 0)
    return {
        "aum": amounts[latest],
        "aum_before": before,
        "aum_change": amounts[latest] - before,
        "aum_average": average_of_last(amounts, latest, reference.rules_on(latest).average_months),
        "aum_month": latest,
    }


def months_of(clients: list[int]) -> dict[int, dict[date, int]]:
    """Client → month → amount (one statement)."""
    found: dict[int, dict[date, int]] = defaultdict(dict)
    query = MonthlyAum.select(MonthlyAum.client, MonthlyAum.month, MonthlyAum.amount)
    for client, month, amount in query.where(MonthlyAum.client.in_(clients)).tuples():
        found[client][month] = amount
    return found


def follow_months(clients: list[int]) -> int:
    """Bring the AUM figures on the rows of some clients to what their months say. Answers how many changed."""
    changed = 0
    months = months_of(clients)
    names = ("aum", "aum_before", "aum_change", "aum_average", "aum_month")
    query = Client.select(Client.id, *(Client._meta.fields[name] for name in names))
    for row in list(query.where(Client.id.in_(sorted(months))).dicts()):
        figures = aum_figures(months[row["id"]])
        differing = {name: value for name, value in figures.items() if row[name] != value}
        if differing:
            Client.update(**differing).where(Client.id == row["id"]).execute()
            changed += 1
    return changed
