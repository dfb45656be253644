"""The list of clients: keyset pages in four orders, filters, search, capped totals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any

from peewee import SQL, Tuple

from portal.database import database, engine
from portal.ground import clock
from portal.models.clients.client import Client
from portal.reads.clients.scope import ClientScope
from portal.reads.finding.filter import ClientFilter, plain_column
from portal.reads.finding.search import Many, carrying, few_hits, matching, numbers
from portal.reads.finding.ways import by_its_index
from portal.reads.shared import built
from portal.reads.shared.walking import MOST_PIECES, merged
from portal.rules.shared.addresses import row_id, whole

PAGE = 50
COUNT_UP_TO = 1000
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


COLUMNS = (
    "id",
    "number",
    "name",
    "kind",
    "tier_id",
    "aum",
    "aum_before",
    "aum_month",
    "is_liability",
    "is_asset",
    "is_intermediary",
    "district",
    "branch_id",
    "mobile",
    "last_contact",
    "next_contact_due",
    "open_requests",
    "manager_id",
    "adviser_id",
    "specialists",
    "name_key",
    "aum_change",
    "next_birthday",
    "completeness",
    "list_status",
    "employer",
    "plant",
    "industry",
)


def page(
    scope: ClientScope,
    wanted: ClientFilter,
    order: str = "aum",
    after: str = "",
    size: int = PAGE,
    extra: list[Any] | None = None,
) -> ClientPage:
    """One page of the clients in scope that fit, and how many fit at all (counted up to 1,001). At most three
    statements.

    Up to 1,000 that fit are looked up and put into order; more are met soon on the way through the order's index.
    """
    asked, ids = Asked(scope, wanted, order, extra or []), None
    searched = bool(wanted.q.strip())
    if searched:
        hits = few_hits(wanted.q, wanted.documents)
        ids, asked.many = (hits, None) if isinstance(hits, list) else (None, hits)
    elif wanted.narrows or extra:
        ids = asked.candidates()
    known = None if searched or (ids is None and not wanted.narrows and not extra) else COUNT_UP_TO + 1
    if ids is not None and not searched:
        known = len(ids)
    rows = asked.rows(ids, after, size + 1) if ids != [] else []
    last = len(rows) <= size
    rows = rows[:size]
    if known is None:
        known = len(rows) if last and not after else asked.count(ids) if rows else 0
    return ClientPage(rows, None if last else cursor(rows[-1], order), known, ids is not None)


@dataclass
class Asked:
    """A list that is asked for, and its SQL, which is written once for all who ask for the same."""

    scope: ClientScope
    wanted: ClientFilter
    order: str
    extra: list[Any]
    many: Many | None = None
    """Of a search: that its hits are too many to look each of them up."""

    def candidates(self) -> list[int] | None:
        """The ids of all that fit, through whichever index the filter has; None when they are more than 1,000."""
        ids = [row[0] for row in self._run("candidates", self._candidates)]
        return ids if len(ids) <= COUNT_UP_TO else None

    def rows(self, ids: list[int] | None, after: str, limit: int) -> list[dict[str, Any]]:
        """The rows behind `after`: of these clients, or where there are too many to look up, by the order's index."""
        column, down = ORDERS[self.order if self.order in ORDERS else "aum"]
        place, way = place_of(column, after), "DESC" if down else "ASC"
        marked = place and (_MARKS[column], built.ONE)
        write = lambda: self._walk(ids is not None, marked, limit)  # noqa: E731
        sql, params = self._text(("rows", ids is not None, bool(place), limit), write)
        if not sql:
            return []
        values = dict(zip(marked, place, strict=True)) if place and marked else {}
        source = f"({_filled(sql, ids)}) AS p JOIN client c ON c.id = p.id"
        return _read(source, f"p.k {way}, p.id {way}", built.filled(params, values))

    def count(self, ids: list[int] | None) -> int:
        """How many fit, at most 1,001."""
        rows = self._run(("count", ids is not None), lambda: self._count(ids is not None), ids)
        return rows[0][0]  # type: ignore[no-any-return]

    def _candidates(self) -> tuple[str, list[Any]]:
        branches = self.scope.branch_ids(self.wanted.branch_ids())
        if branches is None:
            return self._candidates_of_seats()
        inside = plain_column(Client.branch, self.wanted.has_own_index).in_(branches)
        query = Client.select(Client.id).where(inside, *self.wanted.conditions(), *self.extra)
        sql, params = query.limit(COUNT_UP_TO + 1).sql()
        return by_its_index(sql, self.wanted), params

    def _candidates_of_seats(self) -> tuple[str, list[Any]]:
        """Of those whom one serves: they are few, and no filter's index (the VIPs of the whole bank) leads to fewer."""
        scope = self.scope
        alone = not scope.branch_roles and not self.wanted.has_own_index
        fitting = self.wanted.conditions(walking=alone, order="name")
        query = Client.select(Client.id).where(scope.condition(), *fitting, *self.extra)
        return query.limit(COUNT_UP_TO + 1).sql()  # type: ignore[no-any-return]

    def _walk(self, looked_up: bool, place: Any, limit: int) -> tuple[str, list[Any]]:
        pieces = [self.scope.condition()] if looked_up else pieces_of(self.scope, self.wanted, self.order)
        fitting = self._conditions(looked_up, walking=True)
        return walk(pieces, fitting, self.order, place, limit) if pieces else ("", [])

    def _count(self, looked_up: bool) -> tuple[str, list[Any]]:
        inner = Client.select(Client.id).where(self.scope.condition(), *self._conditions(looked_up))
        sql, params = inner.limit(COUNT_UP_TO + 1).sql()
        return f"SELECT COUNT(*) FROM ({sql}) AS hits", params  # noqa: S608

    def _conditions(self, looked_up: bool, walking: bool = False) -> list[Any]:
        """Those who fit a filter and were looked up fit already; a search's hits have to fit the rest, too."""
        if not looked_up:
            typed = self.wanted.q
            searched = [carrying(typed, self.many) if walking else matching(typed)] if self.many else []
            return [*self.wanted.conditions(walking=True, order=self.order), *self.extra, *searched]
        rest = [*self.wanted.conditions(), *self.extra] if self.wanted.q.strip() else []
        return [*rest, Client.id.in_(SQL(_IDS))]

    def _run(self, what: Any, write: Callable[[], tuple[str, list[Any]]], ids: list[int] | None = None) -> list[Any]:
        sql, params = self._text(what, write)
        return database.execute_sql(_filled(sql, ids), params).fetchall()  # type: ignore[no-any-return]

    def _text(self, what: Any, write: Callable[[], tuple[str, list[Any]]]) -> tuple[str, list[Any]]:
        if self.extra:
            return write()
        wanted = self.wanted
        return built.text(
            (what, self.many, self.scope.key(), wanted.text(), wanted.members_of, self.order, clock.today()), write
        )


