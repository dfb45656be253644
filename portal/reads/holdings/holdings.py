"""What one client holds, here and elsewhere, since when he is in a class, and what he answered: two statements in
all."""

# ruff: noqa: S608 - names of our own tables and ids of our own

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from peewee import DateField

from portal.database import database
from portal.ground import clock
from portal.models.clients.client import Client
from portal.models.holdings.holdings import AccountRight, HoldingAccount, Transaction
from portal.reads import reference
from portal.reads.administration.settings import value
from portal.reads.shared import built
from portal.rules.holdings.deals import days_left, loan_end
from portal.rules.holdings.missing import Answer

MOST_ACCOUNTS = 200
SHOWN = 8


@dataclass
class Piece:
    """One thing beside the accounts. `kind`: card, loan, order, service, outside, stay, answer; what `code`, `name` and
    `words` say depends on it (see the select of each). Money in fen.
    """

    kind: str
    id: int
    code: str
    offer: str
    name: str
    number: str
    since: date | None
    until: date | None
    months: int
    amount: int | None
    monthly: int
    status: str
    who: str

    @property
    def ends_on(self) -> date | None:
        """The day of a loan's last payment."""
        return loan_end(self.since, self.months) if self.kind == "loan" and self.since else None


@dataclass
class ClassLine:
    """What a client has of one class of products: how many, and the balance of his own accounts (fen)."""

    code: str
    count: int = 0
    balance: int | None = None
    next_end: date | None = None


@dataclass
class Holdings:
    """What a client holds; `rights` are the accounts he reaches with his right in each."""

    rights: list[dict[str, Any]]
    pieces: dict[str, list[Piece]] = field(default_factory=dict)
    transactions: list[Transaction] = field(default_factory=list)
    near: int = 30

    def __getattr__(self, name: str) -> list[Piece]:
        """`holdings.cards`, `.loans`, `.orders`, `.services`, `.outside`, `.stays`, `.answers`."""
        kinds = {
            "cards": "card",
            "loans": "loan",
            "orders": "order",
            "services": "service",
            "outside": "outside",
            "stays": "stay",
            "answers": "answer",
        }
        if name not in kinds:
            raise AttributeError(name)
        return self.pieces.get(kinds[name], [])

    @property
    def balance(self) -> int:
        """Balances of his own accounts, fen."""
        return sum(right["balance"] or 0 for right in self.rights if right["kind"] == "owner")

    @property
    def empty(self) -> bool:
        return not (self.rights or self.cards or self.loans or self.services)

    @property
    def current(self) -> list[Piece]:
        """The classes that he is in now, with the holding that began each."""
        return [stay for stay in self.stays if stay.until is None]

    @property
    def borrows(self) -> list[Piece]:
        """Loans that are not repaid."""
        return [loan for loan in self.loans if loan.status != "repaid"]

    def left(self, ends: date | None) -> int | None:
        """Days to a maturity that is near, else None."""
        return days_left(ends, clock.today(), self.near)

    def classes(self) -> list[ClassLine]:
        """What he has of each class of products, in the order of the catalogue."""
        found = {code: ClassLine(code) for code in reference.product_classes()}
        for right in self.rights:
            if right["kind"] == "owner" and right["closed_on"] is None:
                _count(found[right["product"]], right["balance"], right["matures_on"])
        for loan in self.borrows:
            _count(found["loan"], None, loan.ends_on)
        for card in self.cards:
            if card.status != "closed":
                found["credit_card" if card.code == "credit" else "card"].count += 1
        for _ in self.orders:
            found["standing_order"].count += 1
        for service in self.services:
            if service.until is None:
                found[service.code].count += 1
        return [line for line in found.values() if line.count]

    def outside_classes(self) -> frozenset[str]:
        return frozenset(one.code for one in self.outside if one.until is None)

    def answered(self) -> dict[str, Answer]:
        """Class of products → the latest answer to its suggestion."""
        return {one.code: Answer(one.status, one.until) for one in self.answers}


def _count(line: ClassLine, balance: int | None, ends: date | None) -> None:
    line.count += 1
    if balance is not None:
        line.balance = (line.balance or 0) + balance
    if ends and ends >= clock.today() and (line.next_end is None or ends < line.next_end):
        line.next_end = ends


def holdings_of(client: Client, movements: int = SHOWN) -> Holdings:
    """Everything but the movements in two statements; one more for the latest movements unless `movements` is 0."""
    rights = built.rows("rights", _rights, {built.ONE: client.id})
    own = [right["account_id"] for right in rights if right["kind"] == "owner"]
    found = Holdings(rights, _pieces(client.id, own), near=value("deals.maturity_days"))
    found.transactions = latest_transactions(own, movements) if own and movements else []
    return found


