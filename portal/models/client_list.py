"""The list of clients: keyset pages in four orders, filters, search, capped totals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any

from peewee import Tuple

from ..database import database, engine
from ..rules.addresses import row_id, whole
from .client_filter import ClientFilter, plain_column
from .client_search import few_hits, matching, numbers
from .clients import Client
from .scope import ClientScope
from .walking import merged

PAGE = 50
COUNT_UP_TO = 1000
MOST_PIECES = 64
ORDERS: dict[str, tuple[Any, bool]] = {
    "due": (Client.next_contact_due, False),
    "aum": (Client.aum, True),
    "name": (Client.name_key, False),
    "newest": (Client.id, True),
}

ORDERS_OF_HEADS = ("name", "newest")
"""AUM and contacts of clients whose head alone is open are nobody's business: not even as an order or in its cursor."""


@dataclass
class ClientPage:
    """`few`: all that fit were looked up, no index was walked."""

    rows: list[dict[str, Any]]
    after: str | None
    total: int
    few: bool = False

    @property
    def capped(self) -> bool:
        return self.total > COUNT_UP_TO


COLUMNS = ("id", "number", "name", "kind", "tier_id", "aum", "aum_before", "aum_month", "is_liability", "is_asset", "is_intermediary", "district",
           "branch_id", "mobile", "last_contact", "next_contact_due", "open_requests", "manager_id", "adviser_id", "specialists", "name_key",
           "aum_change", "next_birthday", "completeness", "list_status", "employer", "plant", "industry")  # fmt: skip


def page(
    scope: ClientScope,
    wanted: ClientFilter,
    order: str = "aum",
    after: str = "",
    size: int = PAGE,
    extra: list[Any] | None = None,
) -> ClientPage:
    """One page of the clients in scope that fit, and how many fit at all (counted up to 1,001). At most three statements.

    Up to 1,000 that fit are looked up and put into order; more are met soon on the way through the order's index.
    """
    more, ids = extra or [], None
    if wanted.q.strip():
        ids = few_hits(wanted.q, wanted.documents)
        if ids is None:
            more = [*more, matching(wanted.q)]
    elif wanted.narrows or more:
        ids = candidates(scope, wanted, more)
    if ids is None:
        conditions = wanted.conditions(walking=True, order=order) + more
        rows = _rows(pieces_of(scope, wanted, order), conditions, order, after, size + 1)
        known = None if not wanted.narrows and not more else COUNT_UP_TO + 1
    else:
        looked_up = Client.id.in_(numbers(ids))
        conditions = [*(wanted.conditions() + more if wanted.q.strip() else []), looked_up]
        rows = _rows([scope.condition()] if ids else [], conditions, order, after, size + 1)
        known = None if wanted.q.strip() else len(ids)
    last = len(rows) <= size
    rows = rows[:size]
    if known is None:
        known = len(rows) if last and not after else count(scope, conditions) if rows else 0
    return ClientPage(rows, None if last else cursor(rows[-1], order), known, ids is not None)


def candidates(scope: ClientScope, wanted: ClientFilter, extra: list[Any] | None = None) -> list[int] | None:
    """The ids of all that fit, through whichever index the filter has; None when they are more than 1,000."""
    conditions = [*wanted.conditions(), *(extra or [])]
    branches = scope.branch_ids(wanted.branch_ids())
    inside = scope.condition() if branches is None else plain_column(Client.branch, wanted.has_own_index).in_(branches)
    query = Client.select(Client.id).where(inside, *conditions).limit(COUNT_UP_TO + 1)
    ids = [row[0] for row in query.tuples()]
    return ids if len(ids) <= COUNT_UP_TO else None


def count(scope: ClientScope, conditions: list[Any]) -> int:
    """How many fit, at most 1,001."""
    inner = Client.select(Client.id).where(scope.condition(), *conditions).limit(COUNT_UP_TO + 1)
    sql, params = inner.sql()
    return database.execute_sql(f"SELECT COUNT(*) FROM ({sql}) AS hits", params).fetchone()[0]  # noqa: S608


def pieces_of(scope: ClientScope, wanted: ClientFilter, order: str) -> list[Any]:
    """The scope in parts that each walk an index: by branch, and by level too where the order is AUM.

    Levels follow from AUM: on the way down by AUM a Standard client comes after all others (120,000 rows later in a
    bank of a million), so each level is walked by itself.
    """
    pieces = scope.pieces(wanted.branch_ids())
    tiers = wanted.tiers()
    if order != "aum" or not tiers or len(pieces) * len(tiers) > MOST_PIECES:
        return pieces
    return [piece & (Client.tier == tier) for piece, tier in product(pieces, tiers)]


def ids_in_order(
    pieces: list[Any], conditions: list[Any], order: str, after: str, limit: int, back: bool = False
) -> list[int]:
    """Ids of the first that fit behind `after` (or before it, the nearest first)."""
    sql, params = walk(pieces, conditions, order, after, limit, back)
    return [row[0] for row in database.execute_sql(sql, params).fetchall()]


def walk(
    pieces: list[Any], conditions: list[Any], order: str, after: str, limit: int, back: bool = False
) -> tuple[str, list[Any]]:
    """SQL and parameters of (id, k) of the first that fit behind `after`, or before it, the nearest first."""
    column, down = ORDERS[order if order in ORDERS else "aum"]
    down = down != back
    chosen = Client.select(Client.id, column.alias("k"))
    parts = [chosen.where(piece, *conditions, *start) for piece, start in product(pieces, _after(column, down, after))]
    return merged(parts, down, limit)


def _rows(pieces: list[Any], conditions: list[Any], order: str, after: str, limit: int) -> list[dict[str, Any]]:
    if not pieces:
        return []
    way = "DESC" if ORDERS[order if order in ORDERS else "aum"][1] else "ASC"
    ids, params = walk(pieces, conditions, order, after, limit)
    return _read(f"({ids}) AS p JOIN client c ON c.id = p.id", f"p.k {way}, p.id {way}", params)


def rows_of(ids: list[int]) -> list[dict[str, Any]]:
    """The rows of these clients, in this order."""
    if not ids:
        return []
    source = f"(SELECT id FROM client WHERE id IN {numbers(ids).sql}) AS p"  # noqa: S608
    found = {row["id"]: row for row in _read(f"{source} JOIN client c ON c.id = p.id", "c.id", [])}
    return [found[one] for one in ids if one in found]


def _read(source: str, order: str, params: list[Any]) -> list[dict[str, Any]]:
    names = ", ".join(f"c.{name}" for name in COLUMNS)
    text = (
        f"SELECT {names}, m.name, a.name FROM {source} "  # noqa: S608
        f"LEFT JOIN staff m ON m.id = c.manager_id LEFT JOIN staff a ON a.id = c.adviser_id ORDER BY {order}"
    )
    rows = database.execute_sql(text, params).fetchall()
    return [_typed(dict(zip((*COLUMNS, "manager", "adviser"), row, strict=True))) for row in rows]


def _typed(row: dict[str, Any]) -> dict[str, Any]:
    for name in ("aum_month", "last_contact", "next_contact_due", "next_birthday"):
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
