"""What follows from balances: an account's present balance, a client's AUM by month (R1), and the figures on his row.

A month counts with the weights that the bank's rules had in that month: later weights do not rewrite it. A client's row
shows the latest month that `MonthlyAum` has for him: its amount, that of three months before with the change since, and
the average of the months (a rule of the bank) that end with it. Only what differs is written; `portal check` proves it
by the same function.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import groupby
from typing import Any

from peewee import fn

from portal.database import breathe, database, insert_rows, write
from portal.derived import contact_order
from portal.derived.proving import in_parts
from portal.models import BalanceChange, Client, HoldingAccount, MonthlyAum, Transaction
from portal.models.clients.client import NEVER
from portal.reads import reference
from portal.reads.shared.sources import Source, came_from, of_source
from portal.rules.holdings.balances import Move, added, complete_until, daily_balances
from portal.rules.tiers.judgement import Rules
from portal.rules.tiers.levels import CLASSES, average_of_last, class_averages, month_before, weighted

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
ON_THE_ROW = (Client.aum, Client.aum_before, Client.aum_change, Client.aum_average, Client.aum_month)


def derive_months(source: Source, *, forget: bool = False) -> int:
    """AUM of each month that an export's transactions or balances cover whole, by daily averages and the bank's weights
    (R1). Answers how many months changed. `forget`: months that nothing leads to any more go (after an undo).

    Some clients at a time, each time a transaction of its own unless the caller has one.
    """
    known = [day for day in (_last_day(source), _last_change(source)) if day is not None]
    if not known and not forget:
        return 0
    end, changed = complete_until(max(_day(day) for day in known)) if known else None, 0
    for clients in _batches(source):
        with write():
            months = _months(clients, source, end) if end else {}
            changed += _write_months(months, clients)
            if forget:
                changed += _forget_months(clients, source, months)
            follow_months(clients, all_of_them=forget)
        breathe()
    return changed


def _forget_months(clients: Iterable[int], source: Source, months: Iterable[tuple[int, date]]) -> int:
    """Months of clients who hold accounts of this export alone (or none) go, but for those named."""
    ids = sorted(set(clients))
    other = HoldingAccount.select(HoldingAccount.client).where(
        HoldingAccount.client.in_(ids), ~of_source(HoldingAccount, source)
    )
    elsewhere = {row[0] for row in other.tuples()}
    ids, kept, gone = [one for one in ids if one not in elsewhere], set(months), 0
    standing = MonthlyAum.select(MonthlyAum.client, MonthlyAum.month).where(MonthlyAum.client.in_(ids))
    for client, month in list(standing.tuples()):
        if (client, month) not in kept:
            gone += MonthlyAum.delete().where(MonthlyAum.client == client, MonthlyAum.month == month).execute()
    return gone


def without_accounts(clients: Iterable[int], source: Source) -> None:
    """Clients whose accounts of an export were taken back: those who hold none of it any more have no months of it."""
    ids = sorted(set(clients))
    holds = HoldingAccount.select(HoldingAccount.client).where(
        HoldingAccount.client.in_(ids), came_from(HoldingAccount, source)
    )
    still = {row[0] for row in holds.tuples()}
    left = [one for one in ids if one not in still]
    if left and _forget_months(left, source, ()):
        follow_months(left, all_of_them=True)


def _last_day(source: Source) -> Any:
    """The day of an export's last transaction."""
    query = Transaction.select(Transaction.happened_on).where(came_from(Transaction, source))
    return query.order_by(Transaction.happened_on.desc()).limit(1).scalar()


def _last_change(source: Source) -> Any:
    """The last day of which an export told a balance, moved or not."""
    account, change = HoldingAccount, BalanceChange
    moved = change.select(fn.MAX(change.day)).join(account).where(came_from(account, source)).scalar()
    if moved is None:
        return None
    told = account.select(fn.MAX(account.balance_on)).where(
        came_from(account, source), fn.EXISTS(change.select(change.day).where(change.account == account.id))
    )
    return max(_day(day) for day in (moved, told.scalar()) if day is not None)


def _day(value: Any) -> date:
    return value if isinstance(value, date) and not isinstance(value, datetime) else date.fromisoformat(str(value)[:10])


def _batches(source: Source) -> Iterator[list[int]]:
    """Ids of the clients who own accounts of an export, some at a time."""
    after = 0
    while True:
        query = (
            HoldingAccount.select(HoldingAccount.client)
            .distinct()
            .where(came_from(HoldingAccount, source), HoldingAccount.client > after)
        )
        ids = [row[0] for row in query.order_by(HoldingAccount.client).limit(CLIENTS_AT_ONCE).tuples()]
        if not ids:
            return
        yield ids
        after = ids[-1]


