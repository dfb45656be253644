"""Everything about one client, one statement a section."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import DateField, fn

from .. import clock
from ..database import UtcField, database
from . import reference
from .benefits import BenefitUse
from .clients import Client
from .events import Event, SignUp
from .holdings import AccountRight, Card, HoldingAccount, Loan, StandingOrder, Transaction
from .requests import Request
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


def holdings_of(client: Client) -> Holdings:
    """Accounts, cards, loans, standing orders and the latest transactions: three statements."""
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
    return Holdings(rights, cards, loans, orders, latest_transactions(own))


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


def latest_transactions(accounts: list[int], count: int = SHOWN) -> list[Transaction]:
    """The newest movements over some accounts."""
    if not accounts:
        return []
    return list(
        Transaction.select(Transaction, HoldingAccount).join(HoldingAccount).where(Transaction.account.in_(accounts))
        .order_by(Transaction.happened_on.desc(), Transaction.id.desc()).limit(count)
    )  # fmt: skip


def aum_months(client_id: int, count: int = 12) -> list[MonthlyAum]:
    """AUM of the last complete months, oldest first."""
    newest = MonthlyAum.select().where(MonthlyAum.client == client_id).order_by(MonthlyAum.month.desc()).limit(count)
    return list(newest)[::-1]


def requests_of(client_id: int, count: int = SHOWN) -> list[Request]:
    """The latest requests, newest first."""
    return list(Request.select().where(Request.client == client_id).order_by(Request.id.desc()).limit(count))


def events_of(client_id: int, count: int = SHOWN) -> list[SignUp]:
    """Events that he signed up for, the latest first."""
    return list(
        SignUp.select(SignUp, Event).join(Event).where(SignUp.client == client_id, SignUp.cancelled_at.is_null())
        .order_by(Event.starts_at.desc()).limit(count)
    )  # fmt: skip


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


@dataclass
class Moment:
    """One line of the timeline."""

    kind: str
    at: datetime
    who: str
    what: str
    more: str
    path: str


_TIMELINE = """
SELECT * FROM (
  SELECT * FROM (SELECT 'contact' AS kind, c.happened_at AS at, s.name AS who, c.channel AS what, c.summary AS more, '' AS ref
    FROM contact c JOIN staff s ON s.id = c.staff_id WHERE c.client_id = ? ORDER BY c.happened_at DESC LIMIT {n}) AS a
  UNION ALL SELECT * FROM (SELECT 'request', r.filed_at, '', r.category_id, r.subject, r.number
    FROM request r WHERE r.client_id = ? ORDER BY r.id DESC LIMIT {n}) AS b
  UNION ALL SELECT * FROM (SELECT 'event', u.at, '', CAST(u.guests AS TEXT), e.title, e.number
    FROM sign_up u JOIN event e ON e.id = u.event_id WHERE u.client_id = ? AND u.cancelled_at IS NULL ORDER BY u.id DESC LIMIT {n}) AS d
  UNION ALL SELECT * FROM (SELECT 'tier', t.created_at, '', t.tier_id, t.reason, ''
    FROM tier_change t WHERE t.client_id = ? ORDER BY t.id DESC LIMIT {n}) AS f
  UNION ALL SELECT * FROM (SELECT 'seat', q.created_at, s.name, q.kind, q.reason, ''
    FROM seat q JOIN staff s ON s.id = q.staff_id WHERE q.client_id = ? ORDER BY q.id DESC LIMIT {n}) AS g
  UNION ALL SELECT * FROM (SELECT 'benefit', b.created_at, '', b.benefit_id, b.guest_name, CAST(b.quantity AS TEXT)
    FROM benefit_use b WHERE b.client_id = ? ORDER BY b.id DESC LIMIT {n}) AS h
) AS line {before} ORDER BY at DESC LIMIT {n}
"""


def timeline_of(client_id: int, count: int = 12) -> list[Moment]:
    """What happened with this client, the latest first, over all areas in one statement."""
    mark = database.obj.param
    sql = _TIMELINE.format(n=count + 1, before="").replace("?", mark)
    moment = UtcField().python_value
    rows = database.execute_sql(sql, (client_id,) * 6).fetchall()
    return [Moment(row[0], moment(row[1]), row[2], row[3], row[4], row[5]) for row in rows]
