"""Everything about one client, one statement a section."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import DateField, fn

from .. import clock
from ..database import database
from . import reference
from .benefits import BenefitUse
from .clients import Client
from .holdings import AccountRight, Card, HoldingAccount, Loan, StandingOrder, Transaction
from .tiers import MonthlyAum

SHOWN = 8


@dataclass
class Holdings:
    """What a client holds; `rights` are the accounts he reaches with his right in each."""

    rights: list[dict[str, Any]]
    cards: list[Card]
    loans: list[Loan]
    orders: list[StandingOrder]
    transactions: list[Transaction]

    @property
    def balance(self) -> int:
        """Balances of his own accounts, fen."""
        return sum(right["balance"] or 0 for right in self.rights if right["kind"] == "owner")

    @property
    def empty(self) -> bool:
        return not (self.rights or self.cards or self.loans)


def holdings_of(client: Client, movements: int = SHOWN) -> Holdings:
    """Accounts, cards, loans, standing orders: two statements; one more for the latest transactions unless `movements` is 0."""
    account = HoldingAccount
    rights = list(
        AccountRight.select(
            AccountRight.kind,
            account.id.alias("account_id"),
            account.number,
            account.product,
            account.name,
            account.opened_on,
            account.balance,
            account.balance_on,
            account.matures_on,
            account.closed_on,
        )
        .join(account)
        .where(AccountRight.client == client.id)
        .order_by(account.closed_on.is_null(False), account.opened_on)
        .limit(200)
        .dicts()
    )
    own = [right["account_id"] for right in rights if right["kind"] == "owner"]
    cards, loans, orders = _cards_loans_orders(client.id, own)
    return Holdings(rights, cards, loans, orders, latest_transactions(own, movements) if own and movements else [])


_THREE = """
SELECT * FROM (
  SELECT 'card' AS t, kind, number, issued_on AS since, 0 AS months, 0 AS amount, 0 AS monthly, status
  FROM card WHERE client_id = ? ORDER BY issued_on DESC LIMIT 50) AS a
UNION ALL SELECT * FROM (
  SELECT 'loan', name, number, started_on, months, amount, monthly, status
  FROM loan WHERE client_id = ? ORDER BY started_on DESC LIMIT 50) AS b
UNION ALL SELECT * FROM (
  SELECT 'order', bank_to, account_to, CAST(NULL AS DATE), 0, amount, 0, purpose
  FROM standing_order WHERE account_id IN ({own}) ORDER BY id LIMIT 50) AS c
"""


def _cards_loans_orders(client_id: int, own: list[int]) -> tuple[list[Card], list[Loan], list[StandingOrder]]:
    """The three small lists in one statement."""
    mark = database.obj.param
    sql = _THREE.format(own=", ".join("?" * len(own)) or "NULL").replace("?", mark)
    day = DateField().python_value
    cards, loans, orders = [], [], []
    for kind, name, number, since, months, amount, monthly, status in database.execute_sql(
        sql, [client_id, client_id, *own]
    ).fetchall():
        if kind == "card":
            cards.append(Card(kind=name, number=number, issued_on=day(since), status=status))
        elif kind == "loan":
            loans.append(
                Loan(
                    name=name,
                    number=number,
                    started_on=day(since),
                    months=months,
                    amount=amount,
                    monthly=monthly,
                    status=status,
                )
            )
        else:
            orders.append(StandingOrder(bank_to=name, account_to=number, amount=amount, purpose=status))
    return cards, loans, orders


def own_accounts(client_id: int) -> Any:
    """The ids of the accounts that a client owns, as a subquery."""
    return AccountRight.select(AccountRight.account).where(
        AccountRight.client == client_id, AccountRight.kind == "owner"
    )


def latest_transactions(accounts: Any, count: int = SHOWN) -> list[Transaction]:
    """The newest movements over some accounts (ids or a subquery of them)."""
    return list(
        Transaction.select(Transaction, HoldingAccount).join(HoldingAccount).where(Transaction.account.in_(accounts))
        .order_by(Transaction.happened_on.desc(), Transaction.id.desc()).limit(count)
    )  # fmt: skip


def aum_months(client_id: int, count: int = 12) -> list[MonthlyAum]:
    """AUM of the last complete months, oldest first."""
    newest = MonthlyAum.select().where(MonthlyAum.client == client_id).order_by(MonthlyAum.month.desc()).limit(count)
    return list(newest)[::-1]


@dataclass
class BenefitLine:
    """A benefit of the client's tier this year; `yearly` -1 is unlimited."""

    benefit: Any
    yearly: int
    used: int

    @property
    def unlimited(self) -> bool:
        return self.yearly < 0

    @property
    def left(self) -> int:
        return max(0, self.yearly - self.used)

    @property
    def percent_left(self) -> int:
        return 100 if self.unlimited else round(100 * self.left / self.yearly) if self.yearly else 0


def benefits_of(client: Client) -> list[BenefitLine]:
    """What the client's tier brings this calendar year and what is used of it (one statement)."""
    year = clock.today().year
    used = dict(
        BenefitUse.select(BenefitUse.benefit, fn.SUM(BenefitUse.quantity))
        .where(BenefitUse.client == client.id, BenefitUse.used_on.between(date(year, 1, 1), date(year, 12, 31)))
        .group_by(BenefitUse.benefit).tuples()
    )  # fmt: skip
    given = reference.allowances()
    return [
        BenefitLine(benefit, given[(client.tier_id, code)], int(used.get(code, 0)))
        for code, benefit in reference.benefits().items()
        if given.get((client.tier_id, code))
    ]
