"""The clients before and behind one, in the list that he was opened from. One statement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from peewee import SQL

from portal.database import database
from portal.models.clients.client import Client
from portal.reads.clients.scope import ClientScope
from portal.reads.finding.filter import ClientFilter
from portal.reads.finding.listed import COUNT_UP_TO, ORDERS, pieces_of, walk
from portal.reads.finding.search import Many, carrying, hits_of


@dataclass(frozen=True)
class Neighbour:
    number: str
    name: str


Pair = tuple[Neighbour | None, Neighbour | None]


def neighbours(scope: ClientScope, wanted: ClientFilter, order: str, client: Client, few: bool) -> Pair:
    """(the one before, the one behind) `client`; None at the ends, both None when he does not fit (any more).

    `few`: the list was short enough to be looked up, so it is read whole (up to 1,000) and searched here; else two
    index walks of one row each.
    """
    return _among_few(scope, wanted, order, client) if few else _walked(scope, wanted, order, client)


def _among_few(scope: ClientScope, wanted: ClientFilter, order: str, client: Client) -> Pair:
    column, down = ORDERS[order]
    conditions = [scope.condition(), *wanted.conditions()]
    if wanted.q.strip():
        sql, params = hits_of(wanted.q, wanted.documents)
        few_of_them = f"(SELECT id FROM ({sql} LIMIT {COUNT_UP_TO + 1}) AS hits)"  # noqa: S608
        conditions.append(Client.id.in_(SQL(few_of_them, params)))
    query = Client.select(column, Client.id, Client.number, Client.name).where(*conditions).limit(COUNT_UP_TO + 1)
    rows = sorted(query.tuples(), key=lambda row: row[:2], reverse=down)
    at = next((i for i, row in enumerate(rows) if row[1] == client.id), None)
    if at is None:
        return None, None
    before, behind = rows[at - 1] if at else None, rows[at + 1] if at + 1 < len(rows) else None
    return _named(before and before[2:]), _named(behind and behind[2:])


def _walked(scope: ClientScope, wanted: ClientFilter, order: str, client: Client) -> Pair:
    conditions = wanted.conditions(walking=True, order=order) + (
        [carrying(wanted.q, Many.DENSE)] if wanted.q.strip() else []
    )
    pieces = pieces_of(scope, wanted, order)
    if not pieces:
        return None, None
    here = (getattr(client, ORDERS[order][0].name), client.id)
    parts, params = [], []
    for side, back in (("before", True), ("behind", False)):
        sql, values = walk(pieces, conditions, order, here, 1, back)
        parts.append(f"SELECT '{side}' AS side, id FROM ({sql}) AS {side}")  # noqa: S608
        params += values
    text = f"SELECT p.side, c.number, c.name FROM ({' UNION ALL '.join(parts)}) AS p JOIN client c ON c.id = p.id"  # noqa: S608
    found: dict[str, Any] = {row[0]: row[1:] for row in database.execute_sql(text, params).fetchall()}
    return _named(found.get("before")), _named(found.get("behind"))


def _named(row: Any) -> Neighbour | None:
    return Neighbour(*row) if row else None