def _rights() -> Any:
    account = HoldingAccount
    chosen = (
        account.number,
        account.product,
        account.offer,
        account.name,
        account.opened_on,
        account.balance,
        account.balance_on,
        account.matures_on,
        account.closed_on,
    )
    query = AccountRight.select(AccountRight.kind, account.id.alias("account_id"), *chosen).join(account)
    query = query.where(AccountRight.client == built.ONE)
    return query.order_by(account.closed_on.is_null(False), account.opened_on, account.id).limit(MOST_ACCOUNTS).dicts()


_NONE = "CAST(NULL AS DATE)"
_PARTS = (
    f"""SELECT 'card' AS t, k.id AS id, k.kind AS code, k.offer AS offer, '' AS name, k.number AS number, k.issued_on AS
        since,
    {_NONE} AS until, 0 AS months, 0 AS amount, 0 AS monthly, k.status AS status, '' AS who
    FROM card k WHERE k.client_id = ? ORDER BY k.issued_on DESC LIMIT 50""",
    f"""SELECT 'loan', l.id, 'loan', l.offer, l.name, l.number, l.started_on, {_NONE}, l.months, l.amount, l.monthly,
        l.status, ''
    FROM loan l WHERE l.client_id = ? ORDER BY l.started_on DESC LIMIT 50""",
    f"""SELECT 'order', o.id, o.purpose, '', o.bank_to, o.account_to, {_NONE}, {_NONE}, 0, o.amount, 0, '', ''
    FROM standing_order o WHERE o.account_id IN ({{own}}) ORDER BY o.id LIMIT 50""",
    """SELECT 'service', s.id, p.product_class_id, p.code, s.ended_reason, s.number, s.since, s.until, 0, 0, 0,
    CASE WHEN s.source = '' THEN 'hand' ELSE 'file' END, COALESCE(w.name, '')
    FROM service_contract s JOIN product p ON p.code = s.product_id LEFT JOIN staff w ON w.id = s.entered_by_id
    WHERE s.client_id = ? AND NOT s.wrong ORDER BY CASE WHEN s.until IS NULL THEN 0 ELSE 1 END, s.since DESC, s.id DESC
    LIMIT 50""",
    """SELECT 'outside', x.id, x.product_class_id, '', x.bank, '', x.noted_on, x.ended_on, 0, x.amount, 0, x.learnt,
        w.name
    FROM outside_holding x JOIN staff w ON w.id = x.noted_by_id WHERE x.client_id = ? ORDER BY x.id DESC LIMIT 50""",
    """SELECT 'stay', m.id, m.klass, '', m.product_class_id, m.reference, m.since, m.until, 0, 0, 0, '', ''
    FROM class_membership m WHERE m.client_id = ? ORDER BY m.since, m.id LIMIT 50""",
    f"""SELECT 'answer', a.id, a.product_class_id, '', a.note, '', {_NONE}, a.until, 0, 0, 0, a.answer, w.name
    FROM suggestion_answer a JOIN staff w ON w.id = a.staff_id WHERE a.client_id = ? ORDER BY a.id LIMIT 100""",
)
_SQL = " UNION ALL ".join(f"SELECT * FROM ({part}) AS p{place}" for place, part in enumerate(_PARTS))


def _pieces(client_id: int, own: list[int]) -> dict[str, list[Piece]]:
    """Everything beside the accounts, by kind, in one statement."""
    ids = ", ".join(str(int(one)) for one in own) or "NULL"
    sql = _SQL.replace("{own}", ids)
    day = DateField().python_value
    found: dict[str, list[Piece]] = defaultdict(list)
    for row in database.execute_sql(sql.replace("?", database.obj.param), [client_id] * sql.count("?")).fetchall():
        piece = Piece(*row)
        piece.since, piece.until = day(row[6]), day(row[7])
        found[piece.kind].append(piece)
    return found


def own_accounts(client_id: int) -> Any:
    """The ids of the accounts that a client owns, as a subquery."""
    return AccountRight.select(AccountRight.account).where(
        AccountRight.client == client_id, AccountRight.kind == "owner"
    )


def latest_transactions(accounts: Any, count: int = SHOWN) -> list[Transaction]:
    """The newest movements over some accounts (ids or a subquery of them)."""
    return list(
        Transaction.select(Transaction, HoldingAccount)
        .join(HoldingAccount)
        .where(Transaction.account.in_(accounts))
        .order_by(Transaction.happened_on.desc(), Transaction.id.desc())
        .limit(count)
    )
