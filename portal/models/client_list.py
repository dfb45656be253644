"""The list of clients: keyset pages in four orders, filters, search, capped totals."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from itertools import product
from typing import Any

from peewee import SQL, Expression, Tuple, fn

from ..database import database, engine
from ..rules.addresses import row_id, whole
from ..rules.codes import parse_client_number
from ..rules.terms import query_terms
from . import reference
from .clients import Client
from .organisation import Branch, Staff, under
from .scope import ClientScope
from .walking import merged

PAGE = 50
COUNT_UP_TO = 1000
ORDERS: dict[str, tuple[Any, bool]] = {
    "due": (Client.next_contact_due, False),
    "aum": (Client.aum, True),
    "name": (Client.name_key, False),
    "newest": (Client.id, True),
}


@dataclass
class ClientFilter:
    """What a list of clients is narrowed to; values are codes, names and user names as they stand in the address."""

    q: str = ""
    branch: str = ""
    tier: list[str] = field(default_factory=list)
    kind: str = ""
    klass: str = ""
    district: str = ""
    manager: str = ""
    adviser: str = ""
    team: str = ""

    def conditions(self) -> list[Expression]:
        """As conditions on `Client`, all of which must hold."""
        found: list[Any] = []
        if self.branch:
            found.append(Client.branch.in_(self.branch_ids() or []))
        if self.tier:
            codes = [code for tier in self.tier for code in (reference.vip_tiers() if tier == "vip" else [tier])]
            found.append(Client.tier.in_(codes))
        if self.kind:
            found.append(Client.kind == self.kind)
        if self.klass in ("liability", "asset", "intermediary"):
            found.append(getattr(Client, f"is_{self.klass}") == True)  # noqa: E712
        if self.district:
            found.append(Client.district == self.district)
        for name in ("manager", "adviser"):
            if value := getattr(self, name):
                found.append(_served_by(getattr(Client, name), value))
        if self.team == "incomplete":
            found.append(
                (Client.tier != "standard")
                & (Client.manager.is_null() | Client.adviser.is_null() | (Client.specialists == 0))
            )
        return found

    def branch_ids(self) -> list[int] | None:
        """The chosen branch and those below it; None when none is chosen."""
        if not self.branch:
            return None
        return [
            one.id
            for one in reference.branches_below([b.path for b in reference.branch_tree() if b.code == self.branch])
        ]


def _served_by(column: Any, username: str) -> Expression:
    from .accounts import Account

    return (
        column.is_null()
        if username == "none"
        else column.in_(Account.select(Account.staff).where(Account.username == username))
    )


def _hits(text: str) -> tuple[str, list[Any]]:
    """SQL and its parameter for the ids of the clients that carry every term of what was typed."""
    terms = query_terms(text)
    if engine() == "sqlite":
        match = " AND ".join(f'"{term}"' for term in terms)
        return "SELECT rowid FROM client_search WHERE client_search MATCH ?", [match]
    return "SELECT client_id FROM client_term WHERE string_to_array(terms, ' ') @> %s::text[]", [terms]


def few_hits(text: str) -> list[int] | None:
    """The ids of all clients that were meant, or None when they are too many to look each of them up.

    Few hits are looked up and put into order; many are met soon on the way through an order's index.
    """
    if not query_terms(text):
        return []
    if number := parse_client_number(text):
        return _numbered(number)
    sql, params = _hits(text)
    rows = database.execute_sql(f"{sql} LIMIT {COUNT_UP_TO + 1}", params).fetchall()
    return [row[0] for row in rows] if len(rows) <= COUNT_UP_TO else None


def _numbered(number: str) -> list[int]:
    """The client of this number; the number of a merged record is that of the one it is in now."""
    found = Client.select(fn.COALESCE(Client.merged_into, Client.id)).where(Client.number == number)
    return [row[0] for row in found.tuples()]


def matching(text: str) -> Expression:
    """Clients that carry every term of what was typed."""
    sql, params = _hits(text)
    return Client.id.in_(SQL(f"({sql})", params))


@dataclass
class ClientPage:
    rows: list[dict[str, Any]]
    after: str | None
    total: int

    @property
    def capped(self) -> bool:
        return self.total > COUNT_UP_TO


COLUMNS = ("id", "number", "name", "kind", "tier_id", "aum", "aum_before", "aum_month", "is_liability", "is_asset", "is_intermediary", "district",
           "branch_id", "mobile", "last_contact", "next_contact_due", "open_requests", "manager_id", "adviser_id", "specialists", "name_key")  # fmt: skip


def page(
    scope: ClientScope,
    wanted: ClientFilter,
    order: str = "aum",
    after: str = "",
    size: int = PAGE,
    extra: list[Any] | None = None,
) -> ClientPage:
    """One page of the clients in scope that fit, and how many fit at all (counted up to 1,001)."""
    conditions, pieces = wanted.conditions() + (extra or []), scope.pieces(wanted.branch_ids())
    if wanted.q.strip():
        ids = few_hits(wanted.q)
        if ids is None:
            conditions.append(matching(wanted.q))
        else:
            conditions.append(Client.id.in_(SQL(f"({', '.join(map(str, ids)) or 'NULL'})")))
            pieces = [scope.condition()] if ids else []
    rows = _rows(pieces, conditions, order, after, size + 1)
    more = len(rows) > size
    rows = rows[:size]
    return ClientPage(rows, cursor(rows[-1], order) if more else None, count(scope, conditions) if rows else 0)


def count(scope: ClientScope, conditions: list[Any]) -> int:
    """How many fit, at most 1,001."""
    inner = Client.select(Client.id).where(scope.condition(), *conditions).limit(COUNT_UP_TO + 1)
    sql, params = inner.sql()
    return database.execute_sql(f"SELECT COUNT(*) FROM ({sql}) AS hits", params).fetchone()[0]  # noqa: S608


def _rows(pieces: list[Any], conditions: list[Any], order: str, after: str, limit: int) -> list[dict[str, Any]]:
    if not pieces:
        return []
    column, down = ORDERS[order if order in ORDERS else "aum"]
    chosen = Client.select(Client.id, column.alias("k"))
    parts = [chosen.where(piece, *conditions, *start) for piece, start in product(pieces, _after(column, down, after))]
    ids, params = merged(parts, down, limit)
    way = "DESC" if down else "ASC"
    names = ", ".join(f"c.{name}" for name in COLUMNS)
    text = (
        f"SELECT {names}, m.name, a.name FROM ({ids}) AS p JOIN client c ON c.id = p.id "  # noqa: S608
        f"LEFT JOIN staff m ON m.id = c.manager_id LEFT JOIN staff a ON a.id = c.adviser_id ORDER BY p.k {way}, p.id {way}"
    )
    rows = database.execute_sql(text, params).fetchall()
    return [_typed(dict(zip((*COLUMNS, "manager", "adviser"), row, strict=True))) for row in rows]


def _typed(row: dict[str, Any]) -> dict[str, Any]:
    for name in ("aum_month", "last_contact", "next_contact_due"):
        if isinstance(row[name], str):
            row[name] = date.fromisoformat(row[name])
    return row


def cursor(row: dict[str, Any], order: str) -> str:
    """Where the next page begins: the order's value and the id of the last row."""
    value = {"due": row["next_contact_due"], "aum": row["aum"], "name": row["name_key"], "newest": row["id"]}.get(
        order, row["aum"]
    )
    return f"{value}~{row['id']}"