def _months(clients: list[int], source: Source, end: date) -> dict[tuple[int, date], tuple[int, ...]]:
    """(client, month) → AUM and the daily average of each class, for a batch of clients."""
    account = HoldingAccount
    query = (
        Transaction.select(
            account.client,
            account.product,
            Transaction.account,
            Transaction.happened_on,
            Transaction.direction,
            Transaction.amount,
            Transaction.balance,
        )
        .join(account)
        .where(account.client.in_(clients), came_from(account, source))
        .order_by(account.client, Transaction.account, Transaction.happened_on, Transaction.id)
        .tuples()
    )
    daily: dict[tuple[int, date], dict[str, list[int]]] = defaultdict(dict)
    moved: set[int] = set()
    for (client, product, account_id), rows in groupby(query.iterator(), key=lambda row: row[:3]):
        moved.add(account_id)
        moves = [Move(row[3], row[5] if row[4] == "credit" else -row[5], row[6]) for row in rows]
        _add_days(daily, client, product, moves, end)
    for (client, product, account_id), rows in groupby(_changes(clients, source), key=lambda row: row[:3]):
        if account_id not in moved:
            _add_days(daily, client, product, [Move(row[3], row[4], row[4]) for row in rows], end)
    return {place: month_values(place[1], class_averages(classes)) for place, classes in daily.items()}


def _changes(clients: list[int], source: Source) -> Iterator[tuple[Any, ...]]:
    """(client, class of product, account, day, balance) of the balances by day, in order."""
    account, change = HoldingAccount, BalanceChange
    query = change.select(account.client, account.product, change.account, change.day, change.balance).join(account)
    query = query.where(account.client.in_(clients), came_from(account, source))
    return query.order_by(account.client, change.account, change.day).tuples().iterator()  # type: ignore[no-any-return]


def _add_days(
    daily: dict[tuple[int, date], dict[str, list[int]]], client: int, product: str, moves: list[Move], end: date
) -> None:
    """Add an account's balances by day to those of its owner's class of products."""
    name = CLASS_OF_PRODUCT[product]
    for month, days in daily_balances(moves, end).items():
        classes = daily[(client, month)]
        classes[name] = added(classes.get(name), days)


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


def follow_months(clients: list[int], *, all_of_them: bool = False) -> int:
    """Bring the AUM figures on the rows of some clients to what their months say (`all_of_them`: of those without any
    month, too). Answers how many changed.
    """
    changed = []
    months = months_of(clients)
    query = Client.select(Client.id, *ON_THE_ROW)
    for row in list(query.where(Client.id.in_(clients if all_of_them else sorted(months))).dicts()):
        figures = aum_figures(months.get(row["id"], {}))
        differing = {name: value for name, value in figures.items() if row[name] != value}
        if differing:
            Client.update(**differing).where(Client.id == row["id"]).execute()
            changed.append(row["id"])
    contact_order.follow(changed)
    return len(changed)


def faults() -> Iterator[str]:
    """The figures on the rows of clients against their months, the months against their classes."""
    for rows in in_parts(Client, [Client.id, Client.number, *ON_THE_ROW]):
        months = months_of([row["id"] for row in rows])
        for row in rows:
            for name, value in aum_figures(months[row["id"]]).items() if row["id"] in months else ():
                if row[name] != value:
                    yield f"client {row['number']}: {name} is {row[name]}, the months say {value}"
    sets = reference.rule_sets()
    for one, following in zip(sets, [*sets[1:], None], strict=True):
        yield from _amounts(one, following.valid_from if following else NEVER)


def _amounts(rules: Rules, until: date) -> Iterator[str]:
    """AUM of months that are known by class: daily averages × the weights in force, rounded half up.

    Months of merged records were rounded each by itself: they may differ by a fen or two.
    """
    total = " + ".join(f"m.{name} * {int(rules.weights[name] * 100)}" for name in CLASSES)
    mark = database.obj.param
    sql = f"""SELECT c.number, m.month, m.amount FROM monthly_aum m JOIN client c ON c.id = m.client_id
        WHERE m.month >= {mark} AND m.month < {mark} AND m.deposits IS NOT NULL
        AND ABS(m.amount * 100 - ({total})) > CASE WHEN EXISTS (SELECT 1 FROM client g WHERE g.merged_into_id = c.id)
            THEN 250 ELSE 50 END ORDER BY m.id"""  # noqa: S608 - names of classes, whole numbers
    for number, month, amount in database.execute_sql(sql, (rules.valid_from, until)):
        yield f"client {number}: AUM of {month} is {amount}, its classes say otherwise"