_IDS = "(\u241fids\u241f)"
_MARKS = {
    Client.next_contact_due: built.DAY,
    Client.aum: built.AMOUNT,
    Client.name_key: built.TEXT,
    Client.id: built.AMOUNT,
}
"""What stands in a kept text in the place of a cursor's value; the id of its row is `built.ONE`."""


def _filled(sql: str, ids: list[int] | None) -> str:
    return sql if ids is None else sql.replace(_IDS, numbers(ids).sql)


def pieces_of(scope: ClientScope, wanted: ClientFilter, order: str) -> list[Any]:
    """The scope in parts that each walk an index: by branch, and where the order is AUM by birthday or by level, too.

    Levels follow from AUM: on the way down by AUM a Standard client comes after all others (120,000 rows later in a
    bank of a million), so each level is walked by itself. So is each of a few days on which birthdays are asked for.
    """
    pieces = scope.pieces(wanted.branch_ids())
    days = wanted.birthdays() if order == "aum" else []
    if days and len(pieces) * len(days) <= MOST_PIECES:
        return [piece & (Client.next_birthday == day) for piece, day in product(pieces, days)]
    tiers = wanted.tiers()
    if order != "aum" or not tiers or len(pieces) * len(tiers) > MOST_PIECES:
        return pieces
    return [piece & (Client.tier == tier) for piece, tier in product(pieces, tiers)]


def ids_in_order(
    pieces: list[Any], conditions: list[Any], order: str, after: str, limit: int, back: bool = False
) -> list[int]:
    """Ids of the first that fit behind `after` (or before it, the nearest first)."""
    place = place_of(ORDERS[order if order in ORDERS else "aum"][0], after)
    sql, params = walk(pieces, conditions, order, place, limit, back)
    return [row[0] for row in database.execute_sql(sql, params).fetchall()]


def walk(
    pieces: list[Any], conditions: list[Any], order: str, place: Place | None, limit: int, back: bool = False
) -> tuple[str, list[Any]]:
    """SQL and parameters of (id, k) of the first that fit behind a place, or before it, the nearest first."""
    column, down = ORDERS[order if order in ORDERS else "aum"]
    down = down != back
    chosen = Client.select(Client.id, column.alias("k"))
    parts = [chosen.where(piece, *conditions, *start) for piece, start in product(pieces, behind(column, down, place))]
    return merged(parts, down, limit)


def rows_of(ids: list[int]) -> list[dict[str, Any]]:
    """The rows of these clients, in this order."""
    if not ids:
        return []
    source = f"(SELECT id FROM client WHERE id IN {numbers(ids).sql}) AS p"  # noqa: S608
    found = {row["id"]: row for row in _read(f"{source} JOIN client c ON c.id = p.id", "c.id", [])}
    return [found[one] for one in ids if one in found]


class Row(dict[str, Any]):
    """A client as lists show him. It can be a key: what is made of a row is kept until something in it changes."""

    def __hash__(self) -> int:  # type: ignore[override]
        return hash((self["id"], self["aum"], self["last_contact"]))


def _read(source: str, order: str, params: list[Any]) -> list[dict[str, Any]]:
    text = (
        f"SELECT {', '.join(f'c.{name}' for name in COLUMNS)}, m.name, a.name FROM {source} "  # noqa: S608
        f"LEFT JOIN staff m ON m.id = c.manager_id LEFT JOIN staff a ON a.id = c.adviser_id ORDER BY {order}"
    )
    rows = database.execute_sql(text, params).fetchall()
    names = (*COLUMNS, "manager", "adviser")
    return [_typed(Row(zip(names, row, strict=True))) for row in rows]


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


Place = tuple[Any, int]
"""The order's value and the id of a row."""


def place_of(column: Any, after: str) -> Place | None:
    """The row that a cursor names; None for what it cannot be."""
    value, _, text = after.rpartition("~")
    last, key = row_id(text), _key(column, value)
    return None if last is None or key is None else (key, last)


def behind(column: Any, down: bool, place: Place | None) -> list[list[Any]]:
    """Behind that row, as alternatives that do not overlap; each enters its index there.

    PostgreSQL does so for one comparison of pairs. SQLite would walk all equals (25 ms for 300,000 equal dates), so
    there it is two: the row's equals, and what comes later (0.1 ms).
    """
    if place is None:
        return [[]]
    key, last = place
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