def _after(column: Any, down: bool, after: str) -> list[list[Any]]:
    """Behind the row that the cursor names, as alternatives that do not overlap; each enters its index at that row.

    PostgreSQL does so for one comparison of pairs. SQLite would walk all equals (25 ms for 300,000 equal dates), so
    there it is two: the row's equals, and what comes later (0.1 ms).
    """
    value, _, text = after.rpartition("~")
    last, key = row_id(text), _key(column, value)
    if last is None or key is None:
        return [[]]
    further = Client.id < last if down else Client.id > last
    if column is Client.id:
        return [[further]]
    if engine() == "postgresql":
        here, there = Tuple(column, Client.id), Tuple(column.db_value(key), last)
        return [[here < there if down else here > there]]
    return [[column == key, further], [column < key if down else column > key]]


def _key(column: Any, value: str) -> Any:
    """The order's value out of a cursor; None for what it cannot be."""
    if column is Client.name_key:
        return value
    if column is not Client.next_contact_due:
        return whole(value)
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def people_to_choose(scope: ClientScope) -> list[tuple[str, str, str]]:
    """(user name, name, role) of the managers and advisers whom the clients in scope can have, for the filter."""
    from .accounts import Account
    from .organisation import RoleGrant

    query = (
        Staff.select(Account.username, Staff.name, RoleGrant.role).distinct()
        .join_from(Staff, RoleGrant, on=(RoleGrant.staff == Staff.id)).join_from(Staff, Account, on=(Account.staff == Staff.id))
        .where(RoleGrant.role.in_(["manager", "adviser"]), RoleGrant.until.is_null(), Staff.left_on.is_null())
        .order_by(Staff.name)
    )  # fmt: skip
    if not scope.whole_bank:
        paths = scope.actor.all_paths
        query = query.join_from(RoleGrant, Branch, on=(RoleGrant.branch == Branch.id)).where(under(Branch.path, paths))
    return list(query.tuples())
